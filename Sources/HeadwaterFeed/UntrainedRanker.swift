public import HeadwaterCatalog
public import HeadwaterLearn

/// Predicts for everybody and everything what people are taken to do before anything is known.
///
/// It stands in where no model is there, or where one fails: with it the order of a feed follows
/// from the viewer's taste alone.
public struct UntrainedRanker: Ranker {
    /// A ranker that has learned nothing.
    public init() {}

    /// What it says of every post.
    public static let rates: HeadOutputs = {
        var rates = HeadOutputs()
        for head in Head.allCases { rates[head] = head.priorRate }
        return rates
    }()

    /// Always `untrained`.
    public func version(for context: RankingContext) -> String { "untrained" }

    /// The same for each post.
    public func predict(
        _ posts: [PostID],
        for context: RankingContext,
        in catalog: Catalog
    ) -> [HeadOutputs] {
        [HeadOutputs](repeating: Self.rates, count: posts.count)
    }
}
