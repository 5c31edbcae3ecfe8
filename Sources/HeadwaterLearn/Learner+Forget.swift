import HeadwaterCatalog
import HeadwaterCore

/// The posts of deleted accounts, whose attributes are being forgotten.
///
/// An account may have a hundred thousand posts: they are forgotten in parts, with the records that
/// follow, so that none holds the others up; an erasure forgets what is left of them first.
struct LeavingPosts: Sendable {
    /// Of how many posts the attributes are forgotten with one record.
    static let perRecord = 256

    private(set) var posts: [PostID] = []

    /// Puts posts behind the others.
    mutating func append(_ more: [PostID]) { posts.append(contentsOf: more) }

    /// Forgets the attributes of at most so many posts.
    mutating func forget(_ most: Int, from features: inout FeatureState) {
        guard !posts.isEmpty else { return }
        for post in posts.suffix(most) { features.forget(post: post) }
        posts.removeLast(min(most, posts.count))
    }

    func encode(into writer: inout ByteWriter) { writer.write(posts.map(\.rawValue)) }

    init() {}

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        posts = try reader.readArray(of: UInt32.self).map { PostID($0) }
    }
}

extension Learner {
    /// Begins to forget the attributes of the posts of an account that is deleted.
    ///
    /// Complexity: that of listing its posts; what is forgotten of them at once is bounded.
    mutating func forgetPosts(of account: AccountID, _ catalog: Catalog) {
        let posts = catalog.posts(by: [account])
        // More than there are posts would be the same ones again, of an account that comes and
        // goes.
        if leaving.posts.count + posts.count > catalog.postCount {
            leaving.forget(.max, from: &features)
        }
        leaving.append(posts)
        leaving.forget(LeavingPosts.perRecord, from: &features)
    }
}
