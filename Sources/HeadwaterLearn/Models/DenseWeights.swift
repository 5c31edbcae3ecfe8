import HeadwaterCore

/// The weights that every example has: those of its rates, lane by lane, and those of its inputs,
/// one for each head.
///
/// Inputs are learned by AdaGrad (Duchi et al. 2011), its table of squared gradients factored into
/// one for heads and one for inputs, as in Adafactor (Shazeer and Stern 2018): a row costs two
/// multiplications and an addition instead of a root and a division.
struct DenseWeights: Sendable {
    /// By ``Pair``: how far a head follows its own rate.
    var rates: AlignedArray<Lanes>
    /// By the numbers of a ``ModelInput``.
    var weights: AlignedArray<Lanes>
    /// The sums of squared errors of each head.
    var errors = Lanes(repeating: 1)
    /// The sums of squares of the numbers, and how many examples they are of.
    var squares: AlignedArray<Lanes>
    var count: Float = 10

    init() {
        rates = AlignedArray(repeating: Lanes.heads * Self.ownRate, count: Pair.count)
        weights = AlignedArray(repeating: Lanes(), count: ModelInput.numberCount)
        squares = AlignedArray(repeating: Lanes(repeating: 10), count: ModelInput.groups)
    }

    /// How far a head follows its own rates before it has learned anything.
    private static let ownRate: Float = 0.4

    /// The number of rows.
    var rowCount: Int { rates.count + weights.count + squares.count }

    /// How far an error moves the weights of an input of usual size.
    @inline(__always)
    mutating func step(_ error: Lanes, rate: Float) -> Lanes {
        errors += error * error
        count += 1
        return error * rate / errors.squareRoot()
    }
}
