import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph

/// What a viewer has seen lately, by topic and author: the other side of what is new to them.
struct Familiar {
    /// Topics and authors of the last posts, each as often as it was seen; authors from 2^32 on.
    private var counts: [UInt64: Int] = [:]

    init(_ query: FeedQuery) {
        guard query.viewer != .none else { return }
        let seen = query.state.seen[query.viewer.rawValue]
        let most = Int(query.knobs[FeedKnobs.discoverReach])
        for place in 0..<min(seen.count, most) {
            let post = PostID(seen[place])
            let row = query.catalog[post]
            guard row.isLive else { continue }
            let tags = query.catalog.tags(of: post).prefix(8)
            let topics = FeatureHydrator.topics(row, post, tags, query.state)
            for index in topics.indices where topics[index] != 0 {
                counts[UInt64(topics[index]), default: 0] += 1
            }
            counts[Self.key(row.author), default: 0] += 1
        }
    }

    /// 1 over one more than the posts that shared its most seen topic, or its author.
    func novelty(of topics: InlineArray<4, UInt32>, by author: AccountID) -> Float {
        var most = counts[Self.key(author)] ?? 0
        for index in topics.indices where topics[index] != 0 {
            most = max(most, counts[UInt64(topics[index])] ?? 0)
        }
        return 1 / Float(most + 1)
    }

    private static func key(_ author: AccountID) -> UInt64 { UInt64(author.rawValue) | 1 << 32 }
}
