import HeadwaterCore

/// What is believed of an unknown share, such as the share of those who see a post and like it: a
/// Beta distribution on a grid of 160 steps of 0.1 in the log-odds, from −10 to 6.
///
/// On a grid the chance of each of several shares to be the greatest is a finite sum,
/// Σ_k P_i(k) Π_j P_j(below k, or at k where i goes first), so that Thompson sampling (Thompson
/// 1933) has exact propensities.
struct ShareBelief: Sendable {
    private static let steps = 160

    private let chances: [Double]
    /// The chance to be at a step or below.
    private let cumulated: [Double]

    /// Beta(alpha, beta), both above 0.
    init(alpha: Double, beta: Double) {
        // In log-odds the density is x^α (1 − x)^β.
        var logs = Self.grid.map { alpha * $0.x + beta * $0.rest }
        let greatest = logs.reduce(-Double.infinity) { max($0, $1) }
        var sum = 0.0
        for step in logs.indices {
            logs[step] = exponential(logs[step] - greatest)
            sum += logs[step]
        }
        chances = logs.map { $0 / sum }
        var cumulated: [Double] = []
        cumulated.reserveCapacity(chances.count)
        var below = 0.0
        for chance in chances {
            below = min(below + chance, 1)
            cumulated.append(below)
        }
        cumulated[cumulated.count - 1] = 1
        self.cumulated = cumulated
    }

    /// Draws a share from each belief and takes the greatest, among equals the first.
    ///
    /// - Parameters:
    ///   - beliefs: At least one.
    ///   - values: What each is worth.
    ///   - noise: An even number between 0 and 1 for each, independent of the others.
    /// - Returns: Who was taken, the chance that this one is, and the value in expectation.
    /// - Complexity: O(160 × beliefs).
    static func draw(
        _ beliefs: [ShareBelief],
        _ values: [Double],
        noise: (Int) -> Double
    ) -> Draw.Outcome {
        var best = (index: 0, step: -1)
        for (index, belief) in beliefs.enumerated() {
            let unit = noise(index)
            let step = belief.cumulated.firstIndex { $0 >= unit } ?? steps - 1
            if step > best.step { best = (index, step) }
        }
        let chances = chances(beliefs)
        var expected = 0.0
        for (chance, value) in zip(chances, values) { expected += chance * value }
        return Draw.Outcome(
            index: best.index,
            propensity: min(max(chances[best.index], .leastNormalMagnitude), 1),
            expected: expected
        )
    }

    /// The chance of each to have the greatest share, where among equals the first wins.
    static func chances(_ beliefs: [ShareBelief]) -> [Double] {
        var chances = [Double](repeating: 0, count: beliefs.count)
        var after = [Double](repeating: 1, count: beliefs.count + 1)
        for step in 0..<steps {
            for number in beliefs.indices.reversed() {
                after[number] = after[number + 1] * beliefs[number].cumulated[step]
            }
            var before = 1.0
            for number in beliefs.indices {
                chances[number] += beliefs[number].chances[step] * before * after[number + 1]
                before *= step > 0 ? beliefs[number].cumulated[step - 1] : 0
            }
        }
        return chances
    }

    /// The logarithms of the shares on the grid, and of what is left of 1.
    private static let grid: [(x: Double, rest: Double)] = (0..<steps).map { step in
        let odds = exponential(-10 + 0.1 * (Double(step) + 0.5))
        return (logarithm(odds / (1 + odds)), logarithm(1 / (1 + odds)))
    }
}
