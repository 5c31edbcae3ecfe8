import HeadwaterCore

/// One question's random walks: what they draw from, and whom they visited.
struct Walker {
    /// The most places that walks begin at.
    private static let mostStarts = 400

    /// The lists of all segments, the newest first.
    private let byPost: [Adjacency]
    private let byAccount: [Adjacency]
    /// How much an edge of each segment says, at least 1.
    private let weights: [UInt64]
    private let limits: WalkLimits
    private let onward: UInt64
    private var random: SeededGenerator
    private var visits = VisitTable()

    init(_ graph: Graph, seed: UInt64, at seconds: UInt32, _ limits: WalkLimits) {
        let segments = (0..<graph.engaged.count).reversed().map { graph.engaged[$0] }
        byPost = segments.map(\.byPost)
        byAccount = segments.map(\.byAccount)
        weights = segments.map { segment in
            let age = Double(seconds - min(seconds, segment.end)) / 86_400
            return 1 + UInt64(65_536 * Self.faded(age, limits))
        }
        self.limits = limits
        onward = UInt64(min(max(limits.onward, 0), 0.95) * 0x1p32)
        random = SeededGenerator(seed: seed)
    }

    /// What is left of a weight after some days, 0 to 1.
    private static func faded(_ days: Double, _ limits: WalkLimits) -> Double {
        exponential(-0.693147180559945 * days / max(limits.halfLifeDays, 0.001))
    }

    /// Keeps a post out of the result.
    mutating func leaveOut(_ post: UInt32) { visits.leaveOut(post) }

    // MARK: Beginnings

    /// Walks from posts, the more steps the more an engagement says and the newer it is.
    mutating func walk(fromPosts own: Engagements, at seconds: UInt32) {
        let count = min(own.count, Self.mostStarts)
        var shares: [Double] = []
        for place in 0..<count {
            let days = Double(seconds - min(seconds, own.seconds(place))) / 86_400
            let said = Double(max(own.tally(place).weight, 0.1))
            shares.append(said * max(Self.faded(days, limits), 0.01))
        }
        let total = shares.reduce(0, +)
        for place in 0..<count {
            walk(from: own.other(place), share: shares[place] / total, stamp: UInt32(place + 1))
        }
    }

    /// Walks from people, with equal shares.
    mutating func walk(fromPeople people: Ring) {
        let count = min(people.count, Self.mostStarts)
        let steps = limits.steps / max(1, count)
        for place in 0..<count {
            for _ in 0..<steps {
                let post = draw(byAccount, people[place])
                guard post != 0 else { break }
                visits.visit(post, stamp: UInt32(place + 1))
                if isGoingOn { wander(from: post, stamp: UInt32(place + 1)) }
            }
        }
    }

    private mutating func walk(from start: UInt32, share: Double, stamp: UInt32) {
        let steps = max(1, Int(Double(limits.steps) * share))
        let enough = max(1, Int((Double(limits.enoughPosts) * share).rounded(.up)))
        var reached = 0
        var left = steps
        while left > 0 {
            left -= 1
            let people = draw(byPost, start)
            guard people != 0 else { return }
            let post = draw(byAccount, people)
            guard post != 0 else { continue }
            if visits.visit(post, stamp: stamp) == UInt32(limits.enoughVisits) {
                reached += 1
                if reached >= enough { return }
            }
            if isGoingOn { left -= wander(from: post, stamp: stamp) }
        }
    }

    /// Walks on from a post until chance says no, and returns the number of steps.
    @discardableResult
    private mutating func wander(from start: UInt32, stamp: UInt32) -> Int {
        var post = start
        var steps = 0
        repeat {
            let person = draw(byPost, post)
            guard person != 0 else { return steps }
            post = draw(byAccount, person)
            guard post != 0 else { return steps }
            visits.visit(post, stamp: stamp)
            steps += 1
        } while isGoingOn
        return steps
    }

    private var isGoingOn: Bool {
        mutating get { random.next() >> 32 < onward }
    }

    // MARK: Steps

    /// Draws one edge of a node: a segment by the number of the node's edges there and their
    /// weight, then an edge in it; 0 where the node has none.
    @inline(__always)
    private mutating func draw(_ lists: [Adjacency], _ node: UInt32) -> UInt32 {
        var rows = InlineArray<32, UInt64>(repeating: 0)
        var total: UInt64 = 0
        for index in 0..<lists.count {
            let row = lists[index].row(node)
            rows[index] = row.bits
            total &+= UInt64(row.count) &* weights[index]
        }
        guard total > 0 else { return 0 }
        var left = random.next().multipliedFullWidth(by: total).high
        for index in 0..<lists.count {
            let row = Adjacency.Row(bits: rows[index])
            let share = UInt64(row.count) &* weights[index]
            guard left >= share else {
                return lists[index].field(row, Int(left / weights[index]), 0)
            }
            left &-= share
        }
        return 0
    }

    /// Posts whose popularity is looked up.
    private static let mostNormed = 2_048

    /// The visited posts, popular ones held back, the best first.
    func result(_ count: Int) -> [ScoredPost] {
        var found = ScoredNode.best(visits.scores, max(Self.mostNormed, count))
        for index in found.indices where limits.popularity > 0 {
            let people = byPost.reduce(0) { $0 + $1.count(found[index].node) }
            found[index].score *= heldBack(people, limits.popularity)
        }
        return ScoredNode.posts(ScoredNode.best(found, count))
    }
}

/// How often each post was visited from each beginning.
///
/// The score of a post is the square of the sum of the roots of its visits from each beginning, so
/// that a post that is reached from many counts for more (Pixie's multi-hit booster).
struct VisitTable {
    private struct Entry: BitwiseCopyable {
        var post: UInt32 = 0
        var visits: UInt32 = 0
        var stamp: UInt32 = 0
        var roots: Float = 0
    }

    private var entries = [Entry](repeating: Entry(), count: 4_096)
    private var count = 0
    /// The stamp of posts that are left out.
    private static let out = UInt32.max

    private func slot(_ post: UInt32) -> Int {
        let mask = entries.count &- 1
        var slot = Int(truncatingIfNeeded: UInt64(post) &* 0x9E37_79B9_7F4A_7C15 >> 32) & mask
        while entries[slot].post != 0, entries[slot].post != post { slot = (slot &+ 1) & mask }
        return slot
    }

    /// Counts a visit, and returns how many there were from this beginning; 0 where the post is
    /// left out.
    @discardableResult
    mutating func visit(_ post: UInt32, stamp: UInt32) -> UInt32 {
        let place = slot(post)
        if entries[place].post == 0 {
            insert(Entry(post: post, visits: 1, stamp: stamp, roots: 0), at: place)
            return 1
        }
        if entries[place].stamp == stamp {
            entries[place].visits &+= 1
        } else {
            guard entries[place].stamp != Self.out else { return 0 }
            entries[place].roots += Float(entries[place].visits).squareRoot()
            entries[place].visits = 1
            entries[place].stamp = stamp
        }
        return entries[place].visits
    }

    mutating func leaveOut(_ post: UInt32) {
        let place = slot(post)
        guard entries[place].post == 0 else { return }
        insert(Entry(post: post, visits: 0, stamp: Self.out, roots: 0), at: place)
    }

    private mutating func insert(_ entry: Entry, at place: Int) {
        entries[place] = entry
        count += 1
        guard count * 2 > entries.count else { return }
        let old = entries
        entries = [Entry](repeating: Entry(), count: old.count * 2)
        for entry in old where entry.post != 0 { entries[slot(entry.post)] = entry }
    }

    /// The scores, in the order of the table.
    var scores: [ScoredNode] {
        var found: [ScoredNode] = []
        found.reserveCapacity(count)
        for entry in entries where entry.post != 0 && entry.stamp != Self.out {
            let roots = entry.roots + Float(entry.visits).squareRoot()
            found.append(ScoredNode(node: entry.post, score: roots * roots))
        }
        return found
    }
}
