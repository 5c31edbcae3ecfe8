public import HeadwaterCore

/// The tunable numbers of the connectors.
public enum IngestKnobs {
    /// How long a connection may be silent.
    public static let silenceMs = Knob(
        "ingest.silence_ms",
        unit: "ms",
        standard: 45_000,
        range: 10...3_600_000,
        "A connection on which nothing has come for so long is made anew."
    )
    /// How long making a connection may take.
    public static let connectMs = Knob(
        "ingest.connect_ms",
        unit: "ms",
        standard: 10_000,
        range: 10...600_000,
        "A connection that is not made within this time counts as failed."
    )
    /// The first pause's upper bound.
    public static let backoffFirstMs = Knob(
        "ingest.backoff_first_ms",
        unit: "ms",
        standard: 250,
        range: 1...60_000,
        "The longest pause before the first new attempt; it doubles with each that fails."
    )
    /// The upper bound of every pause.
    public static let backoffLastMs = Knob(
        "ingest.backoff_last_ms",
        unit: "ms",
        standard: 30_000,
        range: 1...3_600_000,
        "The longest pause before any new attempt."
    )
    /// How far a new connection goes back.
    public static let rewindMs = Knob(
        "ingest.rewind_ms",
        unit: "ms",
        standard: 5_000,
        range: 0...3_600_000,
        "How far before the saved cursor a new connection begins, as hosts differ by moments."
    )
    /// How late the first event may be.
    public static let gapMs = Knob(
        "ingest.gap_ms",
        unit: "ms",
        standard: 60_000,
        range: 0...86_400_000,
        "A first event so long after the cursor asked for is reported as a gap."
    )
    /// How many messages make a batch at once.
    public static let batchLeast = Knob(
        "ingest.batch_least",
        unit: "messages",
        standard: 64,
        range: 1...512,
        "So many waiting messages are handed on at once, fewer after a moment."
    )
    /// How many events a batch may have.
    public static let batchMost = Knob(
        "ingest.batch_most",
        unit: "events",
        standard: 512,
        range: 16...8_192,
        "The most events of one batch; the socket rests once as many messages wait."
    )
    /// How long a message waits for company.
    public static let batchMs = Knob(
        "ingest.batch_ms",
        unit: "ms",
        standard: 20,
        range: 0...5_000,
        "The longest that a message waits for others before it is handed on."
    )
    /// How many identifiers are looked up in a second.
    public static let lookupsPerSecond = Knob(
        "ingest.handles.per_second",
        unit: "1/s",
        standard: 10,
        range: 0.01...1000,
        "How many accounts a second are looked up in the directory of handles, at most."
    )
    /// How many identifiers are remembered.
    public static let handlesRemembered = Knob(
        "ingest.handles.remembered",
        unit: "accounts",
        standard: 200_000,
        range: 16...10_000_000,
        "How many accounts the directory of handles remembers as known, waiting or not found."
    )
    /// How long an account without a handle is left alone.
    public static let handleAbsentMs = Knob(
        "ingest.handles.absent_ms",
        unit: "ms",
        standard: 3_600_000,
        range: 1...604_800_000,
        "How long an account that the directory doesn't know is not looked up again."
    )

    /// Every knob of ingest.
    public static let all = [
        silenceMs, connectMs, backoffFirstMs, backoffLastMs, rewindMs, gapMs, batchLeast,
        batchMost, batchMs, lookupsPerSecond, handlesRemembered, handleAbsentMs,
    ]
}
