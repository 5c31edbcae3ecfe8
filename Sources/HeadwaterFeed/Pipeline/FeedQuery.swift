public import HeadwaterCatalog
public import HeadwaterCore
public import HeadwaterGraph
public import HeadwaterLearn
public import HeadwaterMeaning
public import HeadwaterVisibility

/// What the stages of one page know: the request, what it stands on, and the viewer's taste.
///
/// All of it is read and nothing changed, so a page is a pure function of it.
public struct FeedQuery: Sendable {
    /// Who asks; `AccountID.none` for an id never seen.
    public let viewer: AccountID
    /// How many items are asked for.
    public let limit: Int
    /// The moment of the request.
    public let now: Timestamp
    /// The values of the knobs.
    public let knobs: Knobs
    /// What is known of posts and accounts.
    public let catalog: Catalog
    /// Who engaged with what.
    public let graph: Graph
    /// What posts mean.
    public let vectors: Vectors
    /// Who says what the viewer may see.
    public let judge: Judge
    /// Who predicts what the viewer will do.
    public let ranker: any Ranker
    /// What the predictions are for.
    public let context: RankingContext
    /// What the draws are seeded with.
    public let seed: UInt64
    /// The weight of each head in a post's value.
    public let weights: HeadOutputs
    /// How much the viewer's taste moves the predictions, in log-odds.
    public let prior: Float

    let state: FeedState
    let taste: Taste
    /// What the viewer reacted to lately: above 0 what speaks for a post, below 0 against it.
    let lately: [(post: PostID, weight: Float)]
    /// What the viewer liked lately means, in every space in which such posts have vectors.
    let meaning: VectorQuery?
    /// What the surface shows.
    let scope: SurfaceScope
    /// What must not come (again).
    let excluded: PostSet
    /// The authors of the last nine places before this page under its cursor, the last one last.
    let authorsBefore: [AccountID]
    let decays: Decays
    /// Says whether the page has taken too long already.
    let isLate: @Sendable () -> Bool

    var seconds: UInt32 { now.wholeSeconds }

    /// How many reactions are kept that speak for a post.
    var approvals: Int { viewer == .none ? 0 : state.approvals[viewer.rawValue].count }

    /// Whether a post has arrived, is not the viewer's own, belongs on the surface, and may come
    /// (again).
    public func isOpen(_ post: PostID) -> Bool { authorIfOpen(post) != nil }

    func authorIfOpen(_ post: PostID) -> AccountID? {
        guard !excluded.contains(post) else { return nil }
        let row = catalog[post]
        guard row.isLive, row.author != viewer || viewer == .none,
            scope.admits(post, row, catalog)
        else { return nil }
        return row.author
    }

    /// The quota of a source.
    func quota(_ knob: Knob) -> Int { Int(knobs[knob]) }

    /// What an account is called: its name, else its handle, else its id.
    func name(of account: AccountID) -> String { catalog.displayName(of: account) }
}

extension Catalog {
    /// What an account is called: its name, else its handle, else its id.
    func displayName(of account: AccountID) -> String {
        let entry = self[account]
        if !entry.name.value.isEmpty { return entry.name.value }
        if !entry.handle.value.isEmpty { return "@" + entry.handle.value }
        return id(of: account)
    }
}
