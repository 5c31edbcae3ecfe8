import Synchronization

/// How a source of events is doing, for the console.
public struct SourceStatus: Sendable, Hashable {
    /// What it is called.
    public var name: String
    /// What it is: `demo`, `jetstream`.
    public var kind: String
    /// What it does: `connecting`, `live`, `waiting`, `stopped`.
    public var state: String
    /// Events that it has brought since the start.
    public var events: Int
    /// Milliseconds that it is behind, where that is known.
    public var lagMs: Int64?
    /// What there is to say, such as why it waits.
    public var message: String?

    /// How a source is doing.
    public init(
        name: String,
        kind: String,
        state: String,
        events: Int,
        lagMs: Int64? = nil,
        message: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.state = state
        self.events = events
        self.lagMs = lagMs
        self.message = message
    }
}

/// Where the sources say how they are doing.
public final class SourceBoard: Sendable {
    private let readers = Mutex<[@Sendable () -> SourceStatus]>([])

    /// A board without sources.
    public init() {}

    /// Adds a source, which is asked whenever somebody looks.
    public func add(_ read: @escaping @Sendable () -> SourceStatus) {
        readers.withLock { $0.append(read) }
    }

    /// How all sources are doing, in the order in which they were added.
    public var all: [SourceStatus] {
        // Asked outside the lock: a source may take its own.
        readers.withLock { $0 }.map { $0() }
    }
}
