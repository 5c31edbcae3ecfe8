public import HeadwaterCore
import HeadwaterIngest

/// How Headwater serves as a Bluesky feed generator; without this it is none.
public struct BlueskySettings: Sendable, Hashable {
    /// How long a viewer's first page waits for what their repository says.
    public static let repositoryWaitMs = Knob(
        "bluesky.repository.wait",
        unit: "ms",
        standard: 800,
        range: 0...8000,
        "How long a viewer's first page waits for their follows and likes to be read."
    )
    /// How old what was read of a repository may be.
    public static let repositoryDays = Knob(
        "bluesky.repository.days",
        unit: "days",
        standard: 7,
        range: 0.01...3650,
        "After how long a viewer's repository is read again."
    )
    /// How many likes are taken.
    public static let repositoryLikes = Knob(
        "bluesky.repository.likes",
        unit: "records",
        standard: 10_000,
        range: 0...1_000_000,
        "How many of a viewer's newest likes are taken from their repository."
    )
    /// How many follows and how many blocks are taken.
    public static let repositoryEdges = Knob(
        "bluesky.repository.edges",
        unit: "records",
        standard: 50_000,
        range: 0...1_000_000,
        "How many of a viewer's newest follows, and of their blocks, are taken."
    )
    /// How many repositories are read at the same time.
    public static let repositoriesAtOnce = Knob(
        "bluesky.repository.at_once",
        unit: "repositories",
        standard: 2,
        range: 1...64,
        "How many viewers' repositories are read at the same time; each is held in memory."
    )
    /// How long a list for viewers who aren't signed in stands.
    public static let anonymousMinutes = Knob(
        "bluesky.anonymous.minutes",
        unit: "min",
        standard: 5,
        range: 1...1440,
        "How often the feed for those who aren't signed in is made anew."
    )
    /// The tunable numbers of the dialect.
    public static let knobs =
        [
            repositoryWaitMs, repositoryDays, repositoryLikes, repositoryEdges, repositoriesAtOnce,
            anonymousMinutes, RepositoryFetch.mostMebibytes, RepositoryFetch.seconds,
        ] + IdentityDirectory.knobs

    /// One feed that accounts can subscribe to.
    public struct Feed: Sendable, Hashable {
        /// The key of its record in the publisher's repository.
        public var key: String
        /// The surface that it shows; nil for the main one.
        public var surface: String?

        /// A feed.
        public init(key: String, surface: String? = nil) {
            self.key = key
            self.surface = surface
        }
    }

    /// The host under which the world reaches this server, by https.
    public var host: String
    /// The identifier of this service.
    public var serviceDID: String
    /// The account whose repository declares the feeds.
    public var publisher: String
    /// The feeds.
    public var feeds: [Feed]
    /// The directory of `did:plc`, without a slash at the end.
    public var directoryURL = "https://plc.directory"
    /// What tokens in pages are signed with; without it a new one is made at each start, and what
    /// clients report of pages from before it counts for nothing.
    public var tokenSecret: String?
    /// Where the privacy policy stands.
    public var privacyPolicy: String?
    /// Where the terms of service stand.
    public var termsOfService: String?
    /// Whether hosts inside the own network may be asked for documents and repositories, and no
    /// key is needed: for development.
    public var allowsPrivateHosts = false

    /// A feed generator that is called `did:web:HOST`.
    public init(host: String, publisher: String, feeds: [Feed]) {
        self.host = host
        serviceDID = "did:web:\(host)"
        self.publisher = publisher
        self.feeds = feeds
    }

    /// Reads feeds written as `KEY` or `KEY=SURFACE`.
    public static func feeds(_ texts: [String]) -> [Feed] {
        texts.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            return Feed(key: parts.first ?? "", surface: parts.count > 1 ? parts[1] : nil)
        }
    }

    /// The address of a feed's record.
    func uri(of feed: Feed) -> String {
        "at://\(publisher)/app.bsky.feed.generator/\(feed.key)"
    }

    /// Refuses what can't work.
    func check(hasKeys: Bool) throws(SettingError) {
        guard hasKeys || allowsPrivateHosts else {
            throw SettingError(
                "A Bluesky feed is reached from outside, and no key guards the rest of the API: "
                    + "set HEADWATER_KEYS=name:secret:scope+scope"
            )
        }
        guard host.contains("."), !host.contains("/"), !host.contains(":") else {
            throw SettingError(
                "--bluesky-host \(host): write the host under which this server is reached, "
                    + "such as feed.example.com"
            )
        }
        for (name, did) in [
            ("--bluesky-publisher", publisher), ("--bluesky-service", serviceDID),
        ]
        where !did.hasPrefix("did:plc:") && !did.hasPrefix("did:web:") {
            throw SettingError("\(name) \(did): write it as did:plc:… or did:web:…")
        }
        guard !feeds.isEmpty else { throw SettingError("--bluesky-feed: name one feed at least") }
        for feed in feeds {
            // The protocol's record keys, less what an address would have to escape.
            let isKey = feed.key.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                    || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-")
                    || $0 == UInt8(ascii: "_")
            }
            guard isKey, (1...64).contains(feed.key.utf8.count) else {
                throw SettingError(
                    "--bluesky-feed \(feed.key): a feed's key has 1 to 64 letters, digits, - or _"
                )
            }
            guard feeds.count(where: { $0.key == feed.key }) == 1 else {
                throw SettingError("--bluesky-feed: two feeds are called \(feed.key)")
            }
        }
        guard directoryURL.hasPrefix("https://") || directoryURL.hasPrefix("http://"),
            !directoryURL.hasSuffix("/")
        else {
            throw SettingError(
                "HEADWATER_PLC_DIRECTORY: \(directoryURL): write it as https://plc.directory"
            )
        }
        if let tokenSecret, tokenSecret.utf8.count < 32 {
            throw SettingError(
                "HEADWATER_BLUESKY_SECRET is shorter than 32 characters; make one with: "
                    + "openssl rand -hex 32"
            )
        }
    }
}
