import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph

/// What people engaged with together with what the viewer liked lately.
struct CoengagedSource: CandidateSource {
    let source = Source.coengaged

    func offer(for query: FeedQuery, into pool: inout CandidatePool) {
        let quota = query.quota(FeedKnobs.coengagedQuota)
        let liked = query.lately.filter { $0.weight > 0 }
        guard quota > 0, !liked.isEmpty else { return }
        let found = query.graph.coengaged(
            with: liked.map { ScoredPost($0.post, $0.weight) },
            count: quota * 2,
            limits: CoengagementLimits(query.knobs)
        )
        pool.offer(found, quota, from: source, for: query)
    }
}
