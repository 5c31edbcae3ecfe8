/// A direction in a vector space, as int8 numbers: what a post's embedding is kept as.
///
/// The numbers are those of the unit vector times 127 over its greatest absolute part, so the cosine
/// of two vectors is their dot product over the product of their lengths.
public struct QuantizedVector: Sendable, Hashable {
    /// The numbers, as many as the space has dimensions.
    public let numbers: [Int8]
    /// The length of ``numbers`` as a vector; 0 for a vector of nothing.
    public let length: Float

    /// The direction of a vector; nil where it has none (all 0, or a number that isn't finite).
    public init?(_ vector: [Float]) {
        var greatest: Float = 0
        for number in vector {
            guard number.isFinite else { return nil }
            greatest = max(greatest, abs(number))
        }
        guard greatest > 0 else { return nil }
        let numbers = vector.map { Int8((($0 / greatest) * 127).rounded(.toNearestOrEven)) }
        var sum: Int32 = 0
        for number in numbers { sum += Int32(number) * Int32(number) }
        self.numbers = numbers
        length = Float(sum).squareRoot()
    }
}
