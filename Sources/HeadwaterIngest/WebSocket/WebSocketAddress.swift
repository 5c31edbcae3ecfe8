/// Where a WebSocket is, taken from a `ws://` or `wss://` URL.
public struct WebSocketAddress: Sendable, Hashable {
    /// Whether the connection is encrypted.
    public var isSecure: Bool
    /// The host's name or address, without brackets.
    public var host: String
    /// The port.
    public var port: Int
    /// The path, beginning with a slash.
    public var path: String
    /// The query, without its question mark; may be empty.
    public var query: String

    /// Reads a URL; nil where it is none of a WebSocket.
    public init?(_ url: String) {
        let isPlain = url.hasPrefix("ws://")
        guard isPlain || url.hasPrefix("wss://") else { return nil }
        isSecure = !isPlain
        // A visible ASCII character each: nothing of it can break the request that it goes into.
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        var rest = url.dropFirst(isPlain ? 5 : 6)
        if let fragment = rest.firstIndex(of: "#") { rest = rest[..<fragment] }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        var authority = rest[..<end]
        let tail = rest[end...]
        guard !authority.contains("@") else { return nil }

        port = isPlain ? 80 : 443
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            guard let number = UInt16(authority[authority.index(after: colon)...]), number > 0
            else {
                return nil
            }
            port = Int(number)
            authority = authority[..<colon]
        }
        if authority.hasPrefix("["), authority.hasSuffix("]") {
            authority = authority.dropFirst().dropLast()
        }
        guard !authority.isEmpty, !authority.contains(where: { $0 == "[" || $0 == "]" }) else {
            return nil
        }
        host = String(authority)

        let mark = tail.firstIndex(of: "?") ?? tail.endIndex
        path = tail[..<mark].isEmpty ? "/" : String(tail[..<mark])
        query = String(tail[mark...].dropFirst())
    }

    /// The value of the `Host` header.
    public var hostHeader: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// The URL without its query, for people to read.
    public var displayName: String { "\(isSecure ? "wss" : "ws")://\(hostHeader)\(path)" }
}
