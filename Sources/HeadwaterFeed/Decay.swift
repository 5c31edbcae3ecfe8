/// How much is left of something that halves in a fixed time.
///
/// A table of 2^(−k/64), made by square roots, with straight lines between: the same bits on every
/// processor, and within 0.002 % of the true value.
struct Decay: Sendable {
    private let perSecond: Float

    /// Halves every `halfLife` seconds, above 0.
    init(halfLife seconds: Double) { perSecond = Float(1 / max(seconds, 0.001)) }

    /// What is left of 1 after `seconds`; all of it where they are negative.
    func callAsFunction(_ seconds: Float) -> Float {
        let halvings = max(seconds, 0) * perSecond
        guard halvings < 100 else { return 0 }
        let whole = Int(halvings)
        let place = (halvings - Float(whole)) * 64
        let index = min(Int(place), 63)
        let fraction = place - Float(index)
        let left = Self.table[index]
        let value = left + (Self.table[index + 1] - left) * fraction
        return value * Self.halves[whole]
    }

    /// What is left after the time from `then` to `now`, in seconds since 1970.
    func callAsFunction(from then: UInt32, to now: UInt32) -> Float {
        now > then ? self(Float(now - then)) : 1
    }

    private static let table: [Float] = {
        // 2^(-1/64) is the sixth square root of a half; the powers are products of its squares.
        var roots: [Double] = []
        var root = 0.5
        for _ in 0..<6 {
            root = root.squareRoot()
            roots.append(root)
        }
        return (0...64).map { step in
            guard step < 64 else { return 0.5 }
            var value = 1.0
            for bit in 0..<6 where step & (32 >> bit) != 0 { value *= roots[bit] }
            return Float(value)
        }
    }()

    private static let halves: [Float] = {
        var value: Float = 1
        return (0..<100).map { _ in
            defer { value /= 2 }
            return value
        }
    }()
}
