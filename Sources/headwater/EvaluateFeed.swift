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

    @Option(help: "Divisions to measure on, seeds 1, 2, …")
    var seeds = 3

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        guard (1...100).contains(seeds) else { throw ValidationError("--seeds is 1 to 100") }
        let start = Date()
        var evaluation = FeedEvaluation()
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
        let outcomes = (1...UInt64(seeds)).map { evaluation.run(seed: $0) }
        let report = FeedReport(evaluation, outcomes)
        let seconds = Date().timeIntervalSince(start)
        guard !json else {
            var members = report.json.members ?? []
            members.append(.init("seconds", .double(seconds)))
            members.append(.init("events", .object(try events.map(EvaluateSearch.hash))))
            return print(JSONValue.object(members).json)
        }
        print(
            String(
                format: "%d interactions of %d viewers with %d items (feed/1, %d seeds, %.1f s)",
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
