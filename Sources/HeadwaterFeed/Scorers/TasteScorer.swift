import HeadwaterCore

/// What the viewer's taste says of a post: the sum of its features, each times its knob.
///
/// As a scorer it ranks by taste alone; ``ValueScorer`` takes the sum as its prior.
struct TasteScorer: Scorer {
    let name = "taste"

    func score(_ candidates: inout [Candidate], for query: FeedQuery) {
        let weights = Self.weights(query.knobs)
        for index in candidates.indices {
            candidates[index].score = Self.weigh(&candidates[index], weights)
        }
    }

    /// Sets a candidate's parts and returns their sum.
    static func weigh(_ candidate: inout Candidate, _ weights: ScoreParts) -> Float {
        var sum: Float = 0
        for part in ScorePart.allCases {
            let share = candidate.features[part] * weights[part]
            candidate.parts[part] = share
            sum += share
        }
        return sum
    }

    /// The weight of each part.
    static func weights(_ knobs: Knobs) -> ScoreParts {
        var weights = ScoreParts()
        for part in ScorePart.allCases { weights[part] = Float(knobs[knob(part)]) }
        return weights
    }

    private static func knob(_ part: ScorePart) -> Knob {
        switch part {
        case .follow: FeedKnobs.followWeight
        case .author: FeedKnobs.authorWeight
        case .tag: FeedKnobs.tagWeight
        case .word: FeedKnobs.wordWeight
        case .sound: FeedKnobs.soundWeight
        case .language: FeedKnobs.languageWeight
        case .media: FeedKnobs.mediaWeight
        case .people: FeedKnobs.peopleWeight
        case .rising: FeedKnobs.risingWeight
        case .popular: FeedKnobs.popularWeight
        case .new: FeedKnobs.newWeight
        case .reply: FeedKnobs.replyPenalty
        case .old: FeedKnobs.oldPenalty
        case .meaning: FeedKnobs.meaningWeight
        }
    }
}
