import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph

/// What many people like, among all and among those who read the viewer's languages.
struct PopularSource: CandidateSource {
    let source = Source.popular

    func offer(for query: FeedQuery, into pool: inout CandidatePool) {
        let quota = query.quota(FeedKnobs.popularQuota)
        let liked = query.taste.favourites(.language, 3).map(\.number)
        var boards: [[PostID]] = []
        for (language, board) in query.state.languages where liked.contains(language.rawValue) {
            boards.append(board.posts)
        }
        boards.append(query.state.popular.posts)
        // Every board has its share, and the last one what is left.
        var left = quota
        for (index, board) in boards.enumerated() {
            var share = left / (boards.count - index)
            let heat = query.state.heat
            let ranked = board.map { ($0, heat.slow($0, at: query.seconds, query.decays)) }
                .sorted { ($0.1, $0.0) > ($1.1, $1.0) }
            for (post, value) in ranked where share > 0 && value > 0 {
                guard pool.offer(post, from: source, for: query) != nil else { continue }
                share -= 1
                left -= 1
            }
        }
    }
}
