import HeadwaterCore
import Testing

@Suite struct InternerTests {
    @Test func givesNumbersInOrderAndTextsBack() throws {
        var interner = Interner()
        var random = SeededGenerator(seed: 5)
        var texts: [String] = []
        for _ in 0..<3000 {
            let text = String(random.next() % 2000, radix: 36)
            let number = interner.intern(text)
            if Int(number) > texts.count { texts.append(text) }
            #expect(interner[number] == text)
            #expect(interner.find(text) == number)
        }
        #expect(interner.count == texts.count)
        #expect(interner.find("never seen") == nil)
        var writer = ByteWriter()
        interner.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        let copy = try Interner(from: &reader)
        #expect(reader.isAtEnd)
        for (index, text) in texts.enumerated() {
            #expect(copy.find(text) == UInt32(index + 1))
        }
    }

    /// Ids are bytes: two ways to write an accent are two ids.
    @Test func tellsTextsApartByTheirBytes() {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        #expect(composed == decomposed)
        #expect(!composed.hasSameBytes(as: decomposed))
        #expect(composed.hasSameBytes(as: "caf\u{E9}"))
        var interner = Interner()
        #expect(interner.intern(composed) == 1)
        #expect(interner.intern(decomposed) == 2)
    }

    @Test func damagedBytesAreRefused() {
        var writer = ByteWriter()
        writer.write([UInt8]("abc".utf8))
        writer.write([0, 9] as [UInt64])
        var reader = ByteReader(writer.bytes)
        #expect(throws: ByteReaderError.self) { try Interner(from: &reader) }
        var short = ByteReader([1, 2, 3])
        #expect(throws: ByteReaderError.self) { try short.readArray(of: UInt64.self) }
    }
}
