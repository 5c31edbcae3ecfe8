import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import Testing

/// The rules of EVENTS.md written down once more, over plain lists.
private struct Rules {
    struct Page {
        var request: String
        var viewer: String
        var previous: String?
        var at: Timestamp
        var posts: [String]
        var isReported = false
    }

    var pages: [Page] = []
    var seen: [(viewer: String, post: String, at: Timestamp)] = []

    private static let halfHour: Int64 = 30 * 60_000
    private static let week: Int64 = 7 * 86_400_000

    mutating func report(_ viewer: String, _ post: String, _ request: String?, _ now: Timestamp) {
        seen.append((viewer, post, now))
        for index in pages.indices
        where pages[index].request == request && pages[index].viewer == viewer
            && now.milliseconds(since: pages[index].at) <= Self.halfHour
        {
            pages[index].isReported = true
        }
    }

    /// What a cursor has served, as far back as the window reaches.
    func chain(_ last: String?, _ now: Timestamp) -> Set<String> {
        var posts: Set<String> = []
        var next = last
        while let request = next, let page = pages.first(where: { $0.request == request }),
            now.milliseconds(since: page.at) < Self.week
        {
            posts.formUnion(page.posts)
            next = page.previous
        }
        return posts
    }

    /// What must not come without a cursor.
    func away(_ viewer: String, _ now: Timestamp) -> Set<String> {
        var posts: Set<String> = []
        for view in seen
        where view.viewer == viewer && now.milliseconds(since: view.at) < Self.week - 1_000 {
            posts.insert(view.post)
        }
        for page in pages where page.viewer == viewer {
            let age = now.milliseconds(since: page.at)
            guard age < Self.week else { continue }
            if age < Self.halfHour || !page.isReported { posts.formUnion(page.posts) }
        }
        return posts
    }
}

@Suite("Never twice")
struct NeverTwiceTests {
    @Test(
        "under any order of requests, reports, waits and crashes",
        arguments: 1...12 as ClosedRange<UInt64>
    )
    func property(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var world = World()
        var rules = Rules()
        var cursors: [(viewer: String, cursor: String, request: String, at: Timestamp)] = []
        var all: [String] = []
        let viewers = ["ann", "bob", "cy"]
        for step in 0..<260 {
            switch random.next() % 12 {
            case 0...2:
                for _ in 0..<5 {
                    let id = "p\(all.count)"
                    world.post(id, by: "author\(random.next() % 9)", "about \(id)")
                    all.append(id)
                }
            case 3...6:
                let viewer = viewers[Int(random.next() % 3)]
                let limit = Int(random.next() % 12) + 1
                // The page behind an older cursor may be forgotten; a test below asks for one.
                let own = cursors.filter {
                    $0.viewer == viewer && world.now.milliseconds(since: $0.at) < 6 * 86_400_000
                }
                let cursor =
                    random.next() % 2 == 0 && !own.isEmpty
                    ? own[Int(random.next() % UInt64(own.count))] : nil
                let away = rules.away(viewer, world.now)
                let chain = rules.chain(cursor?.request, world.now)
                guard let page = try world.page(viewer, limit: limit, cursor: cursor?.cursor)
                else {
                    // Nothing is left only where everything has been had.
                    #expect(Set(all).isSubset(of: away.union(chain)), "step \(step)")
                    continue
                }
                if page.isReplay { continue }
                #expect(page.posts.count <= limit)
                #expect(Set(page.posts).count == page.posts.count)
                let banned = cursor == nil ? away : chain
                #expect(banned.isDisjoint(with: page.posts), "step \(step)")
                rules.pages.append(
                    Rules.Page(
                        request: page.request,
                        viewer: viewer,
                        previous: cursor?.request,
                        at: world.now,
                        posts: page.posts
                    )
                )
                cursors.append((viewer, page.cursor, page.request, world.now))
            case 7...8 where !rules.pages.isEmpty:
                let page = rules.pages[Int(random.next() % UInt64(rules.pages.count))]
                let viewer = random.next() % 5 == 0 ? viewers[0] : page.viewer
                let named = random.next() % 4 == 0 ? nil : page.request
                for post in page.posts where random.next() % 2 == 0 {
                    world.see(viewer, post, request: named)
                    rules.report(viewer, post, named, world.now)
                }
            case 9: world.wait(seconds: Int(random.next() % 1_200))
            case 10: world.wait(seconds: random.next() % 6 == 0 ? 200_000 : 20)
            default:
                let reloaded = try world.reloaded()
                #expect(reloaded.feedBytes == world.feedBytes)
                world.feed = reloaded.feed
                world.graph = reloaded.graph
            }
        }
    }

    @Test("a page of which something was reported gives the rest back after half an hour")
    func servedIsNotSeen() throws {
        var world = World()
        for number in 0..<10 { world.post("p\(number)", by: "a\(number)") }
        let first = try #require(try world.page("v", limit: 4))
        world.see("v", first.posts[1], request: first.request)
        let second = try #require(try world.page("v", limit: 20))
        #expect(Set(first.posts).isDisjoint(with: second.posts))
        #expect(second.posts.count == 6)
        world.wait(seconds: 1_801)
        // Of the first page one was seen; of the second none was reported, so all were.
        let third = try #require(try world.page("v"))
        #expect(Set(third.posts) == Set(first.posts).subtracting([first.posts[1]]))
    }

    @Test("a report that comes late leaves the page seen")
    func lateReport() throws {
        var world = World()
        for number in 0..<4 { world.post("p\(number)", by: "a\(number)") }
        let first = try #require(try world.page("v"))
        world.wait(seconds: 1_900)
        world.see("v", first.posts[0], request: first.request)
        #expect(try world.page("v") == nil)
    }

    @Test("the window ends: after seven days what was seen may come again")
    func window() throws {
        var world = World()
        for number in 0..<4 { world.post("p\(number)", by: "a\(number)") }
        _ = try world.page("v")
        world.wait(seconds: 6 * 86_400)
        #expect(try world.page("v") == nil)
        world.wait(seconds: 2 * 86_400)
        #expect(try world.page("v")?.posts.count == 4)
    }

    @Test("a cursor ends with the window")
    func oldCursor() throws {
        var world = World()
        for number in 0..<40 { world.post("p\(number)", by: "a\(number)") }
        let first = try #require(try world.page("v", limit: 3))
        world.wait(seconds: 6 * 86_400)
        #expect(try world.page("v", limit: 3, cursor: first.cursor) != nil)
        world.wait(seconds: 2 * 86_400)
        _ = try world.page("w", limit: 3)
        let error = #expect(throws: FeedError.self) {
            _ = try world.draft(FeedRequest(viewer: "v", limit: 3, cursor: first.cursor))
        }
        #expect(error?.param == "cursor")
    }

    @Test("the window holds so many items, for pages and for impressions")
    func windowItems() throws {
        var world = World()
        let change = Change(
            kind: "knob",
            name: FeedKnobs.windowItems.name,
            before: "5000",
            after: "10",
            who: "test",
            why: "to see it",
            at: world.now
        )
        world.apply(.change(change))
        world.knobs.set(FeedKnobs.windowItems, to: 10)
        for number in 0..<30 { world.post("p\(number)", by: "a\(number)") }
        var cursor: String?
        var posts: [String] = []
        for _ in 0..<3 {
            let page = try #require(try world.page("v", limit: 10, cursor: cursor))
            posts += page.posts
            for post in page.posts { world.see("v", post, request: page.request) }
            cursor = page.cursor
        }
        world.wait(seconds: 3_600)
        let next = try #require(try world.page("v", limit: 30))
        #expect(Set(posts).count == 30)
        #expect(Set(next.posts) == Set(posts.prefix(20)))
    }

    @Test("the same cursor gives the same page for ten minutes, less what has been hidden")
    func sameCursor() throws {
        var world = World()
        for number in 0..<40 { world.post("p\(number)", by: "a\(number)") }
        let first = try #require(try world.page("v", limit: 5))
        let second = try #require(try world.page("v", limit: 5, cursor: first.cursor))
        let before = world.feedBytes
        world.wait(seconds: 300)
        let again = try #require(try world.page("v", limit: 5, cursor: first.cursor))
        #expect(again.isReplay)
        #expect(again.posts == second.posts)
        #expect(again.request == second.request)
        #expect(world.feedBytes == before)
        world.tie(.mute, "v", world.author(second.posts[2]))
        let less = try #require(try world.page("v", limit: 5, cursor: first.cursor))
        #expect(less.posts == second.posts.filter { $0 != second.posts[2] })
        world.wait(seconds: 301)
        let later = try #require(try world.page("v", limit: 5, cursor: first.cursor))
        #expect(!later.isReplay)
        #expect(Set(later.posts).isDisjoint(with: first.posts + second.posts))
    }

    @Test("what is no cursor, or another viewer's, is refused by name")
    func cursors() throws {
        var world = World()
        for number in 0..<10 { world.post("p\(number)", by: "a\(number)") }
        let page = try #require(try world.page("v", limit: 3))
        var bad = ["", "x", "f", "f00", page.request, page.cursor + "00", "F" + page.cursor]
        bad.append(String(page.cursor.dropLast()) + (page.cursor.hasSuffix("0") ? "1" : "0"))
        bad.append(FeedCursor(request: "nobody").text)
        for cursor in bad {
            let error = #expect(throws: FeedError.self) {
                _ = try world.draft(FeedRequest(viewer: "v", cursor: cursor))
            }
            #expect(error?.param == "cursor", "\(cursor)")
        }
        for viewer in ["w", "a1"] {
            let error = #expect(throws: FeedError.self) {
                _ = try world.draft(FeedRequest(viewer: viewer, cursor: page.cursor))
            }
            #expect(error?.param == "cursor")
        }
        for limit in [0, -1, 101] {
            let error = #expect(throws: FeedError.self) {
                _ = try world.draft(FeedRequest(viewer: "v", limit: limit))
            }
            #expect(error?.param == "limit")
        }
    }

    @Test("a feed read to its end holds every post once and then nothing")
    func toTheEnd() throws {
        var world = World()
        for number in 0..<230 { world.post("p\(number)", by: "a\(number % 23)") }
        var cursor: String?
        var posts: [String] = []
        while let page = try world.page("v", limit: 20, cursor: cursor) {
            posts += page.posts
            cursor = page.cursor
        }
        #expect(posts.count == 230)
        #expect(Set(posts).count == 230)
        #expect(try world.page("v") == nil)
    }
}
