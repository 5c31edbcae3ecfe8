import NIOCore
import NIOWebSocket

/// The end of a WebSocket's pipeline: gathers messages into batches, answers pings, watches for
/// silence, and reads no more from the socket while enough messages wait.
///
/// Messages cross to the connector's task in batches, never one by one. Everything here runs on the
/// channel's event loop.
final class MessageCollector: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias InboundOut = Never
    typealias OutboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let limits: WebSocketLimits
    private let eventLoop: any EventLoop
    private var context: ChannelHandlerContext?
    private var waiting: [WebSocketMessage] = []
    private var waitingBytes = 0
    private var taker: EventLoopPromise<[WebSocketMessage]>?
    private var flush: Scheduled<Void>?
    private var watch: RepeatedTask?
    private var isReadHeld = false
    private var lastHeard = NIODeadline.now()
    private var loss: WebSocketLoss?

    init(limits: WebSocketLimits, eventLoop: any EventLoop) {
        self.limits = limits
        self.eventLoop = eventLoop
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        lastHeard = .now()
        let step = TimeAmount.milliseconds(max(1, limits.silenceMs / 4))
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        watch = eventLoop.scheduleRepeatedTask(initialDelay: step, delay: step) { _ in
            bound.value.checkSilence()
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end(.closed(code: nil, reason: ""))
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.closed(code: nil, reason: ""))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // An input or output error is how a broken connection shows; the rest is the server's doing.
        let detail = String(describing: error)
        guard loss == nil else { return context.close(promise: nil) }
        guard !(error is IOError) else {
            end(.closed(code: nil, reason: detail))
            return context.close(promise: nil)
        }
        end(.violation(detail))
        switch error as? NIOWebSocketError {
        case .invalidFrameLength: close(code: .messageTooLarge)
        default: close(code: .protocolError)
        }
    }

    /// Holds the socket's next read back while enough messages wait.
    func read(context: ChannelHandlerContext) {
        if waiting.count >= limits.waitingMessages || waitingBytes >= limits.waitingBytes {
            isReadHeld = true
        } else {
            context.read()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard loss == nil else { return }
        let frame = Self.unwrapInboundIn(data)
        lastHeard = .now()
        switch frame.opcode {
        case .text, .binary:
            let bytes = Array(buffer: frame.unmaskedData)
            guard bytes.count <= limits.messageBytes else {
                end(.violation("a message has more than \(limits.messageBytes) bytes"))
                return close(code: .messageTooLarge)
            }
            waiting.append(WebSocketMessage(isBinary: frame.opcode == .binary, bytes: bytes))
            waitingBytes += bytes.count
            arrangeDelivery()
        case .ping:
            let pong = WebSocketFrame(
                fin: true,
                opcode: .pong,
                maskKey: .random(),
                data: frame.unmaskedData
            )
            context.writeAndFlush(Self.wrapOutboundOut(pong), promise: nil)
        case .connectionClose:
            var body = frame.unmaskedData
            let code = body.readWebSocketErrorCode()
            let reason = body.readString(length: min(body.readableBytes, 123)) ?? ""
            end(.closed(code: code.map { Int(UInt16(webSocketErrorCode: $0)) }, reason: reason))
            close(code: code ?? .normalClosure)
        default: break
        }
    }

    /// The next messages, as soon as enough wait or the first of them has waited long enough.
    ///
    /// Fails with a ``WebSocketLoss`` once all that came before it has been taken.
    func take() -> EventLoopFuture<[WebSocketMessage]> {
        precondition(taker == nil, "one task takes messages")
        let promise = eventLoop.makePromise(of: [WebSocketMessage].self)
        taker = promise
        if loss != nil { deliver() } else { arrangeDelivery() }
        return promise.futureResult
    }

    /// Closes the connection with a closing frame; `take` fails from then on.
    func stop() {
        guard loss == nil else { return }
        waiting = []
        end(.stopped)
        close(code: .goingAway)
    }

    private func arrangeDelivery() {
        guard taker != nil, !waiting.isEmpty else { return }
        if waiting.count >= limits.batchLeast || limits.batchMs == 0 { return deliver() }
        guard flush == nil else { return }
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        flush = eventLoop.scheduleTask(in: .milliseconds(limits.batchMs)) {
            bound.value.deliver()
        }
    }

    private func deliver() {
        flush?.cancel()
        flush = nil
        guard let promise = taker else { return }
        if waiting.isEmpty {
            guard let loss else { return }
            taker = nil
            return promise.fail(loss)
        }
        taker = nil
        let batch = waiting
        waiting = []
        waitingBytes = 0
        promise.succeed(batch)
        guard isReadHeld else { return }
        isReadHeld = false
        // What was not read was not heard.
        lastHeard = .now()
        context?.read()
    }

    private func checkSilence() {
        guard loss == nil, !isReadHeld,
            NIODeadline.now() - lastHeard > .milliseconds(limits.silenceMs)
        else { return }
        end(.silent(milliseconds: limits.silenceMs))
        context?.close(promise: nil)
    }

    private func end(_ loss: WebSocketLoss) {
        guard self.loss == nil else { return }
        self.loss = loss
        watch?.cancel()
        watch = nil
        deliver()
    }

    private func close(code: WebSocketErrorCode) {
        guard let context else { return }
        var body = context.channel.allocator.buffer(capacity: 2)
        body.write(webSocketErrorCode: code)
        let frame = WebSocketFrame(
            fin: true,
            opcode: .connectionClose,
            maskKey: .random(),
            data: body
        )
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(Self.wrapOutboundOut(frame)).whenComplete { _ in
            bound.value.close(promise: nil)
        }
    }
}

@available(*, unavailable)
extension MessageCollector: Sendable {}
