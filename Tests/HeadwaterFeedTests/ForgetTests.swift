import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph
import Testing

@testable import HeadwaterFeed

/// What is left of accounts and posts that ended.
@Suite("What ended is forgotten")
struct ForgetTests {
    /// A town in which `author` wrote posts that people liked, and `author` was served pages.
    private static func town(posts: Int) throws -> World {
        var world = World()
        for number in 0..<posts {
            world.post("p\(number)", by: "author", "unheard words of number\(number)")
            world.post("q\(number)", by: "b\(number % 7)", "other things of number\(number)")
            for fan in 0..<3 { world.engage(.like, "fan\(fan)", "p\(number)") }
            world.wait(seconds: 1)
        }
        for _ in 0..<5 {
            _ = try world.page("author", limit: 5)
            _ = try world.page("fan1", limit: 5)
        }
        return world
    }

    private static func end(_ account: String, _ world: inout World) {
        var end = Account(id: account, at: world.now)
        end.status = .deleted
        world.apply(.event(.account(end)))
    }

    private static func isForgotten(_ post: PostID, _ feed: FeedState, _ catalog: Catalog) -> Bool {
        var words = 0
        feed.terms.forEach(of: post.rawValue) { _ in words += 1 }
        let boards = [feed.rising, feed.popular] + feed.languages.map(\.board)
        let seconds: UInt32 = 1_800_000_000
        return words == 0 && feed.heat.slow(post, at: seconds, feed.limits.decays) == 0
            && feed.newest.place(0, of: post.rawValue) == nil
            && !boards.contains { $0.posts.contains(post) }
    }

    @Test(
        "an account's posts leave words, heat and boards, a few with each record",
        arguments: [
            1, 20, 200,
        ]
    )
    func account(count: Int) throws {
        var world = try Self.town(posts: count)
        let author = try #require(world.catalog.account("author"))
        let posts = world.catalog.posts(by: [author])
        #expect(posts.count == count)
        #expect(!posts.allSatisfy { Self.isForgotten($0, world.feed, world.catalog) })
        Self.end("author", &world)
        var steps = 0
        while !world.feed.forgetting.isDone {
            // What comes late doesn't bring a post back.
            world.engage(.like, "late\(steps)", "p\(count - 1)")
            world.engage(.like, "fan0", "p\(count - 1)", undone: true)
            steps += 1
            try #require(steps < 100)
        }
        world.engage(.like, "late", "p0")
        #expect(steps <= count / Forgetting.step + 2)
        for post in posts { #expect(Self.isForgotten(post, world.feed, world.catalog)) }
        let other = try #require(world.catalog.post("q0"))
        #expect(!Self.isForgotten(other, world.feed, world.catalog))
        #expect(
            world.feed.heat.norm(of: author, on: .none)
                == world.feed.heat.norm(of: .none, on: .none)
        )
        #expect(try world.reloaded().feed.bytes == world.feed.bytes)
    }

    @Test("a deleted post leaves words, heat and boards at once")
    func post() throws {
        var world = try Self.town(posts: 5)
        world.apply(.event(.delete(Delete(post: "p3", at: world.now))))
        world.engage(.like, "late", "p3")
        let post = try #require(world.catalog.post("p3"))
        #expect(Self.isForgotten(post, world.feed, world.catalog))
    }

    @Test(
        "no page names a viewer who ended, in the viewer's list or let go of",
        arguments: [1, 2, 3]
    )
    func pages(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var world = World()
        world.apply(
            .change(
                Change(
                    kind: "knob",
                    name: FeedKnobs.windowItems.name,
                    before: "",
                    after: "100",
                    who: "test",
                    why: "",
                    at: world.now
                )
            )
        )
        for number in 0..<300 { world.post("p\(number)", by: "a\(number % 9)") }
        var ended: Set<AccountID> = []
        for step in 0..<400 {
            let viewer = "v\(random.next() % 12)"
            if step % 60 == 59, let account = world.catalog.account(viewer) {
                Self.end(viewer, &world)
                ended.insert(account)
            } else if world.catalog.account(viewer).map({ !ended.contains($0) }) ?? true {
                _ = try world.page(viewer, limit: 20)
            }
        }
        try #require(!ended.isEmpty)
        for step in 0..<100 { world.engage(.like, "someone\(step)", "p0") }
        #expect(world.feed.forgetting.isDone)
        var (place, left) = (world.feed.pages.start, 0)
        while place < world.feed.pages.end {
            #expect(!ended.contains(world.feed.pages.viewer(place)), "seed \(seed)")
            if world.feed.pages.viewer(place) != .none { left += 1 }
            place += 11 + UInt64(world.feed.pages.count(place))
        }
        #expect(left > 50)
        for record in world.records {
            guard case .served(let page) = record.body,
                let viewer = world.catalog.account(page.viewer)
            else { continue }
            let known = world.feed.page(of: page.request)
            #expect((known == nil) == ended.contains(viewer), "seed \(seed)")
        }
        #expect(try world.reloaded().feed.bytes == world.feed.bytes)
    }
}

extension FeedState {
    fileprivate var bytes: [UInt8] {
        var writer = ByteWriter()
        encode(into: &writer)
        return writer.bytes
    }
}
