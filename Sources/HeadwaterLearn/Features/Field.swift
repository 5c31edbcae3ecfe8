import HeadwaterCore

/// What a key of an ``Example`` is about; keys of different fields are never the same.
enum Field: UInt8, CaseIterable {
    case viewer, post, author, tag, sound, duration, surface, hour, attribute, postAttribute
    case viewerTag, viewerAuthor, viewerSound, viewerDuration, viewerSurface, viewerHour
    case postSurface, attributePost, attributeTag, attributeDuration
    case recentAuthor, recentTag, recentSound

    /// The key of what has these two numbers in this field.
    @inline(__always)
    func key(_ left: UInt64, _ right: UInt64 = 0) -> UInt64 {
        let (high, low) = (left ^ 0xA076_1D64_78BD_642F)
            .multipliedFullWidth(by: right ^ 0xE703_7ED1_A0B4_28DB)
        return (high ^ low) &+ UInt64(rawValue) &* 0x9E37_79B9_7F4A_7C15 | 1
    }
}

/// Of what, and of what with what, the rates of every head are counted.
enum Pair: Int, CaseIterable {
    case viewer, post, author, tag, sound, duration
    case viewerTag, viewerAuthor, viewerSound, viewerDuration, viewerSurface, postSurface

    /// The number of them.
    static let count = Pair.allCases.count

    @inline(__always)
    func key(_ left: UInt64, _ right: UInt64 = 0) -> UInt64 {
        let (high, low) = (left ^ 0x8EBC_6AF0_9C88_C6E3)
            .multipliedFullWidth(by: right ^ 0x5899_65CC_7537_4CC3)
        return (high ^ low) &+ UInt64(rawValue) &* 0x9E37_79B9_7F4A_7C15 | 1
    }
}
