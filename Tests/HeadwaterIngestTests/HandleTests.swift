import AsyncHTTPClient
import HeadwaterCore
import HeadwaterEvents
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Testing

@testable import HeadwaterIngest

@Suite struct HandleQueueTests {
    @Test func anAccountIsLookedUpOnceHoweverOftenItPosts() {
        var queue = HandleQueue(capacity: 10)
        for _ in 0..<3 { queue.saw("a", nowMs: 0) }
        queue.saw("b", nowMs: 0)
        #expect(queue.next(nowMs: 0) == "a")
        queue.saw("a", nowMs: 0)
        #expect(queue.next(nowMs: 0) == "b")
        #expect(queue.next(nowMs: 0) == nil)
        queue.found("a")
        queue.saw("a", nowMs: .max - 1)
        #expect(queue.next(nowMs: .max - 1) == nil)
    }

    @Test func anAccountWithoutAHandleIsLeftAloneForAWhile() {
        var queue = HandleQueue(capacity: 10)
        queue.saw("a", nowMs: 0)
        #expect(queue.next(nowMs: 0) == "a")
        queue.absent("a", untilMs: 1000)
        queue.saw("a", nowMs: 999)
        #expect(queue.next(nowMs: 999) == nil)
        queue.saw("a", nowMs: 1000)
        #expect(queue.next(nowMs: 1000) == "a")
    }

    @Test func aFailureIsTriedAgainLaterAndNotForEver() {
        var queue = HandleQueue(capacity: 10)
        queue.saw("a", nowMs: 0)
        for attempt in 0..<3 {
            let now = Int64(attempt) * 100
            #expect(queue.next(nowMs: now) == "a")
            #expect(queue.failures(of: "a") == attempt)
            queue.failed("a", attempts: 3, retryAtMs: now + 100, restUntilMs: 5000)
            #expect(queue.next(nowMs: now + 99) == nil)
        }
        #expect(queue.waiting == 0)
        queue.saw("a", nowMs: 4999)
        #expect(queue.next(nowMs: 4999) == nil)
        queue.saw("a", nowMs: 5000)
        #expect(queue.next(nowMs: 5000) == "a")
    }

    @Test func aChangeIsLookedUpAgainAlsoWhileItIsBeingLookedUp() {
        var queue = HandleQueue(capacity: 10)
        queue.learned("a")
        queue.saw("a", nowMs: 0)
        #expect(queue.next(nowMs: 0) == nil)
        queue.changed("a")
        #expect(queue.next(nowMs: 0) == "a")
        queue.changed("a")
        // The answer to the first question is old news.
        queue.found("a")
        #expect(queue.next(nowMs: 0) == "a")
        queue.found("a")
        #expect(queue.next(nowMs: 0) == nil)
    }

    @Test func whatIsRememberedIsBounded() {
        var queue = HandleQueue(capacity: 100)
        for number in 0..<10_000 { queue.saw("a\(number)", nowMs: 0) }
        #expect(queue.count == 100)
        var found = 0
        while let did = queue.next(nowMs: 0) {
            queue.found(did)
            found += 1
        }
        #expect(found == 100)
        // The oldest is forgotten, the newest is known.
        queue.saw("a9999", nowMs: 0)
        #expect(queue.next(nowMs: 0) == nil)
        queue.saw("a0", nowMs: 0)
        #expect(queue.next(nowMs: 0) == "a0")
    }

    @Test(arguments: UInt64(1)...10)
    func theRateIsHeldOverAnyStretch(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let perSecond = Double.random(in: 0.5...50, using: &random)
        var bucket = TokenBucket(perSecond: perSecond, nowMs: 0)
        var nowMs: Int64 = 0
        var taken = 0
        for _ in 0..<1000 {
            nowMs += Int64.random(in: 0...200, using: &random)
            taken += bucket.take(Int.random(in: 0...9, using: &random), nowMs: nowMs)
            let most = Double(nowMs) / 1000 * perSecond + max(1, perSecond)
            #expect(Double(taken) <= most + 1e-6, "seed \(seed)")
        }
        // Waiting as long as it says is enough, and for one step only just.
        while bucket.take(1, nowMs: nowMs) == 1 { continue }
        let wait = bucket.waitMs(nowMs: nowMs)
        #expect(wait > 0)
        #expect(bucket.take(5, nowMs: nowMs + wait) == 1)
    }
}

@Suite struct HandleLookupTests {
    private func answer(_ document: String, _ did: String = "did:plc:a") -> HandleLookup.Answer {
        HandleLookup.handle(in: Array(document.utf8), of: did)
    }

    @Test func aDocumentNamesAHandleOrNone() {
        #expect(
            answer(#"{"id":"did:plc:a","alsoKnownAs":["https://x","at://Bob.example.com"]}"#)
                == .handle("bob.example.com")
        )
        for document in [
            "", "{}", #"{"id":"did:plc:b","alsoKnownAs":["at://bob.example.com"]}"#,
            #"{"id":"did:plc:a"}"#, #"{"id":"did:plc:a","alsoKnownAs":["at://<script>"]}"#,
            #"{"id":"did:plc:a","alsoKnownAs":["at://handle.invalid"]}"#,
            #"{"id":"did:plc:a","alsoKnownAs":[7]}"#,
        ] {
            #expect(answer(document) == .absent, "\(document)")
        }
    }

    @Test func onlyDomainNamesAreAskedForDocumentsOfTheirOwn() async throws {
        let lookup = HandleLookup(
            directoryURL: "https://plc.directory",
            webURL: { "https://\($0)/.well-known/did.json" },
            timeoutMs: 1,
            client: HTTPClient.shared
        )
        #expect(lookup.url(of: "did:plc:abc") == "https://plc.directory/did:plc:abc")
        #expect(lookup.url(of: "did:web:A.example") == "https://a.example/.well-known/did.json")
        for did in [
            "did:web:localhost", "did:web:localhost%3A80", "did:web:10.0.0.1", "did:web:a.b:path",
            "did:key:abc", "did:plc:", "did:plc:a/../b", "did:web:a.example%2F@b",
        ] {
            #expect(lookup.url(of: did) == nil, "\(did)")
        }
    }
}

/// The directory against a stub of its own on loopback.
@Suite struct HandleDirectoryTests {
    private func settings(_ stub: DirectoryStub) -> HandleDirectory.Settings {
        var settings = HandleDirectory.Settings()
        settings.directoryURL = stub.url
        settings.knobs.set(IngestKnobs.lookupsPerSecond, to: 1000)
        return settings
    }

    private func handles(_ sink: RecordingSink) -> [String: String] {
        var handles: [String: String] = [:]
        for case .account(let account) in sink.events { handles[account.id] = account.handle }
        return handles
    }

    @Test func accountsThatPostGetTheirHandles() async throws {
        let stub = try await DirectoryStub { path, _ in
            let did = String(path.dropFirst())
            return .init(.ok, #"{"id":"\#(did)","alsoKnownAs":["at://\#(did.suffix(2)).example"]}"#)
        }
        let directory = HandleDirectory(settings(stub))
        let dids = (10..<60).map { "did:plc:n\($0)" }
        directory.saw(posters: dids + dids + ["did:key:none"])
        let sink = RecordingSink()
        let task = Task { try await directory.run(into: sink) }
        await sink.waitFor(50)
        // Something new wakes it from its sleep.
        directory.saw(posters: ["did:plc:n99"] + dids)
        await sink.waitFor(51)
        task.cancel()
        try await task.value
        #expect(handles(sink).count == 51)
        #expect(handles(sink)["did:plc:n42"] == "42.example")
        #expect(stub.paths.count == 51)
        #expect(sink.state.withLock { $0.cursor } == nil)
        #expect(directory.status.phase == .stopped)
        try await stub.stop()
    }

    @Test func failuresAreTriedAgainAndMissingAccountsAreNot() async throws {
        let stub = try await DirectoryStub { path, earlier in
            switch path {
            case "/did:plc:gone": return .init(.gone, "{}")
            case "/did:plc:missing": return .init(.notFound, "{}")
            case "/did:plc:large":
                return .init(.ok, String(repeating: " ", count: DocumentFetch.documentBytes + 1))
            case "/did:plc:moved":
                return .init(.found, "", [("location", "/did:plc:n1")])
            case "/did:plc:flaky" where earlier == 0:
                return .init(.internalServerError, "oops")
            case "/did:plc:flaky" where earlier == 1:
                return .init(.tooManyRequests, "slower", [("retry-after", "0")])
            case "/web.example/.well-known/did.json":
                return .init(
                    .ok,
                    #"{"id":"did:web:web.example","alsoKnownAs":["at://web.example"]}"#
                )
            default:
                return .init(
                    .ok,
                    #"{"id":"\#(path.dropFirst())","alsoKnownAs":["at://ok.example"]}"#
                )
            }
        }
        let base = stub.url
        let directory = HandleDirectory(
            settings(stub),
            webURL: { "\(base)/\($0)/.well-known/did.json" },
            sleep: { _ in await Task.yield() }
        )
        directory.saw(posters: [
            "did:plc:gone", "did:plc:missing", "did:plc:large", "did:plc:flaky", "did:plc:fine",
            "did:web:web.example",
        ])
        let sink = RecordingSink()
        let task = Task { try await directory.run(into: sink) }
        await sink.waitFor(3)
        directory.saw(posters: ["did:plc:gone", "did:plc:missing", "did:plc:large", "did:plc:last"])
        await sink.waitFor(4)
        task.cancel()
        try await task.value
        #expect(
            handles(sink) == [
                "did:plc:flaky": "ok.example", "did:plc:fine": "ok.example",
                "did:web:web.example": "web.example", "did:plc:last": "ok.example",
            ]
        )
        let counts = Dictionary(grouping: stub.paths) { $0 }.mapValues(\.count)
        #expect(counts["/did:plc:flaky"] == 3)
        #expect(counts["/did:plc:gone"] == 1)
        #expect(counts["/did:plc:missing"] == 1)
        #expect(counts["/did:plc:large"] == 1)
        #expect(directory.status.skipped["absent"] == 3)
        try await stub.stop()
    }

    @Test func whatIsKnownFromBeforeIsNotLookedUp() async throws {
        let stub = try await DirectoryStub { path, _ in
            .init(.ok, #"{"id":"\#(path.dropFirst())","alsoKnownAs":["at://ok.example"]}"#)
        }
        let directory = HandleDirectory(settings(stub)) { $0 == "did:plc:old" }
        directory.learned(["did:plc:heard"])
        directory.saw(posters: ["did:plc:old", "did:plc:heard", "did:plc:new"])
        let sink = RecordingSink()
        let task = Task { try await directory.run(into: sink) }
        await sink.waitFor(1)
        // That its handle has changed counts more.
        directory.saw(posters: ["did:plc:old"], changed: ["did:plc:old"])
        await sink.waitFor(2)
        task.cancel()
        try await task.value
        #expect(stub.paths == ["/did:plc:new", "/did:plc:old"])
        try await stub.stop()
    }

    @Test func aSinkThatFailsGetsTheHandleLater() async throws {
        let stub = try await DirectoryStub { path, _ in
            .init(.ok, #"{"id":"\#(path.dropFirst())","alsoKnownAs":["at://ok.example"]}"#)
        }
        let directory = HandleDirectory(
            settings(stub),
            sleep: { _ in await Task.yield() }
        )
        directory.saw(posters: ["did:plc:a"])
        let sink = RecordingSink { call in if call < 2 { throw RecordingSink.Refusal() } }
        let task = Task { try await directory.run(into: sink) }
        await sink.waitFor(1)
        task.cancel()
        try await task.value
        #expect(stub.paths.count == 3)
        try await stub.stop()
    }
}

/// A small HTTP server on loopback.
final class DirectoryStub: Sendable {
    struct Answer: Sendable {
        var status: HTTPResponseStatus
        var body: String
        var headers: [(String, String)]

        init(_ status: HTTPResponseStatus, _ body: String, _ headers: [(String, String)] = []) {
            self.status = status
            self.body = body
            self.headers = headers
        }
    }

    /// The paths asked for.
    private final class Log: Sendable {
        let paths = Mutex<[String]>([])

        /// How often the path was asked for before.
        func note(_ path: String) -> Int {
            paths.withLock { paths in
                defer { paths.append(path) }
                return paths.count { $0 == path }
            }
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let answer: (String) -> Answer

        init(_ answer: @escaping (String) -> Answer) { self.answer = answer }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .head(let request) = Self.unwrapInboundIn(data) else { return }
            let answer = answer(request.uri)
            var head = HTTPResponseHead(version: .http1_1, status: answer.status)
            head.headers.add(name: "content-length", value: "\(answer.body.utf8.count)")
            for (name, value) in answer.headers { head.headers.add(name: name, value: value) }
            context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
            let body = ByteBuffer(string: answer.body)
            context.write(Self.wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
            context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
        }
    }

    private let log: Log
    private let channel: any Channel
    let url: String

    /// The paths asked for, in order.
    var paths: [String] { log.paths.withLock { $0 } }

    /// Starts a server that answers a path, given how often it was asked for before.
    init(_ answer: @escaping @Sendable (String, Int) -> Answer) async throws {
        let log = Log()
        self.log = log
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(
                        Handler { path in answer(path, log.note(path)) }
                    )
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        url = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)"
    }

    func stop() async throws { try await channel.close() }
}
