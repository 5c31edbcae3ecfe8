public import HeadwaterCatalog
import HeadwaterCore

/// A post, and how much speaks for it.
public struct ScoredPost: Sendable, Hashable, BitwiseCopyable {
    /// The post.
    public var post: PostID
    /// How much speaks for it, finite and at least 0; comparable within one list only.
    public var score: Float

    /// A post with a score.
    @inlinable
    public init(_ post: PostID, _ score: Float) {
        self.post = post
        self.score = score
    }

    /// The order of every list here: the higher score first, at equal scores the newer post.
    @inlinable
    public static func isBefore(_ left: ScoredPost, _ right: ScoredPost) -> Bool {
        (left.score, left.post) > (right.score, right.post)
    }
}

/// A node, an account or a post, and how much speaks for it.
struct ScoredNode: BitwiseCopyable {
    var node: UInt32
    var score: Float

    /// The higher score first, at equal scores the newer node.
    static func isBefore(_ left: ScoredNode, _ right: ScoredNode) -> Bool {
        (left.score, left.node) > (right.score, right.node)
    }

    /// The best of a list of different nodes, in the order of ``isBefore(_:_:)``.
    ///
    /// Complexity: O(n + most log most) expected: what can't be among the best isn't sorted.
    static func best(_ list: consuming [ScoredNode], _ most: Int) -> [ScoredNode] {
        guard most > 0 else { return [] }
        var low = 0
        var high = list.count - 1
        // Quickselect: nodes differ, so the order is strict and the result the same whatever pivot.
        while list.count > most, low < high {
            let pivot = list[(low + high) / 2]
            var left = low
            var right = high
            while left <= right {
                while isBefore(list[left], pivot) { left += 1 }
                while isBefore(pivot, list[right]) { right -= 1 }
                guard left <= right else { break }
                list.swapAt(left, right)
                left += 1
                right -= 1
            }
            if most <= right { high = right } else if most >= left { low = left } else { break }
        }
        if list.count > most { list.removeSubrange(most...) }
        list.sort(by: isBefore)
        return list
    }

    /// Posts of these numbers.
    static func posts(_ list: [ScoredNode]) -> [ScoredPost] {
        list.map { ScoredPost(PostID($0.node), $0.score) }
    }
}

/// 1 over a number to some power; 1 for 0 and 1.
func heldBack(_ number: Int, _ power: Double) -> Float {
    if power == 0 || number <= 1 { return 1 }
    return Float(exponential(-power * logarithm(Double(number))))
}

/// Sums by node: a table of open addressing that one question fills and throws away.
///
/// What it gives depends on the sums alone, never on where they lie.
struct NodeSums {
    private var entries: [ScoredNode]
    private(set) var count = 0

    init(room: Int = 1_024) {
        var size = 16
        while size < room * 2 { size *= 2 }
        entries = [ScoredNode](repeating: ScoredNode(node: 0, score: 0), count: size)
    }

    /// The slot of a node, where it is or would be.
    private func slot(_ node: UInt32) -> Int {
        let mask = entries.count &- 1
        var slot = Int(truncatingIfNeeded: UInt64(node) &* 0x9E37_79B9_7F4A_7C15 >> 32) & mask
        while entries[slot].node != 0, entries[slot].node != node { slot = (slot &+ 1) & mask }
        return slot
    }

    /// Adds to the sum of a node; 0 is none.
    ///
    /// Complexity: O(1) amortised.
    mutating func add(_ node: UInt32, _ value: Float) {
        guard node != 0 else { return }
        let place = slot(node)
        entries[place].score += value
        guard entries[place].node == 0 else { return }
        entries[place].node = node
        count += 1
        if count * 2 > entries.count { grow() }
    }

    private mutating func grow() {
        let old = entries
        entries = [ScoredNode](
            repeating: ScoredNode(node: 0, score: 0),
            count: old.count * 2
        )
        for entry in old where entry.node != 0 { entries[slot(entry.node)] = entry }
    }

    /// The nodes with the greatest sums above 0, in the order of ``ScoredNode/isBefore(_:_:)``.
    func largest(_ most: Int) -> [ScoredNode] {
        ScoredNode.best(entries.filter { $0.node != 0 && $0.score > 0 }, most)
    }
}
