import HTTPTypes
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import Hummingbird

/// `GET /v1/media`: a picture, video or sound of a post, fetched from its host for the reader;
/// `GET /v1/media/ticket`: leave to load them by address alone.
///
/// The host learns of this server and of no reader. It is no open proxy: what is fetched is what a
/// post names that the asker may see, and never an address of the request.
struct MediaRoutes: Sendable {
    private let box: EngineBox
    private let isOn: Bool
    private let fetch: MediaFetch
    private let slots: MediaSlots
    private let gatekeeper: Gatekeeper

    init(box: EngineBox, settings: ServerSettings, gatekeeper: Gatekeeper) {
        self.box = box
        self.gatekeeper = gatekeeper
        isOn = settings.hasMediaProxy
        fetch = MediaFetch(settings.mediaReach, knobs: settings.knobs)
        slots = MediaSlots(Int(settings.knobs[MediaKnobs.fetches]))
    }

    func media(_ request: Request, context: Context) async throws -> Response {
        try context.caller.requireReading()
        try requireOn()
        let url = try await address(request, context)
        guard let slot = slots.take() else {
            throw APIError(
                status: .serviceUnavailable,
                code: "busy",
                message: "as many media are being fetched as may be at once: come back in 1 s",
                param: nil,
                headers: [.retryAfter: "1"]
            )
        }
        let range = request.headers[.range].flatMap(Self.range)
        let (head, body) = try await fetch.open(url, range: range)
        return Response(
            status: head.range == nil ? .ok : .partialContent,
            headers: Self.headers(head),
            body: ResponseBody(contentLength: head.length) { [fetch] writer in
                defer { withExtendedLifetime(slot) {} }
                try await fetch.pass(body, to: &writer)
                try await writer.finish(nil)
            }
        )
    }

    func ticket(_ request: Request, context: Context) async throws -> Response {
        try context.caller.requireReading()
        try requireOn()
        let parameters = try QueryParameters(request)
        guard let viewer = try context.caller.viewer(asked: parameters.get("viewer")) else {
            throw APIError.badRequest("name the viewer whose media the ticket is for", "viewer")
        }
        guard (1...512).contains(viewer.utf8.count) else {
            throw APIError.badRequest("an id has 1 to 512 bytes", "viewer")
        }
        let (ticket, seconds) = try await gatekeeper.ticket(for: viewer)
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("ticket")
        writer.string(ticket)
        writer.key("expires_in_s")
        writer.integer(seconds)
        writer.endObject()
        return .json(writer)
    }

    private func requireOn() throws(APIError) {
        guard isOn else {
            throw .notFound("remote media are not fetched here: start with --media-proxy")
        }
    }

    /// The address that the post names which the request asks for.
    private func address(_ request: Request, _ context: Context) async throws -> String {
        let parameters = try QueryParameters(request)
        guard let id = try parameters.get("post") else {
            throw APIError.badRequest("name the post whose medium it is", "post")
        }
        guard let index = Int(try parameters.get("index") ?? "0"), index >= 0 else {
            throw APIError.badRequest("index is a whole number, 0 for the first medium", "index")
        }
        let part = try parameters.get("part") ?? "url"
        guard ["url", "poster"].contains(part) else {
            throw APIError.badRequest("part is url or poster", "part")
        }
        let viewer = try context.caller.viewer(asked: parameters.get("viewer"))
        let engine = try box.engine
        let posts = try await blocking { try engine.posts([id], viewer: viewer) }
        guard let media = posts.first?.post.media, media.indices.contains(index),
            let url = part == "url" ? media[index].url : media[index].poster
        else { throw APIError.notFound("there is no such post, or it has no such medium") }
        return url
    }

    /// One range of bytes, as players ask for; anything else is left out, and answered whole.
    private static func range(_ header: String) -> String? {
        header.wholeMatch(of: #/bytes=(\d{1,15}-\d{0,15}|-\d{1,15})/#) == nil ? nil : header
    }

    /// A stranger's bytes: they are shown as what they are said to be or not at all, run nothing
    /// even where opened as a page, and stay in this reader's cache.
    private static func headers(_ head: MediaHead) -> HTTPFields {
        var headers: HTTPFields = [
            .contentType: head.type, .cacheControl: "private, max-age=3600",
            .contentSecurityPolicy: "default-src 'none'; sandbox", .acceptRanges: "bytes",
            .xContentTypeOptions: "nosniff",
        ]
        headers[.contentRange] = head.contentRange
        if let name = HTTPField.Name("Cross-Origin-Resource-Policy") {
            headers[name] = "same-origin"
        }
        return headers
    }
}
