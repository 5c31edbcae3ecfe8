import HeadwaterCore

/// Adds up the features, each times its knob.
struct TasteScorer: Scorer {
    let name = "taste"

    func score(_ candidates: inout [Candidate], for query: FeedQuery) {
        let weights = ScorePart.allCases.map {
            (part: $0, weight: Float(query.knobs[Self.knob($0)]))
        }
        for index in candidates.indices {
            var parts = ScoreParts()
            var sum: Float = 0
            for (part, weight) in weights {
                let share = candidates[index].features[part] * weight
                parts[part] = share
                sum += share
            }
            candidates[index].parts = parts
            candidates[index].score = sum
        }
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
        }
    }
}
