import Foundation
import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn

/// The learner on impressions with outcomes: examples learned, features made, candidates scored.
///
/// The events come from a file (`--events`), such as KuaiRand's, or else from ``ManyEvents``. Times
/// are processor time of the one thread that does it all. Examples are made beforehand where only
/// models are measured, as those of a peer are that are parsed beforehand.
final class LearnBenchmarks {
    /// The most impressions that are held as examples, 2 KB each.
    private static let exampleLimit = 200_000
    /// How many candidates a page has to score.
    private static let candidates = 500

    /// An impression, as features need it.
    private struct Row {
        var viewer: AccountID
        var post: PostID
        var surface: UInt64
        var at: Timestamp
        var labels: HeadLabels
    }

    /// Everything that the measured parts begin with.
    private struct Filled {
        var catalog = Catalog()
        var features = FeatureState()
        var rows: [Row] = []
        var examples: [Example] = []
    }

    private let path: String?
    private let made: Int
    private let pages: Int
    private var read: [Record] = []
    private var kept: Filled?
    private var scored: (nanoseconds: [UInt64], checksum: UInt64)?

    init(events path: String?, isSmoke: Bool) {
        self.path = path
        made = isSmoke ? 5_000 : 200_000
        pages = isSmoke ? 20 : 2_000
    }

    var benchmarks: [Benchmark] {
        [
            learning("all_heads"), learning("one_head", only: .click),
            learning("all_heads_twice", predictsFirst: true),
            learning("one_head_twice", only: .click, predictsFirst: true),
            impressions, view, scoring("p50", 0.5), scoring("p99", 0.99),
        ]
    }

    private func benchmark(
        _ name: String,
        _ unit: String,
        higherIsBetter: Bool = true,
        runs: Int = 3,
        _ run: @escaping () throws -> Sample
    ) -> Benchmark {
        Benchmark(
            name: "learn.\(name)",
            parameters: path.map { "events=\(URL(fileURLWithPath: $0).lastPathComponent)" }
                ?? "events=\(made) made up",
            unit: unit,
            higherIsBetter: higherIsBetter,
            runs: runs,
            run: run
        )
    }

    // MARK: Models alone

    /// Examples a second that a model learns, each predicted before it is learned.
    ///
    /// What it predicted comes with the learning; `predictsFirst` asks for it beforehand as well, as
    /// a peer is asked whose predictions don't.
    private func learning(
        _ name: String,
        only head: Head? = nil,
        predictsFirst: Bool = false
    ) -> Benchmark {
        benchmark(name, "examples/s") { [self] in
            let filled = try filled()
            let labels = filled.rows.map { row in
                head.map { Self.only($0, of: row.labels) } ?? row.labels
            }
            var model = Model()
            return Self.processorRate(of: filled.examples.count) {
                var checksum: UInt64 = 0
                for place in filled.examples.indices {
                    var outputs = HeadOutputs()
                    if predictsFirst { outputs = model.predict(filled.examples[place]) }
                    let learned = model.learn(filled.examples[place], labels[place])
                    if !predictsFirst { outputs = learned }
                    checksum = mixed(checksum ^ UInt64(outputs[.click].bitPattern))
                }
                return checksum
            }
        }
    }

    private static func only(_ head: Head, of labels: HeadLabels) -> HeadLabels {
        var one = HeadLabels()
        one[head] = labels[head]
        return one
    }

    // MARK: With features

    /// Impressions a second whose features are made, predicted, learned and counted.
    private var impressions: Benchmark {
        benchmark("impressions", "impressions/s") { [self] in
            let filled = try filled()
            var features = filled.features
            var (model, example) = (Model(), Example())
            return Self.processorRate(of: filled.rows.count) {
                var checksum: UInt64 = 0
                for row in filled.rows {
                    Self.fill(&example, row, features, filled.catalog)
                    let outputs = model.learn(example, row.labels)
                    Self.count(row, &features, filled.catalog)
                    checksum = mixed(checksum ^ UInt64(outputs[.click].bitPattern))
                }
                return checksum
            }
        }
    }

    /// Events a second that catalog and learner take in, as the server's writer gives them.
    private var view: Benchmark {
        benchmark("view", "events/s") { [self] in
            let records = try records()
            return Self.processorRate(of: records.count) {
                let (_, learner) = Self.learned(records)
                // A version names a hash of all that was learned.
                let asked = RankingContext(viewer: .none, surface: "main", at: .epoch)
                return Fingerprint(learner.version(for: asked)).low
            }
        }
    }

    // MARK: Scoring

    /// Milliseconds that a learner takes for all heads of the candidates of a page.
    private func scoring(_ name: String, _ share: Double) -> Benchmark {
        benchmark("score_\(name)", "ms for 500", higherIsBetter: false, runs: 1) { [self] in
            let scored = try scores()
            let sorted = scored.nanoseconds.sorted()
            let place = min(sorted.count - 1, Int(Double(sorted.count) * share))
            return Sample(
                value: Double(sorted[place]) / 1e6,
                checksum: scored.checksum,
                cpuMs: Double(sorted.reduce(0, +)) / 1e6
            )
        }
    }

    private func scores() throws -> (nanoseconds: [UInt64], checksum: UInt64) {
        if let scored { return scored }
        let (catalog, learner) = Self.learned(try records())
        let rows = try filled().rows
        var random = SeededGenerator(seed: 3)
        var times: [UInt64] = []
        var checksum: UInt64 = 0
        for _ in 0..<pages {
            let row = rows[Int.random(in: 0..<rows.count, using: &random)]
            let posts = (0..<Self.candidates).map { _ in
                PostID(UInt32.random(in: 1...UInt32(catalog.postCount), using: &random))
            }
            let context = RankingContext(viewer: row.viewer, surface: "main", at: row.at)
            let start = threadNanoseconds()
            let outputs = learner.predict(posts, for: context, in: catalog)
            times.append(threadNanoseconds() - start)
            checksum = outputs.reduce(checksum) { mixed($0 ^ UInt64($1[.like].bitPattern)) }
        }
        scored = (times, checksum)
        return (times, checksum)
    }
}

// MARK: - What is measured on

extension LearnBenchmarks {
    private static func processorRate(of count: Int, _ body: () -> UInt64) -> Sample {
        let start = threadNanoseconds()
        let checksum = body()
        let nanoseconds = Double(threadNanoseconds() - start)
        return Sample(
            value: Double(count) / nanoseconds * 1e9,
            checksum: checksum,
            cpuMs: nanoseconds / 1e6
        )
    }

    /// The events as records, each received when it happened.
    private func records() throws -> [Record] {
        guard read.isEmpty else { return read }
        var events: [Event] = []
        if let path {
            events = try Self.events(of: path)
        } else {
            var stream = ManyEvents(seed: 1)
            events = (0..<made).map { _ in stream.next() }
        }
        read = events.enumerated().map { place, event in
            Record(
                position: LogPosition(rawValue: UInt64(place + 1)),
                received: event.at,
                body: .event(event)
            )
        }
        return read
    }

    private static func events(of path: String) throws -> [Event] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw BenchmarkError(description: "\(path) can't be read")
        }
        var (lines, decoder) = (LineReader(), EventDecoder())
        var events: [Event] = []
        func take(_: LineReader.Line, _ bytes: Span<UInt8>) throws(EventError) {
            events.append(try decoder.decode(bytes))
        }
        try lines.feed([UInt8](data).span, take)
        try lines.finish(take)
        return events
    }

    private static func learned(_ records: [Record]) -> (Catalog, Learner) {
        var (catalog, learner) = (Catalog(), Learner())
        for record in records {
            let effect = catalog.apply(record)
            learner.apply(record, effect, catalog)
        }
        return (catalog, learner)
    }

    /// The catalog and the attributes of all events, with the examples of the impressions, each made
    /// from what came before it.
    private func filled() throws -> Filled {
        if let kept { return kept }
        var filled = Filled()
        for record in try records() {
            switch (filled.catalog.apply(record), record.body) {
            case (.postAdded(let post), .event(.post(let event))):
                filled.features.observe(post: post, event, filled.catalog)
            case (.account(let account, _), .event(.account(let event))):
                filled.features.observe(account: account, event)
            case (.impression(let viewer, let post), .event(.impression(let event))):
                guard let outcomes = event.outcomes, filled.rows.count < Self.exampleLimit else {
                    break
                }
                filled.rows.append(
                    Row(
                        viewer: viewer,
                        post: post,
                        surface: Fingerprint(event.surface ?? "main").low | 1,
                        at: event.at,
                        labels: Self.labels(outcomes)
                    )
                )
            default: break
            }
        }
        guard !filled.rows.isEmpty else {
            throw BenchmarkError(description: "the events have no impression with outcomes")
        }
        var features = filled.features
        var example = Example()
        for row in filled.rows {
            Self.fill(&example, row, features, filled.catalog)
            filled.examples.append(example)
            Self.count(row, &features, filled.catalog)
        }
        kept = filled
        return filled
    }

    private static func labels(_ outcomes: Outcomes) -> HeadLabels {
        var labels = HeadLabels()
        let heads: [(Head, Engagement.Kind)] = [
            (.click, .click), (.like, .like), (.reply, .reply), (.repost, .repost),
            (.share, .share), (.follow, .follow), (.hide, .hide), (.report, .report),
        ]
        for (head, kind) in heads { labels[head] = outcomes[kind].map { $0 ? 1 : 0 } }
        labels[.longView] = outcomes.longView.map { $0 ? 1 : 0 }
        if let watch = outcomes.watchMs, let duration = outcomes.durationMs, duration > 0 {
            labels[.watched] = Float(min(Double(watch) / Double(duration), 1))
        }
        return labels
    }

    private static func fill(
        _ example: inout Example,
        _ row: Row,
        _ features: FeatureState,
        _ catalog: Catalog
    ) {
        features.example(
            viewer: row.viewer,
            post: row.post,
            surface: row.surface,
            at: row.at,
            catalog,
            into: &example
        )
    }

    private static func count(
        _ row: Row,
        _ features: inout FeatureState,
        _ catalog: Catalog
    ) {
        features.count(
            viewer: row.viewer,
            post: row.post,
            surface: row.surface,
            at: row.at,
            row.labels,
            catalog
        )
    }
}
