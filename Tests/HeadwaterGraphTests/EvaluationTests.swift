import Foundation
import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph
import Testing

@Suite("Item weights")
struct ItemWeightsTests {
    @Test("weights that were solved by hand")
    func byHand() throws {
        // Three people with both items, one with the second only: G = (3 3; 3 4), λ = 1.
        let people = [
            [Interest(0), Interest(1)], [Interest(0), Interest(1)], [Interest(0), Interest(1)],
            [Interest(1)],
        ]
        let gram = ItemWeights.gram(people, count: 2)
        #expect(gram[0, 0] == 3 && gram[0, 1] == 3 && gram[1, 0] == 3 && gram[1, 1] == 4)
        let weights = try #require(ItemWeights(gram: gram, .init(ridge: 1)))
        // P = 1/11 · (5 −3; −3 4), so B(0→1) = 3/4 and B(1→0) = 3/5.
        #expect(abs(weights[0, 1] - 0.75) < 1e-6)
        #expect(abs(weights[1, 0] - 0.6) < 1e-6)
        #expect(weights[0, 0] == 0 && weights[1, 1] == 0)
        #expect(abs(weights.scores(for: [Interest(1, 2)])[0] - 1.2) < 1e-6)
        // Dropout of a half adds an item's own count once more: (7 3; 3 9).
        let dropped = try #require(ItemWeights(gram: gram, .init(ridge: 1, dropout: 0.5)))
        #expect(abs(dropped[0, 1] - 3.0 / 7) < 1e-6)
    }

    @Test("a Gram matrix that can't be is refused")
    func refused() {
        var gram = SymmetricMatrix(size: 2)
        gram[0, 0] = .infinity
        #expect(ItemWeights(gram: gram, .init(ridge: 1)) == nil)
    }
}

@Suite("Evaluating the feed")
struct FeedEvaluationTests {
    /// Viewers of two tastes, each with most of their circle's posts.
    private func evaluation(reversed: Bool = false) -> FeedEvaluation {
        var random = SeededGenerator(seed: 4)
        var events: [Event] = []
        for viewer in 0..<40 {
            for item in 0..<30 where random.next() % 3 != 0 {
                let circle = viewer % 2 == 0 ? "a" : "b"
                let at = Timestamp(milliseconds: 1_700_000_000_000 + Int64(events.count) * 1_000)
                var event = Impression(actor: "v\(viewer)", post: "\(circle)\(item)", at: at)
                var outcomes = Outcomes()
                outcomes[.click] = true
                outcomes[.like] = item % 2 == 0
                event.outcomes = outcomes
                events.append(.impression(event))
            }
        }
        var evaluation = FeedEvaluation()
        for event in reversed ? events.reversed() : events { evaluation.add(event) }
        return evaluation
    }

    @Test("what isn't an approval is no interaction, and a pair counts once")
    func interactions() {
        var evaluation = FeedEvaluation()
        let at = Timestamp(milliseconds: 1_700_000_000_000)
        for kind in [Engagement.Kind.hide, .report, .profile, .view] {
            evaluation.add(.engagement(Engagement(kind: kind, actor: "v", post: "p", at: at)))
        }
        var impression = Impression(actor: "v", post: "p", at: at)
        evaluation.add(.impression(impression))
        var outcomes = Outcomes()
        outcomes[.like] = false
        impression.outcomes = outcomes
        evaluation.add(.impression(impression))
        var undone = Engagement(kind: .like, actor: "v", post: "p", at: at)
        undone.undone = true
        evaluation.add(.engagement(undone))
        #expect(evaluation.count == 0)
        evaluation.add(.engagement(Engagement(kind: .like, actor: "v", post: "p", at: at)))
        evaluation.add(.engagement(Engagement(kind: .share, actor: "v", post: "p", at: at)))
        #expect(evaluation.count == 1)
    }

    @Test("taste beats popularity, figures repeat, and a seed names its own division")
    func models() throws {
        let evaluation = evaluation()
        let outcome = evaluation.run(seed: 1)
        #expect(outcome == evaluation.run(seed: 1))
        #expect(outcome.split.count == 32)
        #expect(outcome.split != evaluation.run(seed: 2).split)
        func figures(_ model: FeedEvaluation.Model) throws -> FeedFigures {
            try #require(outcome.models.first { $0.model == model }).figures
        }
        let popular = try figures(.popular)
        for model in [FeedEvaluation.Model.walk, .coengaged, .ease, .weighted] {
            let own = try figures(model)
            #expect(own.ndcg10 > popular.ndcg10 * 1.2, "\(model)")
            #expect((0...1).contains(own.ndcg10) && (0...1).contains(own.recall10))
            #expect(own.hit10 >= own.mrr10 && own.hit10 >= own.ndcg10 * 0.5)
        }
    }

    @Test("the order of a file is no part of the division's hash when each viewer's stays")
    func order() {
        // Reversed, every viewer's own order changes, and so does what is drawn.
        #expect(evaluation().run(seed: 1).split == evaluation().run(seed: 1).split)
        #expect(evaluation(reversed: true).run(seed: 1).split != evaluation().run(seed: 1).split)
    }

    @Test("a report holds the mean and deviation of its seeds")
    func report() throws {
        let evaluation = evaluation()
        let outcomes = [evaluation.run(seed: 1), evaluation.run(seed: 2)]
        let report = FeedReport(evaluation, outcomes)
        let line = try #require(report.lines.first { $0.model == .ease })
        let values = outcomes.compactMap { outcome in
            outcome.models.first { $0.model == .ease }?.figures.ndcg10
        }
        #expect(abs(line.ndcg10.mean - (values[0] + values[1]) / 2) < 1e-12)
        #expect(abs(line.ndcg10.deviation - abs(values[0] - values[1]) / 2) < 1e-12)
        #expect(report.json["splits"]?.array?.count == 2)
        #expect(report.json["models"]?["ease"]?["ndcg_10"] != nil)
    }
}
