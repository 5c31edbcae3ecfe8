import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph

/// Finds out what else a viewer likes, by Thompson sampling over topics.
///
/// Of each topic it is known how many of its posts the viewer saw lately and to how many they said
/// yes: y of n. The share of yeses is believed to be Beta(s m + y, s (1 − m) + n − y), with a mean m
/// and a weight s to begin with (knobs). One share is drawn for each topic, and the best post of the
/// topic with the greatest has the place. So what was never tried is tried, and what was tried in
/// vain is left alone until it is forgotten, long before the model could have learned that tastes
/// have turned. Left out is what is known to please, which value ranks, and, where there is enough
/// to choose from, what too few candidates are about to be followed up if it should please.
struct Discovery: Sendable {
    /// Of so many topics, those with the best posts, one is drawn.
    private static let topics = 64
    /// With fewer topics that have enough candidates to choose from, all are tried.
    private static let choice = 8

    /// What is believed of the topics of which posts were seen, and of all others.
    private let tried: [UInt32: ShareBelief]
    private let untried: ShareBelief
    /// The topics of which it is known already that they please.
    private let known: Set<UInt32>
    /// How many candidates are to share a topic that is tried.
    private let stock: Int

    init(_ evidence: TopicEvidence, _ query: FeedQuery) {
        let enough = query.knobs[FeedKnobs.discoverKnown]
        known = Set(evidence.records.filter { $0.value.yes >= enough }.keys)
        tried = evidence.records.mapValues { Self.belief($0, query) }
        untried = Self.belief(TopicEvidence.Record(), query)
        stock = Int(query.knobs[FeedKnobs.discoverStock])
    }

    /// Draws among the candidates that `draw` offers; nil where it isn't known of any
    /// what it is about.
    func draw(_ draw: Draw, _ rows: [SlateSelector.Row], place: Int) -> Draw.Outcome? {
        var offers: [UInt32: (best: Int, count: Int)] = [:]
        for offer in draw.indices.indices {
            let topic = rows[draw.indices[offer]].topic
            guard topic != 0, !known.contains(topic) else { continue }
            var other = offers[topic] ?? (offer, 0)
            other.count += 1
            if draw.values[offer] > draw.values[other.best] { other.best = offer }
            offers[topic] = other
        }
        let stocked = offers.filter { $0.value.count >= stock }
        let best = (stocked.count < Self.choice ? offers : stocked).mapValues(\.best)
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

    private static func belief(_ evidence: TopicEvidence.Record, _ query: FeedQuery) -> ShareBelief
    {
        let mean = query.knobs[FeedKnobs.discoverRate]
        let weight = query.knobs[FeedKnobs.discoverDoubt]
        return ShareBelief(
            alpha: weight * mean + evidence.yes,
            beta: weight * (1 - mean) + max(Double(evidence.seen) - evidence.yes, 0)
        )
    }
}
