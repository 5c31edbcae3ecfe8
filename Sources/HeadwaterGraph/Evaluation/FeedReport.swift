public import HeadwaterEvents

/// The outcomes of several seeds, together.
public struct FeedReport: Sendable {
    /// The mean over seeds and the deviation around it.
    public struct Spread: Sendable, Hashable {
        /// The mean.
        public var mean: Double
        /// The standard deviation of the seeds' figures (of these seeds, not an estimate beyond).
        public var deviation: Double

        init(_ values: [Double]) {
            let count = Double(max(1, values.count))
            let mean = values.reduce(0, +) / count
            self.mean = mean
            deviation =
                (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
        }
    }

    /// One model's figures over the seeds.
    public struct Line: Sendable {
        /// The model.
        public var model: FeedEvaluation.Model
        /// Normalised discounted cumulative gain at 10.
        public var ndcg10: Spread
        /// Recall at 10.
        public var recall10: Spread
        /// Mean reciprocal rank within 10.
        public var mrr10: Spread
        /// The share of viewers with a hit within 10.
        public var hit10: Spread
        /// The settings that each seed chose, where there are any.
        public var settings: [String]
    }

    /// The number of interactions, viewers and items.
    public var counts: (interactions: Int, viewers: Int, items: Int)
    /// The part of what is held out that the figures are on.
    public var part: FeedEvaluation.Part
    /// The fingerprints of the divisions, one a seed.
    public var splits: [String]
    /// The models.
    public var lines: [Line]

    /// Puts outcomes together.
    public init(
        _ evaluation: FeedEvaluation,
        _ outcomes: [FeedEvaluation.Outcome],
        on part: FeedEvaluation.Part = .test
    ) {
        self.part = part
        counts = (evaluation.count, evaluation.viewerCount, evaluation.itemCount)
        splits = outcomes.map(\.split)
        lines = FeedEvaluation.Model.allCases.map { model in
            let measured = outcomes.flatMap(\.models).filter { $0.model == model }
            return Line(
                model: model,
                ndcg10: Spread(measured.map(\.figures.ndcg10)),
                recall10: Spread(measured.map(\.figures.recall10)),
                mrr10: Spread(measured.map(\.figures.mrr10)),
                hit10: Spread(measured.map(\.figures.hit10)),
                settings: measured.map(\.settings).filter { !$0.isEmpty }
            )
        }
    }

    /// The report as `headwater evaluate feed --json` prints it.
    public var json: JSONValue {
        let models = lines.map { line in
            JSONValue.Member(
                line.model.rawValue,
                [
                    "ndcg_10": .double(line.ndcg10.mean), "sd": .double(line.ndcg10.deviation),
                    "recall_10": .double(line.recall10.mean),
                    "mrr_10": .double(line.mrr10.mean), "hit_10": .double(line.hit10.mean),
                    "settings": .array(line.settings.map { .string($0) }),
                ]
            )
        }
        return [
            "protocol": "feed/1", "part": .string(part.rawValue),
            "interactions": .integer(Int64(counts.interactions)),
            "viewers": .integer(Int64(counts.viewers)), "items": .integer(Int64(counts.items)),
            "splits": .array(splits.map { .string($0) }), "models": .object(models),
        ]
    }
}
