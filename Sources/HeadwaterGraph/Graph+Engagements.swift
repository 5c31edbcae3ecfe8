import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents

extension Graph {
    /// How far back an account's list is searched for the post of a new engagement.
    ///
    /// A pair that is further back begins a second record, which changes what a list repeats and
    /// nothing else.
    static let pairLookback = 4_096
    /// Edges of deleted nodes that are taken away with each record.
    static let drainStep = 256
    /// Edges of a deleted node that are taken away at once.
    static let drainAtOnce = 1_024

    /// Counts an engagement, or one less.
    ///
    /// A further kind keeps the place and time of the first, so that taking it back leaves what was
    /// there before.
    mutating func count(
        _ kind: Engagement.Kind,
        _ actor: AccountID,
        _ post: PostID,
        on: Bool,
        _ catalog: Catalog
    ) {
        guard Tally.holds(kind) else { return }
        guard on else { return takeBack(kind, actor.rawValue, post.rawValue) }
        guard !catalog.isDeleted(post) else { return }
        let account = actor.rawValue
        engaged.prepare(clock, limits.engagements)
        let row = engaged.active.byAccount.row(account)
        if let index = engaged.active.byAccount.index(
            row,
            of: post.rawValue,
            before: row.count,
            lookback: Self.pairLookback
        ) {
            var tally = Tally(rawValue: engaged.active.byAccount.field(row, index, 2))
            tally.count(kind, on: true)
            engaged.active.byAccount.set(row, index, field: 2, to: tally.rawValue)
            return
        }
        var tally = Tally()
        tally.count(kind, on: true)
        engaged.active.byAccount.append(account, post.rawValue, clock, tally.rawValue)
        engaged.active.byPost.append(post.rawValue, account, clock)
    }

    /// Counts the newest engagement of a kind as undone; what stands no more leaves both sides.
    private mutating func takeBack(_ kind: Engagement.Kind, _ account: UInt32, _ post: UInt32) {
        for segment in (0..<engaged.count).reversed() {
            let isDone = engaged.update(segment) { segment in
                let row = segment.byAccount.row(account)
                var end = row.count
                while let index = segment.byAccount.index(row, of: post, before: end) {
                    var tally = Tally(rawValue: segment.byAccount.field(row, index, 2))
                    end = index
                    guard tally[kind] > 0 else { continue }
                    tally.count(kind, on: false)
                    guard tally.isEmpty else {
                        segment.byAccount.set(row, index, field: 2, to: tally.rawValue)
                        return true
                    }
                    let seconds = segment.byAccount.field(row, index, 1)
                    segment.byAccount.remove(account, index)
                    segment.byPost.remove(post, first: account, at: seconds)
                    return true
                }
                return false
            }
            if isDone { return }
        }
    }

    /// What an account has done to a post: a kind is above 0 where it stands in any segment.
    func standing(_ account: UInt32, _ post: UInt32) -> Tally {
        var bits: UInt32 = 0
        for segment in 0..<engaged.count {
            let list = engaged[segment].byAccount
            let row = list.row(account)
            if let index = list.index(
                row,
                of: post,
                before: row.count,
                lookback: Self.pairLookback
            ) {
                bits |= list.field(row, index, 2)
            }
        }
        return Tally(rawValue: bits)
    }

    // MARK: Deleted nodes

    /// What a deleted node was.
    enum Dying: UInt64 {
        case post = 0
        case account = 1
    }

    /// Takes the edges of a deleted node away: a good many at once, the rest of a much liked one
    /// with the records that follow, so that no record holds everything up.
    mutating func bury(_ kind: Dying, _ node: UInt32) {
        dying.append(kind.rawValue << 32 | UInt64(node))
        drain(Self.drainAtOnce)
    }

    /// Takes away at most about `budget` edges of nodes that are deleted.
    mutating func drain(_ budget: Int) {
        var left = budget
        while left > 0, let next = dying.first {
            let node = UInt32(truncatingIfNeeded: next)
            let isPost = next >> 32 == Dying.post.rawValue
            for segment in (0..<engaged.count).reversed() where left > 0 {
                engaged.update(segment) {
                    isPost ? $0.drain(post: node, &left) : $0.drain(account: node, &left)
                }
            }
            if !isPost {
                Self.drain(node, from: &followed, mirrored: &followers, &left)
                Self.drain(node, from: &followers, mirrored: &followed, &left)
            }
            if left > 0 { dying.removeFirst() }
        }
    }

    private static func drain(
        _ node: UInt32,
        from list: inout Adjacency,
        mirrored mirror: inout Adjacency,
        _ left: inout Int
    ) {
        while left > 0 {
            let row = list.row(node)
            guard row.count > 0 else { return }
            let other = list.field(row, row.count - 1, 0)
            let seconds = list.field(row, row.count - 1, 1)
            left -= mirror.cost(other, first: node, at: seconds)
            list.remove(node, row.count - 1)
            mirror.remove(other, first: node, at: seconds)
        }
    }
}

extension EngagementSegment {
    mutating func drain(post: UInt32, _ left: inout Int) {
        while left > 0 {
            let row = byPost.row(post)
            guard row.count > 0 else { return }
            let account = byPost.field(row, row.count - 1, 0)
            let seconds = byPost.field(row, row.count - 1, 1)
            left -= byAccount.cost(account, first: post, at: seconds)
            byPost.remove(post, row.count - 1)
            byAccount.remove(account, first: post, at: seconds)
        }
    }

    mutating func drain(account: UInt32, _ left: inout Int) {
        while left > 0 {
            let row = byAccount.row(account)
            guard row.count > 0 else { return }
            let post = byAccount.field(row, row.count - 1, 0)
            let seconds = byAccount.field(row, row.count - 1, 1)
            left -= byPost.cost(post, first: account, at: seconds)
            byAccount.remove(account, row.count - 1)
            byPost.remove(post, first: account, at: seconds)
        }
    }
}

extension Adjacency {
    /// What taking a record away costs, in edges: 1, and 1 for every 128 records that move.
    fileprivate func cost(_ node: UInt32, first: UInt32, at seconds: UInt32) -> Int {
        let row = row(node)
        guard let index = index(row, of: first, at: seconds) else { return 1 }
        return 1 + (row.count - index) / 128
    }
}
