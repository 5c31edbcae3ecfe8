import Foundation
import HTTPTypes
import HeadwaterCore
import HeadwaterDemo
import Hummingbird
import NIOCore

/// The console: static files that the binary carries, read once at the start.
struct ConsoleRoutes: Sendable {
    private struct File: Sendable {
        var bytes: ByteBuffer
        var type: String
        var tag: String

        init(_ bytes: [UInt8], type: String) {
            let sum = Fingerprint(bytes.span)
            self.bytes = ByteBuffer(bytes: bytes)
            self.type = type
            tag = "\"\(String(sum.high, radix: 36))\(String(sum.low, radix: 36))\""
        }

        /// The page, with what its scripts must know of the settings filled in.
        func telling(_ hosts: MediaHosts, hasMediaProxy: Bool) -> File {
            let page = String(buffer: bytes)
                .replacing(
                    #"name="media-hosts" content="""#,
                    with: #"name="media-hosts" content="\#(hosts.names.joined(separator: " "))""#
                )
                .replacing(
                    #"name="media-proxy" content="off""#,
                    with: #"name="media-proxy" content="\#(hasMediaProxy ? "on" : "off")""#
                )
            return File(Array(page.utf8), type: type)
        }
    }

    private let files: [String: File]
    private let media: [String: File]

    private let policy: String

    /// The console's files.
    ///
    /// - Parameters:
    ///   - isDemo: Whether the demo town's media are among them.
    ///   - mediaHosts: The other hosts that pages may load media from.
    ///   - hasMediaProxy: Whether pages may ask this server for the media of all others.
    init(isDemo: Bool, mediaHosts: MediaHosts, hasMediaProxy: Bool) {
        var files = Self.load(Bundle.module.url(forResource: "Console", withExtension: nil))
        if let index = files["index.html"] {
            files["index.html"] = index.telling(mediaHosts, hasMediaProxy: hasMediaProxy)
        }
        self.files = files
        media = isDemo ? Self.load(DemoResources.mediaDirectory) : [:]
        policy = Self.policy(mediaHosts)
    }

    /// All else comes from here, and no inline script or style runs, whatever a post says.
    private static func policy(_ mediaHosts: MediaHosts) -> String {
        let media = (["'self'"] + mediaHosts.sources).joined(separator: " ")
        return [
            "default-src 'self'", "img-src \(media) data:", "media-src \(media)",
            "style-src 'self'", "script-src 'self'", "connect-src 'self'", "object-src 'none'",
            "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
        ].joined(separator: "; ")
    }

    func index(_ request: Request, context _: Context) async throws -> Response {
        try respond(request, files["index.html"], caching: "no-cache")
    }

    /// What the API takes and answers, as OpenAPI 3.1.
    func openAPI(_ request: Request, context _: Context) async throws -> Response {
        try respond(request, files["openapi.json"], caching: "no-cache", inRanges: false)
    }

    func file(_ request: Request, context: Context) async throws -> Response {
        try respond(request, files[Self.rest(of: context)], caching: "no-cache")
    }

    func demoMedia(_ request: Request, context: Context) async throws -> Response {
        try respond(request, media[Self.rest(of: context)], caching: "public, max-age=86400")
    }

    private static func rest(of context: Context) -> String {
        context.parameters.getCatchAll().map(String.init).joined(separator: "/")
    }

    private func respond(
        _ request: Request,
        _ file: File?,
        caching: String,
        inRanges: Bool = true
    ) throws -> Response {
        guard let file else { throw APIError.notFound("there is no such file") }
        var headers: HTTPFields = [
            .contentType: file.type, .cacheControl: caching, .eTag: file.tag,
            .xContentTypeOptions: "nosniff", .contentSecurityPolicy: policy,
            .acceptRanges: inRanges ? "bytes" : "none",
        ]
        if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "no-referrer" }
        if request.headers[.ifNoneMatch] == file.tag {
            return Response(status: .notModified, headers: headers)
        }
        let size = file.bytes.readableBytes
        if inRanges, let range = request.headers[.range].flatMap({ Self.range($0, size: size) }) {
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
            let slice = file.bytes.getSlice(at: range.lowerBound, length: range.count)
            return Response(
                status: .partialContent,
                headers: headers,
                body: ResponseBody(byteBuffer: slice ?? ByteBuffer())
            )
        }
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: file.bytes)
        )
    }

    /// One range of bytes, as players ask for; anything else is answered whole.
    private static func range(_ header: String, size: Int) -> Range<Int>? {
        guard header.hasPrefix("bytes="), !header.contains(",") else { return nil }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let start = Int(ends[0]), start < size else { return nil }
        let end = Int(ends[1]).map { min($0, size - 1) } ?? size - 1
        return end >= start ? start..<end + 1 : nil
    }

    private static func load(_ directory: URL?) -> [String: File] {
        guard let directory,
            let names = FileManager.default.enumerator(atPath: directory.path)
        else { return [:] }
        var files: [String: File] = [:]
        for case let name as String in names {
            guard let type = types[String(name.split(separator: ".").last ?? "")],
                let data = FileManager.default.contents(
                    atPath: directory.appendingPathComponent(name).path
                )
            else { continue }
            files[name] = File([UInt8](data), type: type)
        }
        return files
    }

    private static let types = [
        "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "css": "text/css; charset=utf-8", "svg": "image/svg+xml", "png": "image/png",
        "jpg": "image/jpeg", "webm": "video/webm", "json": "application/json",
        "ico": "image/x-icon", "webmanifest": "application/manifest+json",
    ]
}
