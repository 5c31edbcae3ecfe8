import HeadwaterCatalog
import HeadwaterCore

/// Fills the places one after another with the best that is left, keeping authors and topics apart.
///
/// No author has more than two of any ten places in a row, also across the pages of a cursor. With
/// five authors left there is always one who may come: two each of four authors fill eight of the
/// last nine places. So where none may come fewer than five are left, and the rule gives way.
struct SlateSelector: Selector {
    let name = "slate"

    /// The places before one that are looked at for its author, and for its topics.
    static let authorReach = 9
    private static let topicReach = 4

    func select(
        from candidates: [Candidate],
        for query: FeedQuery,
        isFinal: Bool
    ) -> [Candidate] {
        let cap = Int(query.knobs[FeedKnobs.authorCap])
        let penalty = Float(query.knobs[FeedKnobs.topicPenalty])
        let every = Int(query.knobs[FeedKnobs.freshEvery])
        var slate: [Candidate] = []
        var isTaken = [Bool](repeating: false, count: candidates.count)
        var authors = query.authorsBefore
        while slate.count < query.limit {
            let full = Self.full(authors.suffix(Self.authorReach), cap)
            let neighbours = slate.suffix(Self.topicReach)
            let isForNewVoice = every > 0 && slate.count % every == every / 2
            var best: Int?
            var bestScore: Float = 0
            for kind in isForNewVoice ? [true, false] : [false] where best == nil {
                for index in candidates.indices where !isTaken[index] {
                    let candidate = candidates[index]
                    // The rest has lower scores, and neighbours only ever take away.
                    if best != nil, candidate.score <= bestScore { break }
                    if kind, !candidate.sources.contains(SourceSet(.fresh)) { continue }
                    if full.contains(candidate.author) { continue }
                    var score = candidate.score
                    for other in neighbours where candidate.shares(topicsOf: other) {
                        score -= penalty
                    }
                    if best == nil || score > bestScore {
                        best = index
                        bestScore = score
                    }
                }
            }
            if best == nil {
                guard isFinal, let first = isTaken.firstIndex(of: false) else { break }
                best = first
            }
            guard let chosen = best else { break }
            isTaken[chosen] = true
            slate.append(candidates[chosen])
            authors.append(candidates[chosen].author)
        }
        return slate
    }

    /// The authors that have their share of the last places.
    static func full(_ last: ArraySlice<AccountID>, _ cap: Int) -> [AccountID] {
        var full: [AccountID] = []
        for author in last where !full.contains(author) {
            if last.reduce(0, { $0 + ($1 == author ? 1 : 0) }) >= cap { full.append(author) }
        }
        return full
    }
}
