/// A weighted sum of directions, each of length 1, added in the order in which they come.
public struct VectorSum: Sendable {
    private var sums: [Float]

    /// An empty sum of vectors of a dimension.
    public init(dimension: Int) { sums = [Float](repeating: 0, count: dimension) }

    /// Adds a direction; one of another dimension, or a weight that isn't finite, adds nothing.
    ///
    /// Complexity: O(dimension).
    public mutating func add(_ vector: QuantizedVector, weight: Float) {
        guard vector.numbers.count == sums.count, vector.length > 0 else { return }
        let factor = weight / vector.length
        guard factor.isFinite else { return }
        vector.numbers.withUnsafeBufferPointer { numbers in
            for index in sums.indices { sums[index] += factor * Float(numbers[index]) }
        }
    }

    /// Its direction; nil where everything cancels out, or nothing was added.
    public var direction: QuantizedVector? { QuantizedVector(sums) }
}
