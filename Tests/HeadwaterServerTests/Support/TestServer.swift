import HTTPTypes
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterLog
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import HeadwaterServer

/// A server in memory, over an engine whose clock stands still until a test moves it.
struct TestServer: Sendable {
    let box: EngineBox
    let engine: Engine
    let log: MemoryLog
    let time: ManualTime
    let server: Server
    let sources: SourceBoard
    private let responder: RouterResponder<Context>
    private let logger: Logger

    /// The moment at which every test begins: 2026-11-25T12:00:00Z.
    static let start = Timestamp(milliseconds: 1_795_608_000_000)

    static func make(
        isReady: Bool = true,
        log: MemoryLog = MemoryLog(),
        _ change: (inout ServerSettings) -> Void = { _ in }
    ) async throws -> TestServer {
        let time = ManualTime(start)
        var configuration = EngineConfiguration(directory: nil, time: time)
        configuration.keepsHouse = false
        let engine = try Engine(log: log, configuration: configuration)
        let box = EngineBox()
        if isReady { box.put(engine) }
        var settings = ServerSettings(port: 0, time: time)
        change(&settings)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let sources = SourceBoard()
        let server = try Server(settings, engine: box, sources: sources, logger: logger)
        return TestServer(
            box: box,
            engine: engine,
            log: log,
            time: time,
            server: server,
            sources: sources,
            responder: await server.router().buildResponder(),
            logger: logger
        )
    }

    /// Runs a test over a server, and ends the engine's threads after it.
    ///
    /// Four run at once; one that `isAlone` has the process to itself.
    static func with(
        isReady: Bool = true,
        isAlone: Bool = false,
        _ change: (inout ServerSettings) -> Void = { _ in },
        _ body: (TestServer) async throws -> Void
    ) async throws {
        let weight = isAlone ? 4 : 1
        await Gate.shared.enter(weight)
        let result: Result<Void, any Error>
        do {
            let server = try await make(isReady: isReady, change)
            do {
                result = .success(try await body(server))
            } catch {
                result = .failure(error)
            }
            try server.engine.stop()
        } catch {
            await Gate.shared.leave(weight)
            throw error
        }
        await Gate.shared.leave(weight)
        try result.get()
    }

    /// Sends a request, and holds what comes back against the API's description.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ headers: HTTPFields = [:],
        host: String? = "127.0.0.1:8080",
        body: RequestBody,
        at location: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        let request = Request(
            head: HTTPRequest(
                method: method,
                scheme: "http",
                authority: host,
                path: path,
                headerFields: headers
            ),
            body: body
        )
        let context = Context(
            source: ApplicationRequestContextSource(
                channel: NIOAsyncTestingChannel(),
                logger: logger
            )
        )
        let response = try await responder.respond(to: request, context: context)
        let collector = Collector()
        try await response.body.write(collector)
        let answer = Answer(
            status: response.status.code,
            headers: response.headers,
            bytes: Array(buffer: collector.bytes.value)
        )
        if method != .head {
            for problem in APIDescription.shared.problems(method, path, answer) {
                Issue.record("\(method) \(path.prefix(200)): \(problem)", sourceLocation: location)
            }
        }
        return answer
    }

    /// Sends a request with a body that comes in pieces.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ headers: HTTPFields = [:],
        host: String? = "127.0.0.1:8080",
        bytes: [UInt8] = [],
        chunk: Int = 32_768,
        at location: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        let pieces = stride(from: 0, to: bytes.count, by: chunk).map { start in
            ByteBuffer(bytes: bytes[start..<min(start + chunk, bytes.count)])
        }
        return try await send(
            method,
            path,
            headers,
            host: host,
            body: RequestBody(asyncSequence: Pieces(pieces)),
            at: location
        )
    }

    func get(
        _ path: String,
        _ headers: HTTPFields = [:],
        at location: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await send(.get, path, headers, at: location)
    }

    /// Sends a JSON body.
    func post(
        _ path: String,
        _ json: String,
        _ headers: HTTPFields = [:],
        at location: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        var headers = headers
        headers[.contentType] = "application/json"
        return try await send(.post, path, headers, bytes: Array(json.utf8), at: location)
    }

    /// Sends events, one a line.
    @discardableResult
    func events(
        _ lines: [String],
        _ headers: HTTPFields = [:],
        at location: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        var headers = headers
        headers[.contentType] = "application/x-ndjson"
        let text = lines.map { $0 + "\n" }.joined()
        return try await send(.post, "/v1/events", headers, bytes: Array(text.utf8), at: location)
    }

    /// Sends events that must all be taken.
    func tell(_ lines: String..., at location: SourceLocation = #_sourceLocation) async throws {
        let answer = try await events(lines, at: location)
        #expect(
            try answer.json["accepted"] == .integer(Int64(lines.count)),
            sourceLocation: location
        )
    }
}

/// What came back.
struct Answer: Sendable {
    var status: Int
    var headers: HTTPFields
    var bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }

    var json: JSONValue {
        get throws { try JSONValue(parsing: bytes.span) }
    }

    /// The error's code; nil where this is no error.
    var code: String? { get throws { try json["error"]?["code"]?.string } }

    /// The parameter that the error names.
    var param: String? { get throws { try json["error"]?["param"]?.string } }

    /// The error's words.
    var message: String { get throws { try json["error"]?["message"]?.string ?? "" } }

    /// The texts under a name in each object of a list.
    func all(_ name: String, in list: String) throws -> [String] {
        try (json[list]?.array ?? []).compactMap { $0[name]?.string }
    }

    /// Which lines were rejected, and why.
    var rejected: [Int: String] {
        get throws {
            var found: [Int: String] = [:]
            for item in try json["rejected"]?.array ?? [] {
                found[Int(item["line"]?.integer ?? 0)] = item["error"]?.string
            }
            return found
        }
    }

    func number(_ name: String) throws -> Int64? { try json[name]?.integer }
}

/// A body in pieces, and how it ends.
struct Pieces: AsyncSequence, Sendable {
    struct BrokenOff: Error {}

    var pieces: [ByteBuffer]
    var breaksOff = false

    init(_ pieces: [ByteBuffer], breaksOff: Bool = false) {
        self.pieces = pieces
        self.breaksOff = breaksOff
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        var pieces: ArraySlice<ByteBuffer>
        var breaksOff: Bool

        mutating func next() async throws -> ByteBuffer? {
            if let next = pieces.popFirst() { return next }
            if breaksOff { throw BrokenOff() }
            return nil
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pieces: pieces[...], breaksOff: breaksOff)
    }
}

/// Gathers what a response writes.
private struct Collector: ResponseBodyWriter {
    let bytes = Locked(ByteBuffer())

    func write(_ buffer: ByteBuffer) async throws {
        bytes.change { _ = $0.writeImmutableBuffer(buffer) }
    }

    func finish(_: HTTPFields?) async throws {}
}
