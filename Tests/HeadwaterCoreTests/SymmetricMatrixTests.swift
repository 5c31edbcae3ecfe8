import HeadwaterCore
import Testing

@Suite("Symmetric matrices")
struct SymmetricMatrixTests {
    @Test("the inverse of a matrix that was inverted by hand")
    func byHand() throws {
        var matrix = SymmetricMatrix(size: 2)
        matrix[0, 0] = 4
        matrix[1, 0] = 2
        matrix[0, 1] = 2
        matrix[1, 1] = 3
        let inverse = try #require(matrix.inverted())
        // 1/8 · (3 −2; −2 4)
        #expect(abs(inverse[0, 0] - 0.375) < 1e-15)
        #expect(abs(inverse[0, 1] + 0.25) < 1e-15)
        #expect(inverse[0, 1] == inverse[1, 0])
        #expect(abs(inverse[1, 1] - 0.5) < 1e-15)
    }

    @Test(
        "a matrix times its inverse is the unit, whatever the size is rounded to",
        arguments: [1, 7, 8, 9, 16, 33, 70]
    )
    func unit(size: Int) throws {
        var random = SeededGenerator(seed: UInt64(size))
        let factors = (0..<size).map { _ in (0..<size).map { _ in random.unit() - 0.5 } }
        var matrix = SymmetricMatrix(size: size)
        for row in 0..<size {
            for column in 0..<size {
                var sum = row == column ? 0.5 : 0
                for place in 0..<size { sum += factors[row][place] * factors[column][place] }
                matrix[row, column] = sum
            }
        }
        let inverse = try #require(matrix.inverted())
        for row in 0..<size {
            for column in 0..<size {
                var sum = 0.0
                for place in 0..<size { sum += matrix[row, place] * inverse[place, column] }
                #expect(abs(sum - (row == column ? 1 : 0)) < 1e-9)
            }
        }
    }

    @Test("what isn't positive definite or finite has no inverse here")
    func refused() {
        var matrix = SymmetricMatrix(size: 2)
        matrix[0, 0] = 1
        matrix[1, 0] = 2
        matrix[0, 1] = 2
        matrix[1, 1] = 1
        #expect(matrix.inverted() == nil)
        matrix[1, 1] = .nan
        #expect(matrix.inverted() == nil)
    }
}
