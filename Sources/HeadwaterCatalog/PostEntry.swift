public import HeadwaterCore
public import HeadwaterEvents

/// What the catalog knows of one post: a row of plain values, some 200 bytes.
///
/// The text is not here: it stays in the log, at ``position``.
public struct PostEntry: Sendable, BitwiseCopyable {
    /// Whom a post is for, as ``HeadwaterEvents/Audience`` without its group.
    public enum Audience: UInt8, Sendable, BitwiseCopyable {
        /// Everyone.
        case `public`
        /// Followers, and whoever knows its id.
        case unlisted
        /// The author's followers.
        case followers
        /// The accounts that it mentions.
        case mentioned
        /// The members of ``group``.
        case group
    }

    /// Facts that are true or not.
    public struct Flags: OptionSet, Sendable, BitwiseCopyable {
        /// The bits.
        public var rawValue: UInt16
        /// The flags with these bits.
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// The post itself has arrived, not only something that names it.
        public static let known = Flags(rawValue: 1)
        /// It was deleted, for good.
        public static let deleted = Flags(rawValue: 2)
        /// It carries a picture.
        public static let image = Flags(rawValue: 4)
        /// It carries a video.
        public static let video = Flags(rawValue: 8)
        /// It carries a recording.
        public static let audio = Flags(rawValue: 16)
        /// It is an article.
        public static let article = Flags(rawValue: 32)
        /// It has been edited.
        public static let edited = Flags(rawValue: 64)
        /// Labels stand on it; see ``Catalog/labels(of:)-(PostID)``.
        public static let labelled = Flags(rawValue: 128)
    }

    /// Who posted it.
    public var author = AccountID.none
    /// Facts that are true or not.
    public var flags = Flags()
    /// Whom it is for.
    public var audience = Audience.public
    /// The group that it is for, where ``audience`` is `group`.
    public var group = AccountID.none
    /// Its main language.
    public var language = TermID.none
    /// The sound that its first video or recording uses.
    public var sound = TermID.none
    /// The first post of its thread.
    public var replyRoot = PostID.none
    /// The post that it answers.
    public var replyParent = PostID.none
    /// The post that it quotes.
    public var quote = PostID.none
    /// The moment at which it was first posted.
    public var at = Timestamp.epoch
    /// The moment at which the first version was received.
    public var received = Timestamp.epoch
    /// The moment of the newest version.
    public var version = Timestamp.epoch
    /// Where the newest version stands in the log.
    public var position = LogPosition.start
    /// The row of its newest revision in ``Catalog/revisions``, plus 1; 0 where it has one only.
    public var revision: UInt32 = 0
    /// Where its tags, mentions, labels and links begin in ``Catalog/lists``.
    var listStart: UInt32 = 0
    /// The number of its tags.
    var tagCount: UInt16 = 0
    /// The number of its mentions.
    var mentionCount: UInt16 = 0
    /// The number of labels that its author gave it.
    var selfLabelCount: UInt16 = 0
    /// The number of its links.
    var linkCount: UInt16 = 0
    /// The length of its first video or recording in milliseconds, 0 where that isn't known.
    public var durationMs: UInt32 = 0
    /// How often each kind of engagement stands, by raw value.
    public var counts = EngagementCounts()
    /// How often it was seen.
    public var impressions: UInt32 = 0

    /// A post of which nothing is known.
    public init() {}

    /// The time that it is ranked, sorted and filtered by: the earlier of `at` and `received`.
    @inlinable
    public var time: Timestamp { min(at, received) }

    /// Whether its author labelled it; see ``Catalog/selfLabels(of:)``.
    public var hasSelfLabels: Bool { selfLabelCount > 0 }

    /// Whether the post has arrived and not been deleted.
    @inlinable
    public var isLive: Bool { flags.isSuperset(of: .known) && flags.isDisjoint(with: .deleted) }
}

/// A number for each kind of engagement.
public struct EngagementCounts: Sendable, Hashable, BitwiseCopyable {
    @usableFromInline var numbers: InlineArray<12, UInt32> = .init(repeating: 0)

    /// Nothing counted.
    public init() {}

    /// The number of one kind.
    @inlinable
    public subscript(_ kind: Engagement.Kind) -> UInt32 {
        get { numbers[Int(kind.rawValue)] }
        set { numbers[Int(kind.rawValue)] = newValue }
    }

    /// Counts one more.
    @inlinable
    mutating func increment(_ kind: Engagement.Kind) {
        let index = Int(kind.rawValue)
        if numbers[index] < .max { numbers[index] &+= 1 }
    }

    /// Counts one less, never below 0.
    @inlinable
    mutating func decrement(_ kind: Engagement.Kind) {
        let index = Int(kind.rawValue)
        if numbers[index] > 0 { numbers[index] &-= 1 }
    }

    /// Whether all numbers agree.
    public static func == (left: EngagementCounts, right: EngagementCounts) -> Bool {
        left.numbers.indices.allSatisfy { left.numbers[$0] == right.numbers[$0] }
    }

    /// Hashes the numbers.
    public func hash(into hasher: inout Hasher) {
        for index in numbers.indices { hasher.combine(numbers[index]) }
    }
}

/// One version of an edited post.
public struct Revision: Sendable, Hashable, BitwiseCopyable {
    /// Where it stands in the log.
    public var position: LogPosition
    /// The moment at which it was received.
    public var received: Timestamp
    /// The moment of the version.
    public var version: Timestamp
    /// The row of the version before it, plus 1; 0 where there is none.
    public var previous: UInt32
}
