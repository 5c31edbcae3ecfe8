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
        let meaning = query.meaning
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
            features[.meaning] = meaning?.similarity(of: post) ?? 0
            candidates[index].features = features
            candidates[index].topics = Self.topics(row, post, tags, query)
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

    /// What spacing and discovery take a post to be about; 0 where there is nothing.
    ///
    /// First what many posts may be about: its first tag, else the topic of its meaning where that
    /// has few tags, since a topic and its tags would be taken for different things. Then the first
    /// three that there are of the topic, its thread, sound, second tag, and, where it is in no
    /// thread, its most telling word.
    static func topics(
        _ row: PostEntry,
        _ post: PostID,
        _ tags: ArraySlice<TermID>,
        _ query: FeedQuery
    ) -> InlineArray<4, UInt32> {
        var topics: InlineArray<4, UInt32> = .init(repeating: 0)
        var count = 1
        func add(_ number: UInt32, _ kind: UInt32) {
            guard number != 0, count < 4 else { return }
            topics[count] = number | kind
            count += 1
        }
        // Each has numbers of its own; the highest bits keep them apart from tags and sounds.
        let topic = query.vectors.topic(of: post)
        let own = topic == .none ? 0 : topic.rawValue | TopicID.end
        if let tag = tags.first {
            topics[0] = tag.rawValue
        } else if own != 0, query.vectors.title(of: topic) == .untagged {
            topics[0] = own
        }
        if topics[0] != own { add(own, 0) }
        add(row.replyRoot.rawValue, 1 << 30)
        add(row.sound.rawValue, 0)
        add(tags.dropFirst().first?.rawValue ?? 0, 0)
        if count < 4, row.replyRoot == .none {
            var first: UInt32 = 0
            query.state.terms.forEach(of: post.rawValue) { if first == 0 { first = $0 } }
            add(first, 1 << 31)
        }
        return topics
    }
}
