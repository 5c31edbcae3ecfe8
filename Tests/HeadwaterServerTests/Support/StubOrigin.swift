import NIOCore
import NIOPosix
import NIOSSL

/// A host of media on this machine that answers as a test says, byte by byte.
struct StubOrigin: Sendable {
    /// What goes out on one connection.
    typealias Outbound = NIOAsyncChannelOutboundWriter<ByteBuffer>

    let port: Int
    /// The heads of the requests that came, in their order.
    let heads = Locked<[String]>([])
    /// Connections that have ended.
    let ended = Locked(0)

    /// Runs a test beside an origin; `answer` gets the head of each connection's one request.
    ///
    /// With a certificate it speaks https.
    static func with(
        showing certificate: TestAuthority.Certificate? = nil,
        _ answer: @escaping @Sendable (String, Outbound) async throws -> Void,
        _ body: (StubOrigin) async throws -> Void
    ) async throws {
        let tls = try certificate.map { try NIOSSLContext(configuration: $0.server) }
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLServerHandler(context: tls)
                        )
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel
                    )
                }
            }
        let origin = StubOrigin(port: server.channel.localAddress?.port ?? 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await server.executeThenClose { connections in
                    try await withThrowingDiscardingTaskGroup { group in
                        for try await connection in connections {
                            group.addTask { await origin.serve(connection, answer) }
                        }
                    }
                }
            }
            try await body(origin)
            group.cancelAll()
            do { try await group.waitForAll() } catch is CancellationError {}
        }
    }

    /// Sends one whole answer.
    static func send(_ out: Outbound, _ head: String, _ body: [UInt8] = []) async throws {
        let lines = head.split(separator: "\n").joined(separator: "\r\n")
        var buffer = ByteBuffer(string: "HTTP/1.1 \(lines)\r\nConnection: close\r\n\r\n")
        buffer.writeBytes(body)
        try await out.write(buffer)
    }

    /// The address of a path here.
    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    private func serve(
        _ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>,
        _ answer: @escaping @Sendable (String, Outbound) async throws -> Void
    ) async {
        // That the other side breaks off is what many tests are about.
        do {
            try await connection.executeThenClose { inbound, outbound in
                var head = ""
                for try await bytes in inbound {
                    head += String(buffer: bytes)
                    if head.contains("\r\n\r\n") { break }
                }
                heads.change { $0.append(head) }
                try await answer(head, outbound)
            }
        } catch {}
        ended.change { $0 += 1 }
    }
}
