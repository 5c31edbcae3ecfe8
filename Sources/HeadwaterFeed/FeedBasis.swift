public import HeadwaterCatalog
public import HeadwaterCore
public import HeadwaterGraph
public import HeadwaterLearn
public import HeadwaterMeaning
public import HeadwaterVisibility

/// What a page stands on beside the feed's own memory.
///
/// The other views at the same position, the moment, the knobs and the seed: the page is a pure
/// function of it.
public struct FeedBasis: Sendable {
    /// What is known of posts and accounts.
    public var catalog: Catalog
    /// Who engaged with what.
    public var graph: Graph
    /// Who says what the request's viewer may see.
    public var judge: Judge
    /// What posts mean.
    public var vectors = Vectors()
    /// Who predicts what the viewer will do.
    public var ranker: any Ranker = UntrainedRanker()
    /// The moment of the request, on the clock that gives records their `received`.
    public var now: Timestamp
    /// The declared feeds.
    public var surfaces = Surfaces()
    /// The values of the knobs, for surfaces that don't set them.
    public var knobs = Knobs()
    /// What the draws are seeded with, 0 to 2^53 − 1; see ``seed(of:)``.
    public var seed: Int64 = 0
    /// The stages.
    public var pipeline = FeedPipeline.standard()

    /// A basis with an untrained ranker, standard knobs and stages, and seed 0.
    public init(catalog: Catalog, graph: Graph, judge: Judge, now: Timestamp) {
        self.catalog = catalog
        self.graph = graph
        self.judge = judge
        self.now = now
    }

    /// The seed of the page that answers a request.
    public static func seed(of request: String) -> Int64 {
        Int64(Fingerprint(request).low >> 11)
    }
}
