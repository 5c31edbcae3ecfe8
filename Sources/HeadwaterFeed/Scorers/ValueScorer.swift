import HeadwaterCore
import HeadwaterLearn

/// What a post is worth to a viewer: the sum over all heads of a weight times the probability.
///
/// A model that has learned from few examples is helped by what is known of the viewer's taste: for
/// each head, log-odds = log-odds of the model + prior × taste, with the sign turned for hide and
/// report. The prior fades as the model learns (see ``FeedKnobs/priorExamples``), but never below a
/// floor: taste knows of a reaction before the model has learned from it. All of it depends on
/// viewer, post, moment and the model's version alone.
struct ValueScorer: Scorer {
    let name = "value"

    func score(_ candidates: inout [Candidate], for query: FeedQuery) {
        let tasteWeights = TasteScorer.weights(query.knobs)
        let weights = query.weights
        let prior = Double(query.prior)
        for index in candidates.indices {
            let taste = TasteScorer.weigh(&candidates[index], tasteWeights)
            let heads = Self.moved(candidates[index].model, by: prior * Double(taste))
            var value: Float = 0
            for head in Head.allCases { value += weights[head] * heads[head] }
            candidates[index].heads = heads
            candidates[index].score = value
        }
    }

    /// Probabilities whose log-odds are moved, up for what speaks for a post and down for what
    /// speaks against it.
    static func moved(_ heads: HeadOutputs, by logOdds: Double) -> HeadOutputs {
        guard logOdds != 0 else { return heads }
        // One exponential serves all heads: odds are multiplied by it.
        let factor = exponential(min(max(logOdds, -30), 30))
        var moved = heads
        for head in Head.allCases {
            let probability = Double(heads[head])
            let times = head.isAgainst ? 1 / factor : factor
            moved[head] = Float(probability * times / (1 - probability + probability * times))
        }
        return moved
    }

    /// How much taste moves the log-odds of a model that has learned from so many examples.
    static func prior(_ knobs: Knobs, examples: UInt64) -> Float {
        let half = knobs[FeedKnobs.priorExamples]
        let left = half / (half + Double(examples))
        return Float(knobs[FeedKnobs.priorStrength] * max(left, knobs[FeedKnobs.priorFloor]))
    }

    /// The weights of the heads.
    static func weights(_ knobs: Knobs) -> HeadOutputs {
        var weights = HeadOutputs()
        for head in Head.allCases { weights[head] = Float(knobs[FeedKnobs.value(of: head)]) }
        return weights
    }
}

extension Head {
    /// Whether it speaks against a post.
    var isAgainst: Bool { self == .hide || self == .report }
}
