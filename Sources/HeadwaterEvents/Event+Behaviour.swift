public import HeadwaterCore

/// What a viewer did with a post.
public struct Engagement: Sendable, Hashable {
    /// What was done.
    ///
    /// The raw value is part of snapshots: append only.
    public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        /// On or off: the viewer likes it.
        case like
        /// On or off: the viewer passed it on.
        case repost
        /// The viewer answered it.
        case reply
        /// The viewer quoted it.
        case quote
        /// The viewer sent it to somebody.
        case share
        /// On or off: the viewer kept it.
        case bookmark
        /// The viewer opened it.
        case click
        /// The viewer watched it, for `watchMs`.
        case view
        /// On or off: the viewer followed its author from it.
        case follow
        /// The viewer looked at its author.
        case profile
        /// On or off: the viewer wants it gone.
        case hide
        /// The viewer reported it.
        case report

        /// Whether it is on or off for a pair of actor and post, rather than counted.
        public var isState: Bool {
            switch self {
            case .like, .repost, .bookmark, .follow, .hide: true
            case .reply, .quote, .share, .click, .view, .profile, .report: false
            }
        }

        /// The name that the format gives it.
        public var name: String { Self.names[Int(rawValue)] }

        /// The kind of that name.
        public init?(name: String) {
            guard let index = Self.names.firstIndex(of: name) else { return nil }
            self.init(rawValue: UInt8(index))
        }

        private static let names = [
            "like", "repost", "reply", "quote", "share", "bookmark", "click", "view", "follow",
            "profile", "hide", "report",
        ]
    }

    /// What was done.
    public var kind: Kind
    /// Who did it.
    public var actor: String
    /// With which post; nil only in an undoing that names the record by its `id`.
    public var post: String?
    /// The moment at which it was done or undone.
    public var at: Timestamp
    /// The id of the record, where the source has one.
    public var id: String?
    /// Whether this takes it back.
    public var undone: Bool
    /// How long it was watched, in milliseconds, at most twenty times `durationMs`.
    public var watchMs: Int64?
    /// How long it lasts, in milliseconds, above 0.
    public var durationMs: Int64?
    /// The feed request that showed it.
    public var request: String?
    /// Why it was done, in words.
    public var reason: String?
    /// Other attributes, in the order of their names.
    public var attributes: [Attribute]

    /// An engagement.
    public init(kind: Kind, actor: String, post: String?, at: Timestamp) {
        self.kind = kind
        self.actor = actor
        self.post = post
        self.at = at
        undone = false
        attributes = []
    }
}

/// What a viewer saw.
public struct Impression: Sendable, Hashable {
    /// Who saw it.
    public var actor: String
    /// Which post.
    public var post: String
    /// The moment at which it was seen.
    public var at: Timestamp
    /// The feed request that showed it.
    public var request: String?
    /// Where it stood on the page, from 0.
    public var position: Int64?
    /// Where it was shown.
    public var surface: String?
    /// The chance with which it was shown there, above 0 and at most 1.
    public var propensity: Double?
    /// What followed, where that is known.
    public var outcomes: Outcomes?

    /// An impression.
    public init(actor: String, post: String, at: Timestamp) {
        self.actor = actor
        self.post = post
        self.at = at
    }
}

/// What followed an impression, as far as it was reported.
public struct Outcomes: Sendable, Hashable {
    /// Which kinds of engagement were reported, a bit for each kind's raw value.
    public var reported: UInt16
    /// Which of them happened.
    public var happened: UInt16
    /// Whether it was watched long, where that was reported.
    public var longView: Bool?
    /// How long it was watched, in milliseconds.
    public var watchMs: Int64?
    /// How long it lasts, in milliseconds, above 0.
    public var durationMs: Int64?

    /// Outcomes of which nothing was reported.
    public init() {
        reported = 0
        happened = 0
    }

    /// Whether that kind of engagement happened, where it was reported.
    public subscript(_ kind: Engagement.Kind) -> Bool? {
        get {
            let bit: UInt16 = 1 << UInt16(kind.rawValue)
            return reported & bit == 0 ? nil : happened & bit != 0
        }
        set {
            let bit: UInt16 = 1 << UInt16(kind.rawValue)
            reported &= ~bit
            happened &= ~bit
            guard let newValue else { return }
            reported |= bit
            if newValue { happened |= bit }
        }
    }
}
