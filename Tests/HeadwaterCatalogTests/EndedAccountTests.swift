import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import Testing

/// What ends with an account, held against dictionaries of everything.
@Suite struct EndedAccountTests {
    struct Pair: Hashable {
        var kind: String
        var actor: String
        var subject: String
    }

    /// A catalog, and what should stand in it.
    struct World {
        var catalog = Catalog()
        var ties: Set<Pair> = []
        var states: Set<Pair> = []
        var authors: [String: String] = [:]
        var ended: Set<String> = []
        private var sent = 0

        private var now: Timestamp { Timestamp(milliseconds: Int64(sent) * 1000) }

        var bytes: [UInt8] {
            var writer = ByteWriter()
            catalog.encode(into: &writer)
            return writer.bytes
        }

        private mutating func send(_ event: Event) {
            sent += 1
            _ = catalog.apply(
                Record(
                    position: LogPosition(rawValue: UInt64(sent)),
                    received: now,
                    body: .event(event)
                )
            )
        }

        mutating func post(_ id: String, by author: String) {
            send(.post(Post(id: id, author: author, at: now, text: "word")))
            if authors[id] == nil { authors[id] = author }
        }

        mutating func tie(_ kind: Edge.Kind, _ actor: String, _ subject: String, undone: Bool) {
            var edge = Edge(kind: kind, actor: actor, subject: subject, at: now)
            edge.undone = undone
            send(.edge(edge))
            let pair = Pair(kind: kind.name, actor: actor, subject: subject)
            ties.remove(pair)
            if !undone, !ended.contains(actor), !ended.contains(subject) { ties.insert(pair) }
        }

        mutating func state(
            _ kind: Engagement.Kind,
            _ actor: String,
            _ post: String,
            undone: Bool
        ) {
            var event = Engagement(kind: kind, actor: actor, post: post, at: now)
            event.undone = undone
            send(.engagement(event))
            let pair = Pair(kind: kind.name, actor: actor, subject: post)
            states.remove(pair)
            if !undone, !ended.contains(actor) { states.insert(pair) }
        }

        mutating func end(_ id: String) {
            var account = Account(id: id, at: now)
            account.status = .deleted
            send(.account(account))
            ended.insert(id)
            ties = ties.filter { $0.actor != id && $0.subject != id }
            states = states.filter { $0.actor != id }
        }
    }

    private func check(_ world: World, accounts: [String], posts: [String], _ seed: UInt64) {
        let catalog = world.catalog
        for account in accounts {
            guard let actor = catalog.account(account) else { continue }
            let own = world.authors.filter { $0.value == account }.keys
            let wanted = own.compactMap { catalog.post($0) }.sorted()
            #expect(catalog.posts(by: [actor]) == wanted, "seed \(seed)")
            let followers = world.ties.count { $0.kind == "follow" && $0.subject == account }
            if !world.ended.contains(account) {
                #expect(catalog[actor].followers == UInt32(followers), "seed \(seed)")
            }
            for other in accounts {
                guard let subject = catalog.account(other) else { continue }
                for kind in Edge.Kind.allCases {
                    let pair = Pair(kind: kind.name, actor: account, subject: other)
                    let isOn = catalog.isOn(kind, actor, subject)
                    #expect(isOn == world.ties.contains(pair), "seed \(seed)")
                }
            }
        }
        for post in posts {
            guard let id = catalog.post(post) else { continue }
            for kind in Engagement.Kind.allCases where kind.isState {
                let count = world.states.count { $0.kind == kind.name && $0.subject == post }
                #expect(catalog[id].counts[kind] == UInt32(count), "seed \(seed)")
            }
        }
    }

    @Test(arguments: 0..<20)
    func allOfItEndsAndNothingElse(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let accounts = (0..<12).map { "a\($0)" }
        let posts = (0..<20).map { "p\($0)" }
        let states = Engagement.Kind.allCases.filter(\.isState)
        var world = World()
        for step in 0..<600 {
            let actor = accounts[Int.random(in: accounts.indices, using: &generator)]
            let subject = accounts[Int.random(in: accounts.indices, using: &generator)]
            let post = posts[Int.random(in: posts.indices, using: &generator)]
            let undone = generator.unit() < 0.25
            switch Int.random(in: 0..<40, using: &generator) {
            case 0 where world.ended.count < 8: world.end(actor)
            case 1..<8: world.post(post, by: actor)
            case 8..<22:
                let kind = Int.random(in: Edge.Kind.allCases.indices, using: &generator)
                world.tie(Edge.Kind.allCases[kind], actor, subject, undone: undone)
            default:
                let kind = Int.random(in: states.indices, using: &generator)
                world.state(states[kind], actor, post, undone: undone)
            }
            guard step % 100 == 99 else { continue }
            check(world, accounts: accounts, posts: posts, seed)
            // What was read back ends the same, though a snapshot holds no lists by account.
            var reader = ByteReader(world.bytes)
            var copy = world
            copy.catalog = try Catalog(from: &reader)
            #expect(copy.bytes == world.bytes, "seed \(seed)")
            world.end(actor)
            copy.end(actor)
            check(copy, accounts: accounts, posts: posts, seed)
            #expect(copy.bytes == world.bytes, "seed \(seed)")
        }
    }
}
