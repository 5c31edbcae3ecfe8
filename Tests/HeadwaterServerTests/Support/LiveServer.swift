import HeadwaterEngine
import NIOCore
import NIOPosix
import Testing

@testable import HeadwaterServer

/// A server on a real socket.
enum LiveServer {
    /// Runs a test over a server that listens on a free port of this machine.
    static func with(
        _ change: (inout ServerSettings) -> Void = { _ in },
        _ body: @escaping @Sendable (TestServer, Int) async throws -> Void
    ) async throws {
        try await TestServer.with(change) { server in
            let (ports, source) = AsyncStream.makeStream(of: Int.self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { source.finish() }
                    try await server.server.run { source.yield($0) }
                }
                for await port in ports {
                    try await body(server, port)
                    break
                }
                group.cancelAll()
                do { try await group.waitForAll() } catch is CancellationError {}
            }
        }
    }
}

/// What came back over a wire.
struct WireAnswer: Sendable {
    var status: Int
    var head: String
    var body: String
}

/// One connection on which a test says byte by byte what goes out.
struct Wire: ~Copyable {
    struct Closed: Error {}

    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var held: [UInt8] = []

    /// Connects, and closes once `body` is done.
    static func with<Value: Sendable>(
        port: Int,
        _ body: @Sendable (inout Wire) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var wire = Wire(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            return try await body(&wire)
        }
    }

    private init(
        inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound
        self.outbound = outbound
    }

    func write(_ text: String) async throws {
        try await outbound.write(ByteBuffer(string: text))
    }

    /// A request's head; `more` are further lines.
    func head(_ method: String, _ path: String, _ more: String...) async throws {
        let lines = ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1"] + more
        try await write(lines.joined(separator: "\r\n") + "\r\n\r\n")
    }

    /// A whole request.
    func request(_ method: String, _ path: String, body: String = "") async throws {
        try await head(method, path, "Content-Length: \(body.utf8.count)")
        if !body.isEmpty { try await write(body) }
    }

    /// The next answer, an interim one too.
    mutating func answer() async throws -> WireAnswer {
        let end = Array("\r\n\r\n".utf8)
        while held.firstRange(of: end) == nil { try await read() }
        guard let range = held.firstRange(of: end) else { throw Closed() }
        let head = String(decoding: held[..<range.lowerBound], as: UTF8.self)
        held.removeFirst(range.upperBound)
        let length =
            head.lowercased().firstMatch(of: #/content-length: (\d+)/#)
            .flatMap { Int($0.1) } ?? 0
        while held.count < length { try await read() }
        let body = String(decoding: held[..<length], as: UTF8.self)
        held.removeFirst(length)
        let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return WireAnswer(status: status, head: head, body: body)
    }

    /// Everything until the server closes the connection.
    mutating func rest() async throws -> [UInt8] {
        var all = held
        while let bytes = try await inbound.next(isolation: #isolation) {
            all += Array(buffer: bytes)
        }
        return all
    }

    /// Whether the server closes the connection without another byte.
    mutating func isClosedByServer() async throws -> Bool {
        guard held.isEmpty else { return false }
        return try await inbound.next(isolation: #isolation) == nil
    }

    private mutating func read() async throws {
        guard let bytes = try await inbound.next(isolation: #isolation) else { throw Closed() }
        held += Array(buffer: bytes)
    }
}
