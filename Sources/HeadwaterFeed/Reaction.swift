import HeadwaterEvents

/// What a viewer's reaction says, as it is kept: the kind in the lowest byte of a word, and above
/// it whether it came with an impression rather than by itself.
struct Reaction: Sendable, BitwiseCopyable {
    /// What was done.
    ///
    /// The raw value is part of snapshots: append only.
    enum Kind: UInt8 {
        case like
        case repost
        case reply
        case quote
        case share
        case bookmark
        case click
        case longView
        case follow
        case profile
        case hide
        case report
        case skip
        /// A view that was neither long nor a skip: it says that the post was seen.
        case view
    }

    var kind: Kind
    /// Whether an impression reported it.
    var isReported: Bool

    init(_ kind: Kind, isReported: Bool = false) {
        self.kind = kind
        self.isReported = isReported
    }

    init?(word: UInt32) {
        guard let kind = Kind(rawValue: UInt8(truncatingIfNeeded: word)) else { return nil }
        self.kind = kind
        isReported = word & 0x100 != 0
    }

    var word: UInt32 { UInt32(kind.rawValue) | (isReported ? 0x100 : 0) }

    /// How much it says for (or against) what the post is; a like is 1.
    var weight: Float { kind.weight }

    /// The reaction of an engagement that isn't a view.
    static func of(_ kind: Engagement.Kind) -> Kind? {
        switch kind {
        case .like: .like
        case .repost: .repost
        case .reply: .reply
        case .quote: .quote
        case .share: .share
        case .bookmark: .bookmark
        case .click: .click
        case .follow: .follow
        case .profile: .profile
        case .hide: .hide
        case .report: .report
        case .view: nil
        }
    }
}

extension Reaction.Kind {
    /// How much it says for (or against) what the post is; a like is 1.
    var weight: Float {
        switch self {
        case .like: 1
        case .repost: 1.2
        case .reply: 0.9
        case .quote: 1
        case .share: 1.4
        case .bookmark: 1.2
        case .click: 0.25
        case .longView: 0.7
        case .follow: 1.4
        case .profile: 0.3
        case .hide: -2
        case .report: -3
        case .skip: -0.5
        case .view: 0
        }
    }

    /// What the viewer did, for a sentence that begins with "Because you".
    var verb: String {
        switch self {
        case .like: "liked"
        case .repost: "passed on"
        case .reply: "answered"
        case .quote: "quoted"
        case .share: "shared"
        case .bookmark: "kept"
        case .click: "opened"
        case .longView: "watched"
        case .follow, .profile: "took an interest in"
        case .hide, .report, .skip, .view: "saw"
        }
    }
}
