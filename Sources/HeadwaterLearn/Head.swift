/// What a viewer may do with a post that they are shown; each has a model that predicts it.
///
/// The raw value is the place in ``HeadOutputs``.
public enum Head: UInt8, Sendable, CaseIterable {
    /// They open it.
    case click
    /// They like it.
    case like
    /// They answer it.
    case reply
    /// They repost or quote it.
    case repost
    /// They share it elsewhere, or bookmark it.
    case share
    /// They follow its author.
    case follow
    /// They watch it to the end, or for long.
    case longView
    /// The share of it that they watch, from 0 to 1; no event but an expected value.
    case watched
    /// They hide it, or mute its author for it.
    case hide
    /// They report it.
    case report

    /// The number of heads.
    public static let count = 10

    /// Its name in receipts, evaluations and knobs.
    public var name: String {
        switch self {
        case .click: "click"
        case .like: "like"
        case .reply: "reply"
        case .repost: "repost"
        case .share: "share"
        case .follow: "follow"
        case .longView: "long_view"
        case .watched: "watched"
        case .hide: "hide"
        case .report: "report"
        }
    }
}

/// A number for each head, such as its probability: 0 to 1, never NaN.
public struct HeadOutputs: Sendable, BitwiseCopyable {
    private var numbers: InlineArray<10, Float> = .init(repeating: 0)

    /// All 0.
    @inlinable public init() {}

    /// The number of one head.
    public subscript(_ head: Head) -> Float {
        get { numbers[Int(head.rawValue)] }
        set { numbers[Int(head.rawValue)] = newValue }
    }
}
