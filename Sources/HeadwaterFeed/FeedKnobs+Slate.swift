public import HeadwaterCore

/// Which posts may stand beside each other, and which places are kept for what.
extension FeedKnobs {
    // MARK: Slate

    /// How often an author may stand in ten places.
    public static let authorCap = Knob(
        "feed.author.cap",
        unit: "posts",
        standard: 2,
        range: 1...10,
        "No author has more places than this in any ten, unless fewer than five are left."
    )
    /// What a post loses for each of the four before it on the same topic.
    public static let topicPenalty = Knob(
        "feed.topic.penalty",
        unit: "value",
        standard: 0.06,
        range: 0...100,
        "A post loses so much for each of the four before it that shares its topic."
    )
    /// How many posts in a row may share a topic.
    public static let topicRun = Knob(
        "feed.topic.run",
        unit: "posts",
        standard: 3,
        range: 0...4,
        "After so many posts that share a topic with the next one, another comes; 0 for no limit."
    )
    /// How many places a topic has before the viewer has said yes to anything.
    public static let topicCap = Knob(
        "feed.topic.cap",
        unit: "posts",
        standard: 3,
        range: 1...10,
        "Of ten places, a topic has at most so many, and one for each yes of the viewer's lately."
    )
    /// How often a place is for discovery.
    public static let discoverEvery = Knob(
        "feed.discover.every",
        unit: "places",
        standard: 5,
        range: 0...100,
        "One place of so many is for finding out what else the viewer likes; 0 for none."
    )
    /// How far back counts as lately.
    public static let discoverReach = Knob(
        "feed.discover.reach",
        unit: "posts",
        standard: 80,
        range: 0...1_000,
        "So many of the last posts that a viewer saw tell which topics they like."
    )
    /// What share of a topic's posts a viewer is believed to like before it was tried.
    public static let discoverRate = Knob(
        "feed.discover.rate",
        unit: "share",
        standard: 0.5,
        range: 0.001...0.999,
        "The share of an untried topic's posts that a viewer is believed to say yes to."
    )
    /// How firm that belief is.
    public static let discoverDoubt = Knob(
        "feed.discover.doubt",
        unit: "posts",
        standard: 2,
        range: 0.1...1_000,
        "What is believed of an untried topic counts like so many posts of it seen."
    )
    /// How many yeses make a topic one that needs no discovery.
    public static let discoverKnown = Knob(
        "feed.discover.known",
        unit: "posts",
        standard: 3,
        range: 0...1_000,
        "Discovery leaves alone what the viewer said yes to so often lately: value ranks that."
    )
    /// How many candidates share a topic that is worth a try.
    public static let discoverStock = Knob(
        "feed.discover.stock",
        unit: "posts",
        standard: 3,
        range: 0...1_000,
        "Discovery tries topics of so many candidates, so that what pleases can be followed up."
    )
    /// How often a place follows up what has just pleased.
    public static let followUpEvery = Knob(
        "feed.followup.every",
        unit: "places",
        standard: 4,
        range: 0...100,
        "One of so many places is for a topic that has just begun to please; 0 for none."
    )
    /// How many yeses make a topic one that needs no following up.
    public static let followUpUntil = Knob(
        "feed.followup.until",
        unit: "posts",
        standard: 5,
        range: 0...1_000,
        "A topic is followed up until the viewer said yes to so many of its posts lately."
    )
    /// How often a place is a followed account's.
    public static let followedEvery = Knob(
        "feed.followed.every",
        unit: "places",
        standard: 5,
        range: 0...100,
        "One place of so many goes to an account that the viewer follows; 0 for none."
    )
    /// How much chance there is in the choice.
    public static let temperature = Knob(
        "feed.temperature",
        unit: "value",
        standard: 0.01,
        range: 0...100,
        "Of two posts whose values differ by this, the better is drawn e times as often; 0 draws "
            + "the best."
    )
    /// Every how many places one is for a new voice.
    public static let freshEvery = Knob(
        "feed.fresh.every",
        unit: "places",
        standard: 10,
        range: 0...100,
        "One of so many places goes to a new voice; 0 for none."
    )
    /// What the model's expectation of a new voice is worth.
    public static let freshPrior = Knob(
        "feed.fresh.prior",
        unit: "impressions",
        standard: 20,
        range: 0.1...100_000,
        "What the model expects of a new voice's post counts like so many impressions of it."
    )
}
