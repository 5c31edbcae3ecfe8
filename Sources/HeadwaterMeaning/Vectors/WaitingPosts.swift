import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents

/// Versions of posts that wait for a vector, in the order of the log.
///
/// Entries that no longer stand (edited since, deleted) stay until their turn; whoever takes them
/// looks them up in the catalog. Memory: 12 bytes a post.
struct WaitingPosts: Sendable {
    private(set) var positions: [UInt64] = []
    private(set) var posts: [UInt32] = []
    /// Entries before this one are gone; what they held is cut off now and then.
    private var start = 0

    var count: Int { positions.count - start }
    var indices: Range<Int> { start..<positions.count }

    /// Adds the newest version, and lets the oldest go where there are more than `limit`.
    mutating func append(_ post: PostID, at position: LogPosition, limit: Int) {
        positions.append(position.rawValue)
        posts.append(post.rawValue)
        trim(to: limit)
    }

    /// Adds versions that may lie anywhere, given in the order of the log, and lets the oldest go
    /// where there are more than `limit`.
    ///
    /// Complexity: O(entries + what lies behind the first of them).
    mutating func merge(_ entries: [(position: UInt64, post: UInt32)], limit: Int) {
        guard let least = entries.first?.position else { return }
        let place = first(above: least)
        let behind = (place..<positions.count).map { (positions[$0], posts[$0]) }
        positions.removeSubrange(place...)
        posts.removeSubrange(place...)
        var next = 0
        func add(_ entry: (position: UInt64, post: UInt32)) {
            positions.append(entry.position)
            posts.append(entry.post)
        }
        for entry in entries {
            while next < behind.count, behind[next].0 < entry.position {
                add(behind[next])
                next += 1
            }
            add(entry)
        }
        for entry in behind[next...] { add(entry) }
        trim(to: limit)
    }

    private mutating func trim(to limit: Int) {
        start += max(0, count - max(0, limit))
        if start > 4096, start * 2 > positions.count {
            positions.removeFirst(start)
            posts.removeFirst(start)
            start = 0
        }
    }

    /// The entries after one position and up to another.
    func range(after: LogPosition, through: LogPosition) -> Range<Int> {
        first(
            above: after.rawValue
        )..<max(
            first(above: after.rawValue),
            first(above: through.rawValue)
        )
    }

    /// Takes entries out.
    mutating func take(_ range: Range<Int>) -> [(position: UInt64, post: UInt32)] {
        let taken = range.map { (positions[$0], posts[$0]) }
        if range.lowerBound == start {
            start = range.upperBound
        } else {
            positions.removeSubrange(range)
            posts.removeSubrange(range)
        }
        return taken
    }

    private func first(above position: UInt64) -> Int {
        var low = start
        var high = positions.count
        while low < high {
            let middle = (low + high) / 2
            if positions[middle] <= position { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(Array(positions[start...]))
        writer.write(Array(posts[start...]))
    }

    init() {}

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        positions = try reader.readArray()
        posts = try reader.readArray()
        guard positions.count == posts.count,
            zip(positions, positions.dropFirst()).allSatisfy({ $0 < $1 })
        else { throw .malformed(offset: reader.offset, "what waits is out of order") }
    }
}
