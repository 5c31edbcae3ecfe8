import CHeadwaterKernels
import HeadwaterCore
import Testing

@testable import HeadwaterLearn

/// The kernels of models on each path of this processor against their twin in Swift: the same bits.
@Suite("Kernels of models")
struct ModelKernelTests {
    static let paths: [HeadwaterPath] = [
        HEADWATER_PATH_PORTABLE, HEADWATER_PATH_AVX2, HEADWATER_PATH_AVXVNNI,
        HEADWATER_PATH_AVX512, HEADWATER_PATH_NEON, HEADWATER_PATH_DOTPROD,
    ].filter { headwater_has_path($0) != 0 }

    @Test("sum up and learn as numbers one by one do", arguments: 0..<12 as Range<UInt64>)
    func exact(seed: UInt64) {
        let start = KernelCase(seed: seed)
        var expected = start
        let logits = expected.logits()
        expected.learn()
        for path in Self.paths {
            var computed = start
            #expect(
                computed.computeLogits(path).map(\.bitPattern) == logits.map(\.bitPattern),
                "path \(path.rawValue), seed \(seed)"
            )
            #expect(computed.bits == start.bits)
            computed.computeLearn(path)
            #expect(computed.bits == expected.bits, "path \(path.rawValue), seed \(seed)")
        }
    }

    @Test("take logarithms as lanes do", arguments: 0..<6 as Range<UInt64>)
    func logarithms(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = Int(random.number(below: 15))
        let rows = (0..<count).map { _ in
            Lanes((0..<16).map { _ in Float(exponential(random.unit() * 160 - 80)) })
        }
        let scale = Lanes((0..<16).map { _ in Float(random.unit() * 2 - 1) })
        let expected = rows.map { $0.logarithms * scale }
        for path in Self.paths {
            var numbers = rows.flatMap { row in row.indices.map { row[$0] } }
            headwater_logarithms(path, &numbers, count, scale.indices.map { scale[$0] })
            let bits = expected.flatMap { row in row.indices.map { row[$0].bitPattern } }
            #expect(numbers.map(\.bitPattern) == bits, "path \(path.rawValue), seed \(seed)")
        }
    }
}

/// A model and an example drawn at random, some keys standing twice.
private struct KernelCase {
    let pairs: Int
    let used: [UInt8]
    let places: [Int32]
    let fields: [UInt8]
    let exampleRates: [Float]
    let exampleInputs: [Float]
    let bias: [Float]
    let step: [Float]
    let rate: Float = 0.003
    let count: Float
    let tightness: [Float] = [1, 0.1, 3]
    let countLane = 10
    var rates: [Float]
    var inputs: [Float]
    var squares: [Float]
    var own: [Float]
    var shared: [Float]

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func number() -> Float { Float(random.unit() * 2 - 1) }
        func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in number() } }
        func least(_ count: Int) -> [Float] { (0..<count).map { _ in 1 + abs(number()) } }
        let groups = Int(random.number(below: 4))
        pairs = Int(random.number(below: 14))
        used = (0..<groups).map { _ in UInt8(random.number(below: 17)) }
        let keys = Int(random.number(below: 40))
        places = (0..<keys).map { _ in Int32(random.number(below: 20)) - 10 }
        fields = (0..<keys).map { _ in UInt8(random.number(below: 3)) }
        exampleRates = numbers(pairs * 16)
        exampleInputs = used.flatMap { used in
            (0..<16).map { $0 < Int(used) ? number() : 0 }
        }
        bias = numbers(16)
        // Bounds so narrow that some rows meet them; hostile ones where the seed is even.
        let wide: Float = seed % 2 == 0 ? .greatestFiniteMagnitude : 0.9
        var error = numbers(16)
        if seed % 4 == 0 { error[3] = .greatestFiniteMagnitude }
        step =
            error + numbers(16) + least(16) + least(16) + numbers(16)
            + [Float](repeating: -wide, count: 16) + [Float](repeating: wide, count: 16)
        count = 5 + abs(number())
        rates = numbers(pairs * 16)
        inputs = numbers(groups * 256)
        squares = least(groups * 16)
        own = numbers(160)
        shared = numbers(160)
    }

    var bits: [UInt32] { (rates + inputs + squares + own + shared).map(\.bitPattern) }

    // MARK: One number after another

    func logits() -> [Float] {
        (0..<16).map { head in
            var sum: Float = 0
            for (group, used) in used.enumerated() {
                for lane in 0..<Int(used) {
                    sum += inputs[group * 256 + lane * 16 + head] * exampleInputs[group * 16 + lane]
                }
            }
            var logit = bias[head] + sum
            for pair in 0..<pairs {
                logit += rates[pair * 16 + head] * exampleRates[pair * 16 + head]
            }
            var known: Float = 0
            for place in places {
                known += place < 0 ? shared[Int(~place) * 16 + head] : own[Int(place) * 16 + head]
            }
            return logit + known
        }
    }

    mutating func learn() {
        for place in 0..<pairs * 16 {
            rates[place] += step[place % 16] * exampleRates[place] * rate
        }
        for (group, used) in used.enumerated() {
            for lane in 0..<16 {
                let number = exampleInputs[group * 16 + lane]
                squares[group * 16 + lane] += number * number
                let scaled = number / (squares[group * 16 + lane] / count).squareRoot()
                guard lane < Int(used) else { continue }
                for head in 0..<16 {
                    inputs[group * 256 + lane * 16 + head] += step[16 + head] * scaled
                }
            }
        }
        for (key, place) in places.enumerated() {
            let first = Int(place < 0 ? ~place : place) * 16
            var row = Array(place < 0 ? shared[first..<first + 16] : own[first..<first + 16])
            let met = row[countLane]
            for head in 0..<16 {
                let precision =
                    step[32 + head] * met + step[48 + head] * tightness[Int(fields[key])]
                let moved = row[head] + (step[head] / precision + step[64 + head])
                let capped = moved < step[96 + head] ? moved : step[96 + head]
                row[head] = capped > step[80 + head] ? capped : step[80 + head]
            }
            if place < 0 {
                shared.replaceSubrange(first..<first + 16, with: row)
            } else {
                own.replaceSubrange(first..<first + 16, with: row)
            }
        }
    }

    // MARK: Kernels

    mutating func computeLogits(_ path: HeadwaterPath) -> [Float] {
        var logits = [Float](repeating: .nan, count: 16)
        let bias = bias
        with { headwater_logits(path, $0, $1, bias, &logits) }
        return logits
    }

    mutating func computeLearn(_ path: HeadwaterPath) {
        let (rate, count, countLane) = (rate, count, countLane)
        step.withUnsafeBufferPointer { rows in
            tightness.withUnsafeBufferPointer { tightness in
                var step = HeadwaterStep(
                    rows: rows.baseAddress,
                    rate: rate,
                    count: count,
                    tightness: tightness.baseAddress,
                    count_lane: countLane
                )
                with { headwater_learn(path, $0, $1, &step) }
            }
        }
    }

    private mutating func with(
        _ body: (UnsafePointer<HeadwaterModel>, UnsafePointer<HeadwaterExample>) -> Void
    ) {
        let (pairs, keys) = (pairs, places.count)
        exampleRates.withUnsafeBufferPointer { exampleRates in
            exampleInputs.withUnsafeBufferPointer { exampleInputs in
                used.withUnsafeBufferPointer { used in
                    places.withUnsafeBufferPointer { places in
                        fields.withUnsafeBufferPointer { fields in
                            var example = HeadwaterExample(
                                rates: exampleRates.baseAddress,
                                pairs: pairs,
                                inputs: exampleInputs.baseAddress,
                                used: used.baseAddress,
                                groups: used.count,
                                places: places.baseAddress,
                                fields: fields.baseAddress,
                                keys: keys
                            )
                            withModel { body($0, &example) }
                        }
                    }
                }
            }
        }
    }

    private mutating func withModel(_ body: (UnsafePointer<HeadwaterModel>) -> Void) {
        rates.withUnsafeMutableBufferPointer { rates in
            inputs.withUnsafeMutableBufferPointer { inputs in
                squares.withUnsafeMutableBufferPointer { squares in
                    own.withUnsafeMutableBufferPointer { own in
                        shared.withUnsafeMutableBufferPointer { shared in
                            var model = HeadwaterModel(
                                rates: rates.baseAddress,
                                inputs: inputs.baseAddress,
                                squares: squares.baseAddress,
                                own: own.baseAddress,
                                shared: shared.baseAddress
                            )
                            body(&model)
                        }
                    }
                }
            }
        }
    }
}
