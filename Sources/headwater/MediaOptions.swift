import ArgumentParser
import HeadwaterServer

/// Where the console's pictures, videos and sounds may come from, beside this server.
struct MediaOptions: ParsableArguments {
    @Option(
        name: .customLong("media-hosts"),
        help: ArgumentHelp(
            """
            The hosts that the console may load media from: a.example,*.b.example. \
            [HEADWATER_MEDIA_HOSTS, else none]
            """,
            valueName: "hosts"
        )
    )
    var hosts: String?

    @Flag(
        name: .customLong("media-proxy"),
        help: "Fetch media of other hosts for the console's readers. [HEADWATER_MEDIA_PROXY=1]"
    )
    var proxy = false

    /// The hosts by their names.
    var names: [String] { hosts.map(Environment.items) ?? Environment.list("MEDIA_HOSTS") }

    /// Whether media of all other hosts are fetched for readers.
    var hasProxy: Bool { proxy || Environment.text("MEDIA_PROXY") == "1" }
}
