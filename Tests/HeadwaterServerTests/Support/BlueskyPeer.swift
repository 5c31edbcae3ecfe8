import AsyncHTTPClient
import Foundation
import HTTPTypes
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import HeadwaterServer

/// `Tests/Peers/bluesky_peer.py`, running: a PLC directory, a host of accounts, and the public client.
final class BlueskyPeer: Sendable {
    static let python = ProcessInfo.processInfo.environment["HEADWATER_PYTHON"]
    static let service = "did:web:feed.test.example"
    static let skeleton = "app.bsky.feed.getFeedSkeleton"
    static let interactions = "app.bsky.feed.sendInteractions"
    static let publisher = "did:plc:publisher"
    static let feed = "at://\(publisher)/app.bsky.feed.generator/foryou"

    struct Failure: Error { var text: String }

    private let process = Mutex<Process?>(nil)
    private let input = Pipe()
    let url: String

    /// Runs a test with a peer, and ends the peer after it.
    static func with(_ body: (BlueskyPeer) async throws -> Void) async throws {
        let peer = try await BlueskyPeer()
        defer { peer.stop() }
        try await body(peer)
    }

    private init() async throws {
        let script = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Peers/bluesky_peer.py")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.python ?? "/usr/bin/python3")
        process.arguments = ["-B", script.path]
        process.standardInput = input
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let handle = output.fileHandleForReading
        let line = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var text = ""
                while !text.hasSuffix("\n") {
                    let data = handle.availableData
                    if data.isEmpty { break }
                    text += String(decoding: data, as: UTF8.self)
                }
                continuation.resume(returning: text)
            }
        }
        guard line.hasPrefix("PORT "), let port = Int(line.dropFirst(5).trimmingSpaces().dropLast())
        else { throw Failure(text: line) }
        url = "http://127.0.0.1:\(port)"
        self.process.withLock { $0 = process }
    }

    private func stop() {
        do { try input.fileHandleForWriting.close() } catch { print("the peer goes on: \(error)") }
    }

    /// Has the peer do something.
    @discardableResult
    func ask(_ what: String, _ parts: JSONValue = [:]) async throws -> JSONValue {
        var request = HTTPClientRequest(url: "\(url)/control")
        request.method = .POST
        let members = [JSONValue.Member("do", .string(what))] + (parts.members ?? [])
        let json = JSONValue.object(members)
        request.body = .bytes(ByteBuffer(string: json.json))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let body = String(buffer: try await response.body.collect(upTo: 1 << 24))
        guard response.status == .ok else { throw Failure(text: body) }
        return try JSONValue(parsing: body)
    }

    /// Registers an account; returns its DID.
    func account(
        _ name: String,
        _ algorithm: String = "ES256K",
        legacy: Bool = false
    ) async throws
        -> String
    {
        let answer = try await ask(
            "account",
            ["name": .string(name), "algorithm": .string(algorithm), "legacy": .bool(legacy)]
        )
        return answer["did"]?.string ?? ""
    }

    /// A token that the account's host signs.
    func token(
        _ did: String,
        for method: String = skeleton,
        at now: Timestamp = TestServer.start,
        _ more: JSONValue = [:]
    ) async throws -> String {
        let parts: [JSONValue.Member] = [
            .init("did", .string(did)), .init("aud", .string(Self.service)),
            .init("lxm", .string(method)), .init("now", .integer(now.milliseconds / 1000)),
        ]
        let answer = try await ask("token", .object(parts + (more.members ?? [])))
        return answer["token"]?.string ?? ""
    }

    func headers(
        _ did: String,
        for method: String = skeleton,
        at now: Timestamp = TestServer.start,
        _ more: JSONValue = [:]
    ) async throws -> HTTPFields {
        Tokens.bearer(try await token(did, for: method, at: now, more))
    }

    /// How often something was asked for.
    func count(_ path: String) async throws -> Int {
        Int(try await ask("counts")[path]?.integer ?? 0)
    }

    /// A server that is a feed generator of this network.
    func settings(_ settings: inout ServerSettings) {
        settings.bluesky = Self.settings(directory: url)
        settings.knobs.set(BlueskySettings.repositoryWaitMs, to: 8000)
        settings.knobs.set(ServerSettings.viewerRate, to: 10_000)
    }

    static func settings(directory: String = "http://127.0.0.1:1") -> BlueskySettings {
        var settings = BlueskySettings(
            host: "feed.test.example",
            publisher: publisher,
            feeds: [
                BlueskySettings.Feed(key: "foryou"),
                BlueskySettings.Feed(key: "videos", surface: "video"),
            ]
        )
        settings.directoryURL = directory
        settings.allowsPrivateHosts = true
        settings.tokenSecret = String(repeating: "secret", count: 6)
        return settings
    }
}

extension TestServer {
    static let author = "did:plc:author"

    static func uri(_ number: Int) -> String { "at://\(author)/app.bsky.feed.post/s\(number)" }

    /// Lets an author of the network post so many times.
    func posts(_ count: Int) async throws {
        let lines = (0..<count).map { number in
            Say.post(
                Self.uri(number),
                by: number % 2 == 0 ? Self.author : "did:plc:followed\(number % 6)",
                "A seal number \(number) sleeps"
            )
        }
        try await events(lines)
    }

    /// A page of a Bluesky feed.
    func skeleton(
        _ more: String = "",
        _ headers: HTTPFields = [:],
        feed: String = BlueskyPeer.feed
    ) async throws -> Answer {
        try await send(
            .get,
            "/xrpc/app.bsky.feed.getFeedSkeleton?feed=\(feed)\(more)",
            headers,
            host: "feed.test.example"
        )
    }

    func report(_ json: JSONValue, _ headers: HTTPFields) async throws -> Answer {
        var headers = headers
        headers[.contentType] = "application/json"
        return try await send(
            .post,
            "/xrpc/app.bsky.feed.sendInteractions",
            headers,
            host: "feed.test.example",
            bytes: Array(json.json.utf8)
        )
    }

    /// The events that the log holds.
    func logged() throws -> [Event] {
        try log.read(after: .start, limit: 1_000_000).compactMap {
            if case .event(let event) = $0.body { event } else { nil }
        }
    }
}

extension Answer {
    /// The addresses on a page.
    var skeletonPosts: [String] { get throws { try all("post", in: "feed") } }

    /// The name of an XRPC error.
    var name: String? { get throws { try json["error"]?.string } }
}
