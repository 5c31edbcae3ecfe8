public import HeadwaterCore

/// How the server is set up.
public struct ServerSettings: Sendable {
    /// Requests a second that one key may make.
    public static let keyRate = Knob(
        "server.key.rate",
        unit: "requests/s",
        standard: 2000,
        range: 1...1_000_000,
        "How many requests a second one key may make, with bursts of twice as many."
    )
    /// Requests a second that one viewer token may make.
    public static let viewerRate = Knob(
        "server.viewer.rate",
        unit: "requests/s",
        standard: 30,
        range: 1...10_000,
        "How many requests a second one viewer may make, with bursts of twice as many."
    )

    /// Every knob of the server.
    public static let knobs = [keyRate, viewerRate] + MediaKnobs.all

    /// The address to listen on.
    public var host: String
    /// The port to listen on; 0 takes a free one.
    public var port: Int
    /// The keys; without any, only this machine may call.
    public var keys: [Key]
    /// The secret that the app's backend signs viewer tokens with.
    public var viewerSecret: String?
    /// The origins whose pages may call, such as `https://app.example`.
    public var origins: [String]
    /// The values of the knobs.
    public var knobs: Knobs
    /// Where time comes from.
    public var time: any TimeSource
    /// Whether the demo town's media are served.
    public var isDemo: Bool
    /// How Gorse's API is spoken; nil where it isn't.
    public var gorse: GorseSettings?
    /// How this serves as a Bluesky feed generator; nil where it is none.
    public var bluesky: BlueskySettings?
    /// The hosts that the console may load media from by https.
    ///
    /// Such as `media.example`, or `*.example` for all below it. Each learns the addresses of those
    /// who look.
    public var mediaHosts: [String]
    /// Whether the server fetches the media of other hosts for the console's readers.
    public var hasMediaProxy: Bool
    /// Whom it may ask for them.
    var mediaReach = MediaReach()

    /// A server on this machine's loopback without keys.
    public init(
        host: String = "127.0.0.1",
        port: Int = 8080,
        keys: [Key] = [],
        viewerSecret: String? = nil,
        origins: [String] = [],
        knobs: Knobs = Knobs(),
        time: any TimeSource = SystemTime(),
        isDemo: Bool = false,
        gorse: GorseSettings? = nil,
        bluesky: BlueskySettings? = nil,
        mediaHosts: [String] = [],
        hasMediaProxy: Bool = false
    ) {
        self.host = host
        self.port = port
        self.keys = keys
        self.viewerSecret = viewerSecret
        self.origins = origins
        self.knobs = knobs
        self.time = time
        self.isDemo = isDemo
        self.gorse = gorse
        self.bluesky = bluesky
        self.mediaHosts = mediaHosts
        self.hasMediaProxy = hasMediaProxy
    }

    /// Whether only this machine can reach the address.
    public var isLoopback: Bool {
        host == "localhost" || host == "::1" || host == "[::1]" || host.hasPrefix("127.")
    }

    /// Refuses what would be unsafe or can't work.
    public func check() throws(SettingError) {
        _ = try MediaHosts(mediaHosts)
        guard isLoopback || !keys.isEmpty else {
            throw SettingError(
                "--host \(host) can be reached from other machines, and no key is set: set "
                    + "HEADWATER_KEYS=name:secret:scope+scope, or listen on 127.0.0.1"
            )
        }
        guard (0...65_535).contains(port) else {
            throw SettingError("--port \(port): a port is 0 to 65535")
        }
        if let viewerSecret, viewerSecret.utf8.count < 32 {
            throw SettingError(
                "HEADWATER_VIEWER_SECRET is shorter than 32 characters; make one with: "
                    + "openssl rand -hex 32"
            )
        }
        try bluesky?.check(hasKeys: !keys.isEmpty)
        for origin in origins where !origin.contains("://") || origin.hasSuffix("/") {
            throw SettingError(
                "HEADWATER_ORIGINS: \(origin) is no origin; write it as https://app.example"
            )
        }
    }
}
