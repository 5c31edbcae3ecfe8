public import HeadwaterCore

/// A place in the log.
///
/// Positions grow, are never used twice, and have no other meaning.
public struct LogPosition: Sendable, Hashable, Comparable, BitwiseCopyable {
    /// The number behind it, for storage only.
    public var rawValue: UInt64

    /// The position with that number.
    @inlinable
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Before the first record.
    public static let start = LogPosition(rawValue: 0)

    /// Whether `left` was appended before `right`.
    @inlinable
    public static func < (left: LogPosition, right: LogPosition) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// What the log holds at one position.
public struct Record: Sendable, Hashable {
    /// Where it stands.
    public var position: LogPosition
    /// The moment of acceptance (for `import --history`, the event's own time).
    public var received: Timestamp
    /// What it says.
    public var body: Body

    /// What a record says.
    public enum Body: Sendable, Hashable {
        /// An event from outside.
        case event(Event)
        /// A page of a feed that was served.
        case served(Served)
        /// A change of a knob, policy or the like.
        case change(Change)
    }

    /// A record.
    public init(position: LogPosition, received: Timestamp, body: Body) {
        self.position = position
        self.received = received
        self.body = body
    }
}

/// A change of a knob, policy or the like; Headwater's own record, version 1.
public struct Change: Sendable, Hashable {
    /// What kind of thing changed, such as `knob`.
    public var kind: String
    /// Which one.
    public var name: String
    /// Its value until now.
    public var before: String
    /// Its value from here on.
    public var after: String
    /// Who changed it.
    public var who: String
    /// Why.
    public var why: String
    /// The moment of the change.
    public var at: Timestamp

    /// A change.
    public init(
        kind: String,
        name: String,
        before: String,
        after: String,
        who: String,
        why: String,
        at: Timestamp
    ) {
        self.kind = kind
        self.name = name
        self.before = before
        self.after = after
        self.who = who
        self.why = why
        self.at = at
    }
}
