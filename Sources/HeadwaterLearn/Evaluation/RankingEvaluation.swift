import HeadwaterCatalog
public import HeadwaterCore
public import HeadwaterEvents

/// Measures how well the learner predicts what viewers do; protocol `ranking/1`.
///
/// The events of a history, then those of a test, are applied in the order in which they are
/// given, each received when it happened. Every impression is predicted before it is learned, once,
/// by the model that would have answered a request; the figures are those of the impressions of
/// the test. What an impression says of its outcomes is learned at once, what it doesn't say when
/// the join window is over. An event that was there before, by its identity, is left out.
public struct RankingEvaluation: Sendable {
    /// The figures.
    public struct Result: Sendable, Hashable {
        /// By head, in the order of the heads; those without a known outcome are left out.
        public var heads: [(head: Head, figures: RankingFigures)]
        /// The events that had been there before.
        public var duplicates: Int
        /// The impressions of the history.
        public var historyImpressions: Int
        /// The impressions of the test.
        public var testImpressions: Int
        /// What the learner takes at the end.
        public var byteCount: Int
    }

    var catalog = Catalog()
    var learner = Learner()
    private var identities: Set<Fingerprint> = []
    private var position: UInt64 = 0
    private var duplicates = 0
    private var impressions = (history: 0, test: 0)

    /// An evaluation without events, with these values of the learner's knobs.
    public init(knobs: Knobs = Knobs()) {
        learner.scores = Scores()
        for knob in LearnKnobs.all where knobs[knob] != knob.standard {
            let change = Change(
                kind: "knob",
                name: knob.name,
                before: "\(knob.standard)",
                after: "\(knobs[knob])",
                who: "evaluation",
                why: "",
                at: .epoch
            )
            apply(.change(change), at: .epoch)
        }
    }

    /// Applies an event of the history, or of the test, received when it happened.
    public mutating func add(_ event: Event, isTest: Bool) {
        guard identities.insert(event.identity).inserted else {
            duplicates += 1
            return
        }
        if case .impression = event {
            if isTest { impressions.test += 1 } else { impressions.history += 1 }
        }
        learner.scores?.isTest = isTest
        apply(.event(event), at: event.at)
    }

    private mutating func apply(_ body: Record.Body, at moment: Timestamp) {
        position += 1
        let record = Record(
            position: LogPosition(rawValue: position),
            received: moment,
            body: body
        )
        let effect = catalog.apply(record)
        learner.apply(record, effect, catalog)
    }

    /// The figures, once what still waits has been learned.
    ///
    /// Complexity: O(n log n) in the impressions of the test.
    public mutating func finish() -> Result {
        learner.learnAll(catalog)
        let scores = learner.scores ?? Scores()
        var heads: [(head: Head, figures: RankingFigures)] = []
        for head in Head.allCases {
            let index = Int(head.rawValue)
            guard !scores.labels[index].isEmpty else { continue }
            let figures = RankingFigures(
                predicted: scores.predicted[index],
                labels: scores.labels[index],
                isShare: head == .watched
            )
            heads.append((head, figures))
        }
        return Result(
            heads: heads,
            duplicates: duplicates,
            historyImpressions: impressions.history,
            testImpressions: impressions.test,
            byteCount: learner.byteCount
        )
    }
}

extension RankingEvaluation.Result {
    /// The figures as `headwater evaluate ranking --json` prints them, but for files and seconds.
    public var json: JSONValue {
        [
            "protocol": "ranking/1", "duplicates": .integer(Int64(duplicates)),
            "impressions": [
                "history": .integer(Int64(historyImpressions)),
                "test": .integer(Int64(testImpressions)),
            ],
            "bytes": .integer(Int64(byteCount)),
            "ece_bins": .integer(Int64(RankingFigures.calibrationBins)),
            "heads": .object(heads.map { .init($0.head.name, $0.figures.json) }),
        ]
    }

    /// Whether all figures agree.
    public static func == (left: Self, right: Self) -> Bool {
        left.duplicates == right.duplicates
            && left.historyImpressions == right.historyImpressions
            && left.testImpressions == right.testImpressions && left.byteCount == right.byteCount
            && left.heads.map(\.head) == right.heads.map(\.head)
            && left.heads.map(\.figures) == right.heads.map(\.figures)
    }

    /// Hashes a part, which equal results share.
    public func hash(into hasher: inout Hasher) { hasher.combine(testImpressions) }
}
