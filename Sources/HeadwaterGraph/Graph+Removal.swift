import HeadwaterCatalog

extension Graph {
    /// How far from a list's new end a post is taken out of it.
    ///
    /// Taking out moves everything that came later, a million posts of a common language. A deleted
    /// post that lies further back stays where it is until its segment goes or everything behind it
    /// has gone: nobody is shown it, since readers look posts up in the catalog.
    static let removalReach = 1_024
    /// Deleted posts that are taken off the end of a list at once, at most: a few milliseconds.
    static let trimAtOnce = 65_536

    /// Takes a deleted post out of the lists by which it could be reached.
    ///
    /// Complexity: O(segments + ``removalReach``) for each of them, amortised.
    mutating func removeUses(of post: PostID, _ catalog: Catalog) {
        let seconds = catalog[post].received.wholeSeconds
        for (list, node) in Self.uses(of: post, catalog) {
            guard let segment = leaveUse(list, node, post.rawValue, at: seconds) else { continue }
            used.update(segment) { $0.trim(list, node, catalog) }
        }
    }

    /// Takes a post out of one list, and says in which segment it stood.
    @discardableResult
    mutating func leaveUse(
        _ list: Int,
        _ node: UInt32,
        _ post: UInt32,
        at seconds: UInt32
    ) -> Int? {
        guard let (segment, index) = find(list, node, post, at: seconds) else { return nil }
        used.update(segment) { $0.remove(list, node, index, reach: Self.removalReach) }
        return segment
    }

    /// Where a post stands in the lists of a node: by its time, which is all but always right, else
    /// among the newest of each.
    private func find(
        _ list: Int,
        _ node: UInt32,
        _ post: UInt32,
        at seconds: UInt32
    ) -> (segment: Int, index: Int)? {
        for segment in (0..<used.count).reversed() {
            let lists = used[segment].lists[list]
            if let index = lists.index(lists.row(node), of: post, at: seconds) {
                return (segment, index)
            }
        }
        for segment in (0..<used.count).reversed() {
            let lists = used[segment].lists[list]
            let row = lists.row(node)
            let found = lists.index(
                row,
                of: post,
                before: row.count,
                lookback: Self.editLookback
            )
            if let index = found { return (segment, index) }
        }
        return nil
    }
}

extension UseSegment {
    /// Takes a record out of the list of a node, unless more than `reach` came after it.
    mutating func remove(_ list: Int, _ node: UInt32, _ index: Int, reach: Int) {
        guard lists[list].count(node) - index <= reach else { return }
        change(list) { $0.remove(node, index) }
    }

    /// Takes deleted posts off the new end of a list, so that they hide nothing before them.
    mutating func trim(_ list: Int, _ node: UInt32, _ catalog: Catalog) {
        for _ in 0..<Graph.trimAtOnce {
            let row = lists[list].row(node)
            guard row.count > 0,
                catalog.isDeleted(PostID(lists[list].field(row, row.count - 1, 0)))
            else { return }
            change(list) { $0.remove(node, row.count - 1) }
        }
    }
}
