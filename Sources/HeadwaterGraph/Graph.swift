public import HeadwaterCatalog
public import HeadwaterCore

/// Who engaged with what, who follows whom, and who and what the newest posts belong to.
///
/// Integer adjacency in flat pools (``Rings``): every list but the follows is bounded by a knob,
/// the oldest making room. What an engagement names need not be known yet; it counts from the
/// moment that the post arrives, because readers look posts up in the catalog.
///
/// Memory: 16 bytes a node and list, and 12 bytes an engagement on either side.
public struct Graph: DerivedView {
    /// What it is called in snapshots.
    public static let name = "graph"
    /// The version of its snapshot's layout.
    public static let version: UInt32 = 1

    /// The number of posts that are kept of what a viewer engaged with.
    public static let viewerLimit = Knob(
        "graph.viewer.posts",
        unit: "posts",
        standard: 200,
        range: 8...4_096,
        "How many of the posts that an account engaged with are kept."
    )
    /// The number of accounts that are kept of those that engaged with a post.
    public static let postLimit = Knob(
        "graph.post.accounts",
        unit: "accounts",
        standard: 48,
        range: 8...4_096,
        "How many of the accounts that engaged with a post are kept."
    )
    /// The number of posts that are kept of an author.
    public static let authorLimit = Knob(
        "graph.author.posts",
        unit: "posts",
        standard: 64,
        range: 4...4_096,
        "How many of an author's newest posts are kept."
    )
    /// The number of posts that are kept of a tag or sound.
    public static let topicLimit = Knob(
        "graph.topic.posts",
        unit: "posts",
        standard: 256,
        range: 8...8_192,
        "How many of the newest posts with a tag or sound are kept."
    )
    /// The knobs that the graph reads.
    public static let knobs = [
        viewerLimit, postLimit, authorLimit, topicLimit, WatchLength.longKnob,
        WatchLength.skipKnob, WatchLength.skipShareKnob,
    ]

    var settings = KnobSettings(Graph.knobs)
    var limits: Limits
    /// By account: post, seconds, tally.
    var posts = Rings(width: 3)
    /// By post: account, seconds, tally.
    var accounts = Rings(width: 3)
    var followed = Rings(width: 1)
    var followers = Rings(width: 1)
    var byAuthor = Rings(width: 1)
    var byTag = Rings(width: 1)
    var bySound = Rings(width: 1)

    /// The bounds, read from the knobs once.
    struct Limits: Sendable {
        var viewer, post, author, topic: Int

        init(_ settings: KnobSettings) {
            viewer = Int(settings[Graph.viewerLimit])
            post = Int(settings[Graph.postLimit])
            author = Int(settings[Graph.authorLimit])
            topic = Int(settings[Graph.topicLimit])
        }
    }

    /// An empty graph.
    public init() { limits = Limits(settings) }

    // MARK: Reading

    /// What an account engaged with, the newest first.
    public func engagements(of account: AccountID) -> Engagements {
        Engagements(ring: posts[account.rawValue])
    }

    /// Who engaged with a post, the newest first.
    public func engagers(of post: PostID) -> Engagements {
        Engagements(ring: accounts[post.rawValue])
    }

    /// All accounts that an account follows, the newest first.
    public func following(of account: AccountID) -> Ring { followed[account.rawValue] }

    /// All accounts that follow an account, the newest first.
    public func followers(of account: AccountID) -> Ring { followers[account.rawValue] }

    /// The newest posts of an author.
    public func posts(by author: AccountID) -> Ring { byAuthor[author.rawValue] }

    /// The newest posts that carry a tag (an edit may have taken it away since).
    public func posts(tagged tag: TermID) -> Ring { byTag[tag.rawValue] }

    /// The newest posts that use a sound.
    public func posts(using sound: TermID) -> Ring { bySound[sound.rawValue] }

    /// The number of accounts that engaged with a post.
    ///
    /// Complexity: O(accounts).
    public var viewerCount: Int { posts.filledCount }

    /// The bytes that it takes.
    public var byteCount: Int {
        posts.byteCount + accounts.byteCount + followed.byteCount + followers.byteCount
            + byAuthor.byteCount + byTag.byteCount + bySound.byteCount
    }
}

/// One side of the engagements of an account or post, the newest first.
public struct Engagements: Sendable {
    @usableFromInline let ring: Ring

    init(ring: Ring) { self.ring = ring }

    /// The number of posts or accounts.
    @inlinable public var count: Int { ring.count }

    /// The number of the post (of an account's engagements) or account (of a post's).
    @inlinable
    public func other(_ place: Int) -> UInt32 { ring[place] }

    /// The moment of the first engagement that still stands, in whole seconds since 1970.
    @inlinable
    public func seconds(_ place: Int) -> UInt32 { ring[place, 1] }

    /// What was done.
    @inlinable
    public func tally(_ place: Int) -> Tally { Tally(rawValue: ring[place, 2]) }
}

extension Timestamp {
    /// Whole seconds since 1970, as views store them; good until 2106.
    public var wholeSeconds: UInt32 { UInt32(clamping: milliseconds / 1000) }
}
