import HeadwaterCatalog
public import HeadwaterCore

/// How co-engagement is counted.
public struct CoengagementLimits: Sendable, Hashable {
    /// Engagements that are looked at for one question.
    public static let looksKnob = Knob(
        "graph.coengaged.looks",
        unit: "edges",
        standard: 60_000,
        range: 0...10_000_000,
        "How many engagements one question about co-engagement looks at, at most."
    )
    /// How much popular posts are held back.
    public static let popularityKnob = Knob(
        "graph.coengaged.popularity",
        unit: "1",
        standard: 0.4,
        range: 0...2,
        "The power of a post's number of engagements that its co-engagement is divided by."
    )
    /// The knobs of co-engagement, which requests read.
    public static let knobs = [looksKnob, popularityKnob]

    /// Engagements that are looked at, at most.
    public var looks: Int
    /// The power of its popularity that a post is divided by.
    public var popularity: Double

    /// The limits that the knobs say.
    public init(_ knobs: Knobs = Knobs()) {
        looks = Int(knobs[Self.looksKnob])
        popularity = knobs[Self.popularityKnob]
    }
}

extension Graph {
    /// Posts that were engaged with by those who engaged with the given ones, as of now: what is
    /// asked reads the edges themselves, so an engagement counts from the moment it is applied.
    ///
    /// A three-step random walk in closed form, its end held back by popularity (RP3β: Paudel et
    /// al., TiiS 2017). The given posts are left out; whether a viewer may see the others is for
    /// the caller to judge. Complexity: O(looks).
    ///
    /// - Parameters:
    ///   - posts: The posts to begin at, with their weights, above 0.
    ///   - count: How many posts are wanted at most.
    ///   - limits: How much is looked at.
    /// - Returns: the posts by co-engagement, the best first.
    public func coengaged(
        with posts: [ScoredPost],
        count: Int,
        limits: CoengagementLimits = CoengagementLimits()
    ) -> [ScoredPost] {
        var sums = PostSums()
        var left = limits.looks
        for start in posts where start.score > 0 && start.score.isFinite {
            let people = engagers(of: start.post)
            for place in 0..<people.count where left > 0 {
                let theirs = engagements(of: AccountID(people.other(place)))
                let share = start.score / Float(people.count) / Float(max(1, theirs.count))
                for index in 0..<theirs.count { sums.add(theirs.other(index), share) }
                left -= theirs.count
            }
        }
        let given = Set(posts.map(\.post))
        var found: [ScoredPost] = []
        for item in sums.all where !given.contains(item.post) {
            let people = Double(engagers(of: item.post).count)
            let held = exponential(-limits.popularity * logarithm(max(1, people)))
            found.append(ScoredPost(item.post, item.score * Float(held)))
        }
        return Array(found.sorted(by: ScoredPost.isBefore).prefix(max(0, count)))
    }
}
