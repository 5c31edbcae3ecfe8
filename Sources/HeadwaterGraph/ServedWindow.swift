public import HeadwaterCore

/// How long after a page impressions count as reports of what was seen of it.
public enum ServedWindow {
    /// How long after a page impressions that name it are waited for.
    public static let reportKnob = Knob(
        "feed.report.minutes",
        unit: "min",
        standard: 30,
        range: 1...1_440,
        "A page of which nothing was reported by then counts as seen whole."
    )
}
