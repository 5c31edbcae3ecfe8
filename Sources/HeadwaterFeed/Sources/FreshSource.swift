import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph

/// Fresh posts by authors with few followers that few people have seen yet.
struct FreshSource: CandidateSource {
    let source = Source.fresh

    private static let mostLooks = 1_024

    func offer(for query: FeedQuery, into pool: inout CandidatePool) {
        let newest = query.state.newest[0]
        let followers = UInt32(query.knobs[FeedKnobs.freshFollowers])
        let impressions = UInt32(query.knobs[FeedKnobs.freshImpressions])
        let oldest = query.now.advanced(
            byMilliseconds: -Int64(query.knobs[FeedKnobs.freshHours] * 3_600_000)
        )
        var left = query.quota(FeedKnobs.freshQuota)
        for place in 0..<min(newest.count, Self.mostLooks) where left > 0 {
            let post = PostID(newest[place])
            let row = query.catalog[post]
            guard row.impressions < impressions, row.time >= oldest, row.replyParent == .none,
                query.catalog[row.author].followers < followers
            else { continue }
            if pool.offer(post, from: source, for: query) != nil { left -= 1 }
        }
    }
}
