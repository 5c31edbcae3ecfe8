import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterMeaning
import Testing

@Suite("Topics on a page")
struct TopicPageTests {
    /// The theme that the viewer likes.
    private static let liked = 1

    /// A viewer who likes nothing but one theme, among posts without tags.
    private func world(seed: UInt64, embeds: Bool) -> (World, themes: [String: Int]) {
        var random = SeededGenerator(seed: seed)
        var world = World()
        for knob in [
            FeedKnobs.discoverEvery, FeedKnobs.followedEvery, FeedKnobs.freshEvery,
            FeedKnobs.temperature,
        ] {
            world.knobs.set(knob, to: 0)
        }
        var themes: [String: Int] = [:]
        for number in 0..<300 {
            let theme = number % Theme.words.count
            themes["p\(number)"] = theme
            world.post("p\(number)", by: "a\(number)", Theme.text(theme, &random))
        }
        if embeds { world.embedAll() }
        for number in stride(from: Self.liked, to: 60, by: 6) {
            world.engage(.like, "v", "p\(number)")
        }
        return (world, themes)
    }

    /// The longest run of neighbours on one theme.
    private func longestRun(_ posts: [String], _ themes: [String: Int]) -> Int {
        var longest = 1
        var run = 1
        for (before, after) in zip(posts, posts.dropFirst()) {
            run = themes[before] == themes[after] ? run + 1 : 1
            longest = max(longest, run)
        }
        return longest
    }

    @Test("posts that mean much the same are kept apart without a tag among them", arguments: 1...3)
    func spacing(seed: UInt64) throws {
        var (plain, themes) = world(seed: seed, embeds: false)
        let before = try #require(try plain.page("v", limit: 20))
        #expect(longestRun(before.posts, themes) > 5, "seed \(seed)")
        var (world, _) = world(seed: seed, embeds: true)
        let liked = themes.keys.filter { themes[$0] == Self.liked }
        try #require(Set(liked.map { world.topic($0) }).count == 1, "seed \(seed)")
        let page = try #require(try world.page("v", limit: 20))
        #expect(longestRun(page.posts, themes) <= 3, "seed \(seed)")
        // What the viewer likes still leads.
        #expect(themes[page.posts[0]] == Self.liked)
        #expect(page.posts.count { themes[$0] == Self.liked } >= 12, "seed \(seed)")
    }

    @Test(
        "places for discovery know what was tried in vain without a tag",
        arguments: [false, true]
    )
    func discovery(embeds: Bool) throws {
        var (world, themes) = world(seed: 1, embeds: embeds)
        world.knobs.set(FeedKnobs.discoverEvery, to: 5)
        world.knobs.set(FeedKnobs.topicRun, to: 0)
        world.knobs.set(FeedKnobs.topicCap, to: 10)
        world.knobs.set(FeedKnobs.topicPenalty, to: 0)
        // What all like, and somebody who saw thirty posts of it and liked none.
        for number in stride(from: Self.liked, to: 300, by: 6) {
            for fan in 0..<3 { world.engage(.like, "fan\(fan)", "p\(number)") }
            if number < 180 { world.see("w", "p\(number)") }
        }
        let page = try #require(try world.page("w", limit: 20))
        let others = page.posts.count { themes[$0] != Self.liked }
        #expect(others == (embeds ? 4 : 0), "\(page.posts)")
    }
}

extension World {
    func topic(_ post: String) -> TopicID {
        catalog.post(post).map { vectors.topic(of: $0) } ?? .none
    }

    /// Gives all posts a vector of the static table, as an engine without an encoder does.
    mutating func embedAll() {
        let table = StaticTable.standard
        if vectors.primary == nil {
            let space = VectorsRecord.declared(space: table.space, dimension: table.dimension)
            apply(.change(space.change(at: now)))
        }
        while let batch = vectors.surplus(in: table.space, over: 0, most: 16, by: table.space) {
            for version in batch.versions {
                guard case .event(.post(let post))? = record(version.position) else { continue }
                let vector = table.embed(PostText.embedded(of: post)).flatMap {
                    QuantizedVector($0)
                }
                vectors.mailbox.put(
                    vector.map { .vector($0, space: table.space) } ?? .nothing,
                    in: table.space,
                    at: version.position
                )
            }
            apply(.change(VectorsRecord.attached(batch.record).change(at: now)))
        }
    }
}
