public import HeadwaterCore

/// How many candidates each source offers, and how far it looks.
extension FeedKnobs {
    // MARK: Heat

    /// The half-life of what is rising.
    public static let risingMinutes = Knob(
        "feed.rising.halflife.minutes",
        unit: "min",
        standard: 10,
        range: 1...1_440,
        "A reaction counts half as much for what is rising after so many minutes."
    )
    /// The half-life of what is popular.
    public static let popularHours = Knob(
        "feed.popular.halflife.hours",
        unit: "h",
        standard: 12,
        range: 0.1...720,
        "A reaction counts half as much for what is popular after so many hours."
    )

    // MARK: Sources

    /// How many candidates the followed accounts offer.
    public static let followedQuota = quota("followed", 120, "the accounts that a viewer follows")
    /// How many candidates the people of like taste offer.
    public static let peopleQuota = quota("people", 100, "people who liked what the viewer liked")
    /// How many candidates random walks offer.
    public static let walksQuota = quota("walks", 80, "random walks from the viewer")
    /// How many candidates are offered that go together with what the viewer liked lately.
    public static let coengagedQuota = quota(
        "coengaged",
        80,
        "what people liked together with what the viewer liked lately"
    )
    /// How many candidates are offered of what is rising.
    public static let risingQuota = quota("rising", 60, "what is rising")
    /// How many candidates are offered that share words and the like with what the viewer liked.
    public static let resemblingQuota = quota(
        "resembling",
        160,
        "what resembles what the viewer liked"
    )
    /// How many candidates are offered that mean the same as what the viewer liked lately.
    public static let nearestQuota = quota(
        "nearest",
        100,
        "what means the same as what the viewer liked lately"
    )
    /// How many of the last reactions are what the viewer liked lately.
    public static let lately = Knob(
        "feed.lately.reactions",
        unit: "reactions",
        standard: 24,
        range: 1...256,
        "So many of the last reactions are what a viewer liked lately."
    )
    /// How many candidates are offered by new voices.
    public static let freshQuota = quota("fresh", 40, "authors with little reach yet")
    /// How many candidates are offered of what is popular.
    public static let popularQuota = quota("popular", 100, "what is popular")
    /// How many candidates are offered of what is new.
    public static let newestQuota = quota("newest", 60, "what is new")
    /// How many steps a walk from the viewer over posts and people may take.
    public static let walkSteps = Knob(
        "feed.people.steps",
        unit: "steps",
        standard: 6_000,
        range: 0...1_000_000,
        "A walk over posts and people looks at so many engagements at most."
    )
    /// How many posts a page goes back over when nothing else is left.
    public static let backfillSteps = Knob(
        "feed.backfill.steps",
        unit: "posts",
        standard: 200_000,
        range: 0...10_000_000,
        "Where a page isn't full, it goes back over so many posts, the newest first."
    )
    /// An author with fewer followers is a new voice.
    public static let freshFollowers = Knob(
        "feed.fresh.followers",
        unit: "accounts",
        standard: 100,
        range: 0...1_000_000,
        "An author with fewer followers has little reach."
    )
    /// A post that was seen less often is new.
    public static let freshImpressions = Knob(
        "feed.fresh.impressions",
        unit: "impressions",
        standard: 100,
        range: 0...1_000_000,
        "A new voice's post is offered until it has been seen so often."
    )
    /// How old a new voice's post may be.
    public static let freshHours = Knob(
        "feed.fresh.hours",
        unit: "h",
        standard: 48,
        range: 0.1...8_760,
        "A new voice's post is offered for so long."
    )

    private static func quota(_ name: String, _ standard: Double, _ what: String) -> Knob {
        Knob(
            "feed.source.\(name).quota",
            unit: "posts",
            standard: standard,
            range: 0...5_000,
            "At most so many candidates come from \(what)."
        )
    }
}
