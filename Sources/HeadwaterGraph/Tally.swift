public import HeadwaterEvents

/// Which kinds of approval one account has given one post, in 32 bits.
///
/// States take a bit each, counted kinds five bits, so that one that is taken back leaves the
/// others standing (31 and more are not counted down).
public struct Tally: Sendable, Hashable, BitwiseCopyable {
    /// The bits.
    public var rawValue: UInt32

    /// The tally with these bits.
    public init(rawValue: UInt32 = 0) { self.rawValue = rawValue }

    /// Whether nothing stands.
    public var isEmpty: Bool { rawValue == 0 }

    private static let widest: UInt32 = 31

    /// Where a kind is kept, and in how many bits; nil for kinds that say nothing for a post.
    private static func place(of kind: Engagement.Kind) -> (shift: UInt32, mask: UInt32)? {
        switch kind {
        case .like: (0, 1)
        case .repost: (1, 1)
        case .bookmark: (2, 1)
        case .follow: (3, 1)
        case .reply: (4, widest)
        case .quote: (9, widest)
        case .share: (14, widest)
        case .click: (19, widest)
        case .view: (24, widest)
        case .profile, .hide, .report: nil
        }
    }

    /// Whether the graph keeps a kind at all.
    public static func holds(_ kind: Engagement.Kind) -> Bool { place(of: kind) != nil }

    /// How often a kind stands; a view is one that was long.
    public subscript(_ kind: Engagement.Kind) -> Int {
        guard let (shift, mask) = Self.place(of: kind) else { return 0 }
        return Int(rawValue >> shift & mask)
    }

    /// Counts one more or, where `on` is false, one less.
    public mutating func count(_ kind: Engagement.Kind, on: Bool) {
        guard let (shift, mask) = Self.place(of: kind) else { return }
        let old = rawValue >> shift & mask
        var new = old
        if on, old < mask { new += 1 }
        if !on, old > 0, old < mask || mask == 1 { new -= 1 }
        rawValue = rawValue & ~(mask << shift) | new << shift
    }

    /// How much it says for the post: a like is 1.
    public var weight: Float {
        var sum: Float = 0
        if self[.like] > 0 { sum += 1 }
        if self[.repost] > 0 { sum += 1.5 }
        if self[.bookmark] > 0 { sum += 1.25 }
        if self[.follow] > 0 { sum += 1.5 }
        if self[.reply] > 0 { sum += 1 }
        if self[.quote] > 0 { sum += 1 }
        if self[.share] > 0 { sum += 1.5 }
        if self[.click] > 0 { sum += 0.25 }
        if self[.view] > 0 { sum += 0.5 }
        return sum
    }
}
