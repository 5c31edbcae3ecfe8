public import HeadwaterCore

/// Short lists of records, one for each of millions of nodes, in a few flat pools of 32-bit words.
///
/// Every list is a ring: records go in at the new end, and where a limit is given the oldest makes
/// room. A ring lives in one block whose room is a power of two and doubles as it fills; blocks
/// come from chunks of 65,536 words, and freed ones are used again, so that a node with two records
/// costs 16 bytes and the records, and nothing moves when the pool grows.
///
/// A snapshot holds what the rings hold and nothing of where they lie, so equal contents give
/// equal bytes, whatever way they came about.
public struct Rings: Sendable {
    /// Where a ring lies: 16 bytes a node.
    struct Row: BitwiseCopyable, Sendable {
        /// The chunk in the upper half, the word in it in the lower.
        var address: UInt32 = 0
        /// The record that is the oldest.
        var head: UInt32 = 0
        var count: UInt32 = 0
        /// The records that the block has room for, 0 or a power of two.
        var room: UInt32 = 0
    }

    static let chunkWords = 1 << 16

    /// The number of words in a record, 1 to 3.
    public let width: Int
    private var rows: [Row] = []
    private var chunks: [[UInt32]] = []
    /// Words of the last shared chunk that are given away.
    private var used = Rings.chunkWords
    private var shared = 0
    /// Addresses of free blocks, by the logarithm of their room.
    private var free: [[UInt32]] = Array(repeating: [], count: 33)

    /// No rings yet; records have `width` words.
    public init(width: Int) {
        precondition((1...3).contains(width), "a record has 1 to 3 words")
        self.width = width
    }

    /// No rings yet, but the rows of `nodes` nodes, where it is known that all will come.
    public init(width: Int, nodes: Int) {
        self.init(width: width)
        rows = [Row](repeating: Row(), count: nodes)
    }

    /// The number of nodes that have been given a ring, empty or not.
    public var nodeCount: Int { rows.count }

    /// The number of nodes whose list isn't empty.
    ///
    /// Complexity: O(nodes).
    public var filledCount: Int { rows.reduce(0) { $0 + ($1.count > 0 ? 1 : 0) } }

    /// The bytes that it takes.
    public var byteCount: Int {
        rows.capacity * MemoryLayout<Row>.stride + chunks.reduce(0) { $0 + $1.count * 4 }
            + free.reduce(0) { $0 + $1.capacity * 4 }
    }

    /// The number of records of a node.
    public func count(_ node: UInt32) -> Int {
        Int(node) < rows.count ? Int(rows[Int(node)].count) : 0
    }

    /// The records of a node, the newest first.
    ///
    /// Valid until the next change.
    public subscript(_ node: UInt32) -> Ring {
        guard Int(node) < rows.count, rows[Int(node)].count > 0 else { return .empty }
        let row = rows[Int(node)]
        return Ring(
            chunk: chunks[Int(row.address >> 16)],
            base: Int(row.address & 0xFFFF),
            last: Int(row.head &+ row.count &- 1),
            mask: Int(row.room) - 1,
            count: Int(row.count),
            width: width
        )
    }

    /// The place of the newest record of a node whose first word is `first`; record 0 is the
    /// newest.
    ///
    /// While rings are being changed, this and ``word(_:_:_:)`` are the way to look at them: a
    /// ``Ring`` held across a change would have its whole chunk copied. Complexity: O(records).
    public func place(_ node: UInt32, of first: UInt32) -> Int? {
        guard Int(node) < rows.count else { return nil }
        let row = rows[Int(node)]
        let chunk = Int(row.address >> 16)
        var index = row.count
        while index > 0 {
            index -= 1
            if chunks[chunk][slot(row, index)] == first { return Int(row.count - 1 - index) }
        }
        return nil
    }

    /// One word of a record, which is counted from the newest.
    public func word(_ node: UInt32, _ place: Int, _ word: Int = 0) -> UInt32 {
        let row = rows[Int(node)]
        precondition(place < Int(row.count) && word < width, "no such record")
        return chunks[Int(row.address >> 16)][slot(row, row.count - 1 - UInt32(place)) + word]
    }

    /// Adds a record as the newest; where there are `limit` already, the oldest goes.
    ///
    /// Complexity: O(1) amortised.
    public mutating func push(
        _ node: UInt32,
        _ first: UInt32,
        _ second: UInt32 = 0,
        _ third: UInt32 = 0,
        limit: Int = .max
    ) {
        let index = Int(node)
        if index >= rows.count {
            rows.append(contentsOf: repeatElement(Row(), count: index + 1 - rows.count))
        }
        while Int(rows[index].count) >= max(limit, 1) { dropOldest(node) }
        if rows[index].count == rows[index].room { grow(index) }
        let row = rows[index]
        rows[index].count += 1
        write(row, at: row.count, first, second, third)
    }

    /// Takes the oldest record away.
    public mutating func dropOldest(_ node: UInt32) {
        let index = Int(node)
        guard index < rows.count, rows[index].count > 0 else { return }
        rows[index].head = (rows[index].head + 1) & (rows[index].room - 1)
        rows[index].count -= 1
    }

    /// Changes one word of a record, which is counted from the newest.
    public mutating func set(_ node: UInt32, _ place: Int, word: Int, to value: UInt32) {
        let row = rows[Int(node)]
        precondition(place < Int(row.count) && word < width, "no such record")
        let at = slot(row, row.count - 1 - UInt32(place)) + word
        chunks[Int(row.address >> 16)][at] = value
    }

    /// Takes a record away, counted from the newest; the others keep their order.
    ///
    /// Complexity: O(place).
    public mutating func remove(_ node: UInt32, _ place: Int) {
        let row = rows[Int(node)]
        precondition(place < Int(row.count), "no such record")
        let chunk = Int(row.address >> 16)
        var index = row.count - 1 - UInt32(place)
        while index + 1 < row.count {
            let to = slot(row, index)
            let from = slot(row, index + 1)
            for word in 0..<width { chunks[chunk][to + word] = chunks[chunk][from + word] }
            index += 1
        }
        rows[Int(node)].count -= 1
        if row.count == 1 { removeAll(node) }
    }

    /// Takes away the newest record whose first word is `first`, and says whether there was one.
    @discardableResult
    public mutating func remove(_ node: UInt32, first: UInt32) -> Bool {
        guard let place = place(node, of: first) else { return false }
        remove(node, place)
        return true
    }

    /// Empties a node's ring and frees its block.
    public mutating func removeAll(_ node: UInt32) {
        guard Int(node) < rows.count else { return }
        release(rows[Int(node)])
        rows[Int(node)] = Row()
    }

    // MARK: Blocks

    private func slot(_ row: Row, _ index: UInt32) -> Int {
        Int(row.address & 0xFFFF) + Int((row.head &+ index) & (row.room - 1)) * width
    }

    private mutating func write(
        _ row: Row,
        at index: UInt32,
        _ first: UInt32,
        _ second: UInt32,
        _ third: UInt32
    ) {
        let chunk = Int(row.address >> 16)
        let at = slot(row, index)
        chunks[chunk][at] = first
        if width > 1 { chunks[chunk][at + 1] = second }
        if width > 2 { chunks[chunk][at + 2] = third }
    }

    private mutating func grow(_ index: Int) {
        let old = rows[index]
        var new = Row()
        new.room = old.room == 0 ? 2 : old.room * 2
        new.address = take(room: Int(new.room))
        new.count = old.count
        let from = Int(old.address >> 16)
        let to = Int(new.address >> 16)
        for record in 0..<old.count {
            let source = slot(old, record)
            let target = slot(new, record)
            for word in 0..<width { chunks[to][target + word] = chunks[from][source + word] }
        }
        release(old)
        rows[index] = new
    }

    private mutating func take(room: Int) -> UInt32 {
        if let address = free[room.trailingZeroBitCount].popLast() { return address }
        let words = room * width
        if words > Self.chunkWords {
            chunks.append([UInt32](repeating: 0, count: words))
            return UInt32(chunks.count - 1) << 16
        }
        if used + words > Self.chunkWords {
            shared = chunks.count
            chunks.append([UInt32](repeating: 0, count: Self.chunkWords))
            used = 0
        }
        defer { used += words }
        precondition(chunks.count <= 1 << 16, "a pool of rings holds at most 2^32 words")
        return UInt32(shared) << 16 | UInt32(used)
    }

    private mutating func release(_ row: Row) {
        guard row.room > 0 else { return }
        free[Int(row.room).trailingZeroBitCount].append(row.address)
    }
}

/// The records of one node, to look at.
public struct Ring: Sendable {
    @usableFromInline let chunk: [UInt32]
    @usableFromInline let base: Int
    @usableFromInline let last: Int
    @usableFromInline let mask: Int
    /// The number of records.
    public let count: Int
    @usableFromInline let width: Int

    static let empty = Ring(chunk: [], base: 0, last: 0, mask: 0, count: 0, width: 1)

    @usableFromInline
    init(chunk: [UInt32], base: Int, last: Int, mask: Int, count: Int, width: Int) {
        self.chunk = chunk
        self.base = base
        self.last = last
        self.mask = mask
        self.count = count
        self.width = width
    }

    /// A ring over records of `width` words that lie one after another, the newest last.
    init(newestLast words: [UInt32], width: Int) {
        let count = words.count / width
        self.init(chunk: words, base: 0, last: count - 1, mask: .max, count: count, width: width)
    }

    /// One word of a record; record 0 is the newest.
    @inlinable
    public subscript(_ place: Int, word: Int = 0) -> UInt32 {
        chunk[base &+ ((last &- place) & mask) &* width &+ word]
    }

    /// The place of the newest record whose first word is `first`.
    ///
    /// Complexity: O(count).
    @inlinable
    public func place(of first: UInt32) -> Int? {
        for place in 0..<count where self[place] == first { return place }
        return nil
    }
}

extension Rings {
    /// Writes what the rings hold, in the order of the nodes, the oldest record first.
    public func encode(into writer: inout ByteWriter) {
        writer.write(UInt32(width))
        writer.write(rows.map(\.count))
        var words: [UInt32] = []
        words.reserveCapacity(rows.reduce(0) { $0 + Int($1.count) } * width)
        for row in rows {
            let chunk = Int(row.address >> 16)
            for record in 0..<row.count {
                let at = slot(row, record)
                for word in 0..<width { words.append(chunks[chunk][at + word]) }
            }
        }
        writer.write(words)
    }

    /// Reads what ``encode(into:)`` wrote.
    public init(from reader: inout ByteReader, width: Int) throws(ByteReaderError) {
        self.init(width: width)
        guard try reader.read(UInt32.self) == UInt32(width) else {
            throw .malformed(offset: reader.offset, "a ring's records have another width")
        }
        let counts: [UInt32] = try reader.readArray()
        let words: [UInt32] = try reader.readArray()
        let total = counts.reduce(UInt64(0)) { $0 + UInt64($1) }
        guard total * UInt64(width) == UInt64(words.count) else {
            throw .malformed(offset: reader.offset, "rings and their records don't add up")
        }
        rows = [Row](repeating: Row(), count: counts.count)
        var next = 0
        for (node, count) in counts.enumerated() where count > 0 {
            var room: UInt32 = 2
            while room < count { room *= 2 }
            rows[node].room = room
            rows[node].address = take(room: Int(room))
            rows[node].count = count
            let chunk = Int(rows[node].address >> 16)
            let at = Int(rows[node].address & 0xFFFF)
            let end = Int(count) * width
            for word in 0..<end { chunks[chunk][at + word] = words[next + word] }
            next += end
        }
    }
}

extension Ring {
    /// The first words of all records, the newest first.
    public var firsts: [UInt32] { (0..<count).map { self[$0] } }
}
