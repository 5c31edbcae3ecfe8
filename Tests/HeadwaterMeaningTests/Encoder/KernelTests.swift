import CHeadwaterKernels
import HeadwaterCore
import HeadwaterMeaning
import Testing

/// Each kernel on each path of this processor against its twin in Swift: the same bits.
@Suite struct KernelTests {
    static let paths: [HeadwaterPath] = [
        HEADWATER_PATH_PORTABLE, HEADWATER_PATH_AVX2, HEADWATER_PATH_AVXVNNI,
        HEADWATER_PATH_AVX512, HEADWATER_PATH_NEON, HEADWATER_PATH_DOTPROD,
    ].filter { headwater_has_path($0) != 0 }

    @Test(arguments: [
        // Rows, taps, parts, depth, columns; a linear layer, a convolution, two parts, odd counts.
        [1, 1, 1, 4, 64], [6, 1, 1, 64, 64], [7, 1, 1, 36, 128], [13, 3, 1, 32, 64],
        [5, 5, 1, 16, 192], [4, 1, 2, 320, 64], [11, 2, 2, 8, 128],
    ])
    func layersAreExact(_ shape: [Int]) {
        let seed = UInt64(shape.reduce(7) { $0 &* 31 &+ $1 })
        var layer = LayerCase(shape, seed: seed)
        for relu in [false, true] {
            for residual in [false, true] {
                let expected = layer.expected(relu: relu, residual: residual)
                for path in Self.paths {
                    let output = layer.computed(path, relu: relu, residual: residual)
                    #expect(output == expected, "path \(path.rawValue), seed \(seed)")
                }
            }
        }
    }

    @Test func theGreatestSumsAreExact() {
        for input in [UInt8(0), 255] {
            for weight in [Int8(-127), 127] {
                var layer = LayerCase([3, 2, 1, 1_280, 64], seed: 1)
                layer.fill(input: input, weight: weight)
                let expected = layer.expected(relu: false, residual: false)
                for path in Self.paths {
                    let output = layer.computed(path, relu: false, residual: false)
                    #expect(output == expected, "path \(path.rawValue), \(input) · \(weight)")
                }
            }
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func quantizingRoundsToTheNearest(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let width = 48
        let count = 5
        var rows = (0..<count * width).map { _ in Float(random.unit() * 4 - 2) }
        for index in 0..<width { rows[index] = 0 }
        rows[width] = 100
        for path in Self.paths {
            var output = [UInt8](repeating: 0, count: count * width)
            var scales = [Float](repeating: -1, count: count)
            headwater_quantize_rows(path, rows, width, width, count, &output, &scales)
            for row in 0..<count {
                let numbers = rows[row * width..<(row + 1) * width]
                let greatest = numbers.map(abs).max() ?? 0
                #expect(scales[row] == greatest / 127, "seed \(seed)")
                let inverse = greatest > 0 ? 127 / greatest : 0
                let expected = numbers.map { UInt8(($0 * inverse).rounded(.toNearestOrEven) + 128) }
                #expect(Array(output[row * width..<(row + 1) * width]) == expected, "seed \(seed)")
            }
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func quantizingFinelyHasFifteenBits(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let width = 64
        let count = 3
        var rows = (0..<count * width).map { _ in Float(random.unit() * 4 - 2) }
        for index in 0..<width { rows[index] = 0 }
        var first: [UInt8]?
        for path in Self.paths {
            var output = [UInt8](repeating: 0, count: 2 * count * width)
            var scales = [Float](repeating: -1, count: 2 * count)
            headwater_quantize_rows_finely(path, rows, width, width, count, &output, &scales)
            for row in 0..<count {
                let step = scales[count + row]
                for index in 0..<width {
                    let coarse = Float(output[row * width + index]) - 128
                    let fine = Float(output[(count + row) * width + index]) - 128
                    let value = coarse * scales[row] + fine * step
                    #expect(abs(value - rows[row * width + index]) <= step * 0.51, "seed \(seed)")
                }
            }
            #expect(output == first ?? output)
            first = output
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func rowsComeToMeanZeroAndVarianceOne(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let width = 96
        let count = 4
        let stride = 100
        let rows = (0..<count * stride).map { _ in Float(random.unit() * 9 - 2) }
        let gain = (0..<width).map { _ in Float(random.unit()) }
        let shift = (0..<width).map { _ in Float(random.unit()) }
        var first: [Float]?
        var firstSum: [Float]?
        for path in Self.paths {
            var output = rows
            headwater_normalize_rows(path, &output, stride, width, count, 1e-12, gain, shift)
            var sum = [Float](repeating: 0, count: width)
            headwater_add_normalized(path, rows, stride, width, count, 1e-12, &sum)
            for row in 0..<count {
                let numbers = rows[row * stride..<row * stride + width].map(Double.init)
                let mean = numbers.reduce(0, +) / Double(width)
                let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
                for index in 0..<width {
                    let unit = (numbers[index] - mean) / variance.squareRoot()
                    let expected = unit * Double(gain[index]) + Double(shift[index])
                    #expect(abs(Double(output[row * stride + index]) - expected) < 1e-5)
                }
                // What lies between rows stays.
                for index in row * stride + width..<(row + 1) * stride {
                    #expect(output[index] == rows[index])
                }
            }
            #expect(output == first ?? output, "path \(path.rawValue), seed \(seed)")
            #expect(sum == firstSum ?? sum, "path \(path.rawValue), seed \(seed)")
            first = output
            firstSum = sum
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func bytesBecomeWhatTheyStandFor(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let width = 32
        let count = 3
        let stride = 40
        let bytes = (0..<count * width).map { _ in UInt8.random(in: 0...255, using: &random) }
        let scales = (0..<count).map { _ in Float(random.unit()) }
        let lows = (0..<count).map { _ in Float(random.unit() - 2) }
        let column = (0..<width).map { _ in Float(random.unit() - 0.5) }
        for path in Self.paths {
            var output = [Float](repeating: 3, count: count * stride)
            headwater_dequantize_rows(path, bytes, width, count, scales, lows, &output, stride)
            headwater_add_outer(path, lows, column, width, count, &output, stride)
            for row in 0..<count {
                for index in 0..<width {
                    var expected = Float(bytes[row * width + index]) * scales[row] + lows[row]
                    expected += column[index] * lows[row]
                    #expect(output[row * stride + index] == expected, "seed \(seed)")
                }
                #expect(output[row * stride + width] == 3)
            }
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func dotProductsAreExact(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for count in [0, 1, 15, 16, 63, 64, 100, 512, 1_000] {
            let left = (0..<count).map { _ in Int8.random(in: -128...127, using: &random) }
            let right = (0..<count).map { _ in Int8.random(in: -128...127, using: &random) }
            let expected = zip(left, right).reduce(Int32(0)) { $0 + Int32($1.0) * Int32($1.1) }
            #expect(headwater_dot_i8(left, right, count) == expected, "\(count), seed \(seed)")
        }
        let least = [Int8](repeating: -128, count: 4_096)
        #expect(headwater_dot_i8(least, least, 4_096) == 4_096 * 16_384)
    }
}

/// A layer with its input, and what it should give.
private struct LayerCase {
    let rows: Int, taps: Int, parts: Int, depth: Int, columns: Int
    var weights: [Int8] = []
    var inputs: [UInt8] = []
    var scales: [Float] = []
    var sources: [UInt32] = []
    var bias: [Float] = []
    var residual: [Float] = []
    let scale: Float = 0.0371
    let stride: Int

    init(_ shape: [Int], seed: UInt64) {
        (rows, taps, parts, depth, columns) = (shape[0], shape[1], shape[2], shape[3], shape[4])
        stride = columns + 16
        var random = SeededGenerator(seed: seed)
        let inputRows = rows * parts + 1
        weights = (0..<taps * depth * columns).map { _ in .random(in: -127...127, using: &random) }
        inputs = (0..<inputRows * depth).map { _ in .random(in: 0...255, using: &random) }
        scales = (0..<inputRows).map { _ in Float(random.unit() - 0.5) }
        sources = (0..<taps * parts * rows).map { _ in
            UInt32.random(in: 0..<UInt32(inputRows), using: &random)
        }
        bias = (0..<columns).map { _ in Float(random.unit() - 0.5) * 1_000 }
        residual = (0..<rows * stride).map { _ in Float(random.unit() - 0.5) }
    }

    mutating func fill(input: UInt8, weight: Int8) {
        weights = weights.map { _ in weight }
        inputs = inputs.map { _ in input }
    }

    func expected(relu: Bool, residual adds: Bool) -> [Float] {
        var output = [Float](repeating: 7, count: rows * stride)
        for row in 0..<rows {
            for column in 0..<columns {
                var sum: Float = 0
                for read in 0..<taps * parts {
                    let source = Int(sources[read * rows + row])
                    var exact: Int32 = 0
                    for index in 0..<depth {
                        let weight = weights[(read / parts * depth + index) * columns + column]
                        exact += (Int32(inputs[source * depth + index]) - 128) * Int32(weight)
                    }
                    let product = Float(exact) * scales[source]
                    sum = read == 0 ? product : sum + product
                }
                var result = sum * scale + bias[column]
                if relu { result = result > 0 ? result : 0 }
                if adds { result += residual[row * stride + column] }
                output[row * stride + column] = result
            }
        }
        return output
    }

    mutating func computed(_ path: HeadwaterPath, relu: Bool, residual adds: Bool) -> [Float] {
        var packed = [Int8](repeating: 0, count: weights.count)
        var corrections = [Int32](repeating: 0, count: taps * columns)
        for tap in 0..<taps {
            let start = tap * depth * columns
            let matrix = Array(weights[start..<start + depth * columns])
            var part = [Int8](repeating: 0, count: depth * columns)
            var sums = [Int32](repeating: 0, count: columns)
            headwater_pack_weights(matrix, depth, columns, &part, &sums)
            packed.replaceSubrange(start..<start + depth * columns, with: part)
            corrections.replaceSubrange(tap * columns..<(tap + 1) * columns, with: sums)
        }
        var output = [Float](repeating: 7, count: rows * stride)
        packed.withUnsafeBufferPointer { packed in
            corrections.withUnsafeBufferPointer { corrections in
                bias.withUnsafeBufferPointer { bias in
                    var kernel = HeadwaterLayer()
                    kernel.weights = packed.baseAddress
                    kernel.corrections = corrections.baseAddress
                    kernel.bias = bias.baseAddress
                    kernel.scale = scale
                    kernel.taps = UInt32(taps)
                    kernel.parts = UInt32(parts)
                    kernel.depth = UInt32(depth)
                    kernel.columns = UInt32(columns)
                    headwater_layer(
                        path,
                        &kernel,
                        inputs,
                        scales,
                        sources,
                        rows,
                        relu ? HEADWATER_RELU : HEADWATER_LINEAR,
                        adds ? residual : nil,
                        &output,
                        stride
                    )
                }
            }
        }
        return output
    }
}
