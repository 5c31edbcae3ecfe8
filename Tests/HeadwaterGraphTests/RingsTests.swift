import HeadwaterCore
import HeadwaterGraph
import Testing

@Suite("Rings against plain arrays")
struct RingsTests {
    @Test(
        "any order of changes leaves what plain arrays hold",
        arguments: 1...12 as ClosedRange<UInt64>
    )
    func matchesArrays(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let width = Int(seed % 3) + 1
        var rings = Rings(width: width)
        var plain: [[[UInt32]]] = Array(repeating: [], count: 40)
        for _ in 0..<4_000 {
            let node = Int(random.next() % 40)
            let record = (0..<width).map { _ in UInt32(truncatingIfNeeded: random.next() % 50) }
            switch random.next() % 10 {
            case 0...5:
                let limit = node % 4 == 0 ? Int.max : 3 + node
                rings.push(
                    UInt32(node),
                    record[0],
                    width > 1 ? record[1] : 0,
                    width > 2 ? record[2] : 0,
                    limit: limit
                )
                plain[node].append(record)
                if plain[node].count > limit { plain[node].removeFirst() }
            case 6:
                let removed = rings.remove(UInt32(node), first: record[0])
                let place = plain[node].lastIndex { $0[0] == record[0] }
                #expect(removed == (place != nil))
                if let place { plain[node].remove(at: place) }
            case 7:
                rings.dropOldest(UInt32(node))
                if !plain[node].isEmpty { plain[node].removeFirst() }
            case 8 where !plain[node].isEmpty:
                let place = Int(random.next() % UInt64(plain[node].count))
                rings.set(UInt32(node), place, word: width - 1, to: 7)
                plain[node][plain[node].count - 1 - place][width - 1] = 7
            case 9 where random.next() % 20 == 0:
                rings.removeAll(UInt32(node))
                plain[node] = []
            default: break
            }
        }
        try expect(rings, holds: plain, width)

        var writer = ByteWriter()
        rings.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        let read = try Rings(from: &reader, width: width)
        #expect(reader.isAtEnd)
        try expect(read, holds: plain, width)
        var again = ByteWriter()
        read.encode(into: &again)
        #expect(again.bytes == writer.bytes)
    }

    private func expect(_ rings: Rings, holds plain: [[[UInt32]]], _ width: Int) throws {
        for (node, records) in plain.enumerated() {
            let ring = rings[UInt32(node)]
            try #require(ring.count == records.count)
            for (place, record) in records.reversed().enumerated() {
                for word in 0..<width {
                    #expect(ring[place, word] == record[word])
                    #expect(rings.word(UInt32(node), place, word) == record[word])
                }
            }
        }
    }

    @Test("a list longer than a chunk stays whole")
    func longList() {
        var rings = Rings(width: 1)
        for number in 0..<200_000 as Range<UInt32> { rings.push(5, number) }
        let ring = rings[5]
        #expect(ring.count == 200_000)
        #expect(ring[0] == 199_999)
        #expect(ring[199_999] == 0)
    }

    @Test("freed blocks are used again")
    func reuse() {
        var rings = Rings(width: 3)
        for round in 0..<50 {
            for node in 0..<1_000 as Range<UInt32> {
                for _ in 0..<20 { rings.push(node, UInt32(round), limit: 16) }
            }
            if round < 49 { for node in 0..<1_000 as Range<UInt32> { rings.removeAll(node) } }
        }
        // 1,000 rings of 16 records of 12 bytes, the blocks that they grew out of, and rows.
        #expect(rings.byteCount < 1_000_000)
    }

    @Test("a snapshot that is cut short or doesn't add up is refused")
    func damage() {
        var rings = Rings(width: 2)
        for node in 0..<20 as Range<UInt32> { rings.push(node, node, 1) }
        var writer = ByteWriter()
        rings.encode(into: &writer)
        for length in stride(from: 0, to: writer.bytes.count, by: 7) {
            var reader = ByteReader(Array(writer.bytes.prefix(length)))
            #expect(throws: ByteReaderError.self) { _ = try Rings(from: &reader, width: 2) }
        }
        var reader = ByteReader(writer.bytes)
        #expect(throws: ByteReaderError.self) { _ = try Rings(from: &reader, width: 3) }
    }
}
