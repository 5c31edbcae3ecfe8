import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph

/// Finds out what else a viewer likes, by Thompson sampling over topics.
///
/// Of each topic it is known how many of its posts the viewer saw lately and to how many they said
/// yes: y of n. The share of yeses is believed to be Beta(s m + y, s (1 − m) + n − y), with a mean m
/// and a weight s to begin with (knobs). One share is drawn for each topic, and the best post of the
/// topic with the greatest has the place. So what was never tried is tried, what was tried in vain
/// is left alone until it is forgotten, and what pleased once is followed up at once, long before
/// the model could have learned that tastes have turned.
struct Discovery: Sendable {
    /// Of so many topics, those with the best posts, one is drawn.
    private static let topics = 64

    private struct Evidence {
        var seen = 0
        var yes: Double = 0
    }

    /// What is believed of the topics of which posts were seen, and of all others.
    private let tried: [UInt32: ShareBelief]
    private let untried: ShareBelief

    init(_ query: FeedQuery) {
        var evidence: [UInt32: Evidence] = [:]
        if query.viewer != .none {
            let yes = Self.yeses(of: query)
            let seen = query.state.seen[query.viewer.rawValue]
            let most = Int(query.knobs[FeedKnobs.discoverReach])
            for place in 0..<min(seen.count, most) {
                let post = PostID(seen[place])
                let row = query.catalog[post]
                guard row.isLive else { continue }
                let tags = query.catalog.tags(of: post).prefix(8)
                let topics = FeatureHydrator.topics(row, post, tags, query)
                let topic = Self.topic(topics)
                evidence[topic, default: Evidence()].seen += 1
                evidence[topic, default: Evidence()].yes += yes[post] ?? 0
            }
        }
        tried = evidence.mapValues { Self.belief($0, query) }
        untried = Self.belief(Evidence(), query)
    }

    /// How much of a yes the viewer said to each post; a like is a whole one.
    private static func yeses(of query: FeedQuery) -> [PostID: Double] {
        let approvals = query.state.approvals[query.viewer.rawValue]
        var yeses: [PostID: Double] = [:]
        for place in 0..<approvals.count {
            guard let reaction = Reaction(word: approvals[place, 2]) else { continue }
            let post = PostID(approvals[place])
            yeses[post] = max(yeses[post] ?? 0, min(Double(reaction.weight), 1))
        }
        return yeses
    }

    /// Draws among the candidates that `draw` offers; nil where it isn't known of any
    /// what it is about.
    func draw(_ draw: Draw, _ rows: [SlateSelector.Row], place: Int) -> Draw.Outcome? {
        var best: [UInt32: Int] = [:]
        for offer in draw.indices.indices {
            let topic = rows[draw.indices[offer]].topic
            guard topic != 0 else { continue }
            if let other = best[topic], draw.values[other] >= draw.values[offer] { continue }
            best[topic] = offer
        }
        guard !best.isEmpty else { return nil }
        // A dictionary has no order of its own.
        let chosen = best.sorted { one, other in
            (draw.values[one.value], other.key) > (draw.values[other.value], one.key)
        }.prefix(Self.topics)
        let outcome = ShareBelief.draw(
            chosen.map { tried[$0.key] ?? untried },
            chosen.map { draw.values[$0.value] }
        ) { number in
            // Other noise than for other places, where posts have the numbers that topics have here.
            Draw.unit(mixed(draw.seed), place, chosen[number].key)
        }
        return Draw.Outcome(
            index: draw.indices[chosen[outcome.index].value],
            propensity: outcome.propensity,
            expected: outcome.expected
        )
    }

    private static func belief(_ evidence: Evidence, _ query: FeedQuery) -> ShareBelief {
        let mean = query.knobs[FeedKnobs.discoverRate]
        let weight = query.knobs[FeedKnobs.discoverDoubt]
        return ShareBelief(
            alpha: weight * mean + evidence.yes,
            beta: weight * (1 - mean) + max(Double(evidence.seen) - evidence.yes, 0)
        )
    }

    /// What a post is about; 0 where nothing is known that many posts share.
    static func topic(_ topics: InlineArray<4, UInt32>) -> UInt32 { topics[0] }
}
