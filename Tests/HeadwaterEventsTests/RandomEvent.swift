import HeadwaterCore
import HeadwaterEvents

/// Makes random valid events: every type, every field now there, now absent, texts that try the
/// format's escapes, and values at its limits.
struct RandomEvent {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func next() -> Event {
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return .post(post())
        case 1: return .delete(Delete(post: id(), at: time()))
        case 2: return .account(account())
        case 3: return .edge(edge())
        case 4: return .engagement(engagement())
        case 5: return .impression(impression())
        default: return .label(label())
        }
    }

    mutating func body() -> Record.Body {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return .served(served())
        case 1:
            return .change(
                Change(
                    kind: text(),
                    name: text(),
                    before: text(),
                    after: text(),
                    who: text(),
                    why: text(),
                    at: time()
                )
            )
        default: return .event(next())
        }
    }

    // MARK: - Pages

    mutating func served() -> Served {
        var page = Served(
            request: id(),
            viewer: id(),
            surface: text(),
            at: time(),
            previous: chance() ? id() : nil,
            limit: Int.random(in: 1...100, using: &random),
            slots: (0..<Int.random(in: 0..<4, using: &random)).map { _ in slot() }
        )
        if chance() { page.arms = texts() }
        if chance() { page.models = texts() }
        if chance() { page.standing = LogPosition(rawValue: random.next() >> 11) }
        if chance() { page.seed = Int64(random.next() >> 11) }
        if chance() { page.notes = texts() }
        if chance() { page.weights = floats(10) }
        if chance() { page.prior = Float.random(in: 0...2, using: &random) }
        if chance() { page.greedy = random.unit() * 20 }
        if chance() { page.expected = random.unit() * 20 }
        page.isThinned = chance()
        if chance() {
            var considered = Served.Considered()
            considered.posts = (0..<Int.random(in: 0..<700, using: &random)).map { "p:\($0)" }
            considered.scores = floats(considered.posts.count)
            considered.heads = floats(considered.posts.count * 10)
            page.considered = considered
        }
        return page
    }

    mutating func slot() -> Served.Slot {
        var slot = Served.Slot(
            post: id(),
            source: text(),
            score: Double.random(in: -5...5, using: &random),
            propensity: random.unit(),
            reasons: texts()
        )
        if chance() { slot.sources = texts() }
        if chance() { slot.heads = floats(10) }
        if chance() { slot.parts = floats(13) }
        return slot
    }

    mutating func floats(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float.random(in: -3...3, using: &random) }
    }

    // MARK: - Parts

    mutating func chance(_ share: Double = 0.5) -> Bool { random.unit() < share }

    mutating func time() -> Timestamp {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: Timestamp.epoch
        case 1: Timestamp.end.advanced(byMilliseconds: -1)
        default:
            Timestamp(
                milliseconds: Int64.random(in: 0..<Timestamp.end.milliseconds, using: &random)
            )
        }
    }

    mutating func scalar() -> Unicode.Scalar {
        let plain = Array("abcdefghij klmnop/{}[]:,0123".unicodeScalars)
        let odd: [Unicode.Scalar] = [
            "\"", "\\", "\n", "\r", "\t", "\u{0}", "\u{1F}", "\u{7F}", "\u{8}", "\u{C}", "é",
            "\u{301}", "\u{2028}", "\u{FEFF}", "\u{FFFD}", "\u{D7FF}", "\u{E000}", "日", "🚢",
            "\u{10FFFF}", "ß", "ي",
        ]
        return chance(0.85)
            ? plain[Int.random(in: 0..<plain.count, using: &random)]
            : odd[Int.random(in: 0..<odd.count, using: &random)]
    }

    mutating func text() -> String {
        let length = chance(0.02) ? 300 : Int.random(in: 0..<24, using: &random)
        var text = ""
        for _ in 0..<length { text.unicodeScalars.append(scalar()) }
        return text
    }

    mutating func id() -> String {
        if chance(0.02) { return String(repeating: "x", count: EventLimits.idBytes) }
        var id = text()
        while id.utf8.count > EventLimits.idBytes { id.unicodeScalars.removeLast() }
        return id.isEmpty ? "i" : id
    }

    mutating func texts() -> [String] {
        let count = chance(0.01) ? 256 : Int.random(in: 0..<4, using: &random)
        var texts: [String] = []
        for _ in 0..<count { texts.append(text()) }
        return texts
    }

    mutating func integer() -> Int64 {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: 0
        case 1: EventLimits.integerMax
        default: Int64.random(in: 0..<1_000_000, using: &random)
        }
    }

    mutating func attributes() -> [Attribute] {
        var names: Set<[UInt8]> = []
        for _ in 0..<Int.random(in: 0..<5, using: &random) { names.insert(Array(text().utf8)) }
        var attributes: [Attribute] = []
        for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            attributes.append(Attribute(name: String(decoding: name, as: UTF8.self), value: text()))
        }
        return attributes
    }

    // MARK: - Types

    mutating func post() -> Post {
        var post = Post(id: id(), author: id(), at: time(), text: text())
        if chance() { post.edited = time() }
        if chance(0.2) { post.kind = .article }
        if chance() { post.title = text() }
        if chance() { post.url = text() }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: post.audience = .unlisted
        case 1: post.audience = .followers
        case 2: post.audience = .mentioned
        case 3: post.audience = .group("g:" + String(id().prefix(20)))
        default: break
        }
        if chance() { post.langs = texts() }
        if chance() { post.tags = texts() }
        if chance() { post.links = texts() }
        if chance() { post.mentions = [id(), id()] }
        if chance() { post.labels = texts() }
        if chance() { post.replyRoot = id() }
        if chance() { post.replyParent = id() }
        if chance() { post.quote = id() }
        for _ in 0..<Int.random(in: 0..<3, using: &random) { post.media.append(media()) }
        if chance(0.3) {
            post.place = Place(
                latitude: chance() ? Double.random(in: -90...90, using: &random) : nil,
                longitude: chance() ? 180 : nil,
                name: chance() ? text() : nil
            )
        }
        if chance(0.3) { post.vectors = [Vector(space: text(), values: numbers())] }
        if chance() { post.attributes = attributes() }
        return post
    }

    mutating func numbers() -> [Float] {
        let count = chance(0.02) ? EventLimits.vectorNumbers : Int.random(in: 1..<9, using: &random)
        var numbers: [Float] = []
        while numbers.count < count {
            let number = Float(bitPattern: UInt32.random(in: 0 ... .max, using: &random))
            if number.isFinite { numbers.append(number) }
        }
        return numbers
    }

    mutating func media() -> Media {
        var media = Media(kind: [.image, .video, .audio][Int.random(in: 0..<3, using: &random)])
        if chance() { media.url = text() }
        if chance() { media.poster = text() }
        if chance() { media.alt = text() }
        if chance() { media.transcript = text() }
        for _ in 0..<Int.random(in: 0..<3, using: &random) {
            media.segments.append(
                Media.Segment(startMs: integer(), endMs: integer(), text: text())
            )
        }
        if chance() { media.ocr = text() }
        if chance() { media.durationMs = max(1, integer()) }
        if chance() { media.sound = id() }
        if chance() { media.width = integer() }
        if chance() { media.height = integer() }
        return media
    }

    mutating func account() -> Account {
        var account = Account(id: id(), at: time())
        if chance() { account.handle = text() }
        if chance() { account.name = text() }
        if chance() { account.avatar = text() }
        if chance() {
            account.status = Account.Status.allCases[Int.random(in: 0..<5, using: &random)]
        }
        if chance() { account.indexable = chance() }
        if chance() { account.discoverable = chance() }
        if chance(0.2) { account.human = #"{"by":"passport","how":[1,2.50,null],"when":{}}"# }
        if chance() { account.attributes = attributes() }
        return account
    }

    mutating func edge() -> Edge {
        let kind = Edge.Kind.allCases[Int.random(in: 0..<4, using: &random)]
        var edge = Edge(kind: kind, actor: id(), subject: id(), at: time())
        if chance() { edge.id = id() }
        edge.undone = chance(0.3)
        if edge.undone, edge.id != nil, chance() { edge.subject = nil }
        return edge
    }

    mutating func engagement() -> Engagement {
        let kind = Engagement.Kind.allCases[Int.random(in: 0..<12, using: &random)]
        var event = Engagement(kind: kind, actor: id(), post: id(), at: time())
        if chance() { event.id = id() }
        event.undone = chance(0.3)
        if event.undone, event.id != nil, chance() { event.post = nil }
        if chance() { event.durationMs = max(1, integer()) }
        if chance() {
            event.watchMs = min(integer(), event.durationMs.map { $0 * 20 } ?? .max)
        }
        if chance() { event.request = id() }
        if chance() { event.reason = text() }
        if chance() { event.attributes = attributes() }
        return event
    }

    mutating func impression() -> Impression {
        var event = Impression(actor: id(), post: id(), at: time())
        if chance() { event.request = id() }
        if chance() { event.position = integer() }
        if chance() { event.surface = text() }
        if chance() { event.propensity = chance(0.1) ? 1 : 1 - random.unit() }
        guard chance() else { return event }
        var outcomes = Outcomes()
        for kind in Engagement.Kind.allCases where chance(0.3) { outcomes[kind] = chance() }
        if chance() { outcomes.longView = chance() }
        if chance() { outcomes.durationMs = max(1, integer()) }
        if chance() {
            outcomes.watchMs = min(integer(), outcomes.durationMs.map { $0 * 20 } ?? .max)
        }
        event.outcomes = outcomes
        return event
    }

    mutating func label() -> Label {
        var label = Label(subject: id(), value: text(), source: text(), at: time())
        label.undone = chance(0.3)
        if chance() { label.reason = text() }
        if chance() { label.expires = time() }
        return label
    }
}
