/// The small number that an account has inside this process and its snapshots; 0 is nobody.
public struct AccountID: Sendable, Hashable, Comparable, BitwiseCopyable {
    /// The number.
    public var rawValue: UInt32

    /// The account of that number.
    @inlinable
    public init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// No account.
    public static let none = AccountID(0)

    /// By number, which is the order of first mention.
    @inlinable
    public static func < (left: AccountID, right: AccountID) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// The small number that a post has inside this process and its snapshots; 0 is none.
public struct PostID: Sendable, Hashable, Comparable, BitwiseCopyable {
    /// The number.
    public var rawValue: UInt32

    /// The post of that number.
    @inlinable
    public init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// No post.
    public static let none = PostID(0)

    /// By number, which is the order of first mention.
    @inlinable
    public static func < (left: PostID, right: PostID) -> Bool { left.rawValue < right.rawValue }
}

/// The small number of a tag, language, sound or label value; 0 is none.
public struct TermID: Sendable, Hashable, Comparable, BitwiseCopyable {
    /// The number.
    public var rawValue: UInt32

    /// The term of that number.
    @inlinable
    public init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// No term.
    public static let none = TermID(0)

    /// By number, which is the order of first mention.
    @inlinable
    public static func < (left: TermID, right: TermID) -> Bool { left.rawValue < right.rawValue }
}

/// The number of a topic that posts turned out to share by what they mean; 0 is none.
///
/// A topic that is given up leaves its number to nobody.
public struct TopicID: Sendable, Hashable, Comparable, BitwiseCopyable {
    /// No number reaches this one, so that a table may keep bits above it for itself.
    public static let end: UInt32 = 1 << 29

    /// The number, below ``end``.
    public var rawValue: UInt32

    /// The topic of that number.
    @inlinable
    public init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// No topic.
    public static let none = TopicID(0)

    /// By number, which is the order in which they were met.
    @inlinable
    public static func < (left: TopicID, right: TopicID) -> Bool { left.rawValue < right.rawValue }
}

/// That a post turned out to be about a topic, or no longer is.
public struct TopicChange: Sendable, Hashable, BitwiseCopyable {
    /// The post.
    public var post: PostID
    /// The topic.
    public var topic: TopicID
    /// Whether it is about it from here on; false where it was until here.
    public var isOn: Bool

    /// A change.
    public init(post: PostID, topic: TopicID, isOn: Bool) {
        self.post = post
        self.topic = topic
        self.isOn = isOn
    }
}
