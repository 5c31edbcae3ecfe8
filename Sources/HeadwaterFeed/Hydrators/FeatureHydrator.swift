import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph
import HeadwaterMeaning

/// Looks up what is known of each candidate and of what the viewer feels for it.
struct FeatureHydrator: Hydrator {
    let name = "features"

    func hydrate(_ candidates: inout [Candidate], for query: FeedQuery) {
        let new = Decay(halfLife: query.knobs[FeedKnobs.newHours] * 3600)
        let old = query.now.advanced(
            byMilliseconds: -Int64(query.knobs[FeedKnobs.oldDays] * 86_400_000)
        )
        for index in candidates.indices {
            let post = candidates[index].post
            let row = query.catalog[post]
            let tags = query.catalog.tags(of: post).prefix(8)
            var features = ScoreParts()
            let follows =
                query.viewer != .none
                && query.catalog.isOn(.follow, query.viewer, row.author)
            features[.follow] = follows ? 1 : 0
            if !query.taste.isEmpty { feel(row, post, tags, query, &features) }
            let likeness = candidates[index].likeness
            features[.people] = likeness / (likeness + 2)
            let rise = query.state.heat.rise(
                post,
                by: row.author,
                on: tags.first ?? .none,
                at: query.seconds,
                query.decays
            )
            features[.rising] = rise / (rise + 4)
            let slow = query.state.heat.slow(post, at: query.seconds, query.decays)
            features[.popular] = slow / (slow + 12)
            features[.new] = new(from: row.time.wholeSeconds, to: query.seconds)
            features[.reply] = row.replyParent == .none ? 0 : -1
            features[.old] = row.time < old ? -1 : 0
            if let meaning = query.meaning {
                let likeness = query.vectors.similarity(of: post, to: meaning, in: query.space)
                features[.meaning] = likeness ?? 0
            }
            candidates[index].features = features
            candidates[index].topics = Self.topics(row, post, tags, query.state)
        }
    }

    private func feel(
        _ row: PostEntry,
        _ post: PostID,
        _ tags: ArraySlice<TermID>,
        _ query: FeedQuery,
        _ features: inout ScoreParts
    ) {
        let taste = query.taste
        features[.author] = Self.soft(taste.weight(.author, row.author.rawValue))
        if !tags.isEmpty {
            let sum = tags.reduce(Float(0)) { $0 + taste.weight(.tag, $1.rawValue) }
            features[.tag] = Self.soft(sum / Float(tags.count).squareRoot())
        }
        features[.word] = Self.soft(taste.words(of: post, query.state))
        if row.sound != .none {
            features[.sound] = Self.soft(taste.weight(.sound, row.sound.rawValue))
        }
        if row.language != .none {
            features[.language] = Self.soft(taste.weight(.language, row.language.rawValue))
        }
        features[.media] = Self.soft(taste.weight(.media, Taste.media(row)))
    }

    /// Leaves small feelings as they are and holds great ones between −3 and 3.
    private static func soft(_ value: Float) -> Float { value / (1 + abs(value) / 3) }

    /// What tells a word from other topics: it says little, as few posts share it.
    static let wordBit: UInt32 = 1 << 31

    /// What spacing and discovery take a post to be about; 0 for nothing.
    static func topics(
        _ row: PostEntry,
        _ post: PostID,
        _ tags: ArraySlice<TermID>,
        _ state: FeedState
    ) -> InlineArray<4, UInt32> {
        var topics: InlineArray<4, UInt32> = .init(repeating: 0)
        for (place, tag) in tags.prefix(2).enumerated() { topics[place] = tag.rawValue }
        topics[2] = row.sound.rawValue
        // Posts and words have numbers of their own; the highest bits keep them apart from tags.
        if row.replyRoot != .none {
            topics[3] = row.replyRoot.rawValue | 1 << 30
        } else {
            var first: UInt32 = 0
            state.terms.forEach(of: post.rawValue) { if first == 0 { first = $0 | wordBit } }
            topics[3] = first
        }
        return topics
    }
}
