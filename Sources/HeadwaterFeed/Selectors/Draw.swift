import HeadwaterCatalog
import HeadwaterCore

/// A draw among weighted values, by the Gumbel-max trick.
///
/// Whoever has the greatest value / T + G, with independent standard Gumbel noise G = −ln(−ln u),
/// is drawn with the chance exp(value / T) / Σ exp(value / T) (Gumbel 1954; Yellott 1977). It is
/// computed as the race that this is: the least E / w, with E = −ln u and w = exp((value −
/// greatest) / T). The noise is a hash of seed, place and post, with 53 bits, so E lies between
/// 2^−54 and 38; a value that is more than 42 T below the greatest can't win, weighs less than
/// 10^−18, and is left out, which the chances of the others don't show. At temperature 0 the
/// greatest value is taken, with chance 1.
///
/// Made for one page; ``begin()`` starts over for the next place. Complexity: O(candidates) a
/// place, without allocating.
struct Draw: Sendable {
    /// Who was drawn.
    struct Outcome: Sendable {
        /// Its place among the candidates.
        var index: Int
        /// The chance with which it was drawn.
        var propensity: Double
        /// The value that the draw has in expectation.
        var expected: Double
    }

    /// What a value may lie below the greatest, in temperatures.
    private static let reach = 42.0

    let seed: UInt64
    private let temperature: Double
    /// The candidates that are offered, and their values.
    private(set) var indices: [Int] = []
    private(set) var values: [Double] = []
    /// The greatest value that is offered.
    private(set) var highest = -Double.infinity

    init(seed: UInt64, temperature: Double, count: Int) {
        self.seed = seed
        self.temperature = temperature
        indices.reserveCapacity(count)
        values.reserveCapacity(count)
    }

    /// Forgets what was offered.
    mutating func begin() {
        indices.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        highest = -.infinity
    }

    var hasAny: Bool { !indices.isEmpty }

    /// Whether a value could still be drawn.
    func isWithinReach(_ value: Double) -> Bool {
        value >= highest - Self.reach * temperature
    }

    mutating func offer(_ index: Int, _ value: Double) {
        indices.append(index)
        values.append(value)
        highest = max(highest, value)
    }

    /// Draws; nil where nobody was offered.
    func next(place: Int, _ rows: [SlateSelector.Row]) -> Outcome? {
        guard temperature > 0 else { return greatest() }
        var sum = 0.0
        var weighted = 0.0
        var best: (index: Int, weight: Double, time: Double)?
        for offer in indices.indices {
            let gap = (values[offer] - highest) / temperature
            guard gap >= -Self.reach else { continue }
            let weight = exponential(gap)
            sum += weight
            weighted += weight * values[offer]
            let post = rows[indices[offer]].post.rawValue
            let time = -logarithm(Self.unit(seed, place, post)) / weight
            if let best, time >= best.time { continue }
            best = (indices[offer], weight, time)
        }
        guard let best else { return nil }
        return Outcome(
            index: best.index,
            propensity: best.weight / sum,
            expected: weighted / sum
        )
    }

    private func greatest() -> Outcome? {
        guard let place = values.firstIndex(of: highest) else { return nil }
        return Outcome(index: indices[place], propensity: 1, expected: highest)
    }

    /// A number between 0 and 1, neither of them, that seed, place and post decide.
    static func unit(_ seed: UInt64, _ place: Int, _ number: UInt32) -> Double {
        let word = mixed(mixed(seed ^ UInt64(truncatingIfNeeded: place) << 32) ^ UInt64(number))
        return (Double(word >> 12) + 0.5) * 0x1p-52
    }
}
