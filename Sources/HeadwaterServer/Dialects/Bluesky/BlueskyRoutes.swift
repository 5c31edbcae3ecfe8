import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import Hummingbird
import NIOCore

/// The calls that Bluesky makes to a feed generator (docs.bsky.app, "Custom Feeds").
///
/// They need no key of ours: a viewer shows a token that their own host signed, and others get the
/// feed for those who aren't signed in.
struct BlueskyRoutes: Sendable {
    private static let skeletonMethod = "app.bsky.feed.getFeedSkeleton"
    private static let interactionsMethod = "app.bsky.feed.sendInteractions"
    /// The longest body that is read, in bytes.
    private static let bodyBytes = 1 << 19
    /// Interactions that one request may report.
    private static let interactionLimit = 500

    let bluesky: BlueskyFeed

    func add(to router: Router<Context>) {
        router.get("/.well-known/did.json", use: document)
        router.get("/xrpc/app.bsky.feed.describeFeedGenerator", use: describe)
        router.get("/xrpc/app.bsky.feed.getFeedSkeleton", use: skeleton)
        router.post("/xrpc/app.bsky.feed.sendInteractions", use: interactions)
    }

    /// Who this service is, where its identifier is that of its host.
    func document(_: Request, context: Context) async throws -> Response {
        let settings = bluesky.settings
        guard settings.serviceDID == "did:web:\(settings.host)" else {
            throw APIError.notFound("this service is \(settings.serviceDID), not its host")
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("@context", ["https://www.w3.org/ns/did/v1"])
        writer.member("id", settings.serviceDID)
        writer.key("service")
        writer.beginArray()
        writer.beginObject()
        writer.member("id", "#bsky_fg")
        writer.member("type", "BskyFeedGenerator")
        writer.member("serviceEndpoint", "https://\(settings.host)")
        writer.endObject()
        writer.endArray()
        writer.endObject()
        return .json(writer)
    }

    /// Which feeds there are.
    func describe(_: Request, context: Context) async throws -> Response {
        let settings = bluesky.settings
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("did", settings.serviceDID)
        writer.key("feeds")
        writer.beginArray()
        for feed in settings.feeds {
            writer.beginObject()
            writer.member("uri", settings.uri(of: feed))
            writer.endObject()
        }
        writer.endArray()
        if settings.privacyPolicy != nil || settings.termsOfService != nil {
            writer.key("links")
            writer.beginObject()
            writer.member("privacyPolicy", settings.privacyPolicy)
            writer.member("termsOfService", settings.termsOfService)
            writer.endObject()
        }
        writer.endObject()
        return .json(writer)
    }

    /// A page of a feed.
    func skeleton(_ request: Request, context: Context) async throws -> Response {
        let parameters = try QueryParameters(request)
        guard let uri = try parameters.get("feed") else {
            throw XRPCError.invalid("the parameter feed is missing")
        }
        let feed = try bluesky.feed(uri)
        let limit: Int
        switch try parameters.get("limit") {
        case nil: limit = 50
        case let text?:
            guard let number = Int(text), (1...100).contains(number) else {
                throw XRPCError.invalid("limit is a number from 1 to 100")
            }
            limit = number
        }
        let cursor = try parameters.get("cursor").flatMap { $0.isEmpty ? nil : $0 }
        let viewer = try await bluesky.auth.viewer(of: request, for: Self.skeletonMethod)
        try bluesky.limit(viewer)
        guard let viewer else {
            return try await bluesky.anonymous.page(
                of: feed,
                limit: limit,
                cursor: cursor,
                in: try bluesky.box.engine
            ).response
        }
        return try await bluesky.page(for: viewer, of: feed, limit: limit, cursor: cursor)
            .response
    }

    /// What viewers did with what they were given.
    func interactions(_ request: Request, context: Context) async throws -> Response {
        guard
            let viewer = try await bluesky.auth.viewer(
                of: request,
                for: Self.interactionsMethod
            )
        else { throw XRPCError.unauthorized("AuthMissing", "show a token of your host") }
        try bluesky.limit(viewer)
        let body = try await Self.body(of: request)
        guard let items = body["interactions"]?.array else {
            throw XRPCError.invalid("interactions must be a list")
        }
        guard items.count <= Self.interactionLimit else {
            throw XRPCError.invalid("at most \(Self.interactionLimit) interactions at once")
        }
        let surface = try body["feed"]?.string.flatMap { try bluesky.feed($0).surface }
        let engine = try bluesky.box.engine
        let now = engine.now
        let events = items.compactMap { item in
            Interaction(item, by: viewer, tokens: bluesky.tokens)?
                .event(by: viewer, at: now, surface: surface)
        }
        if !events.isEmpty { _ = try await engine.ingest(events) }
        var writer = JSONWriter()
        writer.beginObject()
        writer.endObject()
        return .json(writer)
    }

    private static func body(of request: Request) async throws(XRPCError) -> JSONValue {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: bodyBytes)
        } catch is NIOTooManyBytesError {
            throw XRPCError(
                .contentTooLarge,
                "PayloadTooLarge",
                "the body is longer than \(bodyBytes) bytes"
            )
        } catch {
            throw .invalid("the body broke off")
        }
        do {
            return try JSONValue(parsing: Array(buffer: buffer).span)
        } catch {
            throw .invalid("the body: \(error)")
        }
    }
}
