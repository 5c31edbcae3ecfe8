import HeadwaterCore
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOWebSocket
import Synchronization

/// A client's WebSocket (RFC 6455) from which batches of messages are taken.
struct WebSocketConnection: Sendable {
    private let channel: any Channel
    private let collector: NIOLoopBound<MessageCollector>

    private init(channel: any Channel, collector: MessageCollector) {
        self.channel = channel
        self.collector = NIOLoopBound(collector, eventLoop: channel.eventLoop)
    }

    /// The next messages; at least one.
    ///
    /// Ends the connection where the task is cancelled.
    ///
    /// - Throws: a ``WebSocketLoss`` once the connection has ended and all messages are taken.
    func next() async throws -> [WebSocketMessage] {
        try await withTaskCancellationHandler {
            try await channel.eventLoop.flatSubmit { collector.value.take() }.get()
        } onCancel: {
            stop()
        }
    }

    /// Closes the connection; returns at once.
    func stop() { channel.eventLoop.execute { collector.value.stop() } }

    /// Opens a connection, encrypted where `tls` says how; throws a ``WebSocketLoss``.
    static func open(
        _ address: WebSocketAddress,
        limits: WebSocketLimits,
        tls: NIOSSLContext?,
        group: any EventLoopGroup
    ) async throws -> WebSocketConnection {
        let attempt = Attempt(promise: group.next().makePromise(of: WebSocketConnection.self))
        let bootstrap = ClientBootstrap(group: group)
            .connectTimeout(.milliseconds(limits.connectMs))
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    attempt.began(channel, limits)
                    if let tls {
                        let handler = try tlsHandler(tls, address.host)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    let negotiation = try upgrade(channel, address, limits)
                    negotiation.whenFailure { attempt.fail(loss($0, limits)) }
                    negotiation.whenSuccess { attempt.succeed($0) }
                }
            }
        return try await withTaskCancellationHandler {
            bootstrap.connect(host: address.host, port: address.port)
                .whenFailure { attempt.fail(loss($0, limits)) }
            return try await attempt.promise.futureResult.get()
        } onCancel: {
            attempt.fail(.stopped)
        }
    }

    /// What became of the request to upgrade.
    private enum Upgrade: Sendable {
        case opened(WebSocketConnection)
        case refused(EventLoopFuture<Int>)
    }

    private static func upgrade(
        _ channel: any Channel,
        _ address: WebSocketAddress,
        _ limits: WebSocketLimits
    ) throws -> EventLoopFuture<WebSocketConnection> {
        var head = HTTPRequestHead(
            version: .http1_1,
            method: .GET,
            uri: address.query.isEmpty ? address.path : "\(address.path)?\(address.query)"
        )
        head.headers.add(name: "Host", value: address.hostHeader)
        head.headers.add(name: "User-Agent", value: "Headwater")
        head.headers.add(name: "Content-Length", value: "0")
        let upgrader = NIOTypedWebSocketClientUpgrader<Upgrade>(
            maxFrameSize: limits.messageBytes,
            // The collector does it: it knows first, and so can say, why the connection ends.
            enableAutomaticErrorHandling: false
        ) { channel, _ in
            channel.eventLoop.makeCompletedFuture {
                let collector = MessageCollector(
                    limits: limits,
                    eventLoop: channel.eventLoop
                )
                let aggregator = NIOWebSocketFrameAggregator(
                    minNonFinalFragmentSize: 0,
                    maxAccumulatedFrameCount: 1024,
                    maxAccumulatedFrameSize: limits.messageBytes
                )
                try channel.pipeline.syncOperations.addHandlers([aggregator, collector])
                return .opened(WebSocketConnection(channel: channel, collector: collector))
            }
        }
        var configuration = NIOUpgradableHTTPClientPipelineConfiguration(
            upgradeConfiguration: NIOTypedHTTPClientUpgradeConfiguration<Upgrade>(
                upgradeRequestHead: head,
                upgraders: [upgrader]
            ) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let promise = channel.eventLoop.makePromise(of: Int.self)
                    try channel.pipeline.syncOperations.addHandler(RefusalReader(promise))
                    return .refused(promise.futureResult)
                }
            }
        )
        // The first messages may come in one packet with the answer to the upgrade.
        configuration.leftOverBytesStrategy = .forwardBytes
        return try channel.pipeline.syncOperations
            .configureUpgradableHTTPClientPipeline(configuration: configuration)
            .flatMap { upgrade in
                switch upgrade {
                case .opened(let connection): channel.eventLoop.makeSucceededFuture(connection)
                case .refused(let status):
                    status.flatMapThrowing { code in throw WebSocketLoss.refused(status: code) }
                }
            }
    }

    private static func tlsHandler(
        _ context: NIOSSLContext,
        _ host: String
    ) throws -> NIOSSLClientHandler {
        do {
            return try NIOSSLClientHandler(context: context, serverHostname: host)
        } catch let error as NIOSSLExtraError where error == .cannotUseIPAddressInSNI {
            // The certificate is still checked against the address.
            return try NIOSSLClientHandler(context: context, serverHostname: nil)
        }
    }

    private static func loss(_ error: any Error, _ limits: WebSocketLimits) -> WebSocketLoss {
        if let loss = error as? WebSocketLoss { return loss }
        if case .connectTimeout = error as? ChannelError {
            return .timedOut(milliseconds: limits.connectMs)
        }
        if let error = error as? NIOConnectionError, error.connectionErrors.isEmpty {
            return .unreachable("the name \(error.host) can't be resolved")
        }
        return .unreachable(String(describing: error))
    }
}

/// One attempt to connect, which ends once: by its result, its deadline or a cancellation.
private final class Attempt: Sendable {
    let promise: EventLoopPromise<WebSocketConnection>
    private let state = Mutex<(channel: (any Channel)?, isOver: Bool)>((nil, false))

    init(promise: EventLoopPromise<WebSocketConnection>) { self.promise = promise }

    /// There is a channel, on whose event loop this runs; it has so long to become a WebSocket.
    func began(_ channel: any Channel, _ limits: WebSocketLimits) {
        let isOver = state.withLock {
            $0.channel = channel
            return $0.isOver
        }
        if isOver { return channel.close(promise: nil) }
        let deadline = channel.eventLoop.scheduleTask(in: .milliseconds(limits.connectMs)) {
            self.fail(.timedOut(milliseconds: limits.connectMs))
        }
        promise.futureResult.whenComplete { _ in deadline.cancel() }
    }

    func succeed(_ connection: WebSocketConnection) {
        if end() { promise.succeed(connection) } else { connection.stop() }
    }

    func fail(_ loss: WebSocketLoss) {
        guard end() else { return }
        promise.fail(loss)
        state.withLock { $0.channel }?.close(promise: nil)
    }

    /// Whether it was not over before.
    private func end() -> Bool {
        state.withLock { state in
            let wasOver = state.isOver
            state.isOver = true
            return !wasOver
        }
    }
}

/// Takes the status from an answer that is no upgrade, and closes.
private final class RefusalReader: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private var promise: EventLoopPromise<Int>?

    init(_ promise: EventLoopPromise<Int>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = Self.unwrapInboundIn(data) else { return }
        promise.take()?.succeed(Int(head.status.code))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.take()?.fail(WebSocketLoss.closed(code: nil, reason: ""))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.take()?.fail(WebSocketLoss.violation(String(describing: error)))
        context.close(promise: nil)
    }
}

@available(*, unavailable)
extension RefusalReader: Sendable {}
