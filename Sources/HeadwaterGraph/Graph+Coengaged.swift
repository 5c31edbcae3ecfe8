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
    /// Posts that are looked at for one of those people.
    public static let postsKnob = Knob(
        "graph.coengaged.posts",
        unit: "posts",
        standard: 256,
        range: 1...1_000_000,
        "How many of the newest posts of each of those accounts co-engagement looks at."
    )
    /// How much busy accounts are held back.
    public static let activityKnob = Knob(
        "graph.coengaged.activity",
        unit: "1",
        standard: 1,
        range: 0...2,
        "The power of an account's number of engagements that what it says is divided by."
    )
    /// How much popular posts are held back.
    public static let popularityKnob = Knob(
        "graph.coengaged.popularity",
        unit: "1",
        standard: 0.5,
        range: 0...2,
        "The power of a post's number of engagements that its co-engagement is divided by."
    )
    /// The knobs of co-engagement, which requests read.
    public static let knobs = [looksKnob, peopleKnob, postsKnob, activityKnob, popularityKnob]

    /// Engagements that are looked at, at most.
    public var looks: Int
    /// People that are looked at for one post, at most.
    public var people: Int
    /// Posts that are looked at for one of those people, at most.
    public var posts: Int
    /// The power of an account's number of engagements that what it says is divided by.
    public var activity: Double
    /// The power of its number of engagements that a post's sum is divided by.
    public var popularity: Double

    /// The limits that the knobs say.
    public init(_ knobs: Knobs = Knobs()) {
        looks = Int(knobs[Self.looksKnob])
        people = Int(knobs[Self.peopleKnob])
        posts = Int(knobs[Self.postsKnob])
        activity = knobs[Self.activityKnob]
        popularity = knobs[Self.popularityKnob]
    }
}

extension Graph {
    /// Posts that were engaged with by those who engaged with the given ones, as of now: what is
    /// asked reads the edges themselves, so an engagement counts from the moment it is applied.
    ///
    /// A three-step random walk in closed form, its end held back by popularity (RP3β: Paudel et
    /// al., TiiS 2017), over the newest edges. The given posts are left out; whether a viewer may
    /// see the others is for the caller to judge.
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
        var reader = CoengagementReader(self, limits)
        let starts = posts.filter { $0.score > 0 && $0.score.isFinite }
        guard !starts.isEmpty, count > 0 else { return [] }
        // Every beginning has its share, and what one leaves is for those after it.
        var left = limits.looks
        for (place, start) in starts.enumerated() {
            let share = left / (starts.count - place)
            left -= reader.add(start, looks: share)
        }
        return reader.result(count, without: posts)
    }
}

/// One question about co-engagement.
private struct CoengagementReader {
    /// Posts whose popularity is looked up, as a multiple of those that are wanted.
    private static let mostNormed = 2_048

    /// The lists of all segments, the newest first.
    private let byPost: [Adjacency]
    private let byAccount: [Adjacency]
    private let limits: CoengagementLimits
    private var sums = PostSums(room: 8_192)

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

    /// 1 over a number to some power.
    private static func heldBack(_ number: Int, _ power: Double) -> Float {
        if power == 0 || number <= 1 { return 1 }
        return Float(exponential(-power * logarithm(Double(number))))
    }

    /// Adds what the people behind a post engaged with, and returns the number of looks.
    mutating func add(_ start: ScoredPost, looks: Int) -> Int {
        let node = start.post.rawValue
        let degree = Self.count(byPost, node)
        guard degree > 0 else { return 0 }
        let weight = start.score / Float(degree)
        var done = 0
        var people = limits.people
        for segment in 0..<byPost.count {
            let row = byPost[segment].row(node)
            var index = row.count
            while index > 0, people > 0, done < looks {
                index -= 1
                people -= 1
                done += add(peopleOf: byPost[segment].field(row, index, 0), weight)
            }
        }
        return done
    }

    private mutating func add(peopleOf account: UInt32, _ weight: Float) -> Int {
        let share =
            weight * Self.heldBack(Self.count(byAccount, account), limits.activity)
        var left = limits.posts
        for segment in 0..<byAccount.count where left > 0 {
            let row = byAccount[segment].row(account)
            guard row.count > 0 else { continue }
            let end = max(0, row.count - left)
            left -= row.count - end
            let chunk = byAccount[segment].chunks[row.chunk]
            let words = chunk.span
            for index in end..<row.count { sums.add(words[row.base &+ index], share) }
        }
        return limits.posts - left
    }

    func result(_ count: Int, without given: [ScoredPost]) -> [ScoredPost] {
        let isGiven = Set(given.map(\.post))
        var found = sums.largest(max(Self.mostNormed, count) + given.count)
        found.removeAll { isGiven.contains($0.post) }
        for index in found.indices {
            let people = Self.count(byPost, found[index].post.rawValue)
            found[index].score *= Self.heldBack(people, limits.popularity)
        }
        return ScoredPost.best(found, count)
    }
}
