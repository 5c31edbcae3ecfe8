/// Decides when and where to connect, from which cursor, and how long to wait: the connector's
/// logic as a plain value, with no clock, no network and no task.
///
/// Whoever drives it does what ``Action`` says, and tells it what came of it:
///
/// ```
///  start ─▶ connect ─▶ opened ─▶ arrived* saved* ─▶ lost ─▶ wait ─▶ waited ─▶ connect …
///              └──────────────── lost ───────────────▲
/// ```
///
/// - Pauses: exponential with full jitter (Brooker, "Exponential Backoff And Jitter", 2015): a
///   number drawn evenly between 0 and a bound that doubles with each attempt. Progress, which is a
///   cursor saved beyond all before, brings the bound back to the first; overlap is no progress.
/// - Hosts: one that brought progress is tried again first, else the next one's turn comes.
/// - Cursor: the one saved, less the rewind; with none saved, the live tail.
public struct JetstreamSession: Sendable {
    /// What it is to be driven with.
    public struct Settings: Sendable, Hashable {
        /// How many hosts there are; at least 1.
        public var hosts = 1
        /// The first pause's upper bound, in milliseconds.
        public var backoffFirstMs: Int64 = 250
        /// Every pause's upper bound, in milliseconds.
        public var backoffLastMs: Int64 = 30_000
        /// How far a connection goes back before the saved cursor, in milliseconds.
        public var rewindMs: Int64 = 5_000
        /// How much later than the cursor asked for the first event may be, in milliseconds.
        public var gapMs: Int64 = 60_000

        /// The standard settings, for one host.
        public init() {}
    }

    /// What is to be done next.
    public enum Action: Sendable, Hashable {
        /// Connect to that host (by its place in the list), from that cursor or live.
        case connect(host: Int, cursorUs: Int64?)
        /// Wait so long, then say ``waited()``.
        case wait(milliseconds: Int64)
    }

    /// Events that the source no longer had.
    public struct Gap: Sendable, Hashable {
        /// The cursor that was asked for, in microseconds.
        public var askedUs: Int64
        /// The first event that came, in microseconds.
        public var firstUs: Int64
    }

    /// What it is driven with.
    public let settings: Settings
    /// The cursor saved last, in microseconds.
    public private(set) var savedUs: Int64?
    /// The attempts and connections without progress, in a row.
    public private(set) var failures = 0

    private var host = 0
    private var random: RandomSource
    private var askedUs: Int64?
    private var hasArrived = false
    private var hasProgress = false

    /// A session that begins after that cursor; the seed decides the pauses.
    public init(settings: Settings, savedUs: Int64?, seed: UInt64) {
        precondition(settings.hosts > 0, "a session has a host")
        self.settings = settings
        self.savedUs = savedUs
        random = RandomSource(seed: seed)
    }

    /// What to do first.
    public mutating func start() -> Action { connect() }

    /// A message came that Jetstream saw at that moment; returns a gap where one shows.
    public mutating func arrived(timeUs: Int64) -> Gap? {
        defer { hasArrived = true }
        guard !hasArrived, let askedUs else { return nil }
        guard timeUs - askedUs > (settings.gapMs + settings.rewindMs) * 1000 else { return nil }
        return Gap(askedUs: askedUs, firstUs: timeUs)
    }

    /// Everything up to that cursor has been accepted by the sink.
    public mutating func saved(upToUs cursorUs: Int64) {
        guard cursorUs > savedUs ?? 0 else { return }
        savedUs = cursorUs
        hasProgress = true
        failures = 0
    }

    /// The connection, or the attempt to make one, has ended.
    public mutating func lost() -> Action {
        if !hasProgress { host = (host + 1) % settings.hosts }
        var bound = settings.backoffFirstMs
        for _ in 0..<failures where bound < settings.backoffLastMs { bound *= 2 }
        failures += 1
        return .wait(milliseconds: random.below(min(bound, settings.backoffLastMs) + 1))
    }

    /// The pause is over.
    public mutating func waited() -> Action { connect() }

    private mutating func connect() -> Action {
        askedUs = savedUs.map { max(0, $0 - settings.rewindMs * 1000) }
        hasArrived = false
        hasProgress = false
        return .connect(host: host, cursorUs: askedUs)
    }
}
