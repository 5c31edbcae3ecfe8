import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn
import Testing

@testable import HeadwaterFeed

@Suite("Values, receipts and what is logged")
struct ValueTests {
    @Test("a score depends on the viewer and the post, not on who else is there")
    func batchIndependence() throws {
        var world = TasteTests.world(4)
        world.ranker = PlantedRanker()
        for step in 0..<6 { world.engage(.like, "v", "t1-\(1 + 6 * step)") }
        world.engage(.hide, "v", "t2-2")
        let query = world.feed.query(
            world.catalog.account("v") ?? .none,
            surface: Surface(name: "main"),
            limit: 20,
            after: nil,
            on: world.basis("v"),
            isLate: { false }
        )
        var all = FeedPipeline.Run()
        for source in world.pipeline.sources {
            try source.offer(for: query, into: &all.pool)
        }
        world.pipeline.prepare(query, &all)
        #expect(all.pool.candidates.count > 100)
        var random = SeededGenerator(seed: 9)
        for candidate in all.pool.candidates where random.next() % 4 == 0 {
            var alone = FeedPipeline.Run()
            for source in world.pipeline.sources { try source.offer(for: query, into: &alone.pool) }
            alone.pool.keep { $0.post == candidate.post }
            world.pipeline.prepare(query, &alone)
            #expect(alone.pool.candidates.first?.score == candidate.score)
            #expect(alone.pool.candidates.first?.heads.all == candidate.heads.all)
        }
    }

    @Test("what people of like taste liked counts the same, whoever offers it")
    func likeness() throws {
        var scores: [[PostID: Float]] = []
        for quota in [1.0, 100] {
            var world = World()
            world.knobs.set(FeedKnobs.peopleQuota, to: quota)
            for number in 0..<60 { world.post("p\(number)", by: "a\(number)", "w\(number)") }
            for fan in 0..<10 {
                for number in 0..<(20 + fan) { world.engage(.like, "f\(fan)", "p\(number)") }
            }
            for number in 0..<5 { world.engage(.like, "v", "p\(number)") }
            let page = try #require(try world.page("v", limit: 20, logsConsidered: true)?.page)
            scores.append(
                Dictionary(
                    (page.considered ?? []).map { ($0.post, Float($0.score)) },
                    uniquingKeysWith: { one, _ in one }
                )
            )
        }
        let both = Set(scores[0].keys).intersection(scores[1].keys)
        #expect(both.count > 20)
        for post in both { #expect(scores[0][post] == scores[1][post]) }
    }

    @Test("taste moves log-odds up for what speaks for a post and down for what speaks against")
    func moved() {
        var heads = UntrainedRanker.rates
        let up = ValueScorer.moved(heads, by: 1)
        let down = ValueScorer.moved(heads, by: -1)
        for head in Head.allCases {
            let isUp = up[head] > heads[head]
            #expect(isUp != head.isAgainst)
            #expect((down[head] < heads[head]) != head.isAgainst)
            let odds = Double(up[head]) / (1 - Double(up[head]))
            let before = Double(heads[head]) / (1 - Double(heads[head]))
            let factor = exponential(head.isAgainst ? -1 : 1)
            #expect(abs(odds / before / factor - 1) < 1e-4)
        }
        for certain in [Float(0), 1] {
            for head in Head.allCases { heads[head] = certain }
            for amount in [-1e9, -3, 3, 1e9] {
                let moved = ValueScorer.moved(heads, by: amount)
                #expect(Head.allCases.allSatisfy { moved[$0] == certain })
            }
        }
    }

    @Test("the prior fades as the model learns, and not to nothing")
    func prior() {
        var last = Float.infinity
        for examples in [0, 100, 20_000, 1_000_000, UInt64.max] {
            let prior = ValueScorer.prior(Knobs(), examples: examples)
            #expect(prior <= last && prior > 0)
            last = prior
        }
        let full = Float(FeedKnobs.priorStrength.standard)
        #expect(ValueScorer.prior(Knobs(), examples: 0) == full)
    }

    @Test("a weight turned round turns the page round")
    func weights() throws {
        var world = World()
        world.ranker = PlantedRanker()
        for number in 0..<30 { world.post("p\(number)", by: "a\(number)", "word\(number)") }
        world.knobs.set(FeedKnobs.temperature, to: 0)
        world.knobs.set(FeedKnobs.freshEvery, to: 0)
        world.knobs.set(FeedKnobs.priorStrength, to: 0)
        for head in Head.allCases {
            world.knobs.set(FeedKnobs.value(of: head), to: head == .like ? 1 : 0)
        }
        func order() throws -> [String] {
            guard case .page(let page) = try world.draft(FeedRequest(viewer: "v", limit: 30))
            else { return [] }
            return page.slots.map { world.catalog.id(of: $0.post) }
        }
        let up = try order()
        world.knobs.set(FeedKnobs.value(of: .like), to: -1)
        #expect(try order() == up.reversed())
        #expect(up.count == 30)
    }

    @Test("a model that answers nonsense is done without, and the page says so")
    func brokenModel() throws {
        struct Broken: Ranker {
            var outputs: @Sendable (Int) -> [HeadOutputs]
            func version(for context: RankingContext) -> String { "broken" }
            func predict(
                _ posts: [PostID],
                for context: RankingContext,
                in catalog: Catalog
            ) -> [HeadOutputs] { outputs(posts.count) }
        }
        var bad = HeadOutputs()
        bad[.like] = .nan
        var great = HeadOutputs()
        great[.report] = 1.5
        let (nan, above) = (bad, great)
        let answers: [@Sendable (Int) -> [HeadOutputs]] = [
            { _ in [] }, { Array(repeating: nan, count: $0) },
            { Array(repeating: above, count: $0) },
        ]
        for answer in answers {
            var world = TasteTests.world(2)
            world.engage(.like, "v", "t1-1")
            world.ranker = Broken(outputs: answer)
            let page = try #require(try world.page("v")?.page)
            #expect(page.slots.count == 20)
            #expect(page.notes.count == 1)
            #expect(page.notes[0].hasPrefix("Made without predictor heads: "))
            #expect(page.models == ["untrained"])
            #expect(page.slots.allSatisfy { $0.score.isFinite && $0.propensity > 0 })
        }
    }

    @Test("every stage that may fail is done without, one after another")
    func everyStage() throws {
        struct Failing: CandidateSource, Hydrator, Scorer {
            var source: Source
            var name: String { "failing" }
            var isLastResort: Bool
            func offer(for: FeedQuery, into: inout CandidatePool) throws(StageFailure) {
                throw StageFailure("it is gone")
            }
            func hydrate(_: inout [Candidate], for: FeedQuery) throws(StageFailure) {
                throw StageFailure("it is gone")
            }
            func score(_: inout [Candidate], for: FeedQuery) throws(StageFailure) {
                throw StageFailure("it is gone")
            }
        }
        func isMade(without stage: String, _ change: (inout FeedPipeline) -> Void) throws {
            var world = TasteTests.world(3)
            world.engage(.like, "v", "t1-1")
            world.tie(.follow, "v", "author1")
            change(&world.pipeline)
            let made = try world.page("v", limit: 10)
            guard let page = made?.page else { throw StageFailure("no page") }
            #expect(page.slots.count == 10, "\(stage)")
            #expect(page.notes == ["Made without \(stage): it is gone."])
        }
        for (index, source) in World.pipeline().sources.enumerated() where !source.isLastResort {
            try isMade(without: "source \(source.source.name)") { pipeline in
                pipeline.sources[index] = Failing(
                    source: source.source,
                    isLastResort: source.isLastResort
                )
            }
        }
        let failing = Failing(source: .rising, isLastResort: false)
        try isMade(without: "hydrator failing") { $0.hydrators = [failing] }
        try isMade(without: "predictor failing") { $0.predictor = failing }
        try isMade(without: "scorer failing") { $0.scorer = failing }
    }

    @Test("everything considered is logged where that is asked for, and for a sampled share")
    func considered() throws {
        var world = TasteTests.world(6)
        #expect(try world.page("a")?.page?.considered == nil)
        let page = try #require(try world.page("b", logsConsidered: true))
        let considered = try #require(world.served(page.request)?.considered)
        #expect(considered.posts.count == considered.scores.count)
        #expect(considered.heads.count == considered.posts.count * Head.count)
        #expect(Set(considered.posts).isSuperset(of: page.posts))
        #expect(considered.scores == considered.scores.sorted(by: >))
        world.knobs.set(FeedKnobs.logConsidered, to: 0.3)
        var logged = 0
        for viewer in 0..<300 {
            if try world.page("v\(viewer)", limit: 3)?.page?.considered != nil { logged += 1 }
        }
        #expect((60...120).contains(logged), "\(logged)")
    }

    @Test("a page of twenty takes some kilobytes in the log, and less once it is thinned")
    func bytes() throws {
        var world = TasteTests.world(8)
        for step in 0..<8 { world.engage(.like, "v", "t\(step % 6)-\(step)") }
        let page = try #require(try world.page("v", logsConsidered: true))
        let whole = try #require(world.served(page.request))
        var plain = whole
        plain.considered = nil
        let thinned = try #require(plain.thinned)
        var sizes: [Int] = []
        for page in [whole, plain, thinned] {
            var bytes: [UInt8] = []
            RecordCodec.encode(.served(page), into: &bytes)
            let again = try RecordCodec.decode(bytes.span)
            #expect(again == .served(page))
            sizes.append(bytes.count)
        }
        print("bytes of a page: with all considered, as usual, thinned: \(sizes)")
        #expect(sizes[2] < sizes[1] && sizes[1] < sizes[0])
        #expect(sizes[1] < 500 * 20 && sizes[0] - sizes[1] < 100 * 240)
    }

    @Test("why not: from the log where it was kept, by replay where that agrees, else as of now")
    func evidence() throws {
        var world = TasteTests.world(7)
        for step in 0..<6 { world.engage(.like, "v", "t1-\(1 + 6 * step)") }
        let page = try #require(try world.page("v", limit: 5))
        let logged = try #require(try world.page("w", limit: 5, logsConsidered: true))
        let other = try #require(
            (0..<240).map { "t\($0 % 6)-\($0)" }.first {
                !page.posts.contains($0) && !logged.posts.contains($0)
                    && !($0.hasPrefix("t1") && $0.count < 6)
            }
        )
        #expect(world.whyNot(other, logged.request)?.evidence == .log)
        let replayed = try #require(world.whyNot(other, page.request))
        #expect(replayed.evidence == .replay)
        #expect(!replayed.reasons.isEmpty && !replayed.shown)
        // The reaction of another to a post of the page moves its score.
        for person in 0..<5 { world.engage(.like, "x\(person)", page.posts[0]) }
        let present = try #require(world.whyNot(other, page.request))
        #expect(present.evidence == .present)
        #expect(present.reasons.first?.hasPrefix("The page can't be made again") == true)
        #expect(world.whyNot(other, logged.request)?.evidence == .log)
    }
}
