public import HeadwaterCatalog

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

extension ScoredPost {
    /// The best of a list, in the order of ``isBefore(_:_:)``.
    ///
    /// Complexity: O(n + most log most) expected: what can't be among the best isn't sorted.
    static func best(_ list: consuming [ScoredPost], _ most: Int) -> [ScoredPost] {
        guard most > 0 else { return [] }
        var low = 0
        var high = list.count - 1
        // Quickselect: posts differ, so the order is strict and the result the same whatever pivot.
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
}

/// Sums by post: a table of open addressing that one question fills and throws away.
///
/// What it gives depends on the sums alone, never on where they lie.
struct PostSums {
    private struct Entry: BitwiseCopyable {
        var post: UInt32 = 0
        var sum: Float = 0
    }

    private var entries: [Entry]
    private(set) var count = 0

    init(room: Int = 1_024) {
        var size = 16
        while size < room * 2 { size *= 2 }
        entries = [Entry](repeating: Entry(), count: size)
    }

    /// The slot of a post, where it is or would be.
    private func slot(_ post: UInt32) -> Int {
        let mask = entries.count &- 1
        var slot = Int(truncatingIfNeeded: UInt64(post) &* 0x9E37_79B9_7F4A_7C15 >> 32) & mask
        while entries[slot].post != 0, entries[slot].post != post { slot = (slot &+ 1) & mask }
        return slot
    }

    /// What has been added for a post.
    subscript(_ post: PostID) -> Float { entries[slot(post.rawValue)].sum }

    /// Adds to the sum of a post.
    ///
    /// Complexity: O(1) amortised.
    mutating func add(_ post: UInt32, _ value: Float) {
        guard post != 0 else { return }
        let place = slot(post)
        entries[place].sum += value
        guard entries[place].post == 0 else { return }
        entries[place].post = post
        count += 1
        if count * 2 > entries.count { grow() }
    }

    private mutating func grow() {
        let old = entries
        entries = [Entry](repeating: Entry(), count: old.count * 2)
        for entry in old where entry.post != 0 { entries[slot(entry.post)] = entry }
    }

    /// The posts with a sum above 0, in the order of the table.
    var all: [ScoredPost] {
        var found: [ScoredPost] = []
        found.reserveCapacity(count)
        for entry in entries where entry.sum > 0 {
            found.append(ScoredPost(PostID(entry.post), entry.sum))
        }
        return found
    }

    /// The posts with the greatest sums, in the order of ``ScoredPost/isBefore(_:_:)``.
    func largest(_ most: Int) -> [ScoredPost] { ScoredPost.best(all, most) }
}
