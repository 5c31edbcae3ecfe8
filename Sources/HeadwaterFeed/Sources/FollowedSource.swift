import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph

/// The newest posts of the accounts that the viewer follows.
struct FollowedSource: CandidateSource {
    let source = Source.followed

    /// Accounts whose posts are looked at, those that were followed last.
    private static let mostAccounts = 4_000
    /// Posts that are looked at for one account, at most; fewer where many are followed.
    private static let mostPerAccount = 24
    private static let mostPosts = 12_000

    func offer(for query: FeedQuery, into pool: inout CandidatePool) {
        let following = query.graph.following(of: query.viewer, most: Self.mostAccounts)
        guard following.count > 0 else { return }
        let each = min(max(Self.mostPosts / following.count, 2), Self.mostPerAccount)
        var posts: [UInt32] = []
        for place in 0..<following.count {
            if place % 256 == 255, query.isLate() { break }
            let own = query.graph.posts(by: AccountID(following[place]))
            for index in 0..<min(own.count, each) { posts.append(own[index]) }
        }
        // A post's number grows with its arrival, so the greatest are the newest.
        posts.sort(by: >)
        var left = query.quota(FeedKnobs.followedQuota)
        for post in posts {
            guard left > 0 else { return }
            if pool.offer(PostID(post), from: source, for: query) != nil { left -= 1 }
        }
    }
}
