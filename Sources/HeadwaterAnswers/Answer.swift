public import HeadwaterCore

/// A cited answer: sentences of posts, and where each of them stands.
public struct Answer: Sendable, Hashable {
    /// How well the posts answer the question.
    public enum State: String, Sendable, Hashable {
        /// They do.
        case grounded
        /// They speak of it, but leave open a part of what was asked.
        case partial
        /// Independent posts say different things, and none corrects the other.
        case conflicting
        /// No post says anything about it.
        case noEvidence = "no_evidence"
    }

    /// The claims' texts behind each other; a plain sentence where there is no evidence.
    public var text: String
    /// How well the posts answer the question.
    public var state: State
    /// What the answer says, each claim with its sources; empty where there is no evidence.
    public var claims: [Claim]
    /// The sources, numbered from 1 in the order in which claims name them.
    public var citations: [Citation]
    /// The moment whose knowledge it is: the one asked for, or else that of the request.
    public var asOf: Timestamp
    /// How long each stage took.
    public var timings: Timings
}

/// One thing that an answer says, in the words of a post.
public struct Claim: Sendable, Hashable {
    /// The words: those of the first citation.
    public var text: String
    /// The numbers of the citations that say so, the one that is quoted first.
    public var citations: [Int]
    /// How sure it is that the posts say so and that it answers the question, 0 to 1.
    public var support: Double
}

/// Where something stands: a version of a post, a field of it, and the bytes in it.
public struct Citation: Sendable, Hashable {
    /// Its number, from 1.
    public var n: Int
    /// The post's id.
    public var post: String
    /// The moment of the version that is quoted, which tells it from others of the post.
    public var revision: Timestamp
    /// The id of the account that posted it.
    public var author: String
    /// That account's handle; nil where it isn't known.
    public var handle: String?
    /// That account's name; nil where it isn't known.
    public var name: String?
    /// The moment at which it was first posted.
    public var at: Timestamp
    /// The moment at which the version was received.
    public var received: Timestamp
    /// The field that is quoted, such as `text` or `media/0/transcript`.
    public var field: String
    /// The bytes from `start` to `end` of the field.
    public var quote: String
    /// Where the quote begins in the field, in UTF-8 bytes.
    public var start: Int
    /// Where it ends.
    public var end: Int
    /// Of what is said in a recording: when, in milliseconds; nil where that isn't known.
    public var startMs: Int64?
}

/// How long the stages of an answer took, in milliseconds.
public struct Timings: Sendable, Hashable {
    /// Understanding the question and finding the posts.
    public var retrieveMs = 0.0
    /// From there until their texts had been read.
    public var readMs = 0.0
    /// Splitting them into sentences.
    public var splitMs = 0.0
    /// Choosing sentences and checking the answer.
    public var selectMs = 0.0
    /// All of it.
    public var totalMs = 0.0

    /// Nothing yet.
    public init() {}

    /// The stages by the names that answers give them, in order.
    public var stages: [(name: String, ms: Double)] {
        [
            ("retrieve", retrieveMs), ("read", readMs), ("split", splitMs), ("select", selectMs),
            ("total", totalMs),
        ]
    }
}
