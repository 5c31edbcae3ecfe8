public import HeadwaterCore
public import HeadwaterEvents

/// A feed that is tried: it takes events in, and gives pages.
public protocol TrialFeed {
    /// What it is called in the report.
    var name: String { get }
    /// Takes events in, in this order; they count for the next page.
    mutating func send(_ events: [Event], at now: Timestamp) async throws
    /// The posts of a page, from the top, and the request that it answers.
    mutating func page(
        for viewer: String,
        limit: Int,
        at now: Timestamp
    ) async throws -> (request: String, posts: [String])
}

/// What a feed without any ranking gives: the newest posts that the viewer hasn't been served.
public struct NewestFirst: TrialFeed {
    /// Its name in reports.
    public let name = "newest first"
    private var posts: [String] = []
    private var served: [String: Set<String>] = [:]
    private var pages = 0

    /// An empty feed.
    public init() {}

    /// Notes the posts.
    public mutating func send(_ events: [Event], at now: Timestamp) {
        for case .post(let post) in events { posts.append(post.id) }
    }

    /// The newest.
    public mutating func page(
        for viewer: String,
        limit: Int,
        at now: Timestamp
    ) -> (request: String, posts: [String]) {
        let before = served[viewer, default: []]
        let page = Array(posts.reversed().lazy.filter { !before.contains($0) }.prefix(limit))
        served[viewer, default: []].formUnion(page)
        pages += 1
        return ("newest-\(pages)", page)
    }
}

/// What a feed for everybody gives: the posts that most liked, of those that the viewer hasn't been
/// served.
public struct MostPopular: TrialFeed {
    /// Its name in reports.
    public let name = "most popular"
    private var likes: [String: Int] = [:]
    private var numbers: [String: Int] = [:]
    private var ranked: [String] = []
    private var isRanked = false
    private var served: [String: Set<String>] = [:]
    private var pages = 0

    /// An empty feed.
    public init() {}

    /// Counts the likes.
    public mutating func send(_ events: [Event], at now: Timestamp) {
        for event in events {
            switch event {
            case .post(let post):
                numbers[post.id] = numbers.count
                likes[post.id, default: 0] += 0
                isRanked = false
            case .engagement(let event) where event.kind == .like:
                if let post = event.post { likes[post, default: 0] += event.undone ? -1 : 1 }
                isRanked = false
            default: break
            }
        }
    }

    /// The most liked, the newer first among equals.
    public mutating func page(
        for viewer: String,
        limit: Int,
        at now: Timestamp
    ) -> (request: String, posts: [String]) {
        if !isRanked {
            ranked = likes.sorted {
                ($0.value, numbers[$0.key] ?? -1) > ($1.value, numbers[$1.key] ?? -1)
            }.map(\.key)
            isRanked = true
        }
        let before = served[viewer, default: []]
        let page = Array(ranked.lazy.filter { !before.contains($0) }.prefix(limit))
        served[viewer, default: []].formUnion(page)
        pages += 1
        return ("popular-\(pages)", page)
    }
}
