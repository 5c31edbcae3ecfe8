import HeadwaterCore

/// Lists of numbers, one for each of millions of nodes, that are only ever added to: what has to be
/// found again when an account ends.
///
/// Every entry names the one before it of the same node. Memory: 8 bytes an entry, 4 a node, in
/// arrays without pointers, so that a copy by value costs one move of memory.
struct Chains: Sendable {
    /// The newest entry of each node, plus 1; 0 where it has none.
    private var heads: [UInt32] = []
    private var values: [UInt32] = []
    /// The entry before each of the same node, plus 1; 0 where there is none.
    private var previous: [UInt32] = []

    /// Adds a number to the list of a node.
    ///
    /// Complexity: O(1) amortised.
    mutating func add(_ value: UInt32, to node: UInt32) {
        let node = Int(node)
        if node >= heads.count {
            heads.append(contentsOf: repeatElement(0, count: node + 1 - heads.count))
        }
        values.append(value)
        previous.append(heads[node])
        heads[node] = UInt32(values.count)
    }

    /// The numbers of a node, each once, in ascending order.
    ///
    /// Complexity: O(entries log entries), of this node.
    func values(of node: UInt32) -> [UInt32] {
        guard Int(node) < heads.count else { return [] }
        var found: [UInt32] = []
        var next = heads[Int(node)]
        while next != 0 {
            found.append(values[Int(next) - 1])
            next = previous[Int(next) - 1]
        }
        found.sort()
        var kept = 0
        for index in found.indices where kept == 0 || found[index] != found[kept - 1] {
            found[kept] = found[index]
            kept += 1
        }
        found.removeLast(found.count - kept)
        return found
    }
}

extension Catalog {
    /// Notes that two accounts have, or had, a tie.
    mutating func noteTie(_ key: UInt64) {
        let (actor, subject) = (UInt32(key >> 32), UInt32(truncatingIfNeeded: key))
        ties.add(subject, to: actor)
        if subject != actor { ties.add(actor, to: subject) }
    }

    /// Notes that an account holds, or held, a state of a post.
    mutating func noteState(_ key: UInt64) {
        held.add(UInt32(truncatingIfNeeded: key), to: UInt32(key >> 32))
    }

    /// Makes the lists anew that follow from the rest of a snapshot, which doesn't hold them.
    mutating func relink(_ offset: Int) throws(ByteReaderError) {
        for index in postRows.indices.dropFirst() where postRows[index].author != .none {
            let author = postRows[index].author.rawValue
            guard Int(author) < accountRows.count else {
                throw .malformed(offset: offset, "a post's author isn't there")
            }
            authored.add(UInt32(index), to: author)
        }
        for table in edges {
            for key in table.map.keys where key != 0 {
                guard Int(key >> 32) < accountRows.count,
                    Int(key & 0xFFFF_FFFF) < accountRows.count
                else { throw .malformed(offset: offset, "an account of a tie isn't there") }
                noteTie(key)
            }
        }
        for table in states {
            for key in table.map.keys where key != 0 {
                guard Int(key >> 32) < accountRows.count, Int(key & 0xFFFF_FFFF) < postRows.count
                else { throw .malformed(offset: offset, "what a state names isn't there") }
                noteState(key)
            }
        }
    }
}
