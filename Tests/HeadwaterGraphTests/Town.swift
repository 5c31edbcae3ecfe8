import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph

/// A catalog and a graph that stand at the same record.
struct Town {
    var catalog = Catalog()
    var graph = Graph()
    var position: UInt64 = 0
    var now = Timestamp(milliseconds: 1_800_000_000_000)

    mutating func apply(_ body: Record.Body) {
        position += 1
        now = now.advanced(byMilliseconds: 1_000)
        let record = Record(
            position: LogPosition(rawValue: position),
            received: now,
            body: body
        )
        let effect = catalog.apply(record)
        graph.apply(record, effect, catalog)
    }

    mutating func set(_ knob: Knob, to value: Double) {
        let change = Change(
            kind: "knob",
            name: knob.name,
            before: "",
            after: "\(value)",
            who: "test",
            why: "to see it",
            at: now
        )
        apply(.change(change))
    }

    mutating func post(
        _ id: String,
        by author: String,
        tags: [String] = [],
        sound: String? = nil,
        links: [String] = []
    ) {
        var post = Post(id: id, author: author, at: now, text: "words")
        post.tags = tags
        post.links = links
        if let sound {
            var media = Media(kind: .video)
            media.sound = sound
            media.durationMs = 10_000
            post.media = [media]
        }
        apply(.event(.post(post)))
    }

    mutating func engage(
        _ kind: Engagement.Kind,
        _ actor: String,
        _ post: String,
        undone: Bool = false,
        watchMs: Int64? = nil,
        id: String? = nil
    ) {
        var event = Engagement(kind: kind, actor: actor, post: post, at: now)
        event.id = id
        event.undone = undone
        event.watchMs = watchMs
        apply(.event(.engagement(event)))
    }

    mutating func follow(_ actor: String, _ subject: String, undone: Bool = false) {
        var edge = Edge(kind: .follow, actor: actor, subject: subject, at: now)
        edge.undone = undone
        apply(.event(.edge(edge)))
    }

    func isOn(_ kind: Engagement.Kind, _ account: String, _ post: String) -> Bool {
        guard let account = catalog.account(account), let post = catalog.post(post) else {
            return false
        }
        return catalog.isOn(kind, account, post)
    }

    func posts(_ account: String) -> [String] {
        guard let id = catalog.account(account) else { return [] }
        let found = graph.engagements(of: id)
        return (0..<found.count).map { catalog.id(of: PostID(found.other($0))) }
    }

    func accounts(_ post: String) -> [String] {
        guard let id = catalog.post(post) else { return [] }
        let found = graph.engagers(of: id)
        return (0..<found.count).map { catalog.id(of: AccountID(found.other($0))) }
    }

    func following(_ account: String) -> [String] {
        guard let id = catalog.account(account) else { return [] }
        return graph.following(of: id).firsts.map { catalog.id(of: AccountID($0)) }
    }

    func followers(_ account: String) -> [String] {
        guard let id = catalog.account(account) else { return [] }
        return graph.followers(of: id).firsts.map { catalog.id(of: AccountID($0)) }
    }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        graph.encode(into: &writer)
        return writer.bytes
    }
}
