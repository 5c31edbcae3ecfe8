public import HeadwaterCore

/// The tunable numbers of the embedded log.
public enum LogKnobs {
    /// How far the write-ahead file grows before it is moved into the database.
    public static let checkpoint = Knob(
        "log.checkpoint",
        unit: "MiB",
        standard: 16,
        range: 1...1024,
        "How far the write-ahead file grows before it is moved into the database."
    )
    /// How far the write-ahead file may grow before appending waits for it to be moved.
    public static let writeAheadLimit = Knob(
        "log.write_ahead_limit",
        unit: "MiB",
        standard: 64,
        range: 2...4096,
        "How far the write-ahead file may grow before appending waits for it to be moved."
    )
    /// How many may read at the same moment; the others wait.
    public static let readers = Knob(
        "log.readers",
        unit: "readers",
        standard: 4,
        range: 1...64,
        "How many may read the log at the same moment; the others wait."
    )
    /// The share of the file that erased records took, above which it is written afresh.
    public static let rewriteShare = Knob(
        "log.rewrite_share",
        unit: "1",
        standard: 0.5,
        range: 0...1,
        "The share of the file that erased records took, above which it is written afresh."
    )
    /// The erased bytes below which a file is never written afresh.
    public static let rewriteMinimum = Knob(
        "log.rewrite_minimum",
        unit: "MiB",
        standard: 64,
        range: 0...1_048_576,
        "The erased bytes below which a file is never written afresh."
    )
    /// The size that the database may have; 0 for as large as the disk.
    public static let sizeLimit = Knob(
        "log.size_limit",
        unit: "MiB",
        standard: 0,
        range: 0...1_073_741_824,
        "The size that the database may have; 0 for as large as the disk."
    )

    /// All of them.
    public static let all = [
        checkpoint, writeAheadLimit, readers, rewriteShare, rewriteMinimum, sizeLimit,
    ]
}
