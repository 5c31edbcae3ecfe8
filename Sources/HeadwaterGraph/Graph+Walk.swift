public import HeadwaterCatalog
public import HeadwaterCore

/// How far a random walk goes.
public struct WalkLimits: Sendable, Hashable {
    /// Steps from a post to a person to a post, of one walk altogether.
    public static let stepsKnob = Knob(
        "graph.walk.steps",
        unit: "steps",
        standard: 3_000,
        range: 0...200_000,
        "How many steps (post, person, post) a walk takes at most."
    )
    /// The number of posts that make a walk stop early.
    public static let enoughPostsKnob = Knob(
        "graph.walk.enough.posts",
        unit: "posts",
        standard: 300,
        range: 1...100_000,
        "A walk stops once so many posts have been visited often enough."
    )
    /// The number of visits after which a post counts for stopping early.
    public static let enoughVisitsKnob = Knob(
        "graph.walk.enough.visits",
        unit: "visits",
        standard: 6,
        range: 1...10_000,
        "From how many visits on a post counts as visited often enough."
    )
    /// The chance of walking on from a post that was reached.
    public static let onwardKnob = Knob(
        "graph.walk.onward",
        unit: "1",
        standard: 0.05,
        range: 0...0.95,
        "With what chance a walk goes on from the post that it reached, instead of starting anew."
    )
    /// How soon engagements are forgotten.
    public static let halfLifeKnob = Knob(
        "graph.walk.half.days",
        unit: "days",
        standard: 60,
        range: 0.1...3_650,
        "After how many days an engagement draws half as many walks."
    )
    /// How much popular posts are held back.
    public static let popularityKnob = Knob(
        "graph.walk.popularity",
        unit: "1",
        standard: 0,
        range: 0...2,
        "The power of a post's number of engagements that its visits are divided by."
    )
    /// The knobs of walks, which requests read.
    public static let knobs = [
        stepsKnob, enoughPostsKnob, enoughVisitsKnob, onwardKnob, halfLifeKnob, popularityKnob,
    ]

    /// Steps altogether, at most.
    public var steps: Int
    /// Posts that are enough.
    public var enoughPosts: Int
    /// Visits that are enough for a post.
    public var enoughVisits: Int
    /// The chance of walking on from a post that was reached.
    public var onward: Double
    /// Days after which an engagement draws half as many walks.
    public var halfLifeDays: Double
    /// The power of its number of engagements that a post's visits are divided by.
    public var popularity: Double

    /// The limits that the knobs say.
    public init(_ knobs: Knobs = Knobs()) {
        steps = Int(knobs[Self.stepsKnob])
        enoughPosts = Int(knobs[Self.enoughPostsKnob])
        enoughVisits = Int(knobs[Self.enoughVisitsKnob])
        onward = knobs[Self.onwardKnob]
        halfLifeDays = knobs[Self.halfLifeKnob]
        popularity = knobs[Self.popularityKnob]
    }
}

extension Graph {
    /// Posts that random walks from a viewer come by: what they engaged with, the people who did
    /// too, what those engaged with, and so on.
    ///
    /// After Pixie (Eksombatchai et al., WWW 2018): walks begin at the viewer's posts in proportion
    /// to what their engagement says, restart often, count visits, reward posts that are reached
    /// from several beginnings, and stop once enough posts have been visited often enough. A viewer
    /// who has not engaged with anything begins at the people they follow. Posts that the viewer
    /// engaged with are left out; whether the viewer may see the others is for the caller to judge.
    ///
    /// The result depends on the graph's edges, the seed and the limits alone.
    /// Complexity: O(steps).
    ///
    /// - Parameters:
    ///   - viewer: Where walks begin.
    ///   - seed: What the steps are drawn by.
    ///   - seconds: The moment of asking, in whole seconds since 1970.
    ///   - limits: How far walks go.
    ///   - count: How many posts are wanted at most.
    /// - Returns: the posts by how they were visited, the best first.
    public func walk(
        from viewer: AccountID,
        seed: UInt64,
        at seconds: UInt32,
        limits: WalkLimits = WalkLimits(),
        count: Int = 500
    ) -> [ScoredPost] {
        guard count > 0, limits.steps > 0 else { return [] }
        var walker = Walker(self, seed: seed, at: seconds, limits)
        let own = engagements(of: viewer)
        for place in 0..<own.count { walker.leaveOut(own.other(place)) }
        if own.count > 0 {
            walker.walk(fromPosts: own, at: seconds)
        } else {
            walker.walk(fromPeople: following(of: viewer))
        }
        return walker.result(count)
    }
}
