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

/// Sums by post: a table of open addressing that one question fills and throws away.
///
/// The order of what it gives depends on the sums alone, never on where they lie.
struct PostSums {
    private var keys: [UInt32]
    private var sums: [Float]
    private(set) var count = 0

    init(room: Int = 1_024) {
        var size = 16
        while size < room * 2 { size *= 2 }
        keys = [UInt32](repeating: 0, count: size)
        sums = [Float](repeating: 0, count: size)
    }

    /// The slot of a post, where it is or would be.
    private func slot(_ post: UInt32) -> Int {
        let mask = keys.count &- 1
        var slot = Int(truncatingIfNeeded: UInt64(post) &* 0x9E37_79B9_7F4A_7C15 >> 32) & mask
        while keys[slot] != 0, keys[slot] != post { slot = (slot &+ 1) & mask }
        return slot
    }

    /// What has been added for a post.
    subscript(_ post: PostID) -> Float {
        let slot = slot(post.rawValue)
        return keys[slot] == 0 ? 0 : sums[slot]
    }

    /// Adds to the sum of a post.
    ///
    /// Complexity: O(1) amortised.
    mutating func add(_ post: UInt32, _ value: Float) {
        guard post != 0 else { return }
        let place = slot(post)
        sums[place] += value
        guard keys[place] == 0 else { return }
        keys[place] = post
        count += 1
        if count * 4 > keys.count * 3 { grow() }
    }

    private mutating func grow() {
        let old = (keys, sums)
        keys = [UInt32](repeating: 0, count: old.0.count * 2)
        sums = [Float](repeating: 0, count: old.0.count * 2)
        for index in old.0.indices where old.0[index] != 0 {
            let place = slot(old.0[index])
            keys[place] = old.0[index]
            sums[place] = old.1[index]
        }
    }

    /// The posts with a sum above 0, in the order of the table.
    var all: [ScoredPost] {
        var found: [ScoredPost] = []
        found.reserveCapacity(count)
        for index in keys.indices where sums[index] > 0 {
            found.append(ScoredPost(PostID(keys[index]), sums[index]))
        }
        return found
    }

    /// The posts with the greatest sums, in the order of ``ScoredPost/isBefore(_:_:)``.
    func largest(_ most: Int) -> [ScoredPost] {
        Array(all.sorted(by: ScoredPost.isBefore).prefix(max(0, most)))
    }
}
