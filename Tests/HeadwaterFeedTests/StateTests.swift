import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterGraph
import Testing

@Suite("The feed's memory")
struct StateTests {
    /// One random record, the same for every world in the same state.
    private func act(_ step: Int, _ random: inout SeededGenerator, _ world: inout World) throws {
        let actor = "v\(random.next() % 15)"
        let post = "p\(random.next() % 200)"
        let number = random.next()
        let now = world.now
        switch random.next() % 12 {
        case 0...2:
            var text = SeededGenerator(seed: number)
            world.post(
                post,
                by: "a\(number % 20)",
                Theme.text(Int(number % 6), &text),
                tags: number % 2 == 0 ? ["theme\(number % 6)"] : [],
                sound: number % 5 == 0 ? "s\(number % 3)" : nil
            ) { if number % 7 == 0 { $0.edited = now } }
        case 3: world.engage(.like, actor, post, undone: number % 3 == 0)
        case 4:
            world.engage(.view, actor, post, watchMs: Int64(number % 25_000), durationMs: 20_000)
        case 5: world.engage(.share, actor, post)
        case 6: world.engage(.hide, actor, post, undone: number % 2 == 0)
        case 7: world.tie(.follow, actor, "a\(number % 20)", undone: number % 3 == 0)
        case 8: world.see(actor, post, request: "request-\(number % 40)")
        case 9 where number % 12 == 0:
            world.apply(.event(.delete(Delete(post: post, at: world.now))))
        case 10 where number % 40 == 0:
            var end = Account(id: actor, at: world.now)
            end.status = .deleted
            world.apply(.event(.account(end)))
        case 11: _ = try world.page(actor, limit: Int(number % 30) + 1)
        default: world.wait(seconds: Int(number % 600))
        }
    }

    @Test(
        "a snapshot anywhere and the rest of the log give the same state and the same pages",
        arguments: 1...6 as ClosedRange<UInt64>
    )
    func recovery(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var world = World()
        let cut = 150 + Int(seed) * 60
        var restored: World?
        for step in 0..<700 {
            if step == cut { restored = try world.reloaded() }
            let before = world.records.count
            try act(step, &random, &world)
            for record in world.records[before...] { restored?.replay(record) }
            restored?.now = world.now
        }
        let other = try #require(restored)
        #expect(other.feedBytes == world.feedBytes)
        for viewer in 0..<15 {
            let request = FeedRequest(viewer: "v\(viewer)", limit: 30)
            switch (try world.draft(request), try other.draft(request)) {
            case (.page(let one), .page(let two)):
                #expect(one.slots.map(\.post) == two.slots.map(\.post))
                #expect(one.slots.map(\.score) == two.slots.map(\.score))
                #expect(one.slots.map(\.reasons) == two.slots.map(\.reasons))
            case (.nothingLeft, .nothingLeft): break
            default: Issue.record("one has a page and the other doesn't")
            }
        }
    }

    @Test("a snapshot that is cut short is refused")
    func damage() throws {
        var world = World()
        var random = SeededGenerator(seed: 1)
        for step in 0..<200 { try act(step, &random, &world) }
        let bytes = world.feedBytes
        for length in stride(from: 0, to: bytes.count, by: max(bytes.count / 40, 1)) {
            var reader = ByteReader(Array(bytes.prefix(length)))
            #expect(throws: ByteReaderError.self) { _ = try FeedState(from: &reader) }
        }
    }

    @Test("posts and viewers cost what they may")
    func memory() {
        var world = World()
        var random = SeededGenerator(seed: 2)
        let empty = world.feed.byteCount
        let posts = 12_000
        for number in 0..<posts {
            let words = (0..<14).map { _ in "w\(random.next() % 4_000)" }
            world.post("p\(number)", by: "a\(number % 900)", words.joined(separator: " "))
        }
        let perPost = (world.feed.byteCount - empty) / posts
        #expect(perPost < 250, "\(perPost) bytes a post")
        // A viewer who never stops keeps to the bounds.
        var sizes: [Int] = []
        for _ in 0..<3 {
            for number in 0..<6_000 {
                world.engage(.share, "v", "p\(number)")
                world.see("v", "p\(number)")
            }
            sizes.append(world.feed.byteCount)
        }
        #expect(sizes[0] - empty - perPost * posts < 800_000)
        #expect(sizes[1] == sizes[0])
        #expect(sizes[2] == sizes[0])
    }
}
