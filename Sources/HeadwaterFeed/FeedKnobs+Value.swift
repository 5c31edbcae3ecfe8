public import HeadwaterCore
public import HeadwaterLearn

/// What each outcome is worth, and how much taste says beside the model.
extension FeedKnobs {
    // MARK: Value

    /// The weight of a head in a post's value.
    public static func value(of head: Head) -> Knob { valueOfHead[Int(head.rawValue)] }

    static let valueOfHead = Head.allCases.map { head in
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
}
