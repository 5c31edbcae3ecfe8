public import HeadwaterCatalog
public import HeadwaterLearn

/// Predicts for everybody and everything what people do on average, as apps report it.
///
/// It stands in where no model is there, or where one fails: with it the order of a feed follows
/// from the viewer's taste alone.
public struct UntrainedRanker: Ranker {
    /// A ranker that has learned nothing.
    public init() {}

    /// What it says of every post.
    public static let rates: HeadOutputs = {
        var rates = HeadOutputs()
        for head in Head.allCases { rates[head] = rate(head) }
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

    private static func rate(_ head: Head) -> Float {
        switch head {
        case .click: 0.3
        case .like: 0.03
        case .reply: 0.005
        case .repost: 0.005
        case .share: 0.01
        case .follow: 0.005
        case .longView: 0.3
        case .watched: 0.4
        case .hide: 0.005
        case .report: 0.000_5
        }
    }
}
