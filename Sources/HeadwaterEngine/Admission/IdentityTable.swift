import HeadwaterCore

/// The identities of events that have been accepted: 128 bits each, and the day from which they
/// may be forgotten.
///
/// Open addressing over flat arrays: 18 bytes an entry over a load between 3/8 and 3/4. A unique
/// index in SQLite would do the same at a quarter of the speed (see ARCHITECTURE.md).
struct IdentityTable: Sendable {
    /// The day of an identity that is kept for good.
    static let forever = UInt16.max

    private(set) var count = 0
    private var lows = [UInt64](repeating: 0, count: 1024)
    private var highs = [UInt64](repeating: 0, count: 1024)
    private var days = [UInt16](repeating: 0, count: 1024)

    /// Adds an identity; false where it is there already.
    ///
    /// Complexity: O(1) amortised.
    mutating func insert(_ identity: Fingerprint, day: UInt16) -> Bool {
        if (count + 1) * 4 > lows.count * 3 { rebuild(capacity: lows.count * 2) { _ in true } }
        let slot = slot(of: identity)
        guard lows[slot] == 0 else { return false }
        lows[slot] = identity.low | 1
        highs[slot] = identity.high
        days[slot] = day
        count += 1
        return true
    }

    /// The day of an identity that is in the table.
    ///
    /// Complexity: O(1) expected.
    func day(of identity: Fingerprint) -> UInt16? {
        let slot = slot(of: identity)
        return lows[slot] == 0 ? nil : days[slot]
    }

    /// Removes an identity, moving later entries of the probe back.
    ///
    /// Complexity: O(1) expected.
    mutating func remove(_ identity: Fingerprint) {
        var hole = slot(of: identity)
        guard lows[hole] != 0 else { return }
        count -= 1
        let mask = lows.count &- 1
        var next = (hole &+ 1) & mask
        while lows[next] != 0 {
            let home = Int(truncatingIfNeeded: highs[next]) & mask
            if (next &- home) & mask >= (next &- hole) & mask {
                move(next, to: hole)
                hole = next
            }
            next = (next &+ 1) & mask
        }
        lows[hole] = 0
        highs[hole] = 0
        days[hole] = 0
    }

    /// Forgets the identities of days before `day`.
    ///
    /// Complexity: O(capacity).
    mutating func forget(before day: UInt16) {
        rebuild(capacity: lows.count) { $0 == Self.forever || $0 >= day }
    }

    private func slot(of identity: Fingerprint) -> Int {
        let mask = lows.count &- 1
        let low = identity.low | 1
        var slot = Int(truncatingIfNeeded: identity.high) & mask
        while lows[slot] != 0, lows[slot] != low || highs[slot] != identity.high {
            slot = (slot &+ 1) & mask
        }
        return slot
    }

    private mutating func move(_ from: Int, to slot: Int) {
        lows[slot] = lows[from]
        highs[slot] = highs[from]
        days[slot] = days[from]
    }

    private mutating func rebuild(capacity: Int, keeping keep: (UInt16) -> Bool) {
        let (oldLows, oldHighs, oldDays) = (lows, highs, days)
        lows = [UInt64](repeating: 0, count: capacity)
        highs = [UInt64](repeating: 0, count: capacity)
        days = [UInt16](repeating: 0, count: capacity)
        count = 0
        for index in oldLows.indices where oldLows[index] != 0 && keep(oldDays[index]) {
            let slot = slot(of: Fingerprint(high: oldHighs[index], low: oldLows[index]))
            lows[slot] = oldLows[index]
            highs[slot] = oldHighs[index]
            days[slot] = oldDays[index]
            count += 1
        }
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(lows)
        writer.write(highs)
        writer.write(days)
    }

    init() {}

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        lows = try reader.readArray()
        highs = try reader.readArray()
        days = try reader.readArray()
        count = lows.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
        guard lows.count == highs.count, lows.count == days.count, lows.count >= 1024,
            lows.count & (lows.count - 1) == 0, count * 4 <= lows.count * 3
        else { throw .malformed(offset: reader.offset, "an identity table doesn't add up") }
    }
}
