/// The limits that the format sets, in the units that the names end with.
public enum EventLimits {
    /// The longest line, without its end.
    public static let lineBytes = 1 << 20
    /// How deep objects and lists may stand in one another, the event itself included.
    public static let depth = 32
    /// The longest text.
    public static let textBytes = 65_536
    /// The longest id; the shortest has one byte.
    public static let idBytes = 512
    /// The longest list.
    public static let listItems = 256
    /// The longest list of segments.
    public static let segmentItems = 10_000
    /// The longest vector.
    public static let vectorNumbers = 4096
    /// The greatest integer, 2^53 − 1.
    public static let integerMax: Int64 = (1 << 53) - 1
    /// How many times its duration a post can be watched in one view.
    public static let watchedDurations: Int64 = 20
}
