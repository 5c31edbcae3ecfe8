import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import Testing

@Suite("A reaction changes the next page")
struct TasteTests {
    /// A world with six themes, where only some posts carry the theme's tag.
    static func world(_ seed: UInt64, posts: Int = 240) -> World {
        var random = SeededGenerator(seed: seed)
        var world = World()
        for number in 0..<posts {
            let theme = number % 6
            world.post(
                "t\(theme)-\(number)",
                by: "author\(random.next() % 40)",
                Theme.text(theme, &random),
                tags: random.next() % 3 == 0 ? ["theme\(theme)"] : [],
                sound: random.next() % 4 == 0 ? "sound\(theme)" : nil
            )
            world.wait(seconds: Int(random.next() % 20))
        }
        return world
    }

    /// The mean place of a theme's posts among those that both viewers are offered.
    static func places(_ theme: Int, _ one: [String], _ other: [String]) -> (Double, Double) {
        let both = Set(one).intersection(other)
        func mean(_ posts: [String]) -> Double {
            let shared = posts.filter { both.contains($0) }
            let places = shared.indices.filter { shared[$0].hasPrefix("t\(theme)-") }
            return Double(places.reduce(0, +)) / Double(max(places.count, 1))
        }
        return (mean(one), mean(other))
    }

    @Test(
        "of two viewers alike one reacts, and what resembles moves that way",
        arguments: 1...12 as ClosedRange<UInt64>
    )
    func moves(seed: UInt64) throws {
        let kinds: [(Engagement.Kind, Int64?, Bool)] = [
            (.like, nil, true), (.view, 19_500, true), (.view, 400, false), (.hide, nil, false),
            (.bookmark, nil, true), (.report, nil, false),
        ]
        for (kind, watchMs, isUp) in kinds {
            // All posts fit on one page, so both viewers are offered the same.
            var world = Self.world(seed, posts: 96)
            let theme = Int(seed % 6)
            let target = "t\(theme)-\(theme + 6 * Int(seed % 9))"
            for viewer in ["one", "two"] { world.see(viewer, target) }
            world.engage(kind, "one", target, watchMs: watchMs, durationMs: 20_000)
            let one = try #require(try world.page("one", limit: 100)).posts
            let two = try #require(try world.page("two", limit: 100)).posts
            #expect(Set(one) == Set(two))
            let (reacted, plain) = Self.places(theme, one, two)
            if isUp {
                #expect(reacted < plain, "\(kind) seed \(seed)")
            } else {
                #expect(reacted > plain, "\(kind) seed \(seed)")
            }
        }
    }

    @Test("liking posts about a theme raises posts of the theme that carry no tag")
    func words() throws {
        var world = World()
        var random = SeededGenerator(seed: 7)
        for number in 0..<180 {
            world.post(
                "t\(number % 6)-\(number)",
                by: "a\(number)",
                Theme.text(number % 6, &random)
            )
        }
        for number in stride(from: 0, to: 30, by: 6) { world.engage(.like, "v", "t0-\(number)") }
        let page = try #require(try world.page("v"))
        #expect(page.posts.prefix(10).filter { $0.hasPrefix("t0-") }.count >= 6)
        let reasons = page.page?.slots.flatMap(\.reasons) ?? []
        #expect(reasons.contains { $0.hasPrefix("Because you liked a post by a") })
    }

    @Test("what means the same as what was liked is found and raised, and lowered by a hide")
    func meaning() throws {
        var random = SeededGenerator(seed: 11)
        var world = World()
        // Three directions; words, tags and authors say nothing about them.
        func vector(_ direction: Int) -> [Float] {
            (0..<24).map { place in
                Float(random.unit() - 0.5) * 0.4 + (place / 8 == direction ? 1 : 0)
            }
        }
        for number in 0..<600 {
            let values = vector(number % 3)
            world.post("d\(number % 3)-\(number)", by: "a\(number)", "word\(number)") {
                $0.vectors = [Vector(space: "ours", values: values)]
            }
        }
        world.wait(seconds: 50 * 3_600)
        for number in 0..<40 { world.post("n\(number)", by: "b\(number)", "term\(number)") }
        func share(_ direction: Int, _ viewer: String) throws -> Double {
            let page = try #require(try world.page(viewer, limit: 20))
            let found = page.posts.filter { $0.hasPrefix("d\(direction)") }
            return Double(found.count) / Double(page.posts.count)
        }
        let before = try share(0, "nobody")
        for number in 0..<4 { world.engage(.like, "fan", "d0-\(number * 3)") }
        #expect(try share(0, "fan") > before + 0.3)
        let page = try #require(try world.page("fan"))
        #expect(
            page.page?.slots.contains {
                $0.sources.contains("nearest")
                    && $0.reasons.contains(
                        "Because it is about the same as posts that you liked lately"
                    )
            } == true
        )
        // A hide lowers what means the same, without a word in common.
        let (one, two) = ("hider", "seer")
        world.engage(.hide, one, "d1-1")
        world.see(two, "d1-1")
        world.knobs.set(FeedKnobs.temperature, to: 0)
        func score(_ viewer: String) throws -> Double {
            let draft = try world.draft(FeedRequest(viewer: viewer, limit: 100))
            guard case .page(let page) = draft else { return 0 }
            let slots = page.slots.filter { world.catalog.id(of: $0.post).hasPrefix("d1") }
            return slots.reduce(0) { $0 + $1.score } / Double(max(slots.count, 1))
        }
        let (hid, saw) = (try score(one), try score(two))
        #expect(saw > 0 && hid < saw)
    }

    @Test("a follow brings the author to the next page, and says so")
    func follow() throws {
        var world = Self.world(3)
        world.post("quiet", by: "stranger", "nothing of note")
        world.wait(seconds: 40 * 3_600)
        for number in 0..<200 { world.post("n\(number)", by: "m\(number)", "newer \(number)") }
        #expect(try #require(try world.page("two")).posts.contains("quiet") == false)
        world.tie(.follow, "one", "stranger")
        let page = try #require(try world.page("one"))
        // Places above it may be a new voice's or for discovery.
        let place = try #require(page.posts.firstIndex(of: "quiet"))
        #expect(place < 5)
        let slot = try #require(page.page?.slots[place])
        #expect(slot.reasons.first == "From stranger, whom you follow")
        #expect(slot.source == "followed")
    }

    @Test(
        "a reaction that is taken back leaves the page as it would have been",
        arguments: 1...10 as ClosedRange<UInt64>
    )
    func undone(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var world = Self.world(seed)
        let number = random.next() % 240
        for step in 0..<12 {
            let post = "t\((number + UInt64(step)) % 6)-\((number + UInt64(step)) % 240)"
            world.engage(.like, "one", post)
            world.engage(.like, "two", post)
        }
        let post = "t\(number % 6)-\(number)"
        let kinds: [Engagement.Kind] = [.repost, .bookmark, .hide, .follow]
        for kind in kinds {
            world.engage(kind, "one", post)
            world.engage(kind, "one", post, undone: true)
        }
        let one = try world.draft(FeedRequest(viewer: "one"))
        let two = try world.draft(FeedRequest(viewer: "two"))
        guard case .page(let first) = one, case .page(let second) = two else {
            Issue.record("there are pages")
            return
        }
        #expect(first.slots.map(\.post) == second.slots.map(\.post))
        // The two know each other through the same posts, so their scores agree as well.
        #expect(first.slots.map(\.score) == second.slots.map(\.score))
    }

    @Test("a like of a post that nobody has sent yet counts once the post comes")
    func early() throws {
        var world = Self.world(5)
        world.engage(.like, "one", "later")
        var random = SeededGenerator(seed: 9)
        world.post("later", by: "x", Theme.text(2, &random), tags: ["theme2"])
        let one = try #require(try world.page("one", limit: 60)).posts
        let two = try #require(try world.page("two", limit: 60)).posts
        let (reacted, plain) = Self.places(2, one, two)
        #expect(reacted < plain)
    }

    @Test("what an impression reports to have followed counts like the reaction")
    func outcomes() throws {
        var world = Self.world(6)
        var impression = Impression(actor: "one", post: "t1-1", at: world.now)
        var outcomes = Outcomes()
        outcomes[.like] = true
        outcomes[.share] = true
        impression.outcomes = outcomes
        world.apply(.event(.impression(impression)))
        world.see("two", "t1-1")
        let one = try #require(try world.page("one", limit: 60)).posts
        let two = try #require(try world.page("two", limit: 60)).posts
        let (reacted, plain) = Self.places(1, one, two)
        #expect(reacted < plain)
    }

    @Test("people of like taste bring what they liked, and are counted")
    func people() throws {
        var world = World()
        for number in 0..<120 { world.post("p\(number)", by: "a\(number)", "word\(number)") }
        world.wait(seconds: 50 * 3_600)
        for number in 0..<120 { world.post("n\(number)", by: "b\(number)", "term\(number)") }
        for person in 0..<6 {
            for number in 0..<8 { world.engage(.like, "w\(person)", "p\(number)") }
            world.engage(.like, "w\(person)", "p50")
        }
        world.wait(seconds: 40 * 3_600)
        for number in 0..<8 { world.engage(.like, "v", "p\(number)") }
        let page = try #require(try world.page("v", limit: 10))
        let slot = try #require(page.page?.slots.first { world.catalog.id(of: $0.post) == "p50" })
        #expect(slot.reasons.contains("6 people who liked what you liked engaged with this"))
    }

    @Test("what rises is offered to everyone, and the reactions are counted")
    func rising() throws {
        var world = Self.world(8)
        world.wait(seconds: 20 * 3_600)
        for person in 0..<9 { world.engage(.like, "w\(person)", "t4-100") }
        world.engage(.like, "w0", "t4-100", undone: true)
        let page = try #require(try world.page("v", limit: 10))
        let slot = try #require(
            page.page?.slots.first { world.catalog.id(of: $0.post) == "t4-100" }
        )
        #expect(slot.reasons.contains("Rising: 8 reactions in the last ten minutes"))
    }
}
