import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn

/// Gives a place to one of the new voices by Thompson sampling on impressions.
///
/// What share of those who see a post react to it is unknown while few have seen it: Beta(s m + r,
/// s (1 − m) + n − r), after n impressions and r reactions, where m is the share that the model
/// expects of this viewer and s (a knob) the number of impressions that this is worth. One share is
/// drawn for each post from this, and the greatest has the place (Thompson 1933; Chapelle and Li
/// 2011). So a post that nobody knows gets its chance, and one that many passed over loses it.
///
/// Among equals the post of the higher value wins. The chance of each post to win is exact for the
/// draw that is made, not estimated (see ``ShareBelief``).
struct NewVoices: Sendable {
    private let catalog: Catalog
    private let impressions: Double

    init(_ query: FeedQuery) {
        catalog = query.catalog
        impressions = query.knobs[FeedKnobs.freshPrior]
    }

    /// Draws among the new voices that `draw` offers; nil where there is none.
    func draw(among candidates: [Candidate], _ draw: Draw, place: Int) -> Draw.Outcome? {
        var indices: [Int] = []
        var values: [Double] = []
        for offer in draw.indices.indices
        where candidates[draw.indices[offer]].sources.contains(SourceSet(.fresh)) {
            indices.append(draw.indices[offer])
            values.append(draw.values[offer])
        }
        guard !indices.isEmpty else { return nil }
        let beliefs = indices.map { belief(in: candidates[$0]) }
        let outcome = ShareBelief.draw(beliefs, values) { number in
            // Other noise than for the places that are drawn by value.
            Draw.unit(~draw.seed, place, candidates[indices[number]].post.rawValue)
        }
        return Draw.Outcome(
            index: indices[outcome.index],
            propensity: outcome.propensity,
            expected: outcome.expected
        )
    }

    private func belief(in candidate: Candidate) -> ShareBelief {
        let row = catalog[candidate.post]
        let kinds: [Engagement.Kind] = [
            .like, .repost, .reply, .quote, .share, .bookmark, .follow,
        ]
        let reactions = Double(kinds.reduce(UInt64(0)) { $0 + UInt64(row.counts[$1]) })
        // Not every app reports what was seen; who reacted has seen it.
        let seen = max(Double(row.impressions), reactions)
        var none = 1.0
        for head in [Head.like, .reply, .repost, .share, .follow] {
            none *= 1 - Double(candidate.heads[head])
        }
        let mean = min(max(1 - none, 0.001), 0.999)
        return ShareBelief(
            alpha: impressions * mean + reactions,
            beta: impressions * (1 - mean) + seen - reactions
        )
    }
}
