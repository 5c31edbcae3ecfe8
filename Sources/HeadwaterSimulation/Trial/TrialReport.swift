import HeadwaterCore

/// A mean over viewers, with an interval that holds it in 95 of 100 repeats.
public struct TrialFigure: Sendable, Hashable {
    /// The mean.
    public var mean: Double
    /// The lower end of the interval.
    public var low: Double
    /// The upper end of the interval.
    public var high: Double

    /// The mean of values, one a viewer, with the interval of the percentile bootstrap (Efron 1979)
    /// over viewers.
    ///
    /// - Complexity: O(values × resamples).
    public init(_ values: [Double], resamples: Int = 1_000, seed: UInt64 = 1) {
        precondition(!values.isEmpty && resamples >= 40)
        mean = values.reduce(0, +) / Double(values.count)
        var random = SeededGenerator(seed: seed)
        var means = (0..<resamples).map { _ in
            var sum = 0.0
            for _ in values.indices {
                sum += values[Int.random(in: values.indices, using: &random)]
            }
            return sum / Double(values.count)
        }
        means.sort()
        low = means[resamples / 40]
        high = means[resamples - 1 - resamples / 40]
    }
}

/// How a feed did in a ``FeedTrial``.
public struct TrialReport: Sendable, Hashable {
    /// The feed.
    public var name: String
    /// The share of the reachable value, over the whole session.
    public var share: TrialFigure
    /// The share before the taste turned.
    public var shareBefore: TrialFigure
    /// The share in the last quarter, after it.
    public var shareAfter: TrialFigure
    /// Reactions until a page follows what rose.
    public var reactionsUp: TrialFigure
    /// Reactions until a page follows what fell.
    public var reactionsDown: TrialFigure
    /// Likes, as a share of what was shown.
    public var likes: TrialFigure
    /// Hides, as a share of what was shown.
    public var hides: TrialFigure

    /// The report of a feed's outcomes, which must not be empty.
    public init(name: String, _ outcomes: [FeedTrial.Outcome]) {
        self.name = name
        share = TrialFigure(outcomes.map(\.share))
        shareBefore = TrialFigure(outcomes.map(\.shareBefore))
        shareAfter = TrialFigure(outcomes.map(\.shareAfter))
        reactionsUp = TrialFigure(outcomes.map { Double($0.reactionsUp) })
        reactionsDown = TrialFigure(outcomes.map { Double($0.reactionsDown) })
        likes = TrialFigure(outcomes.map(\.likes))
        hides = TrialFigure(outcomes.map(\.hides))
    }
}
