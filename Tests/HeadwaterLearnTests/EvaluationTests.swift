import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn
import Testing

@Suite("The evaluation of predictions")
struct RankingEvaluationTests {
    @Test("figures agree with their definitions", arguments: 1...8 as ClosedRange<UInt64>)
    func figures(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 2...400, using: &random)
        // Few different predictions, so that ties come up.
        let predicted = (0..<count).map { _ in
            Float(Int.random(in: 0...20, using: &random)) / 20
        }
        let labels = (0..<count).map { _ in Float(Int.random(in: 0...3, using: &random) / 3) }
        let figures = RankingFigures(predicted: predicted, labels: labels)
        var (pairs, won, loss) = (0.0, 0.0, 0.0)
        for one in 0..<count {
            let p = min(max(Double(predicted[one]), 1e-7), 1 - 1e-7)
            loss -= logarithm(labels[one] == 1 ? p : 1 - p)
            for other in 0..<count where labels[one] == 1 && labels[other] == 0 {
                pairs += 1
                if predicted[one] > predicted[other] { won += 1 }
                if predicted[one] == predicted[other] { won += 0.5 }
            }
        }
        #expect(figures.count == count)
        #expect(figures.positives == labels.reduce(0) { $0 + Double($1) })
        #expect(abs(figures.logLoss - loss / Double(count)) < 1e-9)
        if pairs > 0 {
            #expect(abs((figures.auc ?? 0) - won / pairs) < 1e-9)
        } else {
            #expect(figures.auc == nil)
        }
        #expect((0...1).contains(figures.calibrationError))
        let turned = RankingFigures(predicted: predicted.reversed(), labels: labels.reversed())
        #expect(turned.auc == figures.auc)
    }

    @Test("what is always right has no calibration error, what is always wrong the whole")
    func calibration() {
        let labels: [Float] = (0..<100).map { $0 % 4 == 0 ? 1 : 0 }
        #expect(RankingFigures(predicted: labels, labels: labels).calibrationError == 0)
        let wrong = labels.map { 1 - $0 }
        #expect(RankingFigures(predicted: wrong, labels: labels).calibrationError == 1)
        #expect(RankingFigures(predicted: wrong, labels: labels).auc == 0)
    }

    private static func impressions(_ world: LearnWorld) -> [Event] {
        var random = SeededGenerator(seed: 9)
        return (0..<300).map { number in
            let viewer = Int.random(in: 0..<5, using: &random)
            let post = Int.random(in: 0..<4, using: &random)
            var event = Impression(
                actor: "v\(viewer)",
                post: "p\(post)",
                at: world.now.advanced(byMilliseconds: Int64(number) * 20_000)
            )
            let likes = (viewer + post) % 3 == 0
            event.outcomes = Outcomes([.like: likes, .click: post % 2 == 0], watchMs: 4_000)
            return .impression(event)
        }
    }

    @Test("each impression of the test is predicted before it is learned, by the learner as it is")
    func prequential() throws {
        var world = LearnWorld(["p0/a/video", "p1/b/video", "p2/a/video", "p3/b/video"])
        let posts = world.records.compactMap { record in
            if case .event(let event) = record.body { event } else { nil }
        }
        let impressions = Self.impressions(world)
        var evaluation = RankingEvaluation()
        for event in posts + impressions[..<200] { evaluation.add(event, isTest: false) }
        for event in impressions[200...] { evaluation.add(event, isTest: true) }
        // Sent again, they count for nothing.
        for event in impressions[190..<210] { evaluation.add(event, isTest: true) }
        let result = evaluation.finish()
        #expect(result.duplicates == 20)
        #expect(result.historyImpressions == 200)
        #expect(result.testImpressions == 100)

        var (predicted, labels): ([Float], [Float]) = ([], [])
        for (place, event) in impressions.enumerated() {
            guard case .impression(let seen) = event else { continue }
            world.now = seen.at
            // What is due is learned with the record, before the impression is predicted.
            world.change("nothing", "", "")
            if place >= 200 {
                predicted.append(world.predict(seen.actor, seen.post)[.like])
                labels.append(seen.outcomes?[.like] == true ? 1 : 0)
            }
            world.apply(.event(event))
        }
        let expected = RankingFigures(predicted: predicted, labels: labels)
        let like = try #require(result.heads.first { $0.head == .like }?.figures)
        #expect(like == expected)
        #expect((like.auc ?? 0) > 0.6)
        // What no impression reports is learned at the end, of the test's impressions alone.
        let report = try #require(result.heads.first { $0.head == .report }?.figures)
        #expect(report.count == 100)
        #expect(report.auc == nil)
        #expect(result.json["heads"]?["like"]?["auc"]?.double == like.auc)
        #expect(result.json.json.contains(#""report":{"n":100,"positives":0,"auc":null,"#))
        #expect(result.json["protocol"]?.string == "ranking/1")
    }
}
