public import HeadwaterEvents

/// What one message of Jetstream says, in Headwater's terms.
public struct JetstreamFrame: Sendable, Hashable {
    /// The account that it is about, a DID.
    public var did: String
    /// When Jetstream saw it, in microseconds since the Unix epoch: the cursor that leads here.
    public var timeUs: Int64
    /// The events, in the order in which they are to be accepted.
    public var events: [Event]
    /// Why there are no events, where there are none.
    public var skipped: JetstreamSkip?
    /// How many parts were cut or left out because they don't fit the format.
    public var cuts: Int
    /// Whether the account's handle has changed and isn't given, so that it must be looked up.
    public var needsHandle: Bool

    /// Whether it is about a post that was made or edited.
    public var isPost: Bool {
        guard let first = events.first, case .post = first else { return false }
        return true
    }

    /// Whether it gives the account's handle.
    var namesHandle: Bool {
        guard case .account(let account)? = events.first.map({ $0 }) else { return false }
        return account.handle.map { !$0.isEmpty } ?? false
    }

    /// A frame of which nothing has been read yet.
    init(did: String, timeUs: Int64) {
        self.did = did
        self.timeUs = timeUs
        events = []
        cuts = 0
        needsHandle = false
    }
}

/// Why a message is none of ours; no fault of anybody.
public enum JetstreamSkip: String, Sendable, Hashable, CaseIterable {
    /// A collection that Headwater knows nothing of, thread and post gates included.
    case collection
    /// A kind of message that isn't known, from a later Jetstream.
    case kind
    /// An operation that isn't known.
    case operation
    /// A like or repost of something that is no post: a feed, a list, a labeler.
    case subject
    /// It holds nothing to tell: an identity without its handle.
    case nothing
}

/// What is wrong with a message; it is counted and passed over.
public enum JetstreamFrameError: Error, Sendable, Hashable {
    /// It can't be decompressed.
    case compression(DecompressionError)
    /// It is no JSON object by the letter of the standard.
    case json(JSONError)
    /// A field that every such message has isn't there or has the wrong type.
    case field(String)
    /// It is larger than an event may be.
    case tooLarge
}

extension JetstreamFrameError: CustomStringConvertible {
    /// What is wrong, in words.
    public var description: String {
        switch self {
        case .compression(let error): error.description
        case .json(let error): error.description
        case .field(let name): "`\(name)` is missing or no such value"
        case .tooLarge: "it is larger than an event may be"
        }
    }

    /// A short name of the fault, one of few, for counting.
    public var name: String {
        switch self {
        case .compression: "compression"
        case .json: "json"
        case .field(let name): name
        case .tooLarge: "size"
        }
    }
}
