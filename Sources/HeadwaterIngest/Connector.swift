public import HeadwaterCore
public import HeadwaterEvents

/// A source of events that goes on by itself: the seam between ingest and the engine.
///
/// A connector reads its source, turns what it reads into events, and hands them to a sink in
/// batches, each with the cursor that leads back to its end. It keeps nothing durable of its own:
/// where it stands is what the sink has saved. Delivery is at least once; identity (EVENTS.md)
/// makes the overlap harmless.
public protocol Connector: Sendable {
    /// The name under which its cursor is saved, such as `jetstream`.
    var name: String { get }

    /// How it is doing. May be asked at any time, from anywhere.
    var status: ConnectorStatus { get }

    /// Runs until the task is cancelled, and then returns; it deals with every failure of the
    /// source, and of the sink, by trying again later.
    ///
    /// - Throws: what the sink throws when asked for the first cursor, and what can never work, such
    ///   as an address that is none.
    func run(into sink: some EventSink) async throws
}

/// Where connectors hand their events.
public protocol EventSink: Sendable {
    /// Accepts a batch and returns once it is on disk, with the cursor in the same transaction.
    ///
    /// The connector reads no more from its source than fits its buffer while this waits: that is
    /// the back-pressure. Where it throws, nothing of the batch counts as accepted, and the
    /// connector goes back to its last saved cursor, after a pause.
    ///
    /// - Parameters:
    ///   - events: in the order of the source; may be empty, where only the cursor has moved on.
    ///   - cursor: where the source stands after them; nil where the source has none.
    ///   - connector: the connector's name.
    /// - Throws: why the batch could not be accepted.
    func accept(_ events: [Event], cursor: String?, of connector: String) async throws

    /// The cursor saved last for a connector; nil where there is none.
    func cursor(of connector: String) async throws -> String?
}

/// How a connector is doing.
public struct ConnectorStatus: Sendable, Hashable {
    /// What it is doing now.
    public enum Phase: String, Sendable, Hashable {
        /// It has not been started.
        case idle
        /// It reaches for its source.
        case connecting
        /// Events come in.
        case streaming
        /// It waits before it tries again.
        case waiting
        /// It has been stopped.
        case stopped
    }

    /// What it is doing now.
    public var phase = Phase.idle
    /// Which source it reads from, such as a URL without its query.
    public var source = ""
    /// The messages read.
    public var messages: Int64 = 0
    /// The bytes read, as they came over the wire.
    public var bytes: Int64 = 0
    /// The events accepted by the sink, those that it knew already included.
    public var events: Int64 = 0
    /// The messages that say nothing of interest here, by why.
    public var skipped: [String: Int64] = [:]
    /// The messages that could not be understood, by what was wrong with them.
    public var rejected: [String: Int64] = [:]
    /// The parts of events that were cut or left out to fit the format.
    public var cuts: Int64 = 0
    /// How often the connection was made.
    public var connections: Int64 = 0
    /// How often the source had lost what should have come next.
    public var gaps: Int64 = 0
    /// The moment of the newest event accepted, by the source's clock.
    public var latest: Timestamp?
    /// Why the last connection or attempt ended, in words.
    public var lastFailure: String?
    /// What whoever runs this should know, in words: a gap, a cursor that can't be used.
    public var warning: String?
    /// What was wrong with the last message that could not be understood.
    public var lastRejection: String?

    /// The status of a connector that has not been started.
    public init() {}
}
