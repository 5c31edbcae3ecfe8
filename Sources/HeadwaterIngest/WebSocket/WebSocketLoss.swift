/// Why a WebSocket, or the attempt to open one, has ended.
public enum WebSocketLoss: Error, Sendable, Hashable {
    /// The server can't be reached.
    case unreachable(String)
    /// The server answered with this HTTP status in place of a WebSocket.
    case refused(status: Int)
    /// The connection was not made in time.
    case timedOut(milliseconds: Int64)
    /// Nothing has come for so long.
    case silent(milliseconds: Int64)
    /// The server closed it, with this code and reason where it gave one.
    case closed(code: Int?, reason: String)
    /// The server broke the protocol, or a limit on it.
    case violation(String)
    /// We closed it.
    case stopped
}

extension WebSocketLoss: CustomStringConvertible {
    /// What happened, in words.
    public var description: String {
        switch self {
        case .unreachable(let detail): "the server can't be reached: \(detail)"
        case .refused(let status): "the server answered with HTTP status \(status)"
        case .timedOut(let ms): "the connection was not made within \(ms) ms"
        case .silent(let ms): "nothing has come for \(ms) ms"
        case .closed(let code?, let reason):
            "the server closed the connection with code \(code)"
                + (reason.isEmpty ? "" : " (\(reason))")
        case .closed(nil, _): "the connection broke off"
        case .violation(let detail): "the server broke the protocol: \(detail)"
        case .stopped: "it was stopped"
        }
    }
}

/// What a WebSocket is held to.
struct WebSocketLimits: Sendable, Hashable {
    /// The largest message, in bytes.
    var messageBytes = 1 << 21
    /// How many messages may wait before the socket is read no further.
    var waitingMessages = 512
    /// How many bytes may wait before the socket is read no further.
    var waitingBytes = 1 << 22
    /// How many waiting messages are handed over at once.
    var batchLeast = 64
    /// How long one message waits for others, in milliseconds.
    var batchMs: Int64 = 20
    /// How long nothing may come, in milliseconds.
    var silenceMs: Int64 = 45_000
    /// How long opening may take, in milliseconds.
    var connectMs: Int64 = 10_000
}

/// One message of a WebSocket.
struct WebSocketMessage: Sendable, Hashable {
    /// Whether it came as binary, not as text.
    var isBinary: Bool
    /// Its bytes.
    var bytes: [UInt8]
}
