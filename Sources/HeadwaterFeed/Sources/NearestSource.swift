import HeadwaterCatalog
import HeadwaterCore
import HeadwaterMeaning

/// What means much the same as what the viewer liked lately, and not what they disliked.
struct NearestSource: CandidateSource {
    let source = Source.nearest

    func offer(for query: FeedQuery, into pool: inout CandidatePool) {
        let quota = query.quota(FeedKnobs.nearestQuota)
        guard quota > 0, let meaning = query.meaning,
            query.lately.contains(where: { $0.weight > 0 })
        else { return }
        let found = meaning.nearest(
            count: quota,
            probes: Int(query.knobs[MeaningKnobs.probes]),
            where: { query.isOpen($0) }
        )
        for neighbour in found { pool.offer(neighbour.post, from: source, for: query) }
    }
}
