public import HeadwaterCore
public import HeadwaterFeed
public import HeadwaterLearn

/// What the feed is made of just now, for whoever tunes it.
public struct FeedTuning: Sendable {
    /// What the pages of the last while were made of.
    public var tallies: FeedTallies.Sums
    /// The knobs as they stand.
    public var knobs: Knobs
    /// The models, in the order in which they came to exist.
    public var models: [ModelStatus]
    /// How far the learner has come.
    public var learner: LearnerStatus
}

extension Engine {
    /// What the feed is made of just now.
    public var tuning: FeedTuning {
        views.read { views in
            FeedTuning(
                tallies: tallies.reading,
                knobs: views.knobs.current,
                models: views.learner.models,
                learner: views.learner.status
            )
        }
    }
}
