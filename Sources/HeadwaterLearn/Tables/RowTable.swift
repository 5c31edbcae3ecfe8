import CHeadwaterKernels
import HeadwaterCore

/// What stands in a ``RowTable``: plain values that know when and how often they were met.
///
/// The hour is best stored first, or within a row of one cache line: a table looks at it alone.
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

    private(set) var slots: [UInt64]
    var keys: [UInt64] = []
    var rows = AlignedArray<Row>()
    var hand = 0
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

    /// The numbers of the rows of keys, -1 for those without, all look-ups under way at once; the
    /// rows are asked for.
    @inline(__always)
    func find<let size: Int>(_ keys: InlineArray<size, UInt64>) -> InlineArray<size, Int> {
        for place in keys.indices { prefetch(keys[place]) }
        var found = InlineArray<size, Int>(repeating: -1)
        rows.withUnsafePointer { rows in
            for place in keys.indices {
                let number = find(keys[place])
                found[place] = number
                headwater_prefetch(rows + number)
            }
        }
        return found
    }

    /// Asks for the slot of a key that will be looked up soon.
    @inline(__always)
    func prefetch(_ key: UInt64) {
        slots.withUnsafeBufferPointer { slots in
            guard let base = slots.baseAddress else { return }
            headwater_prefetch(base + (Int(truncatingIfNeeded: mixed(key)) & (slots.count &- 1)))
        }
    }

    /// The row of a key.
    @inline(__always)
    subscript(_ key: UInt64) -> Row? {
        let found = find(key)
        return found < 0 ? nil : rows[found]
    }

    /// Sets the row of a key, a new one where it has none.
    mutating func put(_ key: UInt64, _ row: Row) {
        let found = find(key)
        if found < 0 { _ = insert(key, row) } else { rows[found] = row }
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

    mutating func rehash(_ size: Int) {
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

    /// Removes the row of a key and says whether it had one; the last row takes its number.
    ///
    /// Complexity: O(1) expected.
    @discardableResult
    mutating func remove(_ key: UInt64) -> Bool {
        let found = find(key)
        if found >= 0 { remove(at: found) }
        return found >= 0
    }

    private mutating func remove(at number: Int) {
        unplace(number)
        let last = rows.count - 1
        if number != last {
            unplace(last)
            keys[number] = keys[last]
            rows[number] = rows[last]
        }
        keys.removeLast()
        rows.removeLast()
        if number != last { place(number) }
        if hand >= rows.count { hand = 0 }
    }

    /// Looks at the next two rows that the hand comes to, and removes those last met before `hour`.
    ///
    /// Called once for each row that is met, it goes round before the table has doubled.
    mutating func expire(before hour: Float) {
        for _ in 0..<2 where !rows.isEmpty {
            hand = hand + 1 < rows.count ? hand + 1 : 0
            if rows[hand].hour < hour { remove(at: hand) }
        }
        // The next two, by when they are looked at.
        rows.withUnsafePointer { rows in
            headwater_prefetch(rows + hand + 1)
            headwater_prefetch(rows + hand + 2)
        }
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
