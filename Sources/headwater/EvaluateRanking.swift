import ArgumentParser
import Foundation
import HeadwaterCore
import HeadwaterEvents
import HeadwaterIngest
import HeadwaterLearn

/// `headwater evaluate ranking`: how well the learner predicts what viewers do.
struct EvaluateRanking: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ranking",
        abstract: "Measure predictions on impressions whose outcomes are known.",
        discussion: """
            Protocol ranking/1: the events of the history, then those of the test, in the order of \
            the files. Each impression is predicted first, then learned, once; the figures are those \
            of the impressions of the test, a head each. AUC counts ties half. The calibration error \
            (ece) is that of \(RankingFigures.calibrationBins) bins of equally many impressions. \
            Events that were there before count as duplicates.
            """
    )

    @Option(name: .long, parsing: .upToNextOption, help: "Event files to learn from first.")
    var history: [String]

    @Option(name: .long, parsing: .upToNextOption, help: "Event files to predict and learn.")
    var test: [String]

    @OptionGroup var knobOptions: KnobOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        let start = Date()
        let hashes = (
            history: try history.map(EvaluateSearch.hash), test: try test.map(EvaluateSearch.hash)
        )
        var evaluation = RankingEvaluation(knobs: try knobOptions.values)
        try await Self.read(history, isTest: false, into: &evaluation)
        try await Self.read(test, isTest: true, into: &evaluation)
        ProgressLine.finish()
        let result = evaluation.finish()
        let seconds = Date().timeIntervalSince(start)
        guard !json else {
            var members = result.json.members ?? []
            members.insert(.init("seconds", .double(seconds)), at: 1)
            members.insert(.init("test", .object(hashes.test)), at: 1)
            members.insert(.init("history", .object(hashes.history)), at: 1)
            return print(JSONValue.object(members).json)
        }
        print(
            String(
                format: "%d impressions after %d (ranking/1, %.1f s), %d duplicates",
                result.testImpressions,
                result.historyImpressions,
                seconds,
                result.duplicates
            )
        )
        print("head            n   positives      AUC  log loss      ECE")
        for (head, figures) in result.heads { print(Self.line(head, figures)) }
    }

    private static func line(_ head: Head, _ figures: RankingFigures) -> String {
        head.name.padding(toLength: 10, withPad: " ", startingAt: 0)
            + String(format: "%7d  %10.1f  ", figures.count, figures.positives)
            + (figures.auc.map { String(format: "%7.4f", $0) } ?? "      –")
            + String(format: "  %8.5f  %7.5f", figures.logLoss, figures.calibrationError)
    }

    private static func read(
        _ paths: [String],
        isTest: Bool,
        into evaluation: inout RankingEvaluation
    ) async throws {
        _ = try await EventFileImport(paths: paths).run { batch in
            for event in batch.events { evaluation.add(event, isTest: isTest) }
            if let rejection = batch.rejected.first {
                throw ValidationError(
                    "\(rejection.path), line \(rejection.line): \(rejection.reason)"
                )
            }
            ProgressLine.show(batch.progress)
        }
    }
}
