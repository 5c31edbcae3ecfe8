/// What kind of quantity a number is.
enum Unit: UInt8, Sendable, Hashable {
    /// A number of things.
    case count
    /// Metres and their kin.
    case length
    /// Grams and their kin.
    case mass
    /// Seconds to years.
    case duration
    /// Degrees.
    case temperature
    /// Kilometres an hour, knots.
    case speed
    /// Hundredths.
    case percent
    /// Any currency.
    case money
    /// How often in a span of time.
    case frequency
    /// Two numbers against each other.
    case score
    /// A time of day.
    case clock
    /// A place in an order, such as `89th`.
    case ordinal
}

/// A quantity in a sentence.
struct Measure: Sendable, Hashable {
    var unit: Unit
    /// In the unit of the sentence, so that `40 cm` and `0.4 m` differ; second number of a score in
    /// the fraction.
    var magnitude: Double
    /// The second number of a score.
    var second: Double = 0
    /// The words that it takes.
    var words: Range<Int>
    /// Whether the sentence says that it is not, or no longer, so.
    var isDenied = false

    /// Whether two say the same.
    func agrees(with other: Measure) -> Bool {
        unit == other.unit && magnitude == other.magnitude && second == other.second
    }
}
