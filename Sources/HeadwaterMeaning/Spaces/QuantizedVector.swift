/// A direction in a vector space, as int8 numbers: what a post's embedding is kept as.
///
/// The numbers are those of the unit vector times 127 over its greatest absolute part, so the cosine
/// of two vectors is their dot product over the product of their lengths.
public struct QuantizedVector: Sendable, Hashable {
    /// The numbers, as many as the space has dimensions.
    public let numbers: [Int8]
    /// The length of ``numbers`` as a vector; above 0.
    public let length: Float

    /// The direction of a vector; nil where it has none (all 0, or a number that isn't finite).
    public init?(_ vector: [Float]) {
        var greatest: Float = 0
        for number in vector {
            guard number.isFinite else { return nil }
            greatest = max(greatest, abs(number))
        }
        guard greatest > 0 else { return nil }
        self.init(
            numbers: vector.map { Int8((($0 / greatest) * 127).rounded(.toNearestOrEven)) }
        )
    }

    /// The vector of these numbers, one of which at least isn't 0.
    init(numbers: [Int8]) {
        self.numbers = numbers
        length = Self.length(of: numbers.span)
    }

    /// The length of a row of numbers as a vector.
    static func length(of numbers: Span<Int8>) -> Float {
        var sum: Int32 = 0
        for index in numbers.indices {
            let number = Int32(numbers[index])
            sum &+= number &* number
        }
        return Float(sum).squareRoot()
    }

    /// The cosine with another vector of the same space, from -1 to 1; 0 where they have another
    /// number of dimensions.
    public func similarity(to other: QuantizedVector) -> Float {
        guard numbers.count == other.numbers.count else { return 0 }
        let sum = dot(numbers.span, other.numbers.span)
        return cosine(sum, length, other.length)
    }
}
