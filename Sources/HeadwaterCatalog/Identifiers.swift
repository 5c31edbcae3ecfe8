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
