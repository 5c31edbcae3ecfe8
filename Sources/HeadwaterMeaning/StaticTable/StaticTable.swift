import CHeadwaterTables
import HeadwaterText

/// A vector for each of 22,000 words, distilled from ``TextEncoder``: a text's vector is the sum of
/// its words'.
///
/// It stands in where there are no weights or a backlog outruns the encoder: twenty times
/// faster, 4 MB, always there. Words that it lacks have vectors by their runs of three letters. It
/// knows best what it was distilled on, English posts, and single words of 75 languages.
///
/// ```
/// "HWSTAT01"  dimension u32  terms u32  buckets u32
/// keys: terms × u32, rising: the upper halves of TermKeys
/// scales: (terms + buckets) × f32
/// rows: (terms + buckets) × dimension × 4 bits, the first of two in the low half, 8 for 0
/// ```
public struct StaticTable: TextEmbedder {
    /// The name of its space; another table is another space.
    public static let space = "headwater-static-1"
    /// The table that is compiled in.
    public static let standard = StaticTable()

    /// How many numbers a vector has.
    public let dimension: Int
    /// The name of its space.
    public var space: String { Self.space }

    private let keys: [UInt32]
    private let scales: [Float]
    private let rows: [UInt8]

    private init() {
        var count = 0
        guard let base = headwater_static_table(&count) else {
            preconditionFailure("the static table is compiled in")
        }
        // Safety: the bytes are constant, `count` long, and stay as long as the process does.
        let bytes = UnsafeRawBufferPointer(start: base, count: count)
        func number(_ offset: Int) -> UInt32 {
            UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
        precondition(count > 20 && bytes.prefix(8).elementsEqual("HWSTAT01".utf8))
        dimension = Int(number(8))
        let terms = Int(number(12))
        let buckets = Int(number(16))
        precondition(
            buckets == StaticTerms.bucketCount
                && count == 20 + terms * 4 + (terms + buckets) * (4 + dimension / 2),
            "the static table has another layout"
        )
        let scalesStart = 20 + terms * 4
        keys = (0..<terms).map { number(20 + $0 * 4) }
        scales = (0..<terms + buckets).map { Float(bitPattern: number(scalesStart + $0 * 4)) }
        rows = Array(bytes[(scalesStart + (terms + buckets) * 4)...])
    }

    /// The vector of a text, of length 1; nil for a text without words.
    ///
    /// Complexity: linear in the text; a search among the keys for each word.
    public func embed(_ text: String) -> [Float]? { embed([text])[0] }

    /// The vectors of several texts.
    public func embed(_ texts: [String]) -> [[Float]?] {
        var terms = StaticTerms()
        var buckets: [Int] = []
        return texts.map { text in
            var sum = [Float](repeating: 0, count: dimension)
            terms.forEach(of: text) { key, term, isWord in
                if let row = row(of: key) { return add(row, 1, to: &sum) }
                guard isWord else { return }
                buckets.removeAll(keepingCapacity: true)
                StaticTerms.appendBuckets(of: term, to: &buckets)
                let share = 1 / Float(buckets.count)
                for bucket in buckets { add(keys.count + bucket, share, to: &sum) }
            }
            return Self.direction(sum)
        }
    }

    /// Adds a row times `share`.
    private func add(_ row: Int, _ share: Float, to sum: inout [Float]) {
        let start = row * (dimension / 2)
        let scale = scales[row] * share
        for index in 0..<dimension / 2 {
            let two = rows[start + index]
            let low = Float(Int(two & 15) - 8) * scale
            let high = Float(Int(two >> 4) - 8) * scale
            sum[2 * index] += low
            sum[2 * index + 1] += high
        }
    }

    private func row(of key: TermKey) -> Int? {
        let wanted = UInt32(truncatingIfNeeded: key.rawValue >> 32)
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low < keys.count && keys[low] == wanted ? low : nil
    }

    private static func direction(_ sum: [Float]) -> [Float]? {
        var squares = 0.0
        for number in sum { squares += Double(number) * Double(number) }
        guard squares > 0 else { return nil }
        let inverse = Float(1 / squares.squareRoot())
        return sum.map { $0 * inverse }
    }
}
