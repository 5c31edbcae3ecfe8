public import HeadwaterCore
import HeadwaterGraph
public import HeadwaterLearn

/// The feed's tunable numbers, each declared once.
public enum FeedKnobs {
    // MARK: What was seen

    /// How long a post that was seen doesn't come again.
    public static let windowDays = Knob(
        "feed.window.days",
        unit: "days",
        standard: 7,
        range: 0.01...90,
        "A post that a viewer has seen doesn't come again for so long."
    )
    /// How many posts that were seen don't come again.
    public static let windowItems = Knob(
        "feed.window.items",
        unit: "posts",
        standard: 5_000,
        range: 10...20_000,
        "So many of the posts that a viewer has seen last don't come again."
    )
    /// How long after a page impressions that name it are waited for.
    public static let reportMinutes = ServedWindow.reportKnob
    /// How long what was served, seen or not, doesn't come again.
    public static let servedMinutes = Knob(
        "feed.served.minutes",
        unit: "min",
        standard: 30,
        range: 0...1_440,
        "What was served doesn't come again for so long, seen or not."
    )
    /// How long the same cursor gives the same page.
    public static let replayMinutes = Knob(
        "feed.replay.minutes",
        unit: "min",
        standard: 10,
        range: 0...1_440,
        "The same cursor gives the same page for so long."
    )

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

    // MARK: Value

    /// The weight of a head in a post's value.
    public static func value(of head: Head) -> Knob { valueOfHead[Int(head.rawValue)] }

    private static let valueOfHead = Head.allCases.map { head in
        let (standard, what): (Double, String) =
            switch head {
            case .click: (0.2, "opens it")
            case .like: (1, "likes it")
            case .reply: (2, "answers it")
            case .repost: (1.5, "passes it on")
            case .share: (2, "shares or keeps it")
            case .follow: (4, "follows its author")
            case .longView: (0.6, "watches it for long")
            case .watched: (0.4, "watches all of it; half for half of it")
            case .hide: (-8, "hides it")
            case .report: (-40, "reports it")
            }
        return Knob(
            "feed.value.\(head.name)",
            unit: "1",
            standard: standard,
            range: -1_000...1_000,
            "What it is worth that the viewer \(what); times its probability."
        )
    }

    /// How much the viewer's taste moves a model that has learned nothing.
    public static let priorStrength = Knob(
        "feed.prior.strength",
        unit: "log-odds",
        standard: 0.5,
        range: 0...10,
        "How far a taste of 1 moves the log-odds of a model that has learned nothing."
    )
    /// After how many examples half of the prior is gone.
    public static let priorExamples = Knob(
        "feed.prior.examples",
        unit: "impressions",
        standard: 20_000,
        range: 1...1e12,
        "After so many examples that the model has learned, taste moves it half as much."
    )
    /// What is always left of the prior.
    public static let priorFloor = Knob(
        "feed.prior.floor",
        unit: "share",
        standard: 0.5,
        range: 0...1,
        "However much the model has learned, so much of the strength of taste stays."
    )

    // MARK: Log

    /// The share of pages that are logged with all that could have stood on them.
    public static let logConsidered = Knob(
        "feed.log.considered",
        unit: "share",
        standard: 0.01,
        range: 0...1,
        "For so many of the pages, everything that could have stood on them is logged."
    )
    /// For how long pages keep the numbers behind their scores.
    public static let logDays = Knob(
        "feed.log.days",
        unit: "days",
        standard: 7,
        range: 0.01...3_650,
        "After so long, pages in the log lose their probabilities and what could have stood there."
    )

    /// How much a receipt may replay.
    public static let receiptReplay = Knob(
        "feed.receipt.replay",
        unit: "records",
        standard: 500_000,
        range: 0...1e12,
        "To say why a post was not on an earlier page, at most so many records are replayed."
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
        standard: 4,
        range: 0...100,
        "One place of so many is for finding out what else the viewer likes; 0 for none."
    )
    /// How far back counts as lately.
    public static let discoverReach = Knob(
        "feed.discover.reach",
        unit: "posts",
        standard: 40,
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

    // MARK: Deadline

    /// How long the sources have together.
    public static let deadlineMs = Knob(
        "feed.deadline.ms",
        unit: "ms",
        standard: 40,
        range: 1...10_000,
        "Once a page has taken so long, the sources that haven't been asked are left out."
    )

    /// The knobs that the view reads while it applies records.
    public static let ofState = [
        windowDays, windowItems, reportMinutes, reactions, wordPosts, risingMinutes, popularHours,
        WatchLength.longKnob, WatchLength.skipKnob, WatchLength.skipShareKnob,
    ]

    /// Every knob of the feed.
    public static let all =
        ofState + [
            servedMinutes, replayMinutes, tasteDays, sessionMinutes, followedQuota, peopleQuota,
            walksQuota, coengagedQuota, nearestQuota, lately, meaningWeight, risingQuota,
            resemblingQuota, freshQuota, popularQuota, newestQuota, walkSteps,
            backfillSteps, freshFollowers, freshImpressions, freshHours, followWeight,
            authorWeight, tagWeight, wordWeight, soundWeight, languageWeight, mediaWeight,
            peopleWeight, risingWeight, popularWeight, newWeight, newHours, replyPenalty,
            oldPenalty, oldDays, authorCap, topicPenalty, topicRun, topicCap, discoverEvery,
            discoverReach, discoverRate, discoverDoubt, followedEvery, temperature, freshEvery,
            freshPrior, deadlineMs, priorStrength, priorExamples, priorFloor, logConsidered,
            logDays, receiptReplay,
        ] + valueOfHead

    private static func quota(_ name: String, _ standard: Double, _ what: String) -> Knob {
        Knob(
            "feed.source.\(name).quota",
            unit: "posts",
            standard: standard,
            range: 0...5_000,
            "At most so many candidates come from \(what)."
        )
    }

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
