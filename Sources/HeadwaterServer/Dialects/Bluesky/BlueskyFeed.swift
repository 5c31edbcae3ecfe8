import HTTPTypes
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterIngest
import Hummingbird
import Logging

/// Headwater as a Bluesky feed generator: what its routes share.
final class BlueskyFeed: Sendable {
    let settings: BlueskySettings
    let box: EngineBox
    let auth: ServiceAuth
    let tokens: FeedTokens
    let repositories: ViewerRepositories
    let anonymous: AnonymousFeed
    private let knobs: Knobs
    private let limiter = RateLimiter()

    init(_ settings: BlueskySettings, _ server: ServerSettings, box: EngineBox, logger: Logger) {
        self.settings = settings
        self.box = box
        knobs = server.knobs
        let outbound = OutboundClient()
        let directory = IdentityDirectory(
            directoryURL: settings.directoryURL,
            allowsPrivateHosts: settings.allowsPrivateHosts,
            knobs: server.knobs,
            clock: server.time,
            outbound: outbound
        )
        auth = ServiceAuth(
            serviceDID: settings.serviceDID,
            directory: directory,
            clock: server.time
        )
        tokens = FeedTokens(secret: settings.tokenSecret)
        repositories = ViewerRepositories(
            directory: directory,
            fetch: RepositoryFetch(
                outbound: outbound,
                allowsPrivateHosts: settings.allowsPrivateHosts,
                knobs: server.knobs
            ),
            knobs: server.knobs,
            logger: logger
        )
        anonymous = AnonymousFeed(minutes: server.knobs[BlueskySettings.anonymousMinutes])
    }

    /// The feed that a record's address names.
    func feed(_ uri: String) throws(XRPCError) -> BlueskySettings.Feed {
        guard let feed = settings.feeds.first(where: { settings.uri(of: $0) == uri }) else {
            throw XRPCError(.badRequest, "UnknownFeed", "there is no such feed here")
        }
        return feed
    }

    /// Holds back those who ask too often.
    func limit(_ viewer: String?) throws(XRPCError) {
        let rate =
            viewer == nil ? knobs[ServerSettings.keyRate] : knobs[ServerSettings.viewerRate]
        guard let seconds = limiter.secondsToWait(viewer ?? "", perSecond: rate) else { return }
        throw XRPCError(
            .tooManyRequests,
            "RateLimitExceeded",
            "more than \(Int(rate)) requests a second: wait \(seconds) s",
            headers: [.retryAfter: "\(seconds)"]
        )
    }

    /// Whether this is the address of a post of the network.
    static func isPost(_ uri: String) -> Bool {
        guard uri.hasPrefix("at://did:"), uri.utf8.count <= 512 else { return false }
        let parts = uri.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 5 && parts[3] == "app.bsky.feed.post" && !parts[4].isEmpty
    }
}

/// A page of a feed as Bluesky wants it: addresses of posts, and what comes back about them.
struct FeedSkeleton: Sendable {
    /// One post.
    struct Item: Sendable {
        var post: String
        var context: String?
    }

    var items: [Item] = []
    var cursor: String?
    var request: String?

    var response: Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("feed")
        writer.beginArray()
        for item in items {
            writer.beginObject()
            writer.member("post", item.post)
            writer.member("feedContext", item.context)
            writer.endObject()
        }
        writer.endArray()
        writer.member("cursor", cursor)
        writer.member("reqId", request)
        writer.endObject()
        return .json(writer)
    }
}

extension BlueskyFeed {
    /// Pages of the engine that are tried for one that has a post of the network: an empty one
    /// would end the feed.
    private static let tries = 5

    /// A page of a viewer's own feed.
    func page(
        for viewer: String,
        of feed: BlueskySettings.Feed,
        limit: Int,
        cursor: String?
    ) async throws -> FeedSkeleton {
        let engine = try box.engine
        await repositories.prepare(viewer, in: engine)
        var skeleton = FeedSkeleton(cursor: cursor)
        for _ in 0..<Self.tries {
            let answer = try await engine.feed(
                FeedRequest(
                    viewer: viewer,
                    limit: limit,
                    cursor: skeleton.cursor,
                    surface: feed.surface
                )
            )
            skeleton.cursor = answer.cursor
            skeleton.request = tokens.page(answer.request, viewer: viewer)
            for (position, item) in answer.items.enumerated() {
                let post = item.view.post.id
                guard Self.isPost(post) else { continue }
                let place = FeedTokens.Place(request: answer.request, position: Int64(position))
                let context = tokens.context(place, post: post, viewer: viewer)
                skeleton.items.append(FeedSkeleton.Item(post: post, context: context))
            }
            if !skeleton.items.isEmpty || skeleton.cursor == nil { break }
        }
        return skeleton
    }
}
