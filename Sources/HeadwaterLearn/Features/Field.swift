/// What a key of an ``Example`` is about; keys of different fields are never the same.
///
/// Where the rates of a ``Pair`` say how an id or a cross has fared, its key says what the other
/// features leave to be explained, in a weight for each head. The raw value is part of snapshots.
enum Field: UInt8, CaseIterable {
    case viewer, post, author, tag, sound, duration, surface, hour, attribute, postAttribute
    case viewerTag, viewerAuthor, viewerDuration, postSurface, surfaceDuration

    /// The key of what has these two numbers in this field; never 0.
    @inline(__always)
    func key(_ left: UInt64, _ right: UInt64 = 0) -> UInt64 {
        let (high, low) = (left ^ 0xA076_1D64_78BD_642F)
            .multipliedFullWidth(by: right ^ 0xE703_7ED1_A0B4_28DB)
        return ((high ^ low) &+ UInt64(rawValue) &* 0x9E37_79B9_7F4A_7C15) | 1
    }
}

/// Of what, and of what with what, the rates of every head are counted.
///
/// The raw value is the place in ``Example/rates``. Parts come before the pairs that they make up,
/// whose rates are told against what the parts let expect.
enum Pair: Int, CaseIterable {
    case viewer, post, author, tag, sound, duration
    case viewerTag, viewerAuthor, viewerSound, viewerDuration, viewerSurface
    case postSurface, surface

    /// The number of them.
    static let count = 13

    /// The key of the counts of these two numbers; never 0.
    @inline(__always)
    func key(_ left: UInt64, _ right: UInt64 = 0) -> UInt64 {
        let (high, low) = (left ^ 0x8EBC_6AF0_9C88_C6E3)
            .multipliedFullWidth(by: right ^ 0x5899_65CC_7537_4CC3)
        return ((high ^ low) &+ UInt64(rawValue) &* 0x9E37_79B9_7F4A_7C15) | 1
    }
}

/// The dense numbers of an ``Example``: the raw value is the place in ``Example/dense``.
enum Input: Int, CaseIterable {
    /// The logarithm of the length, and its square.
    case length, lengthSquared
    /// The distance from noon and from midnight, UTC.
    case fromNoon, fromMidnight
    /// The logarithm of the minutes since the viewer's last impression or reaction, and whether
    /// there was any.
    case pause, wasHere
    /// What the viewer did with the last post.
    case lastClicked, lastLiked, lastLong
    /// The logarithm of the post's age.
    case age
    /// The shares of the last posts that the viewer opened and watched long.
    case clicked, long
    /// Whether the viewer lately liked, watched, passed over or disliked something by the author.
    case authorLiked, authorWatched, authorPassed, authorDisliked
    /// The same of the first tag.
    case tagLiked, tagWatched, tagPassed, tagDisliked
    /// The same of the sound.
    case soundLiked, soundWatched, soundPassed, soundDisliked
    /// How often the viewer hid or reported what is by the author, of the tag or with the sound,
    /// as log-odds against what was to be expected.
    case authorHidden, tagHidden, soundHidden
    /// The logarithm of how often each ``Pair`` was counted: this one and those after it.
    case firstCount

    /// The number of dense numbers, a multiple of 16.
    static let count = 48
    /// The places that are in use.
    static let used = Input.firstCount.rawValue + Pair.count
}
