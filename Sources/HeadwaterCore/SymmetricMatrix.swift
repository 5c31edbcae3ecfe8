/// A symmetric matrix of doubles, and the inverse of a positive definite one.
///
/// Rows lie one after another in vectors of eight, so that the products run on whatever vector
/// units there are, while every sum adds the same lanes in the same order: the result has the same
/// bits on every processor, which no LAPACK promises. Memory: 8 n² bytes, rows rounded up to eight.
public struct SymmetricMatrix: Sendable {
    @usableFromInline typealias Lane = SIMD8<Double>

    /// The number of rows.
    public let size: Int
    private let stride: Int
    private var lanes: [Lane]

    /// All zero.
    public init(size: Int) {
        self.size = size
        stride = (size + 7) / 8
        lanes = [Lane](repeating: .zero, count: size * stride)
    }

    /// One element; whoever sets one sets its mirror too.
    public subscript(_ row: Int, _ column: Int) -> Double {
        get { lanes[row * stride + column >> 3][column & 7] }
        set { lanes[row * stride + column >> 3][column & 7] = newValue }
    }

    /// The inverse, or nil where the matrix is not positive definite (or not finite).
    ///
    /// By Cholesky's decomposition A = L Lᵀ, then L⁻¹ row by row, then L⁻ᵀ L⁻¹. Only the lower half
    /// of the matrix is read. Complexity: n³ / 2 products; a second for n = 2,000.
    public func inverted() -> SymmetricMatrix? {
        guard let lower = decomposed() else { return nil }
        return lower.inverseOfLower().squareOfTransposed()
    }

    /// L with L Lᵀ = A, zero above the diagonal.
    private func decomposed() -> SymmetricMatrix? {
        var lower = SymmetricMatrix(size: size)
        for row in 0..<size {
            for column in 0...row {
                // What isn't known yet is zero, so whole lanes may be multiplied.
                let sum =
                    self[row, column] - lower.product(row, column, from: 0, through: column)
                guard row == column else {
                    lower[row, column] = sum / lower[column, column]
                    continue
                }
                guard sum > 0, sum.isFinite else { return nil }
                lower[row, row] = sum.squareRoot()
            }
        }
        return lower
    }

    /// The transpose of L⁻¹: element (j, i) is that of row i and column j.
    private func inverseOfLower() -> SymmetricMatrix {
        var inverse = SymmetricMatrix(size: size)
        for column in 0..<size {
            inverse[column, column] = 1 / self[column, column]
            guard column + 1 < size else { break }
            for row in column + 1..<size {
                let sum = product(
                    row,
                    of: inverse,
                    column,
                    from: column,
                    through: row - 1
                )
                inverse[column, row] = -sum / self[row, row]
            }
        }
        return inverse
    }

    /// M Mᵀ of an upper triangular M, both halves.
    private func squareOfTransposed() -> SymmetricMatrix {
        var square = SymmetricMatrix(size: size)
        for row in 0..<size {
            for column in 0...row {
                let sum = product(row, column, from: row, through: size - 1)
                square[row, column] = sum
                square[column, row] = sum
            }
        }
        return square
    }

    private func product(_ row: Int, _ other: Int, from: Int, through: Int) -> Double {
        product(row, of: self, other, from: from, through: through)
    }

    /// The product of parts of two rows, rounded out to whole lanes; lanes add up pairwise.
    private func product(
        _ row: Int,
        of matrix: SymmetricMatrix,
        _ other: Int,
        from: Int,
        through: Int
    ) -> Double {
        let left = lanes.span
        let right = matrix.lanes.span
        let leftBase = row &* stride
        let rightBase = other &* stride
        var even = Lane.zero
        var odd = Lane.zero
        var index = from >> 3
        let end = through >> 3
        while index < end {
            even += left[leftBase &+ index] * right[rightBase &+ index]
            odd += left[leftBase &+ index &+ 1] * right[rightBase &+ index &+ 1]
            index &+= 2
        }
        if index == end { even += left[leftBase &+ index] * right[rightBase &+ index] }
        even += odd
        let half = even.lowHalf + even.highHalf
        let quarter = half.lowHalf + half.highHalf
        return quarter[0] + quarter[1]
    }
}
