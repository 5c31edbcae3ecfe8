public import HeadwaterCore

/// How long a viewer's reactions count, and what each liking is worth.
extension FeedKnobs {
    // MARK: Taste

    /// How many of a viewer's reactions are kept.
    public static let reactions = Knob(
        "feed.taste.reactions",
        unit: "reactions",
        standard: 240,
        range: 16...2_048,
        "A viewer's taste follows from so many of the last reactions."
    )
    /// The half-life of a reaction over days.
    public static let tasteDays = Knob(
        "feed.taste.halflife.days",
        unit: "days",
        standard: 5,
        range: 0.1...365,
        "The lasting part of a reaction's weight halves in so many days."
    )
    /// The half-life of a reaction within the session.
    public static let sessionMinutes = Knob(
        "feed.taste.session.minutes",
        unit: "min",
        standard: 30,
        range: 1...1_440,
        "The part of a reaction's weight that belongs to the session halves in so many minutes."
    )

    /// How many posts are kept of a word.
    public static let wordPosts = Knob(
        "feed.word.posts",
        unit: "posts",
        standard: 96,
        range: 8...1_024,
        "How many of the newest posts with a telling word are kept for finding what resembles."
    )

    // MARK: Taste's weights

    /// What following the author is worth.
    public static let followWeight = weight("follow", 1.2, "following the author")
    /// What liking for the author is worth.
    public static let authorWeight = weight("author", 1.0, "liking for the author")
    /// What liking for the tags is worth.
    public static let tagWeight = weight("tag", 1.2, "liking for the tags")
    /// What liking for the words is worth.
    public static let wordWeight = weight("word", 1.6, "liking for the words")
    /// What liking for the sound is worth.
    public static let soundWeight = weight("sound", 0.8, "liking for the sound")
    /// What liking for the language is worth.
    public static let languageWeight = weight("language", 0.3, "liking for the language")
    /// What liking for pictures, videos or plain text is worth.
    public static let mediaWeight = weight("media", 0.2, "liking for the kind of media")
    /// What likeness in meaning to what was liked lately is worth.
    public static let meaningWeight = weight("meaning", 1.2, "meaning the same as what was liked")
    /// What people of like taste are worth.
    public static let peopleWeight = weight("people", 1.0, "people of like taste")
    /// What rising is worth.
    public static let risingWeight = weight("rising", 0.8, "rising")
    /// What being popular is worth.
    public static let popularWeight = weight("popular", 0.5, "being popular")
    /// What being new is worth.
    public static let newWeight = weight("new", 0.8, "being new")
    /// The half-life of being new.
    public static let newHours = Knob(
        "feed.score.new.halflife.hours",
        unit: "h",
        standard: 8,
        range: 0.1...8_760,
        "Being new is worth half as much after so many hours."
    )
    /// What an answer in a thread loses.
    public static let replyPenalty = weight("reply", 0.6, "standing on its own, not answering")
    /// What an old post loses.
    public static let oldPenalty = weight("old", 1.5, "not being old")
    /// When a post is old.
    public static let oldDays = Knob(
        "feed.old.days",
        unit: "days",
        standard: 14,
        range: 0.1...3_650,
        "A post that is older has the last places, unless little else is there."
    )

    private static func weight(_ name: String, _ standard: Double, _ what: String) -> Knob {
        Knob(
            "feed.score.\(name)",
            unit: "1",
            standard: standard,
            range: 0...100,
            "How much \(what) is worth."
        )
    }
}
