import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph

/// What random walks from the viewer come by: over what they engaged with, to the people who did
/// too, to what those engaged with, and on.
struct WalkSource: CandidateSource {
    let source = Source.walks

    func offer(for query: FeedQuery, into pool: inout CandidatePool) {
        let quota = query.quota(FeedKnobs.walksQuota)
        guard quota > 0, query.viewer != .none else { return }
        let found = query.graph.walk(
            from: query.viewer,
            seed: query.seed,
            at: query.seconds,
            limits: WalkLimits(query.knobs),
            // Some of them can't come any more.
            count: quota * 2
        )
        pool.offer(found, quota, from: source, for: query)
    }
}

extension CandidatePool {
    /// Offers posts, the best first, until so many are taken.
    mutating func offer(
        _ posts: [ScoredPost],
        _ quota: Int,
        from source: Source,
        for query: FeedQuery
    ) {
        var left = quota
        for scored in posts where left > 0 {
            if offer(scored.post, from: source, for: query) != nil { left -= 1 }
        }
    }
}
