import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Tells a client that waits with its body, by `Expect: 100-continue`, to go ahead.
///
/// curl waits a second before it sends a body of more than 1 MB unless it is told so (RFC 9110,
/// section 10.1.1). Whoever may not send is told by the answer, as they would be without.
final class ExpectContinueHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Whether an answer is on its way: between its parts nothing else may be written.
    private var isAnswering = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data), !isAnswering,
            let name = HTTPField.Name("Expect"),
            head.headerFields[name]?.lowercased() == "100-continue"
        {
            let interim = HTTPResponsePart.head(HTTPResponse(status: .continue))
            context.writeAndFlush(wrapOutboundOut(interim), promise: nil)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head): isAnswering = head.status.kind != .informational
        case .body: break
        case .end: isAnswering = false
        }
        context.write(data, promise: promise)
    }
}
