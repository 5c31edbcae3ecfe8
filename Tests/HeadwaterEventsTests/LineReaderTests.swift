import HeadwaterCore
import HeadwaterEvents
import Testing

/// Splitting a stream of bytes into lines.
@Suite struct LineReaderTests {
    private struct Found: Equatable {
        var number: Int
        var bytes: [UInt8]?
    }

    private func lines(of chunks: [[UInt8]], limit: Int) -> (found: [Found], count: Int) {
        var reader = LineReader(limit: limit)
        var found: [Found] = []
        func take(_ line: LineReader.Line, _ bytes: Span<UInt8>) {
            let copy = (0..<bytes.count).map { bytes[$0] }
            found.append(Found(number: line.number, bytes: line.isTooLong ? nil : copy))
        }
        for chunk in chunks { reader.feed(chunk.span, take) }
        reader.finish(take)
        return (found, reader.lines)
    }

    /// The same on the whole at once, in the plainest way.
    private func naive(_ bytes: [UInt8], limit: Int) -> (found: [Found], count: Int) {
        var parts = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        if parts.last?.isEmpty == true { parts.removeLast() }
        var found: [Found] = []
        for (index, part) in parts.enumerated() {
            var part = part
            if index == 0, part.starts(with: [0xEF, 0xBB, 0xBF]) { part.removeFirst(3) }
            if part.last == 0x0D { part.removeLast() }
            if part.count > limit {
                found.append(Found(number: index + 1, bytes: nil))
            } else if !part.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) {
                found.append(Found(number: index + 1, bytes: part))
            }
        }
        return (found, parts.count)
    }

    @Test func endsBlanksAndMarks() {
        let text = "\u{FEFF}one\r\n\n  \t\r\ntwo\nthree"
        let (found, count) = lines(of: [Array(text.utf8)], limit: 100)
        #expect(
            found == [
                Found(number: 1, bytes: Array("one".utf8)),
                Found(number: 4, bytes: Array("two".utf8)),
                Found(number: 5, bytes: Array("three".utf8)),
            ]
        )
        #expect(count == 5)
    }

    @Test func keepsALineAtTheLimitAndSkipsALongerOne() {
        let fits = [UInt8](repeating: 0x61, count: 10)
        let chunks: [[UInt8]] = [
            fits + [0x0D, 0x0A] + fits + [0x62], [0x0A], fits, fits, fits, [0x0A, 0x63],
        ]
        let (found, _) = lines(of: chunks, limit: 10)
        #expect(
            found == [
                Found(number: 1, bytes: fits), Found(number: 2, bytes: nil),
                Found(number: 3, bytes: nil), Found(number: 4, bytes: [0x63]),
            ]
        )
    }

    @Test func neitherMarkNorEndCountsTowardsTheLimit() {
        let fits = [UInt8](repeating: 0x61, count: 10)
        let (found, _) = lines(of: [[0xEF], [0xBB, 0xBF] + fits + [0x0D], [0x0A]], limit: 10)
        #expect(found == [Found(number: 1, bytes: fits)])
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func agreesWithTheNaiveSplitHoweverItIsCut(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet: [UInt8] = [0x61, 0x62, 0x20, 0x0A, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF, 0x09]
        var bytes: [UInt8] = seed % 3 == 0 ? [0xEF, 0xBB, 0xBF] : []
        for _ in 0..<Int.random(in: 0..<300, using: &random) {
            bytes.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)])
        }
        var chunks: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Int.random(in: 1...20, using: &random)
            chunks.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        let limit = Int.random(in: 1...12, using: &random)
        let got = lines(of: chunks, limit: limit)
        let wanted = naive(bytes, limit: limit)
        #expect(got.found == wanted.found, "seed \(seed), limit \(limit), \(bytes)")
        #expect(got.count == wanted.count, "seed \(seed), limit \(limit), \(bytes)")
    }
}
