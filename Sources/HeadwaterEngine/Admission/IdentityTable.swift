import HeadwaterCore

/// The identities of events that have been accepted, and the day from which they may be forgotten.
///
/// Of an identity's 128 bits 95 are kept: among a thousand million, two agree with a chance of
/// about 10^-11. Open addressing over flat arrays that grow by a quarter: 14 bytes an entry over a
/// load between 0.7 and 0.875, so 16 to 20. A unique index in SQLite would do the same at a quarter
/// of the speed (see ARCHITECTURE.md).
struct IdentityTable: Sendable {
    /// The day of an identity that is kept for good.
    static let forever = UInt16.max

    /// The smallest table.
    private static let leastCapacity = 1024

    private(set) var count = 0
    private var lows = [UInt64](repeating: 0, count: Self.leastCapacity)
    private var highs = [UInt32](repeating: 0, count: Self.leastCapacity)
    private var days = [UInt16](repeating: 0, count: Self.leastCapacity)

    /// Adds an identity; false where it is there already.
    ///
    /// Complexity: O(1) amortised.
    mutating func insert(_ identity: Fingerprint, day: UInt16) -> Bool {
        if (count + 1) * 8 > lows.count * 7 { rebuild(capacity: lows.count / 4 * 5) { _ in true } }
        let slot = slot(of: identity)
        guard lows[slot] == 0 else { return false }
        lows[slot] = identity.low | 1
        highs[slot] = Self.high(of: identity)
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
        var next = after(hole)
        while lows[next] != 0 {
            // An entry may move back unless its home lies cyclically within (hole, next].
            if distance(from: home(of: lows[next]), to: next) >= distance(from: hole, to: next) {
                move(next, to: hole)
                hole = next
            }
            next = after(next)
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

    private static func high(of identity: Fingerprint) -> UInt32 {
        UInt32(truncatingIfNeeded: identity.high)
    }

    /// Where an identity belongs: its share of the table, whatever the table's size (Lemire 2016,
    /// "A fast alternative to the modulo reduction").
    private func home(of low: UInt64) -> Int {
        Int(low.multipliedFullWidth(by: UInt64(lows.count)).high)
    }

    private func after(_ slot: Int) -> Int { slot &+ 1 == lows.count ? 0 : slot &+ 1 }

    private func distance(from start: Int, to end: Int) -> Int {
        end >= start ? end &- start : end &- start &+ lows.count
    }

    private func slot(of identity: Fingerprint) -> Int {
        slot(low: identity.low | 1, high: Self.high(of: identity))
    }

    private func slot(low: UInt64, high: UInt32) -> Int {
        var slot = home(of: low)
        while lows[slot] != 0, lows[slot] != low || highs[slot] != high { slot = after(slot) }
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
        highs = [UInt32](repeating: 0, count: capacity)
        days = [UInt16](repeating: 0, count: capacity)
        count = 0
        for index in oldLows.indices where oldLows[index] != 0 && keep(oldDays[index]) {
            let slot = slot(low: oldLows[index], high: oldHighs[index])
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
        guard lows.count == highs.count, lows.count == days.count,
            lows.count >= Self.leastCapacity, count * 8 <= lows.count * 7
        else { throw .malformed(offset: reader.offset, "an identity table doesn't add up") }
    }
}
