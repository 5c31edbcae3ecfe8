import HeadwaterCore

/// Numbers for jitter, from a seed.
struct RandomSource: Sendable {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// A number from 0 up to, but not including, `bound`.
    mutating func below(_ bound: Int64) -> Int64 { Int64.random(in: 0..<bound, using: &generator) }
}
