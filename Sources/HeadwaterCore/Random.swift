/// A small seeded generator: the same seed gives the same numbers everywhere.
///
/// SplitMix64 (Steele, Lea, Flood 2014). Not for secrets.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    @usableFromInline var state: UInt64

    /// A generator that begins at `seed`.
    @inlinable
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    @inlinable
    public mutating func next() -> UInt64 {
        let value = mixed(state)
        state = state &+ 0x9E37_79B9_7F4A_7C15
        return value
    }

    /// A number in 0..<1 with 53 random bits.
    @inlinable
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
