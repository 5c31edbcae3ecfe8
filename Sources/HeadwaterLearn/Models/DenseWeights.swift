import HeadwaterCore

/// The numbers of an example that its dense weights multiply: seven vectors of 16.
///
/// The first four hold, by ``Pair``, the rates of four heads, which tell something of every other
/// head too; then come the inputs.
struct DenseInputs {
    static let vectors = 7
    static let count = vectors * 16
    var clicks = Lanes()
    var likes = Lanes()
    var longViews = Lanes()
    var watched = Lanes()
    var first: Lanes
    var second: Lanes
    var third: Lanes

    @inline(__always)
    init(_ example: Example) {
        precondition(example.dense.count == Input.count, "an example has 48 inputs")
        (first, second, third) = example.dense.withUnsafeBytes { bytes in
            (
                bytes.loadUnaligned(fromByteOffset: 0, as: Lanes.self),
                bytes.loadUnaligned(fromByteOffset: 64, as: Lanes.self),
                bytes.loadUnaligned(fromByteOffset: 128, as: Lanes.self)
            )
        }
        for pair in 0..<Pair.count {
            let row = example.rates[pair]
            clicks[pair] = row[0]
            likes[pair] = row[1]
            longViews[pair] = row[6]
            watched[pair] = row[7]
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
        weights.withUnsafeBufferPointer { rows in
            var sum = Lanes()
            Self.add(inputs.clicks, rows, 0, &sum)
            Self.add(inputs.likes, rows, 16, &sum)
            Self.add(inputs.longViews, rows, 32, &sum)
            Self.add(inputs.watched, rows, 48, &sum)
            Self.add(inputs.first, rows, 64, &sum)
            Self.add(inputs.second, rows, 80, &sum)
            Self.add(inputs.third, rows, 96, &sum)
            return sum
        }
    }

    @inline(__always)
    private static func add(
        _ numbers: Lanes,
        _ rows: UnsafeBufferPointer<Lanes>,
        _ start: Int,
        _ sum: inout Lanes
    ) {
        for lane in 0..<16 { sum += rows[start &+ lane] * numbers[lane] }
    }

    /// Moves the weights against an error.
    @inline(__always)
    mutating func learn(_ inputs: DenseInputs, _ error: Lanes, rate: Float) {
        errors += error * error
        count += 1
        let step = error * rate / errors.squareRoot()
        move(inputs.clicks, 0, step)
        move(inputs.likes, 1, step)
        move(inputs.longViews, 2, step)
        move(inputs.watched, 3, step)
        move(inputs.first, 4, step)
        move(inputs.second, 5, step)
        move(inputs.third, 6, step)
    }

    @inline(__always)
    private mutating func move(_ numbers: Lanes, _ vector: Int, _ step: Lanes) {
        let sum = squares[vector] + numbers * numbers
        squares[vector] = sum
        let scaled = numbers / (sum / count).squareRoot()
        weights.withUnsafeMutableBufferPointer { rows in
            for lane in 0..<16 { rows[vector &* 16 &+ lane] += step * scaled[lane] }
        }
    }
}
