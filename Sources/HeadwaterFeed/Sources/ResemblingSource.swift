import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph

/// Posts that share words, tags, authors or sounds with what the viewer liked lately.
struct ResemblingSource: CandidateSource {
    let source = Source.resembling

    private static let mostWords = 32
    private static let mostTags = 12
    private static let mostAuthors = 12
    private static let mostSounds = 6
    private static let mostEach = 48

    func offer(for query: FeedQuery, into pool: inout CandidatePool) {
        guard !query.taste.isEmpty else { return }
        let taste = query.taste
        var posts = Sums(room: 2_048)
        func add(_ ring: Ring, _ weight: Float) {
            for place in 0..<min(ring.count, Self.mostEach) { posts.add(ring[place], weight) }
        }
        for (word, weight) in taste.favourites(.word, Self.mostWords) {
            add(query.state.terms.posts(with: word), weight * query.state.terms.rarity(word) / 4)
        }
        for (tag, weight) in taste.favourites(.tag, Self.mostTags) {
            add(query.graph.posts(tagged: TermID(tag)), weight)
        }
        for (author, weight) in taste.favourites(.author, Self.mostAuthors) {
            add(query.graph.posts(by: AccountID(author)), weight)
        }
        for (sound, weight) in taste.favourites(.sound, Self.mostSounds) {
            add(query.graph.posts(using: TermID(sound)), weight)
        }
        var left = query.quota(FeedKnobs.resemblingQuota)
        for place in posts.largest(posts.numbers.count) {
            guard left > 0 else { return }
            let post = PostID(posts.numbers[place])
            if pool.offer(post, from: source, for: query) != nil { left -= 1 }
        }
    }
}
