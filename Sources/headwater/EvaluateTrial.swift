import ArgumentParser
import Foundation
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterSimulation

/// `headwater evaluate trial`: how well and how soon the feed follows viewers' tastes.
struct EvaluateTrial: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trial",
        abstract: "Try the feed on simulated viewers whose taste turns mid-session.",
        discussion: """
            Protocol trial/1: a made-up town of 20 topics posts; a crowd scrolls through what is new; \
            then each of the viewers scrolls through 24 pages of 10. Their tastes are planted, and \
            turn half-way: a loved topic becomes disliked, another loved. Share: the value of what \
            was shown (share watched + 2 × likes − 4 × hides, as planted), of that of the best posts \
            not yet shown. Up and down: reactions from the turn until a page has two posts of what \
            rose, and half of what fell. Each is a mean over viewers, with its 95 % interval. The \
            feed is compared with newest first, most popular, and what Headwater served before it \
            learned: taste alone. The same seeds give the same figures.
            """
    )

    @Option(help: "Seeds; each is a town and viewers of its own.")
    var seeds = 1

    @OptionGroup var knobOptions: KnobOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() async throws {
        guard (1...100).contains(seeds) else { throw ValidationError("--seeds is 1 to 100") }
        let knobs = try knobOptions.values
        var newest: [FeedTrial.Outcome] = []
        var popular: [FeedTrial.Outcome] = []
        var taste: [FeedTrial.Outcome] = []
        var own: [FeedTrial.Outcome] = []
        let start = Date()
        for seed in 1...UInt64(seeds) {
            let trial = FeedTrial(seed: seed)
            var (first, second) = (NewestFirst(), MostPopular())
            newest += try await trial.run(&first)
            popular += try await trial.run(&second)
            var byTaste = try EngineFeed(
                name: "taste alone",
                start: trial.town.start,
                seed: seed,
                knobs: FeedPipeline.tasteKnobs,
                pipeline: .byTaste()
            )
            taste += try await trial.run(&byTaste)
            var feed = try EngineFeed(
                name: "headwater",
                start: trial.town.start,
                seed: seed,
                knobs: knobs
            )
            own += try await trial.run(&feed)
        }
        let reports = [
            TrialReport(name: "newest first", newest), TrialReport(name: "most popular", popular),
            TrialReport(name: "taste alone", taste), TrialReport(name: "headwater", own),
        ]
        let seconds = Date().timeIntervalSince(start)
        guard !json else { return print(Self.json(reports, seeds, seconds).json) }
        print(String(format: "%d viewers a feed (trial/1, %.1f s)", own.count, seconds))
        for report in reports {
            print(report.name)
            for (name, figure) in Self.figures(report) {
                print(
                    "  " + name.padding(toLength: 16, withPad: " ", startingAt: 0)
                        + String(
                            format: "%7.3f  [%.3f, %.3f]",
                            figure.mean,
                            figure.low,
                            figure.high
                        )
                )
            }
        }
    }

    private static func figures(_ report: TrialReport) -> [(name: String, figure: TrialFigure)] {
        [
            ("share", report.share), ("share_before", report.shareBefore),
            ("share_after", report.shareAfter), ("reactions_up", report.reactionsUp),
            ("reactions_down", report.reactionsDown), ("likes", report.likes),
            ("hides", report.hides),
        ]
    }

    private static func json(
        _ reports: [TrialReport],
        _ seeds: Int,
        _ seconds: Double
    ) -> JSONValue {
        let feeds = reports.map { report in
            JSONValue.Member(
                report.name,
                .object(
                    figures(report).map { name, figure in
                        .init(
                            name,
                            .object([
                                .init("mean", .double(figure.mean)),
                                .init("low", .double(figure.low)),
                                .init("high", .double(figure.high)),
                            ])
                        )
                    }
                )
            )
        }
        return .object([
            .init("protocol", .string("trial/1")), .init("seeds", .integer(Int64(seeds))),
            .init("seconds", .double(seconds)), .init("feeds", .object(feeds)),
        ])
    }
}
