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
    /// People that are looked at for one post.
    public static let peopleKnob = Knob(
        "graph.coengaged.people",
        unit: "accounts",
        standard: 256,
        range: 1...1_000_000,
        "How many of the newest accounts behind a post co-engagement looks at."
    )
    /// People whose posts are looked at.
    public static let nearestKnob = Knob(
        "graph.coengaged.nearest",
        unit: "accounts",
        standard: 150,
        range: 1...100_000,
        "How many of the accounts that share most co-engagement takes posts from."
    )
    /// Posts that are looked at for one of those people.
    public static let postsKnob = Knob(
        "graph.coengaged.posts",
        unit: "posts",
        standard: 256,
        range: 1...1_000_000,
        "How many of the newest posts of each of those accounts co-engagement looks at."
    )
    /// How much popular beginnings are held back.
    public static let rarityKnob = Knob(
        "graph.coengaged.rarity",
        unit: "1",
        standard: 0.5,
        range: 0...2,
        "The power of a given post's number of engagements that what it says is divided by."
    )
    /// How much those who share most count for more.
    public static let focusKnob = Knob(
        "graph.coengaged.focus",
        unit: "1",
        standard: 3,
        range: 1...4,
        "The power of what an account shares, against the one that shares most, that it counts."
    )
    /// How much busy accounts are held back.
    public static let activityKnob = Knob(
        "graph.coengaged.activity",
        unit: "1",
        standard: 0.8,
        range: 0...2,
        "The power of an account's number of engagements that what it says is divided by."
    )
    /// How much popular posts are held back.
    public static let popularityKnob = Knob(
        "graph.coengaged.popularity",
        unit: "1",
        standard: 0.2,
        range: 0...2,
        "The power of a post's number of engagements that its co-engagement is divided by."
    )
    /// The knobs of co-engagement, which requests read.
    public static let knobs = [
        looksKnob, peopleKnob, nearestKnob, postsKnob, rarityKnob, focusKnob, activityKnob,
        popularityKnob,
    ]

    /// Engagements that are looked at, at most.
    public var looks: Int
    /// People that are looked at for one post, at most.
    public var people: Int
    /// People whose posts are looked at, at most.
    public var nearest: Int
    /// Posts that are looked at for one of those people, at most.
    public var posts: Int
    /// The power of a given post's number of engagements that what it says is divided by.
    public var rarity: Double
    /// The power of what an account shares, against the one that shares most, that it counts.
    public var focus: Double
    /// The power of an account's number of engagements that what it says is divided by.
    public var activity: Double
    /// The power of its number of engagements that a post's sum is divided by.
    public var popularity: Double

    /// The limits that the knobs say.
    public init(_ knobs: Knobs = Knobs()) {
        looks = Int(knobs[Self.looksKnob])
        people = Int(knobs[Self.peopleKnob])
        nearest = Int(knobs[Self.nearestKnob])
        posts = Int(knobs[Self.postsKnob])
        rarity = knobs[Self.rarityKnob]
        focus = knobs[Self.focusKnob]
        activity = knobs[Self.activityKnob]
        popularity = knobs[Self.popularityKnob]
    }
}

extension Graph {
    /// Posts that were engaged with by those who engaged with the given ones, as of now: what is
    /// asked reads the edges themselves, so an engagement counts from the moment it is applied.
    ///
    /// A three-step random walk in closed form, its end held back by popularity (RP3β: Paudel et
    /// al., TiiS 2017), over the newest edges and by way of the people who share most: first
    /// everybody behind the given posts is counted, a post's weight divided among its people, and
    /// then those who share most of what they do give their posts, by a power of what they share
    /// (case amplification: Breese et al., UAI 1998). The given posts are left out; whether a
    /// viewer may see the others is for the caller to judge.
    ///
    /// The result depends on the graph's edges and the limits alone. Complexity: O(looks).
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
        let starts = posts.filter { $0.score > 0 && $0.score.isFinite }
        guard !starts.isEmpty, count > 0 else { return [] }
        let reader = CoengagementReader(self, limits)
        return reader.posts(
            of: reader.people(behind: starts),
            count,
            without: Set(posts.map(\.post.rawValue))
        )
    }
}

/// One question about co-engagement.
private struct CoengagementReader {
    /// People, and posts, whose numbers of engagements are looked up, at least.
    private static let mostNormed = 2_048

    /// The lists of all segments, the newest first.
    private let byPost: [Adjacency]
    private let byAccount: [Adjacency]
    private let limits: CoengagementLimits

    init(_ graph: Graph, _ limits: CoengagementLimits) {
        let segments = (0..<graph.engaged.count).reversed().map { graph.engaged[$0] }
        byPost = segments.map(\.byPost)
        byAccount = segments.map(\.byAccount)
        self.limits = limits
    }

    private static func count(_ lists: [Adjacency], _ node: UInt32) -> Int {
        var count = 0
        for index in 0..<lists.count { count += lists[index].row(node).count }
        return count
    }

    /// Adds a value for the newest `most` of a node's list, and returns how many there were.
    private static func add(
        _ value: Float,
        newest most: Int,
        of node: UInt32,
        _ lists: [Adjacency],
        to sums: inout NodeSums
    ) -> Int {
        var left = most
        for segment in 0..<lists.count where left > 0 {
            let row = lists[segment].row(node)
            guard row.count > 0 else { continue }
            let from = max(0, row.count - left)
            left -= row.count - from
            let chunk = lists[segment].chunks[row.chunk]
            let words = chunk.span
            for index in from..<row.count { sums.add(words[row.base &+ index], value) }
        }
        return most - left
    }

    /// The people behind posts who share most of what they do with them, and what they say for
    /// each of their posts.
    func people(behind starts: [ScoredPost]) -> [ScoredNode] {
        var sums = NodeSums(room: 4_096)
        // Every beginning has its share, and what one leaves is for those after it.
        var left = limits.looks / 2
        for (place, start) in starts.enumerated() {
            let node = start.post.rawValue
            let degree = Self.count(byPost, node)
            guard degree > 0 else { continue }
            let most = min(limits.people, left / (starts.count - place))
            left -= Self.add(
                start.score * heldBack(min(degree, most), limits.rarity),
                newest: most,
                of: node,
                byPost,
                to: &sums
            )
        }
        var people = sums.largest(max(Self.mostNormed, limits.nearest))
        for index in people.indices {
            let degree = Self.count(byAccount, people[index].node)
            people[index].score *= heldBack(degree, limits.activity)
        }
        return focused(ScoredNode.best(people, limits.nearest))
    }

    /// People whose shares, against the greatest, are raised to the power that those who share most
    /// gain by.
    private func focused(_ people: consuming [ScoredNode]) -> [ScoredNode] {
        guard limits.focus != 1, let most = people.first?.score else { return people }
        for index in people.indices {
            let share = Double(people[index].score / most)
            // A share that vanishes beside the greatest counts for nothing.
            people[index].score =
                share > 0 ? Float(exponential(limits.focus * logarithm(share))) : 0
        }
        return people
    }

    /// The posts of people, popular ones held back, the best first.
    func posts(
        of people: [ScoredNode],
        _ count: Int,
        without given: Set<UInt32>
    ) -> [ScoredPost] {
        var sums = NodeSums(room: 8_192)
        var left = limits.looks - limits.looks / 2
        for person in people where left > 0 {
            left -= Self.add(
                person.score,
                newest: min(limits.posts, left),
                of: person.node,
                byAccount,
                to: &sums
            )
        }
        var found = sums.largest(max(Self.mostNormed, count) + given.count)
        found.removeAll { given.contains($0.node) }
        for index in found.indices {
            let degree = Self.count(byPost, found[index].node)
            found[index].score *= heldBack(degree, limits.popularity)
        }
        return ScoredNode.posts(ScoredNode.best(found, count))
    }
}
