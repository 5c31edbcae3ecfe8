import HeadwaterCore

/// Lists of records, one for each of millions of nodes, that only grow at the end: the one kind of
/// edge of one time segment.
///
/// ```
/// node ─▶ page (1,024 rows of 8 bytes, made when first touched) ─▶ row: address, room, count
///          address ─▶ block in a chunk of 16,384 words: field 0 × room, field 1 × room, …
/// ```
///
/// A block's room is a power of two and doubles as it fills; freed blocks are zeroed, since
/// snapshots hold chunks as they are, and used again. Everything lies in small arrays, so that the
/// first write after a copy by value copies 64 KiB and not the whole. The second field is a time
/// that never falls along a list, which makes finding a record of known time a binary search.
///
/// The same operations give the same layout, which is part of the snapshot: what a copy that was
/// read back does later, it does in the same bytes, and the memory ceiling acts at the same record.
struct Adjacency: Sendable {
    /// Where a list lies; all bits 0 where there is none.
    ///
    /// The address is in bits 0–31, the count in 32–58, the logarithm of the room in 59–63.
    struct Row: BitwiseCopyable, Sendable {
        var bits: UInt64

        init(bits: UInt64 = 0) { self.bits = bits }

        init(address: UInt32, count: Int, exponent: Int) {
            bits = UInt64(address) | UInt64(count) << 32 | UInt64(exponent) << 59
        }

        var address: UInt32 { UInt32(truncatingIfNeeded: bits) }
        var count: Int { Int(truncatingIfNeeded: bits >> 32) & 0x7FF_FFFF }
        var exponent: Int { Int(truncatingIfNeeded: bits >> 59) }
        var room: Int { bits == 0 ? 0 : 1 << exponent }
        var chunk: Int { Int(address >> Adjacency.chunkShift) }
        var base: Int { Int(address) & (Adjacency.chunkWords - 1) }
    }

    static let chunkShift: UInt32 = 14
    static let chunkWords = 1 << 14
    static let pageShift: UInt32 = 10
    static let pageRows = 1 << 10
    /// What an array costs beside its elements.
    static let arrayBytes = 32
    /// The most that one list holds.
    static let longest = 0x7FF_FFFF

    /// The number of fields in a record, 1 to 3.
    let width: Int
    private(set) var pages: [[UInt64]] = []
    private(set) var chunks: [[UInt32]] = []
    /// Addresses of free blocks, by the logarithm of their room.
    private var free: [[UInt32]] = Array(repeating: [], count: 32)
    /// Words of the last shared chunk that are given away.
    private var used = Adjacency.chunkWords
    private var shared = 0
    /// The number of records in all lists.
    private(set) var recordCount = 0
    /// The bytes that it takes: a pure function of what has been applied.
    private(set) var byteCount = 0

    /// No lists yet; records have `width` fields.
    init(width: Int) {
        precondition((1...3).contains(width), "a record has 1 to 3 fields")
        self.width = width
    }

    // MARK: Reading

    /// Where the list of a node lies.
    ///
    /// Complexity: O(1), two look-ups.
    @inline(__always)
    func row(_ node: UInt32) -> Row {
        let page = Int(node >> Self.pageShift)
        guard page < pages.count else { return Row() }
        let place = Int(node) & (Self.pageRows - 1)
        guard place < pages[page].count else { return Row() }
        return Row(bits: pages[page][place])
    }

    /// One field of a record; record 0 is the oldest.
    @inline(__always)
    func field(_ row: Row, _ index: Int, _ field: Int) -> UInt32 {
        chunks[row.chunk][row.base &+ field << row.exponent &+ index]
    }

    /// The number of records of a node.
    func count(_ node: UInt32) -> Int { row(node).count }

    /// The newest record whose first field is `first`, among the newest `lookback` before `end`.
    ///
    /// Complexity: O(lookback).
    func index(_ row: Row, of first: UInt32, before end: Int, lookback: Int = .max) -> Int? {
        guard end > 0 else { return nil }
        let least = lookback < end ? end - lookback : 0
        let chunk = chunks[row.chunk]
        let words = chunk.span
        var index = end
        while index > least {
            index &-= 1
            if words[row.base &+ index] == first { return index }
        }
        return nil
    }

    /// The record whose first field is `first` and whose time is `seconds`.
    ///
    /// Complexity: O(log records + records of that second).
    func index(_ row: Row, of first: UInt32, at seconds: UInt32) -> Int? {
        var low = 0
        var high = row.count
        while low < high {
            let middle = (low + high) / 2
            if field(row, middle, 1) < seconds { low = middle + 1 } else { high = middle }
        }
        while low < row.count, field(row, low, 1) == seconds {
            if field(row, low, 0) == first { return low }
            low += 1
        }
        return nil
    }

    /// Copies the newest `most` records of a node to where `end` stands in `words`, record after
    /// record, the newest last; `end` moves to before them.
    func copy(_ node: UInt32, most: Int, into words: inout [UInt32], before end: inout Int) {
        let row = row(node)
        let taken = min(most, row.count)
        guard taken > 0 else { return }
        end -= taken * width
        for index in 0..<taken {
            for field in 0..<width {
                words[end + index * width + field] =
                    self.field(row, row.count - taken + index, field)
            }
        }
    }

    // MARK: Changing

    /// Adds a record at the new end of a list.
    ///
    /// Complexity: O(1) amortised.
    mutating func append(
        _ node: UInt32,
        _ first: UInt32,
        _ second: UInt32,
        _ third: UInt32 = 0
    ) {
        let page = Int(node >> Self.pageShift)
        let place = Int(node) & (Self.pageRows - 1)
        open(page)
        var row = Row(bits: pages[page][place])
        let count = row.count
        precondition(count < Self.longest, "a segment is closed before a list is this long")
        if count == row.room { row = grown(row) }
        pages[page][place] =
            Row(address: row.address, count: count + 1, exponent: row.exponent).bits
        let at = row.base &+ count
        let chunk = row.chunk
        chunks[chunk][at] = first
        if width > 1 { chunks[chunk][at &+ 1 << row.exponent] = second }
        if width > 2 { chunks[chunk][at &+ 2 << row.exponent] = third }
        recordCount &+= 1
    }

    /// Changes one field of a record.
    mutating func set(_ row: Row, _ index: Int, field: Int, to value: UInt32) {
        precondition(index < row.count && field < width, "no such record")
        chunks[row.chunk][row.base &+ field << row.exponent &+ index] = value
    }

    /// Takes a record away; the others keep their order.
    ///
    /// Complexity: O(records after it).
    mutating func remove(_ node: UInt32, _ index: Int) {
        let row = row(node)
        precondition(index < row.count, "no such record")
        guard row.count > 1 else { return removeAll(node) }
        for field in 0..<width {
            let base = row.base + field << row.exponent
            var at = base + index
            let last = base + row.count - 1
            while at < last {
                chunks[row.chunk][at] = chunks[row.chunk][at + 1]
                at += 1
            }
            chunks[row.chunk][last] = 0
        }
        pages[Int(node >> Self.pageShift)][Int(node) & (Self.pageRows - 1)] =
            Row(address: row.address, count: row.count - 1, exponent: row.exponent).bits
        recordCount -= 1
    }

    /// Empties a list and frees its block.
    mutating func removeAll(_ node: UInt32) {
        let row = row(node)
        guard row.bits != 0 else { return }
        release(row)
        pages[Int(node >> Self.pageShift)][Int(node) & (Self.pageRows - 1)] = 0
        recordCount -= row.count
    }

    // MARK: Blocks

    private mutating func open(_ page: Int) {
        if page >= pages.count {
            byteCount += (page + 1 - pages.count) * MemoryLayout<[UInt64]>.stride
            pages.append(contentsOf: repeatElement([], count: page + 1 - pages.count))
        }
        guard pages[page].isEmpty else { return }
        pages[page] = [UInt64](repeating: 0, count: Self.pageRows)
        byteCount += Self.pageRows * 8 + Self.arrayBytes
    }

    private mutating func grown(_ old: Row) -> Row {
        let exponent = old.bits == 0 ? 1 : old.exponent + 1
        let new = Row(address: take(exponent), count: old.count, exponent: exponent)
        for field in 0..<width {
            let source = old.base &+ field << old.exponent
            let target = new.base &+ field << exponent
            for index in 0..<old.count {
                chunks[new.chunk][target &+ index] = chunks[old.chunk][source &+ index]
            }
        }
        if old.bits != 0 { release(old) }
        return new
    }

    private mutating func take(_ exponent: Int) -> UInt32 {
        if let address = free[exponent].popLast() {
            byteCount -= 4
            return address
        }
        let words = width << exponent
        if words > Self.chunkWords {
            addChunk(words)
            return UInt32(chunks.count - 1) << Self.chunkShift
        }
        if used + words > Self.chunkWords {
            shared = chunks.count
            addChunk(Self.chunkWords)
            used = 0
        }
        defer { used += words }
        return UInt32(shared) << Self.chunkShift | UInt32(used)
    }

    private mutating func addChunk(_ words: Int) {
        precondition(chunks.count < 1 << 18, "a segment is closed before it has so many chunks")
        chunks.append([UInt32](repeating: 0, count: words))
        byteCount += words * 4 + Self.arrayBytes
    }

    private mutating func release(_ row: Row) {
        let chunk = row.chunk
        for index in row.base..<row.base + width << row.exponent { chunks[chunk][index] = 0 }
        free[row.exponent].append(row.address)
        byteCount += 4
    }
}

extension Adjacency {
    /// Writes all of it, as it lies.
    func encode(into writer: inout ByteWriter) {
        writer.write(UInt32(width))
        writer.write(UInt32(pages.count))
        for page in pages {
            writer.write(!page.isEmpty)
            if !page.isEmpty { writer.write(page) }
        }
        writer.write(UInt32(chunks.count))
        for chunk in chunks { writer.write(chunk) }
        for addresses in free { writer.write(addresses) }
        writer.write(UInt64(used))
        writer.write(UInt64(shared))
        writer.write(UInt64(recordCount))
    }

    /// Reads what ``encode(into:)`` wrote, and checks that every list lies inside its chunk.
    init(from reader: inout ByteReader, width: Int) throws(ByteReaderError) {
        self.init(width: width)
        guard try reader.read(UInt32.self) == UInt32(width) else {
            throw .malformed(offset: reader.offset, "a list's records have another width")
        }
        for _ in 0..<(try reader.read(UInt32.self)) {
            let page: [UInt64] = try reader.readBool() ? reader.readArray() : []
            guard page.isEmpty || page.count == Self.pageRows else {
                throw .malformed(offset: reader.offset, "a page of rows has another length")
            }
            pages.append(page)
        }
        for _ in 0..<(try reader.read(UInt32.self)) { chunks.append(try reader.readArray()) }
        for exponent in free.indices { free[exponent] = try reader.readArray() }
        used = Int(truncatingIfNeeded: try reader.read(UInt64.self))
        shared = Int(truncatingIfNeeded: try reader.read(UInt64.self))
        recordCount = Int(truncatingIfNeeded: try reader.read(UInt64.self))
        guard isSound else {
            throw .malformed(offset: reader.offset, "lists and where they lie don't add up")
        }
        byteCount =
            pages.count * MemoryLayout<[UInt64]>.stride
            + pages.reduce(0) { $0 + ($1.isEmpty ? 0 : Self.pageRows * 8 + Self.arrayBytes) }
            + chunks.reduce(0) { $0 + $1.count * 4 + Self.arrayBytes }
            + free.reduce(0) { $0 + $1.count * 4 }
    }

    /// Whether rows, free blocks and counters fit the chunks.
    private var isSound: Bool {
        func fits(_ row: Row) -> Bool {
            row.exponent > 0 && row.exponent < 28 && row.count <= row.room
                && row.chunk < chunks.count
                && row.base + width << row.exponent <= chunks[row.chunk].count
        }
        var records = 0
        for page in pages {
            for bits in page where bits != 0 {
                guard fits(Row(bits: bits)) else { return false }
                records += Row(bits: bits).count
            }
        }
        for (exponent, addresses) in free.enumerated() {
            for address in addresses {
                guard fits(Row(address: address, count: 0, exponent: exponent)) else {
                    return false
                }
            }
        }
        guard records == recordCount, (0...Self.chunkWords).contains(used) else { return false }
        return used == Self.chunkWords
            || chunks.indices.contains(shared) && chunks[shared].count == Self.chunkWords
    }
}
