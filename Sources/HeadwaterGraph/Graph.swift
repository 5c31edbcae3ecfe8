public import HeadwaterCatalog
import HeadwaterCore

/// Who engaged with what, who follows whom, and by what posts can be reached: a typed graph in
/// time segments, in memory, under a ceiling that holds.
///
/// Nodes are accounts, posts, tags, sounds, links and languages, by the catalog's numbers, and
/// topics. Edges have a type and a time:
///
/// - **Engagements** (account ↔ post, with a ``Tally`` of what was done) and **uses** (author, tag,
///   sound, link, language or topic → post) lie in ``Segments``; the oldest drops whole when memory or
///   the window says so.
/// - **Follows** are standing state, so no time drops them. They may take a quarter of the memory;
///   what is followed beyond that is left out here (the catalog knows it all the same).
///
/// What an engagement names need not be known yet; it counts from the moment that the post
/// arrives, because readers look posts up in the catalog. A pair of account and post stands once in
/// a segment, so what was done in the stretches of two segments stands once in each.
///
/// Memory: 20 bytes an engagement on both sides together, over the fill of blocks (rooms are powers
/// of two), and 8 bytes a node in each segment that names it. After every record
/// ``byteCount`` is at most the knob ``ceiling``, but for a single list that outgrows a segment.
public struct Graph: DerivedView {
    /// What it is called in snapshots.
    public static let name = "graph"
    /// The version of its snapshot's layout.
    public static let version: UInt32 = 4

    var settings = KnobSettings(Graph.knobs)
    var limits: Limits
    var engaged = Segments<EngagementSegment>()
    var used = Segments<UseSegment>()
    /// By follower: account, seconds.
    var followed = Adjacency(width: 2)
    /// By account: follower, seconds.
    var followers = Adjacency(width: 2)
    /// The greatest time that has been applied: along a list time never falls.
    var clock: UInt32 = 0
    /// Nodes that are deleted and whose edges are being taken away; see ``drain(_:)``.
    var dying: [UInt64] = []
    /// Follows that found no room.
    public internal(set) var followsLeftOut: UInt64 = 0
    /// Segments that memory or the window has dropped.
    public internal(set) var segmentsDropped: UInt64 = 0

    /// An empty graph.
    public init() { limits = Limits(settings) }

    // MARK: Reading

    /// What an account engaged with, the newest first, as many as a knob says.
    ///
    /// Complexity: O(segments + what is returned).
    public func engagements(of account: AccountID) -> Engagements {
        engagements(of: account, most: limits.viewer)
    }

    /// The newest `most` of what an account engaged with, the newest first.
    public func engagements(of account: AccountID, most: Int) -> Engagements {
        Engagements(
            ring: gather(account.rawValue, most: most, width: 3, engaged.count) {
                engaged[$0].byAccount
            }
        )
    }

    /// Who engaged with a post, the newest first, as many as a knob says.
    public func engagers(of post: PostID) -> Engagers {
        engagers(of: post, most: limits.post)
    }

    /// The newest `most` of those who engaged with a post, the newest first.
    public func engagers(of post: PostID, most: Int) -> Engagers {
        Engagers(
            ring: gather(post.rawValue, most: most, width: 2, engaged.count) {
                engaged[$0].byPost
            }
        )
    }

    /// All accounts that an account follows, the newest first.
    ///
    /// Complexity: O(what is returned), as for all of these.
    public func following(of account: AccountID, most: Int = .max) -> Ring {
        gather(account.rawValue, most: most, width: 2, 1) { _ in followed }
    }

    /// All accounts that follow an account, the newest first.
    public func followers(of account: AccountID) -> Ring {
        gather(account.rawValue, most: .max, width: 2, 1) { _ in followers }
    }

    /// The newest posts of an author.
    public func posts(by author: AccountID) -> Ring {
        posts(.author, author.rawValue, most: limits.author)
    }

    /// The newest posts that carry a tag (an edit may have taken it away since).
    public func posts(tagged tag: TermID) -> Ring {
        posts(.tag, tag.rawValue, most: limits.topic)
    }

    /// The newest posts that use a sound.
    public func posts(using sound: TermID) -> Ring {
        posts(.sound, sound.rawValue, most: limits.topic)
    }

    /// The newest posts that hold a link.
    public func posts(linking link: TermID) -> Ring {
        posts(.link, link.rawValue, most: limits.topic)
    }

    /// The newest posts in a language.
    public func posts(in language: TermID) -> Ring {
        posts(.language, language.rawValue, most: limits.topic)
    }

    /// The newest posts that turned out to be about a topic (some may have left it since).
    public func posts(about topic: TopicID) -> Ring {
        posts(.topic, topic.rawValue, most: limits.topic)
    }
}
