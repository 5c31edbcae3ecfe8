public import HeadwaterCore
public import HeadwaterVisibility

/// What is asked: the fields of `POST /v1/ask`.
public struct AskRequest: Sendable, Hashable {
    /// The question, at most 2,000 bytes.
    public var question: String
    /// Who asks, by id; nil for nobody.
    public var viewer: String?
    /// The earliest time of a post that may answer.
    public var since: Timestamp?
    /// The first moment too late for such a post.
    public var until: Timestamp?
    /// Only posts by one of these accounts, by id; empty for all.
    public var authors: [String]
    /// Only what had been received by then; nil for now.
    public var asOf: Timestamp?

    /// The longest question, in bytes.
    public static let longestQuestion = 2_000

    /// A request; the filters start open.
    public init(
        question: String,
        viewer: String? = nil,
        since: Timestamp? = nil,
        until: Timestamp? = nil,
        authors: [String] = [],
        asOf: Timestamp? = nil
    ) {
        self.question = question
        self.viewer = viewer
        self.since = since
        self.until = until
        self.authors = authors
        self.asOf = asOf
    }
}

/// What is wrong with a question.
public struct AskError: Error, Sendable, Hashable {
    /// The field of the request that is wrong.
    public var parameter: String
    /// What is wrong with it, as a sentence without its full stop.
    public var message: String

    init(_ parameter: String, _ message: String) {
        self.parameter = parameter
        self.message = message
    }
}

/// What an answer depends on beside the request and the views.
public struct AskContext: Sendable {
    /// Which labels hide.
    public var policy: Policy
    /// The values of the knobs.
    public var knobs: Knobs
    /// The moment of the request.
    public var now: Timestamp

    /// A context.
    public init(policy: Policy = Policy(), knobs: Knobs = Knobs(), now: Timestamp) {
        self.policy = policy
        self.knobs = knobs
        self.now = now
    }
}
