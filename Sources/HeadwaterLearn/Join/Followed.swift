import HeadwaterCore
import HeadwaterEvents

/// What followed one impression, as far as it is known by now.
///
/// Kinds are counted, so that of two replies one can be taken back; what is taken back without
/// having been counted (it was done before the impression) changes nothing.
struct Followed: Sendable, BitwiseCopyable {
    /// What a viewer did to the author of a post, and not to the post.
    enum Tie: UInt8 {
        /// They followed the author.
        case follow = 1
        /// They muted the author.
        case mute = 2
    }

    /// How often each kind of engagement stands, by raw value, at most 255.
    private var counts: InlineArray<12, UInt8> = .init(repeating: 0)
    private var ties: UInt8 = 0
    /// Whether one of the views was long.
    private(set) var isLong = false
    /// The longest share of the post that was watched, 0 to 1; below 0 where that isn't known.
    private(set) var share: Float = -1

    /// How often a kind stands.
    subscript(_ kind: Engagement.Kind) -> Int { Int(counts[Int(kind.rawValue)]) }

    /// Whether nothing followed.
    var isEmpty: Bool {
        ties == 0 && share < 0 && !isLong && counts.indices.allSatisfy { counts[$0] == 0 }
    }

    /// Takes an engagement in, or back.
    mutating func change(_ kind: Engagement.Kind, on: Bool) {
        let index = Int(kind.rawValue)
        if on {
            if counts[index] < .max { counts[index] += 1 }
        } else if counts[index] > 0 {
            counts[index] -= 1
            if kind == .view, counts[index] == 0 {
                isLong = false
                share = -1
            }
        }
    }

    /// Takes a tie to the author in, or back.
    mutating func change(_ tie: Tie, on: Bool) {
        if on { ties |= tie.rawValue } else { ties &= ~tie.rawValue }
    }

    /// Whether a tie stands.
    func has(_ tie: Tie) -> Bool { ties & tie.rawValue != 0 }

    /// Takes in how long the view that has just been counted was.
    mutating func watch(isLong: Bool, share: Float?) {
        if isLong { self.isLong = true }
        if let share { self.share = max(self.share, min(max(share, 0), 1)) }
    }

    /// Takes in what another one holds: what followed a page's place, once it is known that the
    /// place was seen.
    mutating func add(_ other: Followed) {
        for index in counts.indices {
            counts[index] = UInt8(clamping: Int(counts[index]) + Int(other.counts[index]))
        }
        ties |= other.ties
        isLong = isLong || other.isLong
        share = max(share, other.share)
    }

    /// Whether what a head predicts happened; `watched` aside.
    func happened(_ head: Head) -> Bool {
        switch head {
        case .click: self[.click] > 0
        case .like: self[.like] > 0
        case .reply: self[.reply] > 0
        case .repost: self[.repost] + self[.quote] > 0
        case .share: self[.share] + self[.bookmark] > 0
        case .follow: self[.follow] > 0 || has(.follow)
        case .longView: isLong
        case .watched: false
        case .hide: self[.hide] > 0 || has(.mute)
        case .report: self[.report] > 0
        }
    }
}

extension Head {
    /// The head that an engagement of a kind answers; nil for a view, which two heads measure, and
    /// for a look at the author.
    static func of(_ kind: Engagement.Kind) -> Head? {
        switch kind {
        case .click: .click
        case .like: .like
        case .reply: .reply
        case .repost, .quote: .repost
        case .share, .bookmark: .share
        case .follow: .follow
        case .hide: .hide
        case .report: .report
        case .view, .profile: nil
        }
    }
}

extension Followed {
    func encode(into writer: inout ByteWriter) {
        for index in counts.indices { writer.write(counts[index]) }
        writer.write(ties)
        writer.write(isLong)
        writer.write(share)
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        for index in counts.indices { counts[index] = try reader.read() }
        ties = try reader.read()
        isLong = try reader.readBool()
        share = try reader.readFloat()
        guard ties < 4, share == -1 || (0...1).contains(share) else {
            throw .malformed(offset: reader.offset, "what followed an impression can't be")
        }
    }
}
