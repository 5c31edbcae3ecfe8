import HeadwaterCatalog
import HeadwaterCore

/// The posts that lead by a value which changes and fades: bounded, and cheap to keep up.
///
/// It knows who leads, not by how much; whoever reads it asks for the values of the moment. The
/// last is remembered, so that most posts that don't lead are turned away by one comparison.
struct Board: Sendable {
    private(set) var posts: [PostID] = []
    private var last = PostID.none
    private var lastValue: Float = 0
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Offers a post whose value has grown; `value` gives the values of this moment.
    mutating func offer(_ post: PostID, _ value: (PostID) -> Float) {
        if posts.contains(post) { return }
        guard posts.count >= limit else {
            posts.append(post)
            if posts.count == limit { findLast(value) }
            return
        }
        let own = value(post)
        // The last may have grown since; then another is last.
        if value(last) > lastValue { findLast(value) }
        guard own > value(last), let place = posts.firstIndex(of: last) else { return }
        posts[place] = post
        findLast(value)
    }

    /// Takes a post off.
    mutating func remove(_ post: PostID) {
        guard let place = posts.firstIndex(of: post) else { return }
        posts.remove(at: place)
    }

    private mutating func findLast(_ value: (PostID) -> Float) {
        var least = Float.infinity
        for post in posts {
            let own = value(post)
            if own < least || (own == least && post < last) {
                least = own
                last = post
            }
        }
        lastValue = least
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(posts.map(\.rawValue))
        writer.write(last.rawValue)
        writer.write(lastValue)
    }

    init(from reader: inout ByteReader, limit: Int) throws(ByteReaderError) {
        self.limit = limit
        posts = try reader.readArray(of: UInt32.self).map { PostID($0) }
        last = PostID(try reader.read())
        lastValue = try reader.readFloat()
        guard posts.count <= limit else {
            throw .malformed(offset: reader.offset, "a board has too many posts")
        }
    }
}
