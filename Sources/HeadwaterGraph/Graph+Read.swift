public import HeadwaterCatalog
public import HeadwaterCore

/// What an account engaged with, the newest first.
public struct Engagements: Sendable {
    @usableFromInline let ring: Ring

    init(ring: Ring) { self.ring = ring }

    /// The number of posts.
    @inlinable public var count: Int { ring.count }

    /// The number of the post.
    @inlinable
    public func other(_ place: Int) -> UInt32 { ring[place] }

    /// The moment of the first engagement that still stands, in whole seconds since 1970.
    @inlinable
    public func seconds(_ place: Int) -> UInt32 { ring[place, 1] }

    /// What was done.
    @inlinable
    public func tally(_ place: Int) -> Tally { Tally(rawValue: ring[place, 2]) }
}

/// Who engaged with a post, the newest first.
public struct Engagers: Sendable {
    @usableFromInline let ring: Ring

    init(ring: Ring) { self.ring = ring }

    /// The number of accounts.
    @inlinable public var count: Int { ring.count }

    /// The number of the account.
    @inlinable
    public func other(_ place: Int) -> UInt32 { ring[place] }

    /// The moment of the first engagement that still stands, in whole seconds since 1970.
    @inlinable
    public func seconds(_ place: Int) -> UInt32 { ring[place, 1] }
}

extension Graph {
    /// What an account has done to a post: a kind is above 0 where it stands.
    ///
    /// Where it was done in the stretches of several segments, numbers above 1 mean no more than
    /// that. Complexity: O(what the account engaged with, at most 4,096 in each segment).
    public func done(by account: AccountID, to post: PostID) -> Tally {
        standing(account.rawValue, post.rawValue)
    }

    /// The newest records of a node over some lists, of which the last is the newest.
    func gather(
        _ node: UInt32,
        most: Int,
        width: Int,
        _ count: Int,
        list: (Int) -> Adjacency
    ) -> Ring {
        var total = 0
        var first = count
        while first > 0, total < most {
            first -= 1
            total += list(first).count(node)
        }
        total = min(total, most)
        guard total > 0 else { return .empty }
        var words = [UInt32](repeating: 0, count: total * width)
        var end = words.count
        for index in stride(from: count - 1, through: first, by: -1) {
            list(index).copy(node, most: end / width, into: &words, before: &end)
        }
        return Ring(newestLast: words, width: width)
    }

    /// The newest posts that a node of a kind leads to.
    func posts(_ kind: UseKind, _ node: UInt32, most: Int) -> Ring {
        gather(node, most: most, width: 2, used.count) { used[$0].lists[Int(kind.rawValue)] }
    }

    // MARK: Figures

    /// The number of accounts that engaged with a post.
    ///
    /// Complexity: O(accounts × segments).
    public var viewerCount: Int {
        var count = 0
        let tables = (0..<engaged.count).map { engaged[$0].byAccount }
        for page in 0..<(tables.map(\.pages.count).max() ?? 0) {
            let rows = tables.filter { page < $0.pages.count && !$0.pages[page].isEmpty }
            guard !rows.isEmpty else { continue }
            for place in 0..<Adjacency.pageRows
            where rows.contains(where: { $0.pages[page][place] != 0 }) { count += 1 }
        }
        return count
    }

    /// The number of engagements, counting a pair of account and post once a segment.
    public var engagementCount: Int {
        (0..<engaged.count).reduce(0) { $0 + engaged[$1].byAccount.recordCount }
    }

    /// The number of follows.
    public var followCount: Int { followed.recordCount }

    /// The number of segments that hold engagements.
    public var segmentCount: Int { engaged.count }

    /// The bytes that it takes.
    public var byteCount: Int {
        engaged.byteCount + used.byteCount + followed.byteCount + followers.byteCount
            + dying.count * 8
    }
}

extension Timestamp {
    /// Whole seconds since 1970, as views store them; good until 2106.
    public var wholeSeconds: UInt32 { UInt32(clamping: milliseconds / 1000) }
}
