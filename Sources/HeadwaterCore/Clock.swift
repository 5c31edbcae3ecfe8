import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where time comes from, so that a test can hand in its own.
///
/// Views never read one: they take time from the log.
public protocol TimeSource: Sendable {
    /// The present moment.
    var now: Timestamp { get }
}

/// The machine's wall clock.
public struct SystemTime: TimeSource {
    /// The machine's wall clock.
    public init() {}

    /// The present moment, to the millisecond.
    public var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(
            milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        )
    }
}

/// A clock that moves only when told to, for tests and simulations.
public final class ManualTime: TimeSource {
    private let milliseconds: Atomic<Int64>

    /// A clock that stands at `start`.
    public init(_ start: Timestamp) { milliseconds = Atomic(start.milliseconds) }

    /// The moment at which the clock stands.
    public var now: Timestamp {
        Timestamp(milliseconds: milliseconds.load(ordering: .acquiring))
    }

    /// Moves the clock on by `milliseconds`, which may be negative.
    public func advance(byMilliseconds delta: Int64) {
        milliseconds.add(delta, ordering: .acquiringAndReleasing)
    }
}

/// Nanoseconds of a clock that never goes back, for measuring how long something took.
public func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
