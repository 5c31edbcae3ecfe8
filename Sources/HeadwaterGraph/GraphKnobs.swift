import HeadwaterCatalog
public import HeadwaterCore

extension Graph {
    /// The number of posts that are looked at of what a viewer engaged with.
    public static let viewerLimit = Knob(
        "graph.viewer.posts",
        unit: "posts",
        standard: 200,
        range: 8...4_096,
        "How many of the newest posts that an account engaged with are looked at."
    )
    /// The number of accounts that are looked at of those that engaged with a post.
    public static let postLimit = Knob(
        "graph.post.accounts",
        unit: "accounts",
        standard: 48,
        range: 8...4_096,
        "How many of the newest accounts that engaged with a post are looked at."
    )
    /// The number of posts that are looked at of an author.
    public static let authorLimit = Knob(
        "graph.author.posts",
        unit: "posts",
        standard: 64,
        range: 4...4_096,
        "How many of an author's newest posts are looked at."
    )
    /// The number of posts that are looked at of a tag, sound, link, language or topic.
    public static let topicLimit = Knob(
        "graph.topic.posts",
        unit: "posts",
        standard: 256,
        range: 8...8_192,
        "How many of the newest posts of a tag, sound, link, language or topic are looked at."
    )
    /// The memory that the graph may take.
    public static let ceiling = Knob(
        "graph.memory.mib",
        unit: "MiB",
        standard: 1_024,
        range: 16...262_144,
        isWhole: true,
        "The memory that the graph takes at most; beyond it the oldest engagements go."
    )
    /// How long engagements and posts stay in the graph where memory allows it.
    public static let window = Knob(
        "graph.window.days",
        unit: "days",
        standard: 365,
        range: 1...3_650,
        "How long engagements stay in the graph where memory allows it."
    )
    /// The knobs that the graph reads while it applies records.
    public static let knobs = [
        viewerLimit, postLimit, authorLimit, topicLimit, ceiling, window, WatchLength.longKnob,
        WatchLength.skipKnob, WatchLength.skipShareKnob,
    ]

    /// The bounds, read from the knobs once.
    struct Limits: Sendable {
        /// A segment holds this part of its kind's memory and of the window.
        static let parts = 4

        var viewer, post, author, topic: Int
        /// All of it.
        var bytes: Int
        var engagements: Segments<EngagementSegment>.Limits
        var uses: Segments<UseSegment>.Limits

        init(_ settings: KnobSettings) {
            viewer = Int(settings[Graph.viewerLimit])
            post = Int(settings[Graph.postLimit])
            author = Int(settings[Graph.authorLimit])
            topic = Int(settings[Graph.topicLimit])
            bytes = Int(settings[Graph.ceiling]) << 20
            let window = UInt32(settings[Graph.window] * 86_400)
            // Addresses inside a segment have 32 bits, so none grows beyond a gibibyte.
            engagements = .init(
                segmentSeconds: window / UInt32(Self.parts),
                segmentBytes: min(bytes / 2 / Self.parts, 1 << 30),
                windowSeconds: window
            )
            uses = .init(
                segmentSeconds: window / UInt32(Self.parts),
                segmentBytes: min(bytes / 4 / Self.parts, 1 << 30),
                windowSeconds: window
            )
        }
    }
}
