import HeadwaterCore
import HeadwaterEvents
import HeadwaterSimulation
import Testing

@Suite struct FeedTrialTests {
    private static func small(seed: UInt64) -> FeedTrial {
        var shape = FeedTrial.Shape()
        shape.crowd = 20
        shape.viewers = 12
        shape.pages = 8
        var town = TasteTown.Shape()
        town.posts = 800
        return FeedTrial(seed: seed, shape: shape, town: town)
    }

    /// Knows the secrets, and so what is best: what no feed can beat.
    private struct Oracle: TrialFeed {
        let name = "oracle"
        let trial: FeedTrial
        var viewers: [String: TasteViewer] = [:]
        var shown: [String: Set<Int>] = [:]
        var pages: [String: Int] = [:]
        var posted = 0

        mutating func send(_ events: [Event], at now: Timestamp) {
            for case .post in events { posted += 1 }
        }

        mutating func page(
            for viewer: String,
            limit: Int,
            at now: Timestamp
        ) -> (request: String, posts: [String]) {
            var taste = viewers[viewer] ?? trial.viewer(viewer)
            if pages[viewer, default: 0] == trial.shape.pages / 2 { taste.shift() }
            viewers[viewer] = taste
            pages[viewer, default: 0] += 1
            let best = (0..<posted).filter { !shown[viewer, default: []].contains($0) }
                .sorted {
                    taste.value(trial.town.secrets[$0]) > taste.value(trial.town.secrets[$1])
                }
                .prefix(limit)
            shown[viewer, default: []].formUnion(best)
            return ("oracle", best.map(TasteTown.id))
        }
    }

    @Test(arguments: [1, 2] as [UInt64])
    func whoKnowsEverythingReachesEverything(seed: UInt64) async throws {
        let trial = Self.small(seed: seed)
        var oracle = Oracle(trial: trial)
        let outcomes = try await trial.run(&oracle)
        #expect(outcomes.count == trial.shape.viewers)
        for outcome in outcomes {
            #expect(abs(outcome.share - 1) < 1e-9, "seed \(seed)")
            #expect(outcome.reactionsUp == 0)
        }
    }

    @Test func theNewestFirstIsFarFromIt() async throws {
        let trial = Self.small(seed: 3)
        var feed = NewestFirst()
        let report = TrialReport(name: feed.name, try await trial.run(&feed))
        #expect(report.share.high < 0.6)
        #expect(report.share.low <= report.share.mean && report.share.mean <= report.share.high)
        // It can't follow anything: what rises comes up by chance.
        #expect(report.reactionsUp.mean > 0)
    }

    @Test func mostPopularCountsLikes() async throws {
        var feed = MostPopular()
        let town = TasteTown(seed: 4)
        feed.send((0..<3).map { .post(town.post($0)) }, at: town.start)
        let like = Engagement(kind: .like, actor: "a", post: "post:1", at: town.start)
        feed.send([.engagement(like)], at: town.start)
        #expect(feed.page(for: "v", limit: 2, at: town.start).posts == ["post:1", "post:2"])
        #expect(feed.page(for: "v", limit: 2, at: town.start).posts == ["post:0"])
    }

    @Test func theSameSeedGivesTheSameTrial() async throws {
        var (one, two) = (NewestFirst(), NewestFirst())
        let first = try await Self.small(seed: 5).run(&one)
        #expect(try await Self.small(seed: 5).run(&two) == first)
        var other = NewestFirst()
        #expect(try await Self.small(seed: 6).run(&other) != first)
    }

    @Test func anIntervalHoldsItsMeanAndNarrows() {
        var random = SeededGenerator(seed: 7)
        let few = TrialFigure((0..<20).map { _ in random.unit() })
        let many = TrialFigure((0..<2_000).map { _ in random.unit() })
        #expect(few.low < few.mean && few.mean < few.high)
        #expect(many.high - many.low < few.high - few.low)
        #expect(many.low < 0.5 && 0.5 < many.high)
    }
}
