import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph

/// The newest posts of all, answers left out.
struct NewestSource: CandidateSource {
    let source = Source.newest

    private static let mostLooks = 1_024

    func offer(for query: FeedQuery, into pool: inout CandidatePool) {
        let newest = query.state.newest[0]
        var left = query.quota(FeedKnobs.newestQuota)
        for place in 0..<min(newest.count, Self.mostLooks) where left > 0 {
            let post = PostID(newest[place])
            guard query.catalog[post].replyParent == .none else { continue }
            if pool.offer(post, from: source, for: query) != nil { left -= 1 }
        }
    }
}
