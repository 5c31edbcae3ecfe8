import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterFeed

/// The feed for those who aren't signed in: one list for all of them, made anew every few minutes.
///
/// It is the feed of a viewer of whom nothing is known, so each list has a viewer of its own. That
/// keeps what the log holds of them small, however many ask, and gives each of them the whole list
/// from its top.
actor AnonymousFeed {
    /// Posts that a list has at most.
    static let limit = 1000
    /// Lists of the past that are kept, for those who are half-way through one.
    private static let kept = 2

    private struct List {
        var posts: [String] = []
        var cursor: String?
        var isOver = false
        var filling: Task<Void, any Error>?
    }

    private struct Name: Hashable {
        var surface: String?
        var epoch: Int64
    }

    private let spanMs: Int64
    private var lists: [Name: List] = [:]

    init(minutes: Double) { spanMs = Int64(minutes * 60_000) }

    /// A page of it.
    func page(
        of feed: BlueskySettings.Feed,
        limit: Int,
        cursor: String?,
        in engine: Engine
    ) async throws -> FeedSkeleton {
        let present = engine.now.milliseconds / spanMs
        var name = Name(surface: feed.surface, epoch: present)
        var offset = 0
        if let cursor {
            let parts = cursor.split(separator: ".")
            guard parts.count == 3, parts[0] == "a", let epoch = Int64(parts[1]),
                let place = Int(parts[2]), (0...Self.limit).contains(place)
            else { throw XRPCError.invalid("the cursor is none of this feed") }
            offset = place
            // A list that is gone goes on in the one of now.
            let older = Name(surface: feed.surface, epoch: epoch)
            if lists[older] != nil { name = older }
        }
        lists = lists.filter { present - $0.key.epoch < Self.kept }
        if lists[name] == nil { name.epoch = present }
        var skeleton = FeedSkeleton()
        while skeleton.items.isEmpty {
            try await fill(name, to: offset + limit, in: engine)
            let list = lists[name] ?? List(isOver: true)
            let posts = Array(list.posts.dropFirst(offset).prefix(limit))
            guard !posts.isEmpty else { return FeedSkeleton() }
            offset += posts.count
            skeleton.items = try await Self.visible(posts, in: engine)
            guard !list.isOver || offset < list.posts.count else {
                skeleton.cursor = nil
                return skeleton
            }
            skeleton.cursor = "a.\(name.epoch).\(offset)"
        }
        return skeleton
    }

    /// Those that exist for anybody, now.
    private static func visible(
        _ posts: [String],
        in engine: Engine
    ) async throws -> [FeedSkeleton.Item] {
        let seen = try await blocking { try engine.posts(posts, viewer: nil) }
        return seen.map { FeedSkeleton.Item(post: $0.post.id) }
    }

    /// Has a list made until it has so many posts, where there are as many.
    private func fill(_ name: Name, to count: Int, in engine: Engine) async throws {
        while true {
            let list = lists[name] ?? List()
            guard list.posts.count < min(count, Self.limit), !list.isOver else { return }
            if let filling = list.filling {
                try await filling.value
                continue
            }
            let task = Task { try await self.extend(name, in: engine) }
            lists[name, default: List()].filling = task
            try await task.value
        }
    }

    private func extend(_ name: Name, in engine: Engine) async throws {
        defer { lists[name]?.filling = nil }
        let answer = try await engine.feed(
            FeedRequest(
                viewer: "bluesky:anonymous:\(name.surface ?? ""):\(name.epoch)",
                limit: 100,
                cursor: lists[name]?.cursor,
                surface: name.surface
            )
        )
        var list = lists[name] ?? List()
        list.posts += answer.items.map(\.view.post.id).filter(BlueskyFeed.isPost)
        list.cursor = answer.cursor
        list.isOver = answer.cursor == nil || list.posts.count >= Self.limit
        lists[name] = list
    }
}
