public import HeadwaterCore
import HeadwaterGraph
import HeadwaterLearn

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
            discoverReach, discoverRate, discoverDoubt, discoverKnown, discoverStock, followUpEvery,
            followUpUntil, followedEvery, temperature, freshEvery,
            freshPrior, deadlineMs, priorStrength, priorExamples, priorFloor, logConsidered,
            logDays, receiptReplay,
        ] + valueOfHead
}
