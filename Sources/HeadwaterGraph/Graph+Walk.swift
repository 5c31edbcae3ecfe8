public import HeadwaterCatalog
public import HeadwaterCore

/// How far a random walk goes.
public struct WalkLimits: Sendable, Hashable {
    /// Steps from a post to a person to a post, of one walk altogether.
    public static let stepsKnob = Knob(
        "graph.walk.steps",
        unit: "steps",
        standard: 4_000,
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
        standard: 0.35,
        range: 0...0.95,
        "With what chance a walk goes on from the post that it reached, instead of starting anew."
    )
    /// The knobs of walks, which requests read.
    public static let knobs = [stepsKnob, enoughPostsKnob, enoughVisitsKnob, onwardKnob]

    /// Steps altogether, at most.
    public var steps: Int
    /// Posts that are enough.
    public var enoughPosts: Int
    /// Visits that are enough for a post.
    public var enoughVisits: Int
    /// The chance of walking on from a post that was reached.
    public var onward: Double

    /// The limits that the knobs say.
    public init(_ knobs: Knobs = Knobs()) {
        steps = Int(knobs[Self.stepsKnob])
        enoughPosts = Int(knobs[Self.enoughPostsKnob])
        enoughVisits = Int(knobs[Self.enoughVisitsKnob])
        onward = knobs[Self.onwardKnob]
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
        let own = engagements(of: viewer)
        guard own.count > 0 else { return [] }
        var random = SeededGenerator(seed: seed)
        var visits = PostSums()
        for _ in 0..<limits.steps {
            var post = own.other(Int(random.next() % UInt64(own.count)))
            repeat {
                let people = engagers(of: PostID(post))
                guard people.count > 0 else { break }
                let person = people.other(Int(random.next() % UInt64(people.count)))
                let theirs = engagements(of: AccountID(person))
                guard theirs.count > 0 else { break }
                post = theirs.other(Int(random.next() % UInt64(theirs.count)))
                visits.add(post, 1)
            } while random.unit() < limits.onward
        }
        var seen = Set<UInt32>()
        for place in 0..<own.count { seen.insert(own.other(place)) }
        return Array(
            visits.largest(count + own.count).filter { !seen.contains($0.post.rawValue) }
                .prefix(max(0, count))
        )
    }
}
