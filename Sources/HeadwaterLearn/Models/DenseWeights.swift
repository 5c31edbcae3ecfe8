import HeadwaterCore

/// The numbers of an example that its dense weights multiply: seven vectors of 16.
///
/// The first four hold, by ``Pair``, the rates of four heads, which tell something of every other
/// head too; then come the inputs.
struct DenseInputs {
    static let vectors = 7
    static let count = vectors * 16
    /// The heads whose rates are inputs of all heads.
    static let signals: [Head] = [.click, .like, .longView, .watched]

    var numbers: InlineArray<7, Lanes> = .init(repeating: Lanes())

    @inline(__always)
    init(_ example: Example) {
        for pair in 0..<Pair.count {
            let row = example.rates[pair]
            numbers[0][pair] = row[0]
            numbers[1][pair] = row[1]
            numbers[2][pair] = row[6]
            numbers[3][pair] = row[7]
        }
        for place in 0..<Input.count {
            numbers[4 + place >> 4][place & 15] = example.dense[place]
        }
    }
}

/// Dense weights: every input has one for each head.
///
/// Learned by AdaGrad (Duchi et al. 2011), its table of squared gradients factored into one for
/// heads and one for inputs, as in Adafactor (Shazeer and Stern 2018): a row costs two
/// multiplications and an addition instead of a root and a division.
struct DenseWeights: Sendable {
    var weights: [Lanes]
    /// The sums of squared errors of each head.
    var errors = Lanes(repeating: 1)
    /// The sums of squares of the inputs, and how many examples they are of.
    var squares: [Lanes]
    var count: Float = 10

    init() {
        weights = Array(repeating: Lanes(), count: DenseInputs.count)
        squares = Array(repeating: Lanes(repeating: 10), count: DenseInputs.vectors)
    }

    /// What the inputs add to the logits.
    @inline(__always)
    func sum(_ inputs: DenseInputs) -> Lanes {
        weights.withUnsafeBufferPointer { weights in
            var sum = Lanes()
            for vector in 0..<DenseInputs.vectors {
                let numbers = inputs.numbers[vector]
                let rows = UnsafeBufferPointer(rebasing: weights[vector * 16..<vector * 16 + 16])
                for lane in 0..<16 { sum += rows[lane] * numbers[lane] }
            }
            return sum
        }
    }

    /// Moves the weights against an error.
    @inline(__always)
    mutating func learn(_ inputs: DenseInputs, _ error: Lanes, rate: Float) {
        errors += error * error
        count += 1
        let step = error * rate / errors.squareRoot()
        for vector in 0..<DenseInputs.vectors {
            let numbers = inputs.numbers[vector]
            squares[vector] += numbers * numbers
            let scaled = numbers / (squares[vector] / count).squareRoot()
            weights.withUnsafeMutableBufferPointer { weights in
                let rows = UnsafeMutableBufferPointer(
                    rebasing: weights[vector * 16..<vector * 16 + 16]
                )
                for lane in 0..<16 { rows[lane] += step * scaled[lane] }
            }
        }
    }
}
