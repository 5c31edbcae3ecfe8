import ArgumentParser
import Foundation
import HeadwaterEvents
import HeadwaterGraph
import HeadwaterIngest

/// `headwater evaluate feed`: how well what viewers engaged with is found again among all items.
struct EvaluateFeed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed",
        abstract: "Measure recommendations on held-out interactions.",
        discussion: """
            Protocol feed/1: a viewer's interactions (a pair of viewer and post counts once, with any \
            approval) are divided 8:1:1 at random by seed and viewer. All items with any interaction \
            are ranked; those known of the viewer are masked, equal scores stand in the order of the \
            file. Settings are chosen on the second part, figures are on the third. popular, \
            coengaged and ease use what was engaged with; walk and weighted also use which of it \
            was liked. No model uses the text of a post. The hash of each division stands with the \
            figures; sd is the standard deviation over the seeds.
            """
    )

    @Option(name: .long, parsing: .upToNextOption, help: "Event files with the interactions.")
    var events: [String]

    @Option(help: "Divisions to measure on.")
    var seeds = 3

    @Option(help: "The seed of the first division; the others have those that follow.")
    var firstSeed: UInt64 = 1

    @Flag(
        help: """
            Measure on the part for choosing settings, without a look at the one for measuring: for \
            whoever tries other knobs.
            """
    )
    var valid = false

    @OptionGroup var tuning: KnobOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        guard (1...100).contains(seeds) else { throw ValidationError("--seeds is 1 to 100") }
        guard firstSeed <= UInt64.max - 100 else {
            throw ValidationError("--first-seed is \(UInt64.max - 100) at most")
        }
        let part: FeedEvaluation.Part = valid ? .valid : .test
        let start = Date()
        var evaluation = FeedEvaluation()
        let knobs = try tuning.values
        evaluation.walkLimits = WalkLimits(knobs)
        evaluation.coengagementLimits = CoengagementLimits(knobs)
        _ = try await EventFileImport(paths: events).run { batch in
            for event in batch.events { evaluation.add(event) }
            if let rejection = batch.rejected.first {
                throw ValidationError(
                    "\(rejection.path), line \(rejection.line): \(rejection.reason)"
                )
            }
            ProgressLine.show(batch.progress)
        }
        ProgressLine.finish()
        guard evaluation.count > 0 else {
            throw ValidationError("no interactions in \(events.joined(separator: ", "))")
        }
        guard evaluation.itemCount <= FeedEvaluation.mostItems else {
            throw ValidationError(
                "\(evaluation.itemCount) items; EASE is solved for \(FeedEvaluation.mostItems) "
                    + "at most"
            )
        }
        let outcomes = (0..<UInt64(seeds)).map { evaluation.run(seed: firstSeed + $0, on: part) }
        let report = FeedReport(evaluation, outcomes, on: part)
        let seconds = Date().timeIntervalSince(start)
        guard !json else {
            var members = report.json.members ?? []
            members.append(.init("seconds", .double(seconds)))
            members.append(.init("events", .object(try events.map(EvaluateSearch.hash))))
            return print(JSONValue.object(members).json)
        }
        print(
            String(
                format: "%d interactions of %d viewers with %d items "
                    + "(feed/1 \(part.rawValue), %d seeds, %.1f s)",
                report.counts.interactions,
                report.counts.viewers,
                report.counts.items,
                seeds,
                seconds
            )
        )
        for split in report.splits { print("split \(split)") }
        print("             NDCG@10    sd      R@10    MRR@10  Hit@10")
        for line in report.lines {
            let name = line.model.rawValue.padding(toLength: 12, withPad: " ", startingAt: 0)
            print(
                name
                    + String(
                        format: " %.4f  ±%.4f  %.4f  %.4f  %.4f  ",
                        line.ndcg10.mean,
                        line.ndcg10.deviation,
                        line.recall10.mean,
                        line.mrr10.mean,
                        line.hit10.mean
                    ) + line.model.summary
            )
        }
    }
}
