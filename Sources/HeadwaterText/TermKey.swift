/// What a term is known by in an index: 64 bits of a fixed hash of its bytes, never the word.
///
/// Stems of different languages have different keys, so that a Dutch stem doesn't match an English
/// word that happens to be spelt like it.
public struct TermKey: Sendable, Hashable, Comparable {
    /// The 64 bits.
    public var rawValue: UInt64

    /// The key of those bits.
    @inlinable
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// The key of a term that has no language: a tag, handle, link, number, bigram or pictograph.
    public init(_ term: Span<UInt8>) { rawValue = termHash(term, seed: 0) }

    /// The key of such a term.
    public init(_ term: String) {
        var term = term
        rawValue = term.withUTF8 { termHash($0.span, seed: 0) }
    }

    /// By the 64 bits as a number.
    @inlinable
    public static func < (left: TermKey, right: TermKey) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// Hashes bytes put in one after another: 64 × 64 → 128 bit multiply-folding (wyhash, Wang Yi 2019),
/// eight bytes a step, closed by their number.
struct TermHasher {
    private var state: UInt64
    private var word: UInt64 = 0
    private var count: UInt64 = 0

    @inline(__always)
    init(seed: UInt64) { state = 0x9E37_79B9_7F4A_7C15 ^ (seed &* 0xC2B2_AE3D_27D4_EB4F) }

    @inline(__always)
    mutating func add(_ byte: UInt8) {
        word |= UInt64(byte) << ((count & 7) << 3)
        count &+= 1
        if count & 7 == 0 {
            state = Self.fold(state ^ word, 0xA076_1D64_78BD_642F)
            word = 0
        }
    }

    @inline(__always)
    var value: UInt64 {
        let tail = Self.fold(state ^ word, 0xE703_7ED1_A0B4_28DB ^ count)
        return Self.fold(tail ^ 0x8EBC_6AF0_9C88_C6E3, tail | 1)
    }

    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}

/// The hash of some bytes.
func termHash(_ bytes: Span<UInt8>, seed: UInt64) -> UInt64 {
    var hash = TermHasher(seed: seed)
    for index in 0..<bytes.count { hash.add(bytes[index]) }
    return hash.value
}
