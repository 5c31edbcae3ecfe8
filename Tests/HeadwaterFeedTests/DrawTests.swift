import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn
import Testing

@testable import HeadwaterFeed

/// Says of each post what a test has planted.
struct PlantedRanker: Ranker {
    var likes: [PostID: Float] = [:]
    var learned: UInt64 = 1_000_000_000

    func version(for context: RankingContext) -> String { "planted" }
    func examples(for context: RankingContext) -> UInt64 { learned }

    func predict(
        _ posts: [PostID],
        for context: RankingContext,
        in catalog: Catalog
    ) -> [HeadOutputs] {
        posts.map { post in
            var outputs = UntrainedRanker.rates
            outputs[.like] = likes[post] ?? Float(mixed(UInt64(post.rawValue)) >> 40) * 0x1p-24
            return outputs
        }
    }
}

@Suite("Draws and their chances")
struct DrawTests {
    /// Six posts of six authors with planted values, and no taste, topic or new voice in play.
    private func tiny(temperature: Double, every: Double = 0, tagged: Bool = false) -> World {
        var world = World()
        var ranker = PlantedRanker()
        for number in 0..<6 {
            let id = "p\(number)"
            let tags = tagged ? ["t\(number / 2)"] : []
            world.post(id, by: "a\(number)", "word\(number)", tags: tags) { $0.langs = [] }
            if let post = world.catalog.post(id) { ranker.likes[post] = 0.1 + 0.1 * Float(number) }
        }
        world.ranker = ranker
        world.knobs.set(FeedKnobs.temperature, to: temperature)
        world.knobs.set(FeedKnobs.freshEvery, to: every)
        world.knobs.set(FeedKnobs.topicPenalty, to: 0)
        world.knobs.set(FeedKnobs.priorStrength, to: 0)
        return world
    }

    private func page(_ world: World, seed: Int64, limit: Int) throws -> FeedPage {
        let draft = try world.draft(FeedRequest(viewer: "v", limit: limit), seed: seed)
        guard case .page(let page) = draft else { throw StageFailure("no page") }
        return page
    }

    @Test("every slate comes as often as the product of its chances says")
    func frequencies() throws {
        let world = tiny(temperature: 0.2)
        let runs = 6_000
        var seen: [[PostID]: (times: Int, chance: Double)] = [:]
        for seed in 0..<runs {
            let page = try page(world, seed: Int64(seed), limit: 2)
            let posts = page.slots.map(\.post)
            let chance = page.slots.reduce(1.0) { $0 * $1.propensity }
            let known = seen[posts] ?? (0, chance)
            // The same slate has the same chance, whatever the seed.
            #expect(known.chance == chance)
            seen[posts] = (known.times + 1, chance)
        }
        #expect(seen.count == 30, "every pair of six came up")
        let sum = seen.values.reduce(0) { $0 + $1.chance }
        #expect(abs(sum - 1) < 1e-12)
        for (posts, found) in seen {
            let share = Double(found.times) / Double(runs)
            let error = (found.chance * (1 - found.chance) / Double(runs)).squareRoot()
            #expect(abs(share - found.chance) < 4.5 * error, "\(posts.map(\.rawValue))")
        }
    }

    @Test("chances are those of a softmax over what is left, worked out by hand")
    func softmax() throws {
        let world = tiny(temperature: 0.2)
        let page = try page(world, seed: 7, limit: 6)
        var values = page.slots.map(\.score)
        for slot in page.slots {
            let weights = values.map { exponential(($0 - slot.score) / 0.2) }
            let chance = 1 / weights.reduce(0, +)
            #expect(abs(slot.propensity - chance) < 1e-12)
            values.removeFirst()
        }
        #expect(page.slots.last?.propensity == 1)
        #expect(page.expected < page.greedy)
    }

    @Test("at temperature 0 the best stand in their order, with chance 1, at no cost")
    func greedy() throws {
        let world = tiny(temperature: 0)
        for seed in 0..<20 {
            let page = try page(world, seed: Int64(seed), limit: 6)
            #expect(page.slots.map(\.post.rawValue) == [6, 5, 4, 3, 2, 1])
            #expect(page.slots.allSatisfy { $0.propensity == 1 })
            #expect(page.expected == page.greedy)
        }
    }

    @Test("no temperature and no value takes a chance to 0 or above 1")
    func extremes() throws {
        for temperature in [1e-12, 1e-6, 0.001, 1, 100] {
            let world = tiny(temperature: temperature, every: 2)
            for seed in 0..<50 {
                for slot in try page(world, seed: Int64(seed), limit: 6).slots {
                    #expect(slot.propensity > 0 && slot.propensity <= 1)
                }
            }
        }
    }

    @Test("a new voice's place goes round as often as its chance says")
    func newVoices() throws {
        // One of two places is for a new voice; all six are new. The other has the best, for sure.
        var world = tiny(temperature: 0, every: 2)
        world.knobs.set(FeedKnobs.freshPrior, to: 5)
        var runs = 0
        var seen: [PostID: (times: Int, chance: Double)] = [:]
        for seed in 0..<6_000 {
            let slots = try page(world, seed: Int64(seed), limit: 2).slots
            #expect(slots.filter { $0.propensity == 1 }.count == 1)
            let slot = slots[1]
            guard slot.propensity < 1 else { continue }
            runs += 1
            #expect(slot.source == "fresh")
            let known = seen[slot.post] ?? (0, slot.propensity)
            #expect(known.chance == slot.propensity)
            seen[slot.post] = (known.times + 1, slot.propensity)
        }
        // The best post has the first place, and half of the pages begin with it.
        #expect(seen.count == 5)
        #expect((2_700...3_300).contains(runs))
        #expect(abs(seen.values.reduce(0) { $0 + $1.chance } - 1) < 1e-9)
        for found in seen.values {
            let share = Double(found.times) / Double(runs)
            let error = (found.chance * (1 - found.chance) / Double(runs)).squareRoot()
            #expect(abs(share - found.chance) < 4.5 * error)
        }
    }

    @Test("a place for discovery goes round the topics as often as its chance says")
    func discovery() throws {
        // Three topics of two posts each; of the first, one more was seen and passed over.
        var world = tiny(temperature: 0, tagged: true)
        world.post("old", by: "b", "more", tags: ["t0"]) { $0.langs = [] }
        world.see("v", "old")
        world.knobs.set(FeedKnobs.discoverEvery, to: 1)
        var seen: [PostID: (times: Int, chance: Double)] = [:]
        let runs = 6_000
        for seed in 0..<runs {
            let slot = try #require(try page(world, seed: Int64(seed), limit: 1).slots.first)
            let known = seen[slot.post] ?? (0, slot.propensity)
            #expect(known.chance == slot.propensity)
            seen[slot.post] = (known.times + 1, slot.propensity)
        }
        // The better post of each topic, and of two that were never tried neither is preferred.
        #expect(seen.keys.map(\.rawValue).sorted() == [2, 4, 6])
        let (tried, others) = (seen[PostID(2)]?.chance ?? 0, seen[PostID(4)]?.chance ?? 0)
        #expect(tried < others - 0.1)
        #expect(abs(seen.values.reduce(0) { $0 + $1.chance } - 1) < 1e-9)
        for found in seen.values {
            let share = Double(found.times) / Double(runs)
            let error = (found.chance * (1 - found.chance) / Double(runs)).squareRoot()
            #expect(abs(share - found.chance) < 4.5 * error)
        }
    }

    @Test("the chances of Thompson sampling agree with an integral done otherwise")
    func thompson() {
        // Beta(a, 1) and Beta(b, 1): the first is greater with the chance a / (a + b).
        for (a, b) in [(1.0, 1.0), (2, 5), (30, 3), (0.5, 4)] {
            let chances = ShareBelief.chances([
                ShareBelief(alpha: a, beta: 1), ShareBelief(alpha: b, beta: 1),
            ])
            #expect(abs(chances[0] + chances[1] - 1) < 1e-12)
            // What is left is the grid: near a share of 1 it is coarse, and the first wins ties.
            #expect(abs(chances[0] - a / (a + b)) < 0.03, "\(a) \(b): \(chances)")
        }
        let many = (0..<40).map { ShareBelief(alpha: 1 + Double($0), beta: 100) }
        #expect(abs(ShareBelief.chances(many).reduce(0, +) - 1) < 1e-9)
        // A post that a thousand passed over has next to no chance against one nobody knows.
        let known = ShareBelief.chances([
            ShareBelief(alpha: 1, beta: 1_019), ShareBelief(alpha: 1, beta: 19),
        ])
        #expect(known[0] < 0.05 && known[0] > 0)
    }

    @Test(
        "a page is replayed bit for bit from its record's seed",
        arguments: 1...8 as ClosedRange<UInt64>
    )
    func replay(seed: UInt64) throws {
        var world = TasteTests.world(seed)
        world.knobs.set(FeedKnobs.temperature, to: 0.05)
        for step in 0..<8 { world.engage(.like, "v", "t\(step % 6)-\(step)") }
        var before = world
        let page = try #require(try world.page("v"))
        let served = try #require(world.served(page.request))
        before.now = served.at
        #expect(served.standing == before.records.last?.position)
        let again = try before.draft(
            FeedRequest(viewer: "v", limit: served.limit),
            seed: try #require(served.seed)
        )
        guard case .page(let twin) = again else {
            Issue.record("no page")
            return
        }
        let record = twin.served(
            request: served.request,
            for: FeedRequest(viewer: "v", limit: served.limit),
            at: served.at,
            catalog: before.catalog
        )
        #expect(record == served)
    }
}
