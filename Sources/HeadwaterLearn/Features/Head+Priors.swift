extension Head {
    /// How likely it is taken to be before anything has been seen.
    public var priorRate: Float {
        switch self {
        case .click: 0.3
        case .longView: 0.25
        case .watched: 0.3
        case .like: 0.02
        case .reply, .repost, .share, .follow: 0.003
        case .hide, .report: 0.001
        }
    }

    /// The prior rates in the lanes of the heads, and ½ in the others.
    static let priorRates: Lanes = {
        var prior = Lanes(repeating: 0.5)
        for head in Head.allCases { prior[Int(head.rawValue)] = head.priorRate }
        return prior
    }()
}
