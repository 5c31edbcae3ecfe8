public import HeadwaterCore
import HeadwaterGraph

/// The learner's tunable numbers that aren't a model's own, each declared once.
public enum LearnKnobs {
    /// How long what follows an impression is waited for.
    public static let joinMinutes = Knob(
        "learn.join.minutes",
        unit: "min",
        standard: 30,
        range: 0...10_080,
        "What follows an impression by then is what came of it; after that it is learned."
    )
    /// How many impressions may wait.
    public static let pendingImpressions = Knob(
        "learn.pending.impressions",
        unit: "impressions",
        standard: 65_536,
        range: 16...10_000_000,
        "Where more impressions wait for what follows, the oldest are learned early."
    )
    /// How many places of pages may wait.
    public static let pendingSlots = Knob(
        "learn.pending.slots",
        unit: "places",
        standard: 32_768,
        range: 0...10_000_000,
        "Where more places of served pages wait for impressions, the oldest pages end early."
    )
    /// How many engagements that came before their impression are kept.
    public static let earlyEngagements = Knob(
        "learn.early.engagements",
        unit: "pairs",
        standard: 65_536,
        range: 0...10_000_000,
        "For so many pairs of viewer and post, engagements wait for an impression that is late."
    )
    /// How many reports are known to be learned.
    public static let learnedReports = Knob(
        "learn.reports.limit",
        unit: "reports",
        standard: 524_288,
        range: 0...100_000_000,
        "So many reports that name a request are kept in mind for a day, to be learned once only."
    )
    /// How much is learned with one record.
    public static let perRecord = Knob(
        "learn.due.limit",
        unit: "impressions",
        standard: 64,
        range: 1...100_000,
        "At most so many impressions whose time is up are learned while one record is applied."
    )
    /// When a model may serve.
    public static let modelExamples = Knob(
        "learn.model.examples",
        unit: "examples",
        standard: 20_000,
        range: 0...1e12,
        "A promoted model answers once it has learned so many examples of its own scope."
    )
    /// How many models there may be.
    public static let models = Knob(
        "learn.models.limit",
        unit: "models",
        standard: 1_024,
        range: 1...65_536,
        "A change that would create more models than this has no effect."
    )

    /// All of them, with those of others that the learner reads.
    public static let all =
        [
            joinMinutes, pendingImpressions, pendingSlots, earlyEngagements, learnedReports,
            perRecord, modelExamples, models, ServedWindow.reportKnob, WatchLength.longKnob,
            WatchLength.skipKnob,
            WatchLength.skipShareKnob,
        ] + LearnSettings.knobs
}
