/// A moment in UTC, in whole milliseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Sendable, Hashable, Comparable, BitwiseCopyable {
    /// Milliseconds since the Unix epoch.
    public var milliseconds: Int64

    /// The moment that many milliseconds after the Unix epoch.
    @inlinable
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The Unix epoch, which is also the earliest moment that an event may name.
    public static let epoch = Timestamp(milliseconds: 0)

    /// The first moment that is too late for an event: 2100-01-01T00:00:00Z.
    public static let end = Timestamp(milliseconds: 4_102_444_800_000)

    /// Whether one moment comes before another.
    @inlinable
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The moment `milliseconds` later.
    @inlinable
    public func advanced(byMilliseconds milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: self.milliseconds &+ milliseconds)
    }

    /// Milliseconds from `earlier` to this moment; negative where `earlier` is later.
    @inlinable
    public func milliseconds(since earlier: Timestamp) -> Int64 {
        milliseconds &- earlier.milliseconds
    }
}
