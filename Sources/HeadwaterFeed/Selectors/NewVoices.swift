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
/// The shares are drawn on a grid of 160 steps of 0.1 in the log-odds, from −10 to 6, and among
/// equals the post of the higher value wins. So the chance of each post to win is a finite sum,
/// Σ_k P_i(k) Π_j P_j(below k, or at k where i goes first), and computed as such: it is exact for
/// the draw that is made, not estimated.
struct NewVoices: Sendable {
    private static let steps = 160

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
        var best = (place: 0, step: -1)
        for (number, belief) in beliefs.enumerated() {
            let post = candidates[indices[number]].post.rawValue
            // Other noise than for the places that are drawn by value.
            let unit = Draw.unit(~draw.seed, place, post)
            let step = belief.cumulated.firstIndex { $0 >= unit } ?? Self.steps - 1
            if step > best.step { best = (number, step) }
        }
        let chances = Self.chances(beliefs)
        var expected = 0.0
        for (chance, value) in zip(chances, values) { expected += chance * value }
        return Draw.Outcome(
            index: indices[best.place],
            propensity: min(max(chances[best.place], .leastNormalMagnitude), 1),
            expected: expected
        )
    }

    /// What is believed of a post's share, on the grid.
    struct Belief: Sendable {
        var chances: [Double]
        /// The chance to be at a step or below.
        var cumulated: [Double]

        /// Beta(alpha, beta), both above 0.
        init(alpha: Double, beta: Double) {
            let grid = NewVoices.grid
            // In log-odds the density is x^α (1 − x)^β.
            var logs = grid.map { alpha * $0.x + beta * $0.rest }
            let greatest = logs.reduce(-Double.infinity) { max($0, $1) }
            var sum = 0.0
            for step in logs.indices {
                logs[step] = exponential(logs[step] - greatest)
                sum += logs[step]
            }
            chances = logs.map { $0 / sum }
            cumulated = []
            cumulated.reserveCapacity(chances.count)
            var below = 0.0
            for chance in chances {
                below = min(below + chance, 1)
                cumulated.append(below)
            }
            cumulated[cumulated.count - 1] = 1
        }
    }

    private func belief(in candidate: Candidate) -> Belief {
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
        return Belief(
            alpha: impressions * mean + reactions,
            beta: impressions * (1 - mean) + seen - reactions
        )
    }

    /// The chance of each to have the greatest share, where among equals the first wins.
    static func chances(_ beliefs: [Belief]) -> [Double] {
        var chances = [Double](repeating: 0, count: beliefs.count)
        var after = [Double](repeating: 1, count: beliefs.count + 1)
        for step in 0..<steps {
            for number in beliefs.indices.reversed() {
                after[number] = after[number + 1] * beliefs[number].cumulated[step]
            }
            var before = 1.0
            for number in beliefs.indices {
                chances[number] += beliefs[number].chances[step] * before * after[number + 1]
                before *= step > 0 ? beliefs[number].cumulated[step - 1] : 0
            }
        }
        return chances
    }

    /// The logarithms of the shares on the grid, and of what is left of 1.
    private static let grid: [(x: Double, rest: Double)] = (0..<steps).map { step in
        let odds = exponential(-10 + 0.1 * (Double(step) + 0.5))
        return (logarithm(odds / (1 + odds)), logarithm(1 / (1 + odds)))
    }
}
