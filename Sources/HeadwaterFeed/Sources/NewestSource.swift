import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph

/// The newest posts of all, answers left out.
///
/// On a surface of certain tags or languages it looks among the posts that have them, so that a
/// narrow feed is filled however little of what comes in belongs to it.
struct NewestSource: CandidateSource {
    let source = Source.newest

    private static let mostLooks = 1_024
    private static let mostTerms = 64

    func offer(for query: FeedQuery, into pool: inout CandidatePool) {
        var left = query.quota(FeedKnobs.newestQuota)
        func offer(_ post: PostID, _ pool: inout CandidatePool) {
            guard query.catalog[post].replyParent == .none else { return }
            if pool.offer(post, from: source, for: query) != nil { left -= 1 }
        }
        guard let posts = scoped(query) else {
            let newest = query.state.newest[0]
            for place in 0..<min(newest.count, Self.mostLooks) where left > 0 {
                offer(PostID(newest[place]), &pool)
            }
            return
        }
        for post in posts where left > 0 { offer(PostID(post), &pool) }
    }

    /// The posts of the surface's tags, else of its languages, the newest first; nil where it has
    /// neither.
    private func scoped(_ query: FeedQuery) -> [UInt32]? {
        guard let terms = query.scope.tags ?? query.scope.langs else { return nil }
        let each = max(Self.mostLooks / max(min(terms.count, Self.mostTerms), 1), 16)
        var posts: [UInt32] = []
        for term in terms.prefix(Self.mostTerms) {
            let ring =
                query.scope.tags == nil
                ? query.graph.posts(in: term) : query.graph.posts(tagged: term)
            for place in 0..<min(ring.count, each) { posts.append(ring[place]) }
        }
        // A post's number grows with its arrival.
        posts.sort(by: >)
        return posts
    }
}
