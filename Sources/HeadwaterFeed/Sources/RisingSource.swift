import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph

/// Posts that get more reactions just now than their author's posts do, and those on their topic.
struct RisingSource: CandidateSource {
    let source = Source.rising

    /// Fewer people than this are no rise.
    static let fewest: Float = 2.5

    func offer(for query: FeedQuery, into pool: inout CandidatePool) {
        let heat = query.state.heat
        let seconds = query.seconds
        var found: [(post: PostID, rise: Float)] = []
        for post in query.state.rising.posts
        where heat.fast(post, at: seconds, query.decays) >= Self.fewest {
            let rise = heat.rise(
                post,
                by: query.catalog[post].author,
                on: query.catalog.firstTag(of: post),
                at: seconds,
                query.decays
            )
            found.append((post, rise))
        }
        found.sort { ($0.rise, $0.post) > ($1.rise, $1.post) }
        var left = query.quota(FeedKnobs.risingQuota)
        for (post, _) in found where left > 0 {
            if pool.offer(post, from: source, for: query) != nil { left -= 1 }
        }
    }
}
