public import HeadwaterCore
public import HeadwaterEvents

/// An endless, seeded stream of events that meet one another: the same few accounts and posts come
/// up again and again, in every order that EVENTS.md allows.
///
/// Posts are edited, deleted before and after they arrive, and claimed by others; states go on and
/// off by pair and by id, some undone before they come; labels expire, accounts switch off and on,
/// events come late and twice. The same seed gives the same events everywhere.
public struct Workload: Sendable {
    /// How large the world is, and how unruly.
    public struct Shape: Sendable, Hashable {
        /// The number of accounts that act.
        public var accounts = 6
        /// The number of groups; groups are accounts too.
        public var groups = 2
        /// The number of posts that there will ever be.
        public var posts = 12
        /// The share of events that were sent before.
        public var repeats = 0.08
        /// The share of events that are held back and come later.
        public var late = 0.15
        /// The share of events that end something for good: deletes, and accounts deleted.
        public var endings = 0.04
        /// The time between two events, on average, in milliseconds.
        public var stepMs: Int64 = 60_000

        /// A small world, in which everything meets everything.
        public init() {}

        /// A world of that size, for measuring rather than for finding faults.
        public static func large(accounts: Int, posts: Int) -> Shape {
            var shape = Shape()
            shape.accounts = accounts
            shape.groups = max(1, accounts / 100)
            shape.posts = posts
            shape.repeats = 0.01
            shape.late = 0.01
            shape.endings = 0.005
            shape.stepMs = 10
            return shape
        }
    }

    /// How large the world is, and how unruly.
    public let shape: Shape
    /// The moment at which the last event arrived.
    public private(set) var now: Timestamp
    var random: SeededGenerator
    private let start: Timestamp
    private var sent: [Event] = []
    private var held: [Event] = []
    private var count: UInt64 = 0

    /// A stream that begins at `start`.
    public init(
        seed: UInt64,
        shape: Shape = Shape(),
        start: Timestamp = Timestamp(milliseconds: 1_767_225_600_000)
    ) {
        self.shape = shape
        self.start = start
        now = start
        random = SeededGenerator(seed: seed)
    }

    /// The next event, as a record that arrives at ``now``; positions count from 1.
    public mutating func nextRecord() -> Record {
        let event = next()
        count += 1
        return Record(position: LogPosition(rawValue: count), received: now, body: .event(event))
    }

    /// The next event; ``now`` moves on.
    public mutating func next() -> Event {
        now = now.advanced(byMilliseconds: Int64.random(in: 0...2 * shape.stepMs, using: &random))
        if !sent.isEmpty, chance(shape.repeats) { return pick(sent) }
        if !held.isEmpty, chance(shape.late) {
            return send(held.remove(at: Int.random(in: 0..<held.count, using: &random)))
        }
        let event = fresh()
        if chance(shape.late), held.count < 20 {
            held.append(event)
            // What takes it back comes first, now and then.
            if chance(0.3), let undoing = undoing(of: event) { return send(undoing) }
            return send(fresh())
        }
        return send(event)
    }

    private mutating func send(_ event: Event) -> Event {
        if sent.count < 4096 {
            sent.append(event)
        } else {
            sent[Int.random(in: 0..<4096, using: &random)] = event
        }
        return event
    }

    // MARK: - Dice

    mutating func chance(_ share: Double) -> Bool { random.unit() < share }

    mutating func pick<Item>(_ items: [Item]) -> Item {
        items[Int.random(in: 0..<items.count, using: &random)]
    }

    mutating func account() -> String { "a:\(Int.random(in: 0..<shape.accounts, using: &random))" }

    private mutating func group() -> String {
        "g:\(Int.random(in: 0..<shape.groups, using: &random))"
    }

    private mutating func post() -> String {
        "p:\(Int.random(in: 0..<shape.posts, using: &random))"
    }

    /// A moment around now: mostly just past, at times long past or ahead, at times on a round
    /// second, so that equal times come up.
    private mutating func moment() -> Timestamp {
        let back: Int64 =
            switch Int.random(in: 0..<8, using: &random) {
            case 0: Int64.random(in: 0...30 * shape.stepMs, using: &random)
            case 1: -Int64.random(in: 0...5 * shape.stepMs, using: &random)
            default: Int64.random(in: 0...shape.stepMs, using: &random)
            }
        let exact = max(start.milliseconds, now.milliseconds - back)
        let round = 4 * max(1, shape.stepMs)
        return Timestamp(milliseconds: chance(0.4) ? exact / round * round : exact)
    }

    // MARK: - Events

    private mutating func fresh() -> Event {
        if chance(shape.endings) {
            if chance(0.2) {
                var event = Account(id: account(), at: moment())
                event.status = .deleted
                return .account(event)
            }
            return .delete(Delete(post: post(), at: moment()))
        }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<22: return .post(freshPost())
        case 22..<30: return .account(freshAccount())
        case 30..<52: return .edge(freshEdge())
        case 52..<82: return .engagement(freshEngagement())
        case 82..<90: return .impression(freshImpression())
        default: return .label(freshLabel())
        }
    }

    /// A post belongs to one author for good, by its number; now and then another claims it.
    private mutating func freshPost() -> Post {
        let number = Int.random(in: 0..<shape.posts, using: &random)
        let author = chance(0.08) ? account() : "a:\(number % shape.accounts)"
        var post = Post(
            id: "p:\(number)",
            author: author,
            at: start.advanced(byMilliseconds: Int64(number) * shape.stepMs),
            text: text()
        )
        if chance(0.5) { post.edited = moment() }
        switch Int.random(in: 0..<10, using: &random) {
        case 0: post.audience = .unlisted
        case 1, 2: post.audience = .followers
        case 3: post.audience = .mentioned
        case 4: post.audience = .group(group())
        default: break
        }
        if post.audience == .mentioned || chance(0.2) { post.mentions = [account(), account()] }
        if chance(0.3) { post.tags = [pick(Self.themes).words[0]] }
        if chance(0.06) { post.labels = [pick(Self.labels)] }
        if chance(0.2) { post.replyParent = self.post() }
        if chance(0.1) { post.quote = self.post() }
        post.langs = ["en"]
        return post
    }

    private mutating func freshAccount() -> Account {
        var event = Account(id: account(), at: moment())
        if chance(0.4) { event.handle = pick(["one.test", "two.test", ""]) }
        if chance(0.4) { event.name = text() }
        if chance(0.4) {
            event.status = pick([.active, .active, .active, .deactivated, .suspended, .takendown])
        }
        if chance(0.3) { event.indexable = chance(0.5) }
        if chance(0.3) { event.discoverable = chance(0.5) }
        return event
    }

    private mutating func freshEdge() -> Edge {
        let kind: Edge.Kind = pick([.follow, .follow, .follow, .block, .mute, .member])
        var event = Edge(
            kind: kind,
            actor: account(),
            subject: kind == .member ? group() : account(),
            at: moment()
        )
        event.undone = chance(0.3)
        // The id of a record names one pair, as record keys do, and comes up again.
        let number = Int.random(in: 0..<3, using: &random)
        if chance(0.5) { event.id = "e:\(event.actor):\(event.subject ?? ""):\(number)" }
        // A fast clock and an undoing by id are a case of their own.
        if event.id != nil, !event.undone { event.at = min(event.at, now) }
        if event.undone, event.id != nil, chance(0.5) { event.subject = nil }
        return event
    }

    private mutating func freshEngagement() -> Engagement {
        var event = Engagement(
            kind: pick(Engagement.Kind.allCases + [.like, .like, .like, .hide, .view]),
            actor: account(),
            post: post(),
            at: moment()
        )
        if event.kind.isState {
            event.undone = chance(0.3)
            let number = Int.random(in: 0..<3, using: &random)
            if chance(0.5) {
                event.id = "r:\(event.kind.name):\(event.actor):\(event.post ?? ""):\(number)"
                if !event.undone { event.at = min(event.at, now) }
            }
            if event.undone, event.id != nil, chance(0.5) { event.post = nil }
        }
        if event.kind == .view {
            event.durationMs = 20_000
            event.watchMs = Int64.random(in: 0...40_000, using: &random)
        }
        return event
    }

    private mutating func freshImpression() -> Impression {
        var event = Impression(actor: account(), post: post(), at: moment())
        if chance(0.3) { event.request = "q:\(Int.random(in: 0..<20, using: &random))" }
        return event
    }

    private mutating func freshLabel() -> Label {
        var event = Label(
            subject: chance(0.7) ? post() : account(),
            value: pick(Self.labels),
            source: pick(["s:one", "s:two"]),
            at: moment()
        )
        event.undone = chance(0.4)
        if chance(0.3) {
            let ahead = Int64.random(in: 0...60 * shape.stepMs, using: &random)
            event.expires = event.at.advanced(byMilliseconds: ahead)
        }
        return event
    }

    /// The event that takes back what another does, where there is one.
    private mutating func undoing(of event: Event) -> Event? {
        switch event {
        case .edge(var edge) where !edge.undone:
            edge.undone = true
            edge.at = moment()
            if edge.id != nil { edge.subject = nil }
            return .edge(edge)
        case .engagement(var engagement) where !engagement.undone && engagement.kind.isState:
            engagement.undone = true
            engagement.at = moment()
            if engagement.id != nil { engagement.post = nil }
            return .engagement(engagement)
        case .post(let post): return .delete(Delete(post: post.id, at: moment()))
        default: return nil
        }
    }
}
