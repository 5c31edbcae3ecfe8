import HeadwaterCore
import Synchronization

/// Counts what the engine does, for its status and for `/metrics`.
final class Meter: Sendable {
    /// Seconds over which a rate is taken.
    static let windowSeconds = 5

    private struct Counts: Sendable {
        var applied: UInt64 = 0
        var accepted: UInt64 = 0
        var duplicates: UInt64 = 0
        var rejected: UInt64 = 0
        /// Records applied by second, the last ``windowSeconds`` + 1 of them.
        var bySecond: [UInt64: UInt64] = [:]
        var lagMs: Int64 = 0
    }

    private let counts = Mutex(Counts())
    private let start = monotonicNanoseconds()

    /// Records became visible; the oldest of them waited `lagMs`.
    func applied(_ records: Int, lagMs: Int64) {
        let second = monotonicNanoseconds() / 1_000_000_000
        counts.withLock { counts in
            counts.applied += UInt64(records)
            counts.bySecond[second, default: 0] += UInt64(records)
            counts.lagMs = lagMs
            let oldest = second - min(second, UInt64(Self.windowSeconds))
            counts.bySecond = counts.bySecond.filter { $0.key >= oldest }
        }
    }

    /// Events were judged.
    func judged(accepted: Int, duplicates: Int, rejected: Int) {
        counts.withLock { counts in
            counts.accepted += UInt64(accepted)
            counts.duplicates += UInt64(duplicates)
            counts.rejected += UInt64(rejected)
        }
    }

    /// What has been counted so far.
    var reading: MeterReading {
        let now = monotonicNanoseconds()
        let second = now / 1_000_000_000
        return counts.withLock { counts in
            // The running second is incomplete and left out.
            let window = UInt64(Self.windowSeconds)
            let recent = counts.bySecond.filter { $0.key < second && $0.key + window >= second }
                .reduce(0) { $0 + $1.value }
            return MeterReading(
                uptimeMs: Int64((now - start) / 1_000_000),
                applied: counts.applied,
                accepted: counts.accepted,
                duplicates: counts.duplicates,
                rejected: counts.rejected,
                perSecond: Double(recent) / Double(Self.windowSeconds),
                lagMs: counts.lagMs
            )
        }
    }
}

/// What the engine has counted since it started.
public struct MeterReading: Sendable, Hashable {
    /// Milliseconds since the start.
    public var uptimeMs: Int64
    /// Records that became visible.
    public var applied: UInt64
    /// Events that were new.
    public var accepted: UInt64
    /// Events that had been accepted before.
    public var duplicates: UInt64
    /// Events that what is known contradicts, and lines that were no events.
    public var rejected: UInt64
    /// Records that became visible in a second, over the last five.
    public var perSecond: Double
    /// Milliseconds between acceptance and visibility of the latest batch.
    public var lagMs: Int64
}
