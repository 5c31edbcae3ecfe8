import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn
import Testing

/// A catalog and a learner at the same record, and words for what happens.
struct LearnWorld {
    var catalog = Catalog()
    var learner = Learner()
    var now = Timestamp(milliseconds: 1_800_000_000_000)
    private(set) var records: [Record] = []
    /// What the catalog made of the last record.
    private(set) var effect = Effect.none

    /// A world of these posts, each by the author whose name follows a slash, such as `p1/ann`; a
    /// video of 20 seconds where a third part says so, as in `p1/ann/video`.
    init(_ posts: [String] = []) {
        for post in posts {
            let parts = post.split(separator: "/").map(String.init)
            self.post(parts[0], by: parts[1], durationMs: parts.count > 2 ? 20_000 : nil)
        }
    }

    mutating func wait(minutes: Double) {
        now = now.advanced(byMilliseconds: Int64(minutes * 60_000))
    }

    mutating func apply(_ body: Record.Body) {
        replay(
            Record(
                position: LogPosition(rawValue: UInt64(records.count + 1)),
                received: now,
                body: body
            )
        )
    }

    mutating func replay(_ record: Record) {
        records.append(record)
        effect = catalog.apply(record)
        learner.apply(record, effect, catalog)
    }

    // MARK: What happens

    mutating func post(_ id: String, by author: String, durationMs: Int64? = nil) {
        var post = Post(id: id, author: author, at: now, text: "words")
        post.tags = ["t\(id.utf8.last ?? 0)"]
        if let durationMs {
            var media = Media(kind: .video)
            media.durationMs = durationMs
            post.media = [media]
        }
        apply(.event(.post(post)))
    }

    mutating func see(
        _ actor: String,
        _ post: String,
        request: String? = nil,
        surface: String? = nil,
        _ outcomes: Outcomes? = nil
    ) {
        var event = Impression(actor: actor, post: post, at: now)
        event.request = request
        event.surface = surface
        event.outcomes = outcomes
        apply(.event(.impression(event)))
    }

    mutating func engage(
        _ kind: Engagement.Kind,
        _ actor: String,
        _ post: String?,
        id: String? = nil,
        undone: Bool = false,
        request: String? = nil,
        watchMs: Int64? = nil
    ) {
        var event = Engagement(kind: kind, actor: actor, post: post, at: now)
        event.id = id
        event.undone = undone
        event.request = request
        event.watchMs = watchMs
        apply(.event(.engagement(event)))
    }

    mutating func tie(
        _ kind: Edge.Kind,
        _ actor: String,
        _ subject: String,
        undone: Bool = false
    ) {
        var edge = Edge(kind: kind, actor: actor, subject: subject, at: now)
        edge.undone = undone
        apply(.event(.edge(edge)))
    }

    mutating func serve(
        _ viewer: String,
        _ posts: [String],
        request: String,
        surface: String = "main"
    ) {
        let slots = posts.map {
            Served.Slot(post: $0, source: "newest", score: 1, propensity: 1, reasons: [])
        }
        let page = Served(
            request: request,
            viewer: viewer,
            surface: surface,
            at: now,
            previous: nil,
            limit: posts.count,
            slots: slots
        )
        apply(.served(page))
    }

    mutating func change(_ kind: String, _ name: String, _ after: String) {
        apply(
            .change(
                Change(
                    kind: kind,
                    name: name,
                    before: "",
                    after: after,
                    who: "test",
                    why: "",
                    at: now
                )
            )
        )
    }

    mutating func set(_ knob: Knob, to value: Double) { change("knob", knob.name, "\(value)") }

    mutating func model(_ name: String, _ command: String) { change("model", name, command) }

    mutating func end(account: String) {
        var event = Account(id: account, at: now)
        event.status = .deleted
        apply(.event(.account(event)))
    }

    // MARK: What is known

    /// Lets everything that waits come due.
    mutating func settle() {
        for _ in 0..<64 {
            wait(minutes: 60)
            change("nothing", "", "")
        }
    }

    /// What `main` has learned of each head: examples and positives, by name.
    var learned: [String: Labels] { learned(by: .main) }

    func learned(by key: ModelKey) -> [String: Labels] {
        guard let model = learner.models.first(where: { $0.key == key }) else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: model.reliability.map { head, figures in
                (head.name, Labels(figures.examples, figures.rate * Double(figures.examples)))
            }
        )
    }

    func predict(
        _ viewer: String,
        _ post: String,
        surface: String = "main",
        arm: String? = nil
    ) -> HeadOutputs {
        let context = RankingContext(
            viewer: catalog.account(viewer) ?? .none,
            surface: surface,
            at: now,
            arm: arm
        )
        return learner.predict([catalog.post(post) ?? .none], for: context, in: catalog)[0]
    }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        learner.encode(into: &writer)
        return writer.bytes
    }

    func reloaded() throws -> LearnWorld {
        var other = self
        var reader = ByteReader(bytes)
        other.learner = try Learner(from: &reader)
        #expect(reader.isAtEnd)
        return other
    }
}

/// How many labels of a head were learned, and their sum.
struct Labels: Equatable, CustomStringConvertible {
    var count: Int
    var sum: Double

    init(_ count: Int, _ sum: Double) {
        self.count = count
        self.sum = sum
    }

    static func == (left: Labels, right: Labels) -> Bool {
        left.count == right.count && abs(left.sum - right.sum) < 1e-6
    }

    var description: String { "\(sum) of \(count)" }
}

extension Outcomes {
    /// Outcomes of these kinds.
    init(_ happened: [Engagement.Kind: Bool], watchMs: Int64? = nil, longView: Bool? = nil) {
        self.init()
        for kind in Engagement.Kind.allCases { self[kind] = happened[kind] }
        self.watchMs = watchMs
        self.longView = longView
    }
}

extension HeadOutputs {
    /// The bits of all heads.
    var bits: [UInt32] { Head.allCases.map { self[$0].bitPattern } }
}
