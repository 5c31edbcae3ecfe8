import ArgumentParser
import HeadwaterFeed
import HeadwaterServer

/// How Headwater serves as a Bluesky feed generator: it does where a feed is named.
struct BlueskyOptions: ParsableArguments {
    @Option(
        name: .customLong("bluesky-feed"),
        parsing: .singleValue,
        help: ArgumentHelp(
            """
            Serve a Bluesky feed: KEY or KEY=SURFACE, the key being that of its record. May be \
            repeated. [HEADWATER_BLUESKY_FEED]
            """,
            valueName: "feed"
        )
    )
    var feeds: [String] = []

    @Option(
        name: .customLong("bluesky-host"),
        help: ArgumentHelp(
            "The host under which Bluesky reaches this server. [HEADWATER_BLUESKY_HOST]",
            valueName: "host"
        )
    )
    var host: String?

    @Option(
        name: .customLong("bluesky-publisher"),
        help: ArgumentHelp(
            "The DID of the account that declares the feeds. [HEADWATER_BLUESKY_PUBLISHER]",
            valueName: "did"
        )
    )
    var publisher: String?

    @Option(
        name: .customLong("bluesky-service"),
        help: ArgumentHelp(
            "The DID of this service. [HEADWATER_BLUESKY_SERVICE, else did:web:HOST]",
            valueName: "did"
        )
    )
    var service: String?

    /// Refuses a feed whose surface is declared nowhere: its requests would all fail.
    func check(_ surfaces: Surfaces) throws {
        for feed in try settings?.feeds ?? [] {
            guard let name = feed.surface, surfaces[name] == nil else { continue }
            throw ValidationError(
                "--bluesky-feed \(feed.key)=\(name): no surface is called \(name); declare it in "
                    + "the file that --surfaces names"
            )
        }
    }

    /// The settings; nil where no feed is named.
    var settings: BlueskySettings? {
        get throws {
            let feeds = feeds.isEmpty ? Environment.list("BLUESKY_FEED") : feeds
            guard !feeds.isEmpty else { return nil }
            guard let host = host ?? Environment.text("BLUESKY_HOST") else {
                throw ValidationError(
                    "--bluesky-feed needs --bluesky-host: the host under which Bluesky reaches this"
                )
            }
            guard let publisher = publisher ?? Environment.text("BLUESKY_PUBLISHER") else {
                throw ValidationError(
                    "--bluesky-feed needs --bluesky-publisher: the DID of the account that "
                        + "declares the feed"
                )
            }
            var settings = BlueskySettings(
                host: host,
                publisher: publisher,
                feeds: BlueskySettings.feeds(feeds)
            )
            if let service = service ?? Environment.text("BLUESKY_SERVICE") {
                settings.serviceDID = service
            }
            if let directory = Environment.text("PLC_DIRECTORY") {
                settings.directoryURL = directory
            }
            settings.tokenSecret = Environment.text("BLUESKY_SECRET")
            settings.privacyPolicy = Environment.text("BLUESKY_PRIVACY_POLICY")
            settings.termsOfService = Environment.text("BLUESKY_TERMS")
            settings.allowsPrivateHosts = Environment.text("BLUESKY_PRIVATE_HOSTS") == "1"
            return settings
        }
    }
}
