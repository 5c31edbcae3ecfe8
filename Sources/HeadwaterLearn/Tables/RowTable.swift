import HeadwaterCore

/// What stands in a ``RowTable``: plain values that know when and how often they were met.
protocol TableRow: Sendable, BitwiseCopyable {
    /// The hour, since 1970, at which it was last met.
    var hour: Float { get }
    /// How often it was met.
    var count: Float { get }
    /// Writes all of it.
    func encode(into writer: inout ByteWriter)
    /// Reads what ``encode(into:)`` wrote, and refuses what can't be.
    init(from reader: inout ByteReader) throws(ByteReaderError)
}

/// Rows by 64-bit key, grown as they come and bounded by a limit.
///
/// Slots of eight bytes (half the key's hash and the row's number) over rows in the order of their
/// arrival, so a look-up touches one slot and one row, and an empty table is a few hundred bytes.
/// Where the limit is reached a new row takes the place of another: of a few rows after a hand that
/// goes round, the one that was met longest ago, and least often among those, leaves. So nothing
/// ever stops for a sweep, and the same operations give the same table, bit for bit.
///
/// Two keys share a row where 32 bits of their hashes and their place agree: once in some 10⁹ keys.
/// Memory: a row and 8 bytes each, and 8 bytes / load for slots, load between 3/8 and 3/4.
struct RowTable<Row: TableRow>: Sendable {
    /// How many rows the hand looks at for one that leaves.
    private static var lookedAt: Int { 8 }

    private var slots: [UInt64]
    private(set) var keys: [UInt64] = []
    var rows: [Row] = []
    private var hand = 0
    /// How many rows it may have; a lower one binds from the next new row on.
    var limit: Int

    init(limit: Int) {
        slots = [UInt64](repeating: 0, count: 16)
        self.limit = max(limit, 1)
    }

    /// The number of rows.
    var count: Int { rows.count }

    /// The bytes that it takes.
    var byteCount: Int {
        rows.capacity * MemoryLayout<Row>.stride + keys.capacity * 8 + slots.capacity * 8
    }

    /// The number of a key's row, or -1.
    ///
    /// Complexity: O(1) expected.
    @inline(__always)
    func find(_ key: UInt64) -> Int {
        let hash = mixed(key)
        let tag = hash >> 32
        return slots.withUnsafeBufferPointer { slots in
            let mask = slots.count &- 1
            var slot = Int(truncatingIfNeeded: hash) & mask
            while true {
                let found = slots[slot]
                if found == 0 { return -1 }
                if found >> 32 == tag { return Int(truncatingIfNeeded: found & 0xFFFF_FFFF) &- 1 }
                slot = (slot &+ 1) & mask
            }
        }
    }

    /// Adds a row for a key that has none, and gives its number.
    ///
    /// Complexity: O(1) amortised.
    mutating func insert(_ key: UInt64, _ row: Row) -> Int {
        if rows.count >= limit { return replace(with: key, row) }
        if (rows.count + 1) * 4 > slots.count * 3 { rehash(slots.count * 2) }
        keys.append(key)
        rows.append(row)
        place(rows.count - 1)
        return rows.count - 1
    }

    /// Puts the number of a row into the first free slot of its key's.
    private mutating func place(_ number: Int) {
        let hash = mixed(keys[number])
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 { slot = (slot &+ 1) & mask }
        slots[slot] = (hash >> 32) << 32 | UInt64(number + 1)
    }

    private mutating func rehash(_ size: Int) {
        slots = [UInt64](repeating: 0, count: size)
        for number in rows.indices { place(number) }
    }

    private mutating func replace(with key: UInt64, _ row: Row) -> Int {
        var leaving = hand % rows.count
        for _ in 0..<min(Self.lookedAt, rows.count) {
            hand = hand + 1 < rows.count ? hand + 1 : 0
            let (next, worst) = (rows[hand], rows[leaving])
            if next.hour < worst.hour
                || (next.hour == worst.hour
                    && next.count < worst.count)
            {
                leaving = hand
            }
        }
        unplace(leaving)
        keys[leaving] = key
        rows[leaving] = row
        place(leaving)
        return leaving
    }

    /// Frees the slot of a row, moving later ones of the probe back.
    private mutating func unplace(_ number: Int) {
        let mask = slots.count &- 1
        var hole = Int(truncatingIfNeeded: mixed(keys[number])) & mask
        while Int(truncatingIfNeeded: slots[hole] & 0xFFFF_FFFF) != number + 1 {
            hole = (hole &+ 1) & mask
        }
        var next = (hole &+ 1) & mask
        while slots[next] != 0 {
            let owner = Int(truncatingIfNeeded: slots[next] & 0xFFFF_FFFF) - 1
            let home = Int(truncatingIfNeeded: mixed(keys[owner])) & mask
            if (next &- home) & mask >= (next &- hole) & mask {
                slots[hole] = slots[next]
                hole = next
            }
            next = (next &+ 1) & mask
        }
        slots[hole] = 0
    }
}

extension RowTable {
    /// Writes all of it.
    func encode(into writer: inout ByteWriter) {
        writer.write(UInt64(limit))
        writer.write(UInt64(hand))
        writer.write(keys)
        writer.reserve(rows.count * MemoryLayout<Row>.stride)
        for row in rows { row.encode(into: &writer) }
    }

    /// Reads what ``encode(into:)`` wrote.
    init(from reader: inout ByteReader) throws(ByteReaderError) {
        let limit = try reader.read(UInt64.self)
        let hand = try reader.read(UInt64.self)
        guard limit > 0, limit <= UInt64(UInt32.max) else {
            throw .malformed(offset: reader.offset, "a table's limit is out of range")
        }
        self.init(limit: Int(limit))
        keys = try reader.readArray()
        guard keys.count < Int(UInt32.max), hand == 0 || hand < UInt64(keys.count) else {
            throw .malformed(offset: reader.offset, "a table's rows don't add up")
        }
        self.hand = Int(hand)
        rows.reserveCapacity(keys.count)
        for _ in keys.indices { rows.append(try Row(from: &reader)) }
        var size = 16
        while keys.count * 4 > size * 3 { size *= 2 }
        rehash(size)
    }
}
