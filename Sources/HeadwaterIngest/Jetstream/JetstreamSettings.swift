public import HeadwaterCore

/// What the connector to Jetstream is set to.
public struct JetstreamSettings: Sendable, Hashable {
    /// Bluesky's own public hosts.
    public static let publicURLs = [
        "wss://jetstream2.us-east.bsky.network/subscribe",
        "wss://jetstream1.us-east.bsky.network/subscribe",
        "wss://jetstream2.us-west.bsky.network/subscribe",
        "wss://jetstream1.us-west.bsky.network/subscribe",
    ]

    /// The name under which the cursor is saved.
    public var name = "jetstream"
    /// The hosts, as `ws://` or `wss://` URLs.
    ///
    /// The next one's turn comes when one fails. A URL without a path gets `/subscribe`; a query
    /// that it has is kept.
    public var urls = publicURLs
    /// The collections that are asked for.
    public var collections = JetstreamMapper.collections
    /// Whether messages are asked for as zstd with Jetstream's dictionary, half as large, or else
    /// as plain text.
    public var compresses = true
    /// A PEM file of certificate authorities to trust in place of the system's.
    public var authoritiesPath: String?
    /// The values of ``IngestKnobs``.
    public var knobs = Knobs()
    /// What the jitter of the pauses is drawn from.
    public var seed: UInt64 = 0

    /// Bluesky's public hosts, compressed, with the standard knobs.
    public init() {}

    /// What the logic of reconnecting is set to.
    var session: JetstreamSession.Settings {
        var settings = JetstreamSession.Settings()
        settings.hosts = urls.count
        settings.backoffFirstMs = Int64(knobs[IngestKnobs.backoffFirstMs])
        settings.backoffLastMs = Int64(knobs[IngestKnobs.backoffLastMs])
        settings.rewindMs = Int64(knobs[IngestKnobs.rewindMs])
        settings.gapMs = Int64(knobs[IngestKnobs.gapMs])
        return settings
    }

    /// What the connection is held to.
    var limits: WebSocketLimits {
        var limits = WebSocketLimits()
        limits.waitingMessages = Int(knobs[IngestKnobs.batchMost])
        limits.batchLeast = Int(knobs[IngestKnobs.batchLeast])
        limits.batchMs = Int64(knobs[IngestKnobs.batchMs])
        limits.silenceMs = Int64(knobs[IngestKnobs.silenceMs])
        limits.connectMs = Int64(knobs[IngestKnobs.connectMs])
        return limits
    }

    /// The address of a subscription at one host, from a cursor or live.
    func address(_ base: WebSocketAddress, cursorUs: Int64?) -> WebSocketAddress {
        var address = base
        if address.path == "/" { address.path = "/subscribe" }
        var parts = address.query.isEmpty ? [] : [address.query]
        parts += collections.map { "wantedCollections=\($0)" }
        if compresses { parts.append("compress=true") }
        if let cursorUs { parts.append("cursor=\(cursorUs)") }
        address.query = parts.joined(separator: "&")
        return address
    }
}

/// What keeps a connector from ever working.
public enum ConnectorError: Error, Sendable, Hashable, CustomStringConvertible {
    /// This is no URL of a WebSocket.
    case badURL(String)
    /// The certificate authorities can't be read.
    case badAuthorities(path: String, detail: String)

    /// What is wrong, as one line.
    public var description: String {
        switch self {
        case .badURL(let url): "'\(url)' is no ws:// or wss:// URL"
        case .badAuthorities(let path, let detail):
            "the certificate authorities in \(path) can't be read: \(detail)"
        }
    }
}
