import HeadwaterCatalog
import HeadwaterCore
import HeadwaterVisibility

/// Whatever else the viewer may see, the newest first, so that a feed ends only where nothing is
/// left.
struct BackfillSource: CandidateSource {
    let source = Source.backfill
    let isLastResort = true

    func offer(for query: FeedQuery, into pool: inout CandidatePool) {
        let enough = query.limit * 3 + 60
        var found = 0
        var byAuthor: [AccountID: Int] = [:]
        var steps = Int(query.knobs[FeedKnobs.backfillSteps])
        var number = UInt32(clamping: query.catalog.postCount)
        while number > 0, steps > 0 {
            let post = PostID(number)
            number -= 1
            steps -= 1
            guard pool.place(of: post) == nil, let author = query.authorIfOpen(post),
                byAuthor[author, default: 0] < query.limit,
                query.judge.sees(post, on: .feed, in: query.catalog)
            else { continue }
            byAuthor[author, default: 0] += 1
            pool.offer(post, from: source, for: query)
            found += 1
            if found >= enough, byAuthor.count >= query.limit { return }
            if found & 63 == 0, query.isLate(), found >= query.limit { return }
        }
    }
}
