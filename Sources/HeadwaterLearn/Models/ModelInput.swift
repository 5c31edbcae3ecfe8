import CHeadwaterKernels
import HeadwaterCore

/// What a model works out of an example before it computes anything: where the weights of its keys
/// are, and the numbers that dense weights multiply.
///
/// It lies in memory that is lent. Kernels rely on what ``Model/find(_:_:)`` makes sure of: places
/// lie within the tables that they were found in, for as long as no row comes or goes, and every
/// key has a field.
struct ModelInput {
    /// How many of an example's keys have a place: all but those past ``Example/keyLimit``.
    let keys: Int
    /// For each key, where its weights are.
    let places: WeightTable.Places
    /// The numbers that dense weights multiply, ``groups`` of 16.
    ///
    /// The first four hold, by ``Pair``, the rates of four heads, which tell something of every
    /// other head too; then come the inputs.
    let numbers: UnsafeMutableBufferPointer<Float>

    /// How many groups of numbers there are.
    static let groups = 7
    /// How many numbers there are.
    static let numberCount = groups * 16
    /// How many of each group can be other than 0.
    static let used: [UInt8] = (0..<groups).map { group in
        UInt8(group < 4 ? Pair.count : min(max(Input.used - (group - 4) * 16, 0), 16))
    }

    /// Lends memory for an input.
    @inline(__always)
    static func lend<Result>(
        _ body: (WeightTable.Places, UnsafeMutableBufferPointer<Float>) -> Result
    ) -> Result {
        withUnsafeTemporaryAllocation(of: WeightTable.Place.self, capacity: Example.keyLimit) {
            places in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: numberCount) { numbers in
                body(places, numbers)
            }
        }
    }

    /// Gathers the numbers of an example; the places of its keys have been found.
    @inline(__always)
    init(
        _ example: Example,
        keys: Int,
        at places: WeightTable.Places,
        _ numbers: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(example.fields.count >= keys, "every key has a field")
        precondition(example.rates.count == Pair.count, "an example has 13 rows of rates")
        precondition(example.dense.count == Input.count, "an example has 48 inputs")
        precondition(numbers.count == Self.numberCount)
        self.keys = keys
        self.places = places
        self.numbers = numbers
        // Click, like, long view and watched, of four bytes each.
        example.rates.withUnsafeBytes { rates in
            for pair in 0..<Pair.count {
                let row = pair &* 64
                numbers[pair] = rates.load(fromByteOffset: row, as: Float.self)
                numbers[16 &+ pair] = rates.load(fromByteOffset: row &+ 4, as: Float.self)
                numbers[32 &+ pair] = rates.load(fromByteOffset: row &+ 24, as: Float.self)
                numbers[48 &+ pair] = rates.load(fromByteOffset: row &+ 28, as: Float.self)
            }
        }
        for group in 0..<4 {
            for lane in Pair.count..<16 { numbers[group &* 16 &+ lane] = 0 }
        }
        for place in 0..<Input.count { numbers[64 &+ place] = example.dense[place] }
    }

    /// Lends an example and its input to a kernel.
    @inline(__always)
    func with<Result>(_ example: Example, _ body: (HeadwaterExample) -> Result) -> Result {
        example.rates.withUnsafeBufferPointer { rates in
            example.fields.withUnsafeBufferPointer { fields in
                Self.used.withUnsafeBufferPointer { used in
                    body(
                        HeadwaterExample(
                            rates: floats(rates.baseAddress),
                            pairs: rates.count,
                            inputs: numbers.baseAddress,
                            used: used.baseAddress,
                            groups: Self.groups,
                            places: places.baseAddress,
                            fields: fields.baseAddress,
                            keys: keys
                        )
                    )
                }
            }
        }
    }
}

/// The floats of rows, 16 each.
@inline(__always)
func floats(_ rows: UnsafePointer<Lanes>?) -> UnsafePointer<Float>? {
    UnsafeRawPointer(rows)?.assumingMemoryBound(to: Float.self)
}

/// The floats of rows, 16 each, to be changed.
@inline(__always)
func floats(_ rows: UnsafeMutablePointer<Lanes>?) -> UnsafeMutablePointer<Float>? {
    UnsafeMutableRawPointer(rows)?.assumingMemoryBound(to: Float.self)
}
