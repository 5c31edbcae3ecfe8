public import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph

/// What the feed remembers: what each viewer saw, was served and reacted to, the telling words of
/// each post, and what is going on.
///
/// A viewer's taste isn't stored: it is computed for a page from the viewer's last reactions, so
/// a reaction changes the very next page, and one that is taken back leaves nothing behind.
///
/// Memory: under 250 bytes a post (words 48, their lists at most 96, heat 12, and their growth),
/// and for a viewer at most 12 bytes a reaction kept, 8 bytes an item seen within the window, and
/// 4 bytes an item and 44 bytes a page served within it.
public struct FeedState: DerivedView {
    /// What it is called in snapshots.
    public static let name = "feed"
    /// The version of its snapshot's layout.
    public static let version: UInt32 = 3

    /// The number of newest posts that are kept apart.
    static let newestLimit = 4_096
    /// The number of languages that have a board of what is popular; more are not told apart.
    static let languageLimit = 128

    var settings = KnobSettings(FeedKnobs.ofState)
    var limits: Limits
    var terms = SalientTerms()
    var heat = Heat()
    /// By viewer: post, seconds, reaction; those that speak for a post.
    var approvals = Rings(width: 3)
    /// By viewer: post, seconds, reaction; those that speak against it.
    var rejections = Rings(width: 3)
    /// By viewer: post, seconds.
    var seen = Rings(width: 2)
    var pages = PageLog()
    var rising = Board(limit: 256)
    var popular = Board(limit: 512)
    /// By language, in the order in which they were met.
    var languages: [(language: TermID, board: Board)] = []
    /// What is still to be forgotten of deleted accounts.
    var forgetting = Forgetting()
    /// The newest posts, all under one node.
    var newest = Rings(width: 1)

    /// What apply reads of the knobs, read once.
    struct Limits: Sendable {
        var windowMs: Int64
        var windowItems: Int
        var reportMs: Int64
        var approvals: Int
        var rejections: Int
        var wordPosts: Int
        var decays: Decays

        init(_ settings: KnobSettings) {
            windowMs = Int64(settings[FeedKnobs.windowDays] * 86_400_000)
            windowItems = Int(settings[FeedKnobs.windowItems])
            reportMs = Int64(settings[FeedKnobs.reportMinutes] * 60_000)
            approvals = Int(settings[FeedKnobs.reactions])
            rejections = max(approvals / 2, 8)
            wordPosts = Int(settings[FeedKnobs.wordPosts])
            decays = Decays(
                risingMinutes: settings[FeedKnobs.risingMinutes],
                popularHours: settings[FeedKnobs.popularHours]
            )
        }
    }

    /// Nothing is remembered.
    public init() { limits = Limits(settings) }

    /// The page that answered a request, as long as it is within the window.
    public func page(of request: String) -> ServedPage? {
        pages.place(ofRequest: request).map { pages.page($0) }
    }

    /// The bytes that it takes.
    public var byteCount: Int {
        terms.byteCount + heat.byteCount + approvals.byteCount + rejections.byteCount
            + seen.byteCount + pages.byteCount + newest.byteCount
    }

    /// The bytes of it that grow with the posts, not with the viewers.
    var byteCountOfPosts: Int { terms.byteCount + heat.byteCount }
}
