import CHeadwaterKernels

/// A layer's weights as the kernels read them: int8, packed, at addresses that stay.
// Safety: the memory is written in `init` alone and freed in `deinit`; between, it is only read.
final class PackedLayer: @unchecked Sendable {
    /// What the kernels are handed; its pointers are good as long as this object is.
    let kernel: HeadwaterLayer
    /// For each column the sum of what its weights stand for, all taps together.
    let columnSums: [Float]
    private let weights: UnsafeMutableRawPointer
    private let corrections: UnsafeMutablePointer<Int32>
    private let bias: UnsafeMutablePointer<Float>

    /// Packs `taps` matrices of `depth` rows and `columns` columns, one below the other in `matrix`,
    /// to be applied to inputs of `parts` rows.
    ///
    /// A number becomes the nearest of 255 steps between plus and minus the greatest one: exactly
    /// itself where the matrix was quantised so before, as the package's are.
    init(
        _ matrix: [Float],
        taps: Int = 1,
        parts: Int = 1,
        depth: Int,
        columns: Int,
        bias: [Float]? = nil
    ) {
        precondition(matrix.count == taps * depth * columns && columns % 64 == 0 && depth % 4 == 0)
        let greatest = matrix.reduce(0) { max($0, abs($1)) }
        let scale = greatest > 0 ? greatest / 127 : 1
        let numbers = matrix.map { Int8(($0 / scale).rounded(.toNearestOrEven)) }
        let weights = UnsafeMutableRawPointer.allocate(byteCount: numbers.count, alignment: 64)
        let corrections = UnsafeMutablePointer<Int32>.allocate(capacity: taps * columns)
        let biases = UnsafeMutablePointer<Float>.allocate(capacity: columns)
        for column in 0..<columns { biases[column] = bias?[column] ?? 0 }
        let packed = weights.bindMemory(to: Int8.self, capacity: numbers.count)
        numbers.withUnsafeBufferPointer { numbers in
            guard let base = numbers.baseAddress else { return }
            for tap in 0..<taps {
                // Safety: each tap has depth * columns numbers, packed into as many bytes.
                headwater_pack_weights(
                    base + tap * depth * columns,
                    depth,
                    columns,
                    packed + tap * depth * columns,
                    corrections + tap * columns
                )
            }
        }
        var sums = [Float](repeating: 0, count: columns)
        for tap in 0..<taps {
            for column in 0..<columns {
                sums[column] += Float(corrections[tap * columns + column]) / -128 * scale
            }
        }
        columnSums = sums
        self.weights = weights
        self.corrections = corrections
        self.bias = biases
        kernel = HeadwaterLayer(
            weights: packed,
            corrections: corrections,
            bias: biases,
            scale: scale,
            taps: UInt32(taps),
            parts: UInt32(parts),
            depth: UInt32(depth),
            columns: UInt32(columns)
        )
    }

    deinit {
        weights.deallocate()
        corrections.deallocate()
        bias.deallocate()
    }
}
