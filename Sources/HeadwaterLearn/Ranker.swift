public import HeadwaterCatalog
public import HeadwaterCore

/// Who asks for predictions, and where and when.
public struct RankingContext: Sendable {
    /// The viewer; `AccountID.none` for an id never seen.
    public var viewer: AccountID
    /// The feed that the posts would stand on, such as `main`.
    public var surface: String
    /// The moment of the request.
    public var at: Timestamp
    /// The arm of an experiment that the viewer is in, if that has a model of its own.
    public var arm: String?

    /// A request's context.
    public init(viewer: AccountID, surface: String, at: Timestamp, arm: String? = nil) {
        self.viewer = viewer
        self.surface = surface
        self.at = at
        self.arm = arm
    }
}

/// Predicts what a viewer will do with posts.
///
/// A prediction is a pure function of viewer, post, moment and the ranker's version: never of the
/// other posts that are asked about, or of their order. ``Learner`` is ours; a team's own ranker,
/// exported from elsewhere, fits behind the same protocol.
public protocol Ranker: Sendable {
    /// What receipts call the model that answers for this context, with its version.
    func version(for context: RankingContext) -> String

    /// How many examples the model that answers for this context has learned from; the fewer, the
    /// more the feed helps with what it knows of the viewer's taste.
    func examples(for context: RankingContext) -> UInt64

    /// Predicts, for each of the posts and in their order, the probability of each head.
    ///
    /// Every number is finite and from 0 to 1.
    func predict(
        _ posts: [PostID],
        for context: RankingContext,
        in catalog: Catalog
    ) -> [HeadOutputs]
}

extension Ranker {
    /// None: a ranker that doesn't say is helped as if it had learned nothing.
    public func examples(for context: RankingContext) -> UInt64 { 0 }
}
