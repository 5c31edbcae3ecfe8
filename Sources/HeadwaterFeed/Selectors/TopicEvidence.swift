import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph

/// What the posts that a viewer saw or approved of lately say of each topic.
struct TopicEvidence: Sendable {
    /// What is known of one topic.
    struct Record: Sendable {
        /// The posts that the viewer saw.
        var seen = 0
        /// How much of a yes they drew; a like is a whole one.
        var yes: Double = 0
        /// Of the last two: those that were liked, answered or passed on.
        var lastYes = 0
        /// Whether one of the last two was hidden or reported.
        var isRefused = false
    }

    /// How many posts decide whether a topic still pleases.
    private static let last = 2
    /// The weight from which a reaction is more than having watched; a reply's.
    private static let strong = 0.9

    /// By topic; a topic of which nothing is known isn't there.
    private(set) var records: [UInt32: Record] = [:]

    /// Complexity: O(knob `feed.discover.reach` + reactions kept).
    init(_ query: FeedQuery) {
        guard query.viewer != .none else { return }
        let node = query.viewer.rawValue
        let yes = Self.weights(query.state.approvals[node]) { min(Double($0.weight), 1) }
        let no = Self.weights(query.state.rejections[node]) { $0 == .hide || $0 == .report ? 1 : 0 }
        for post in Self.posts(query, yes) {
            let row = query.catalog[post]
            guard row.isLive else { continue }
            let tags = query.catalog.tags(of: post).prefix(8)
            let topic = Self.topic(FeatureHydrator.topics(row, post, tags, query))
            guard topic != 0 else { continue }
            var record = records[topic] ?? Record()
            record.seen += 1
            let said = yes[post]?.weight ?? 0
            record.yes += said
            if record.seen <= Self.last {
                if said >= Self.strong { record.lastYes += 1 }
                if no[post]?.weight == 1 { record.isRefused = true }
            }
            records[topic] = record
        }
    }

    /// The topics that have just begun to please: of the last two posts one was liked or the like,
    /// none was hidden, and there were fewer yeses than the knob `feed.followup.until`, from where
    /// on the model has had something to learn from.
    func promising(_ query: FeedQuery) -> Set<UInt32> {
        let enough = query.knobs[FeedKnobs.followUpUntil]
        return Set(
            records.filter { $0.value.lastYes > 0 && !$0.value.isRefused && $0.value.yes < enough }
                .keys
        )
    }

    /// What a post is about; 0 where nothing is known that many posts share.
    static func topic(_ topics: InlineArray<4, UInt32>) -> UInt32 { topics[0] }

    /// The last posts, the newest first: those that were seen, and those approved of elsewhere.
    private static func posts(
        _ query: FeedQuery,
        _ yes: [PostID: (weight: Double, seconds: UInt32)]
    ) -> [PostID] {
        let seen = query.state.seen[query.viewer.rawValue]
        let most = Int(query.knobs[FeedKnobs.discoverReach])
        var found: [(post: PostID, seconds: UInt32)] = []
        var approved = yes
        for place in 0..<seen.count {
            let post = PostID(seen[place])
            if place < most { found.append((post, seen[place, 1])) }
            approved[post] = nil
        }
        found += approved.map { ($0.key, $0.value.seconds) }
        // A dictionary has no order of its own.
        found.sort { ($0.seconds, $0.post.rawValue) > ($1.seconds, $1.post.rawValue) }
        return found.prefix(most).map(\.post)
    }

    /// By post, the greatest weight of its reactions and when the newest of them came.
    private static func weights(
        _ reactions: Ring,
        _ weight: (Reaction.Kind) -> Double
    ) -> [PostID: (weight: Double, seconds: UInt32)] {
        var weights: [PostID: (weight: Double, seconds: UInt32)] = [:]
        for place in 0..<reactions.count {
            guard let reaction = Reaction(word: reactions[place, 2]) else { continue }
            let before = weights[PostID(reactions[place])] ?? (0, 0)
            weights[PostID(reactions[place])] = (
                max(before.weight, weight(reaction.kind)), max(before.seconds, reactions[place, 1])
            )
        }
        return weights
    }
}
