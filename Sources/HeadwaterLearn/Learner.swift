public import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph

/// What each viewer will do with each post: the view that learns it from what they did.
///
/// An impression is joined with what followed (``Join``), predicted by every model whose scope it
/// lies in, then learned by it, once, in log order. One that says itself what came of it is
/// learned at once; what it doesn't say, and all others, when the join window is over. What a
/// viewer does changes what is predicted for them at once, before anything is learned.
///
/// A pure function of the log, as all views are; but what was learned of behaviour that retention
/// has taken can't be learned again, so that its snapshots are migrated from release to release
/// (``readable``).
///
/// Memory: ``byteCount``; that of feature state and models, both bounded, and for what waits some
/// 1,500 bytes an impression or place of a page, bounded by knobs.
public struct Learner: DerivedView, Ranker {
    /// What it is called in snapshots.
    public static let name = "learner"
    /// The version of its snapshot's layout.
    public static let version: UInt32 = 2

    var settings = KnobSettings(LearnKnobs.all)
    var features = FeatureState()
    var join: Join
    var registry = ModelRegistry()
    /// By account, the fingerprints of its attributes `language` and, in the upper half, `country`.
    var traits = FlatMap<UInt64>(filler: 0)
    /// Posts of deleted accounts, whose attributes are being forgotten.
    var leaving = LeavingPosts()
    /// When the last record was accepted.
    var now = Timestamp.epoch
    /// Where an evaluation gathers predictions; no part of the state.
    var scores: Scores?

    // Buffers, no part of the state.
    var example = Example()
    var words: [UInt32] = []

    /// Nothing has been learned.
    public init() {
        join = Join(settings)
        takeSettings()
    }

    /// Reads the knobs again.
    mutating func takeSettings() {
        join.limits = Join.Limits(settings)
        features.settings = LearnSettings(settings)
        registry.settings = features.settings
        registry.examplesToServe = UInt64(settings[LearnKnobs.modelExamples])
        registry.limit = Int(settings[LearnKnobs.models])
    }

    /// The bytes that it takes.
    public var byteCount: Int {
        features.byteCount + join.byteCount + registry.byteCount + traits.keys.count * 16
    }

    /// The fingerprint of a surface or request, never 0.
    static func fingerprint(_ text: String) -> UInt64 { Fingerprint(text).low | 1 }

    /// Where an example of a viewer on a surface belongs.
    func scope(_ viewer: AccountID, surface: UInt64) -> ModelScope {
        var scope = ModelScope()
        scope.surface = surface
        if let traits = traits[UInt64(viewer.rawValue)] {
            scope.language = UInt32(truncatingIfNeeded: traits)
            scope.country = UInt32(truncatingIfNeeded: traits >> 32)
        }
        return scope
    }
}

// MARK: - Predicting

extension Learner {
    private func entry(for context: RankingContext, _ surface: UInt64) -> Int {
        var scope = scope(context.viewer, surface: surface)
        scope.arm = context.arm.map(ModelScope.fingerprint) ?? 0
        return registry.place(serving: scope)
    }

    /// The model that answers for a context, with how much it has learned and a hash of what, such
    /// as `surface=video/120000-1f0e2d3c`.
    public func version(for context: RankingContext) -> String {
        let place = entry(for: context, Self.fingerprint(context.surface))
        return "\(registry.entries[place].key)/\(registry.entries[place].version)"
    }

    /// How many examples the model that answers for a context has learned, those of the model that
    /// it began from included.
    public func examples(for context: RankingContext) -> UInt64 {
        registry.entries[entry(for: context, Self.fingerprint(context.surface))].learned
    }

    /// Predicts, for each of the posts and in their order, the probability of each head.
    ///
    /// Complexity: O(posts); what belongs to the viewer is looked up once.
    public func predict(
        _ posts: [PostID],
        for context: RankingContext,
        in catalog: Catalog
    ) -> [HeadOutputs] {
        let surface = Self.fingerprint(context.surface)
        let place = entry(for: context, surface)
        let viewer = features.context(viewer: context.viewer, surface: surface, at: context.at)
        var example = Example()
        var outputs: [HeadOutputs] = []
        outputs.reserveCapacity(posts.count)
        for post in posts {
            features.fill(&example, viewer, post: post, catalog)
            outputs.append(registry.entries[place].model.predict(example))
        }
        return outputs
    }
}
