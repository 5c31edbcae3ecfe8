import HeadwaterAnswers
public import HeadwaterCore
public import HeadwaterFeed
import HeadwaterGraph
import HeadwaterIndex
import HeadwaterLearn
import HeadwaterMeaning
public import HeadwaterVisibility

/// How an engine is set up.
public struct EngineConfiguration: Sendable {
    /// Hours until the bytes of what was deleted are in no file any more, at the latest.
    public static let erasureDeadline = Knob(
        "erasure.deadline",
        unit: "h",
        standard: 24,
        range: 0...720,
        "Until when the bytes of deleted posts and accounts have left every file."
    )
    /// Minutes between snapshots while events come in.
    public static let snapshotInterval = Knob(
        "snapshot.interval",
        unit: "min",
        standard: 15,
        range: 1...1440,
        "How often the views are saved, which bounds how much a restart replays."
    )
    /// Records between snapshots while events come in.
    public static let snapshotRecords = Knob(
        "snapshot.records",
        unit: "records",
        standard: 1_000_000,
        range: 1000...1e12,
        "After how many records the views are saved, which bounds how much a restart replays."
    )
    /// Days for which behaviour is kept; 0 keeps it for good.
    public static let retention = Knob(
        "log.retention",
        unit: "days",
        standard: 0,
        range: 0...3650,
        "For how long impressions, views and superseded events stay in the log; 0 is for good."
    )

    /// Every knob of the engine, each once, in the order of the names.
    public static let allKnobs: [Knob] = {
        let own = [
            erasureDeadline, snapshotInterval, snapshotRecords, retention, Admission.window,
        ]
        let all =
            own + Graph.knobs + WalkLimits.knobs + CoengagementLimits.knobs
            + SimilarityWeights.knobs + LearnKnobs.all + MeaningKnobs.all + FeedKnobs.all
            + IndexKnobs.all + AnswerKnobs.all
        var names: Set<String> = []
        return all.filter { names.insert($0.name).inserted }.sorted { $0.name < $1.name }
    }()

    /// Where snapshots are kept; nil keeps none.
    public var directory: String?
    /// The values of the knobs that the settings set; what holds while the engine runs is
    /// ``Engine/knobs``.
    public var knobs: Knobs
    /// The declared feeds; nil leaves them as the log says.
    public var surfaces: Surfaces?
    /// Which labels hide.
    public var policy: Policy
    /// Where time comes from.
    public var time: any TimeSource
    /// What gives posts and questions their vectors.
    public var embedders = Embedders()
    /// The stages that make a page.
    public var pipeline = FeedPipeline.standard()
    /// What names pages.
    public var requestIDs = RequestIDs()
    /// Whether snapshots, vectors, erasure and retention run by themselves when they are due.
    public var keepsHouse = true

    /// A set-up with standard knobs and policy.
    public init(
        directory: String?,
        knobs: Knobs = Knobs(),
        policy: Policy = Policy(),
        time: any TimeSource = SystemTime()
    ) {
        self.directory = directory
        self.knobs = knobs
        self.policy = policy
        self.time = time
    }
}
