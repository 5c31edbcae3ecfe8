import HeadwaterCore

/// Where a hit stands: by score, then newer first, then by post.
struct RankKey: Sendable, Hashable {
    var score: Double
    var time: Int64
    var post: UInt32

    /// Whether it comes before another.
    func isBefore(_ other: RankKey) -> Bool {
        if score != other.score { return score > other.score }
        if time != other.time { return time > other.time }
        return post < other.post
    }
}

/// The best documents so far, the best first, at most `limit` of them.
struct Collector: Sendable {
    let limit: Int
    /// Only what comes after it counts; nil for all.
    let after: RankKey?
    private(set) var hits: [(key: RankKey, document: Int)] = []

    init(limit: Int, after: RankKey? = nil) {
        self.limit = limit
        self.after = after
    }

    var isFull: Bool { hits.count >= limit }

    /// The key that a new document must come before, once there are enough.
    var bar: RankKey? { isFull ? hits.last?.key : nil }

    /// Whether a document with this key would be among the best.
    func wants(_ key: RankKey) -> Bool {
        if let after, !after.isBefore(key) { return false }
        guard let bar else { return limit > 0 }
        return key.isBefore(bar)
    }

    /// Adds a document that is wanted.
    ///
    /// Complexity: O(limit).
    mutating func add(_ key: RankKey, document: Int) {
        var low = 0
        var high = hits.count
        while low < high {
            let middle = (low + high) / 2
            if hits[middle].key.isBefore(key) { low = middle + 1 } else { high = middle }
        }
        if hits.count == limit { hits.removeLast() }
        hits.insert((key, document), at: low)
    }
}
