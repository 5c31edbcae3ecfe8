public import HeadwaterCatalog
public import HeadwaterCore

/// How much each kind of likeness between posts says.
public struct SimilarityWeights: Sendable, Hashable {
    /// The weight of having been engaged with by the same people.
    public static let peopleKnob = Knob(
        "graph.similar.people",
        unit: "1",
        standard: 1,
        range: 0...100,
        "How much it says for a similar post that the same people engaged with it."
    )
    /// The weight of what two posts share.
    public static let sharedKnob = Knob(
        "graph.similar.shared",
        unit: "1",
        standard: 0.6,
        range: 0...100,
        "How much it says for a similar post that it shares tags, sound, link, topic or author."
    )
    /// The weight of the caller's own score, such as nearness of meaning.
    public static let otherKnob = Knob(
        "graph.similar.other",
        unit: "1",
        standard: 1,
        range: 0...100,
        "How much it says for a similar post that its text means nearly the same."
    )
    /// The knobs of similarity, which requests read.
    public static let knobs = [peopleKnob, sharedKnob, otherKnob]

    /// The weight of common people.
    public var people: Float
    /// The weight of common tags, sounds, links, topics and authors.
    public var shared: Float
    /// The weight of the caller's own score.
    public var other: Float

    /// The weights that the knobs say.
    public init(_ knobs: Knobs = Knobs()) {
        people = Float(knobs[Self.peopleKnob])
        shared = Float(knobs[Self.sharedKnob])
        other = Float(knobs[Self.otherKnob])
    }
}

/// A post that is similar to another, and why.
public struct SimilarPost: Sendable, Hashable, BitwiseCopyable {
    /// The post.
    public var post: PostID
    /// How similar it is: the weighted sum of the three below.
    public var score: Float
    /// How much the same people engaged with it, 0 to 1: the most of all that were found has
    /// n / (n + 2) where n people engaged with the other, since few people say little.
    public var people: Float
    /// How much it shares with it, 0 to 1: each thing says the less the more posts have it.
    public var shared: Float
    /// What the caller's own list said, 0 to 1.
    public var other: Float
}

extension Graph {
    /// Posts that are similar to one: by the people who engaged with it, by what they share (tag,
    /// sound, link, topic, author), and by a list of the caller's own, such as the nearest by meaning.
    ///
    /// Whether a viewer may see a post is for the caller to judge. Complexity: O(looks).
    ///
    /// - Parameters:
    ///   - post: The post to resemble, which is left out.
    ///   - topic: What it is about; none where that isn't known.
    ///   - count: How many posts are wanted at most.
    ///   - others: The caller's own candidates with scores of 0 to 1; those at 0 are left out.
    ///   - catalog: Stands at the same record.
    ///   - weights: How much each part says.
    ///   - limits: How much is looked at.
    /// - Returns: the posts by their weighted sums, the best first.
    public func similar(
        to post: PostID,
        about topic: TopicID = .none,
        count: Int,
        others: [ScoredPost] = [],
        in catalog: Catalog,
        weights: SimilarityWeights = SimilarityWeights(),
        limits: CoengagementLimits = CoengagementLimits()
    ) -> [SimilarPost] {
        let most = max(0, count) * 4 + 64
        var found: [PostID: SimilarPost] = [:]
        func put(
            _ list: [ScoredPost],
            _ part: WritableKeyPath<SimilarPost, Float>,
            times scale: Float = 1
        ) {
            for item in list where item.post != post && item.score > 0 && item.score.isFinite {
                let empty = SimilarPost(post: item.post, score: 0, people: 0, shared: 0, other: 0)
                found[item.post, default: empty][keyPath: part] = min(item.score * scale, 1)
            }
        }
        let people = coengaged(with: [ScoredPost(post, 1)], count: most, limits: limits)
        if let top = people.first?.score, top > 0 {
            let behind = Float(engagedCount(with: post))
            put(people, \.people, times: behind / (behind + 2) / top)
        }
        put(sharing(with: post, about: topic, count: most, in: catalog), \.shared)
        put(others, \.other)
        var all = Array(found.values)
        for index in all.indices {
            all[index].score =
                weights.people * all[index].people + weights.shared * all[index].shared
                + weights.other * all[index].other
        }
        all.sort { ($0.score, $0.post) > ($1.score, $1.post) }
        return Array(all.prefix(max(0, count)))
    }

    /// How many accounts are behind a post; one in two segments counts twice.
    private func engagedCount(with post: PostID) -> Int {
        (0..<engaged.count).reduce(0) { $0 + engaged[$1].byPost.row(post.rawValue).count }
    }

    /// Posts that share a tag, the sound, a link, the topic or the author with one, a rare thing
    /// saying more.
    func sharing(
        with post: PostID,
        about topic: TopicID,
        count: Int,
        in catalog: Catalog
    ) -> [ScoredPost] {
        let row = catalog[post]
        var sums = NodeSums()
        func add(_ ring: Ring) {
            guard ring.count > 0 else { return }
            let weight = 1 / Float(ring.count + 1).squareRoot()
            for place in 0..<ring.count { sums.add(ring[place], weight) }
        }
        for tag in catalog.tags(of: post) { add(posts(tagged: tag)) }
        if row.sound != .none { add(posts(using: row.sound)) }
        for link in catalog.links(of: post) { add(posts(linking: link)) }
        if topic != .none { add(posts(about: topic)) }
        add(posts(by: row.author))
        return ScoredNode.posts(sums.largest(count + 1)).filter { $0.post != post }
    }
}
