/// A 128-bit fingerprint that is the same in every process and on every machine.
///
/// Two different inputs share one with a chance of about 2^-128; identities of events and keys of
/// interners rely on that. It is no defence against someone who searches for collisions.
public struct Fingerprint: Sendable, Hashable, Comparable, BitwiseCopyable {
    /// The high and low halves.
    public var high: UInt64
    /// The low half.
    public var low: UInt64

    /// A fingerprint of the given halves.
    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// By the high half, then the low one: an order without meaning, but always the same.
    @inlinable
    public static func < (left: Fingerprint, right: Fingerprint) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

/// Computes a ``Fingerprint`` over fields put in one after another.
///
/// Two independent lanes of 64 × 64 → 128 bit multiply-folding (as in wyhash, Wang Yi 2019), eight
/// bytes a step. Each field is closed by its length, so ("ab","c") and ("a","bc") differ.
public struct Fingerprinter: Sendable {
    @usableFromInline var a: UInt64 = 0x9E37_79B9_7F4A_7C15
    @usableFromInline var b: UInt64 = 0xC2B2_AE3D_27D4_EB4F

    /// An empty fingerprint.
    @inlinable
    public init() {}

    /// Mixes in one 64-bit number.
    @inlinable
    public mutating func add(_ word: UInt64) {
        a = Self.fold(a ^ word, 0xA076_1D64_78BD_642F)
        b = Self.fold(b ^ word, 0xE703_7ED1_A0B4_28DB) &+ a
    }

    /// Mixes in a number.
    @inlinable
    public mutating func add(_ number: Int64) { add(UInt64(bitPattern: number)) }

    /// Mixes in a field of bytes and closes it with its length.
    ///
    /// Complexity: O(n).
    @inlinable
    public mutating func add(_ bytes: Span<UInt8>) {
        let count = bytes.count
        var index = 0
        while index &+ 8 <= count {
            var word: UInt64 = 0
            for place in 0..<8 { word |= UInt64(bytes[index &+ place]) << UInt64(place &* 8) }
            add(word)
            index &+= 8
        }
        var word: UInt64 = 0
        var shift: UInt64 = 0
        while index < count {
            word |= UInt64(bytes[index]) << shift
            shift &+= 8
            index &+= 1
        }
        add(word)
        add(UInt64(truncatingIfNeeded: count) ^ 0xFF51_AFD7_ED55_8CCD)
    }

    /// Mixes in a field of text as its UTF-8 bytes.
    ///
    /// Complexity: O(n).
    @inlinable
    public mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { buffer in add(buffer.span) }
    }

    /// The fingerprint of all that was put in.
    @inlinable
    public var value: Fingerprint {
        Fingerprint(
            high: Self.fold(a ^ 0x8EBC_6AF0_9C88_C6E3, b | 1),
            low: Self.fold(b ^ 0x5899_65CC_7537_4CC3, a | 1)
        )
    }

    @inlinable
    static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}

extension Fingerprint {
    /// The fingerprint of one text.
    @inlinable
    public init(_ text: String) {
        var hasher = Fingerprinter()
        hasher.add(text)
        self = hasher.value
    }

    /// The fingerprint of one run of bytes.
    @inlinable
    public init(_ bytes: Span<UInt8>) {
        var hasher = Fingerprinter()
        hasher.add(bytes)
        self = hasher.value
    }
}

/// Spreads the bits of a 64-bit number; a bijection (the finaliser of SplitMix64).
@inlinable
public func mixed(_ word: UInt64) -> UInt64 {
    var z = word &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
}
