import HeadwaterCore
import Testing

@testable import HeadwaterIngest

@Suite struct DecompressionTests {
    /// Feeds `body` in chunks of the sizes that `next` gives, and gathers what comes out.
    private func decode(
        _ body: [UInt8],
        _ coding: ContentCoding,
        chunk: () -> Int = { 1000 }
    ) throws -> [UInt8] {
        var decoder = try BodyDecoder(coding)
        var output: [UInt8] = []
        var offset = 0
        while offset < body.count {
            let end = min(body.count, offset + max(1, chunk()))
            decoder.feed(Array(body[offset..<end]))
            offset = end
            while let bytes = try decoder.next() { output += bytes }
        }
        try decoder.finish()
        return output
    }

    /// Bytes that compress somewhat.
    private func text(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0x20...0x30, using: &random) }
    }

    @Test(arguments: [ContentCoding.identity, .gzip, .zstd], UInt64(1)...8)
    func whatGoesInComesOutHoweverItIsCut(coding: ContentCoding, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 0...400_000, using: &random)
        let plain = text(count, &random)
        let body = Compress.body(plain, coding)
        let most = Int.random(in: 1...70_000, using: &random)
        let output = try decode(body, coding) { Int.random(in: 1...most, using: &random) }
        #expect(output == plain, "seed \(seed)")
    }

    @Test func aFileMadeByGzipItselfIsRead() throws {
        // printf 'hello\n' | gzip -n
        let body: [UInt8] = [
            0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0xE7, 0x02, 0,
            0x20, 0x30, 0x3A, 0x36, 0x06, 0, 0, 0,
        ]
        #expect(try decode(body, .gzip) == Array("hello\n".utf8))
    }

    @Test(arguments: [ContentCoding.gzip, .zstd])
    func piecesThatFollowOneAnotherAreOneBody(coding: ContentCoding) throws {
        let parts = ["one\n", "", "two\n"].map { Array($0.utf8) }
        let body = parts.flatMap { Compress.body($0, coding) }
        for chunk in [1, 7, 10_000] {
            #expect(try decode(body, coding) { chunk } == parts.flatMap { $0 })
        }
    }

    @Test func zerosAfterTheLastMemberArePadding() throws {
        let body = Compress.gzip([1, 2, 3]) + [UInt8](repeating: 0, count: 600)
        #expect(try decode(body, .gzip) { 50 } == [1, 2, 3])
        #expect(throws: DecompressionError.self) { try decode(body + [1], .gzip) { 50 } }
    }

    @Test(arguments: [ContentCoding.gzip, .zstd])
    func aBodyThatBreaksOffIsTruncatedWhereverItDoes(coding: ContentCoding) throws {
        var random = SeededGenerator(seed: 5)
        let body = Compress.body(text(3000, &random), coding)
        for end in 0..<body.count {
            #expect(throws: DecompressionError.truncated, "after \(end) bytes") {
                try decode(Array(body[..<end]), coding) { 100 }
            }
        }
    }

    @Test(arguments: [ContentCoding.gzip, .zstd])
    func aDamagedBodyIsAnErrorAndNeverWrong(coding: ContentCoding) throws {
        var random = SeededGenerator(seed: 6)
        let plain = text(3000, &random)
        let body = Compress.body(plain, coding)
        // Bytes of the header that say nothing of the content: times, operating system, comment.
        let silent = coding == .gzip ? 3..<10 : 0..<0
        for place in body.indices where !silent.contains(place) {
            var damaged = body
            damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            do {
                let output = try decode(damaged, coding)
                #expect(output == plain, "byte \(place)")
            } catch is DecompressionError {
                continue
            }
        }
    }

    @Test(arguments: [ContentCoding.gzip, .zstd])
    func aBombComesOutInSmallPieces(coding: ContentCoding) throws {
        let plain = [UInt8](repeating: 0x20, count: 64 << 20)
        let body = Compress.body(plain, coding)
        #expect(plain.count / body.count > 500)
        var decoder = try BodyDecoder(coding)
        decoder.feed(body)
        var count = 0
        while let bytes = try decoder.next() {
            #expect(bytes.count <= GzipDecoder.chunkBytes)
            count += bytes.count
        }
        try decoder.finish()
        #expect(count == plain.count)
    }

    @Test func aFrameThatAsksForTooLargeAWindowIsRefused() throws {
        let plain = [UInt8](repeating: 7, count: 100_000)
        #expect(try decode(Compress.zstd(plain, windowLog: 23), .zstd) == plain)
        #expect(throws: DecompressionError.self) {
            try decode(Compress.zstd(plain, windowLog: 24), .zstd)
        }
    }

    @Test func codingsAreKnownByNameAndByTheirFirstBytes() {
        #expect(ContentCoding(contentEncoding: "GZIP") == .gzip)
        #expect(ContentCoding(contentEncoding: "zstd") == .zstd)
        #expect(ContentCoding(contentEncoding: "br") == nil)
        #expect(ContentCoding(magic: Compress.gzip([])) == .gzip)
        #expect(ContentCoding(magic: Compress.zstd([1])) == .zstd)
        #expect(ContentCoding(magic: Array("{\"type\"".utf8)) == .identity)
        #expect(ContentCoding(magic: [UInt8]()) == .identity)
    }
}

@Suite struct JetstreamFrameDecoderTests {
    @Test func theDictionaryIsTheOneOfTheFixture() throws {
        let fixture = try Fixtures.bytes("legacy_subscribe.zdict")
        #expect(JetstreamDictionary.legacy == fixture)
    }

    @Test func framesMadeWithTheDictionaryAreRead() throws {
        var decoder = try JetstreamFrameDecoder(dictionary: JetstreamDictionary.legacy)
        for line in try Fixtures.golden() {
            let frame = Compress.zstd(line, dictionary: JetstreamDictionary.legacy)
            // Several strings of a message stand in the dictionary, so it must have been used.
            #expect(frame.count < line.count * 2 / 3)
            #expect(try decoder.decode(frame) == line)
        }
    }

    @Test func whatIsNoSuchFrameIsAnErrorAndTheNextOneIsRead() throws {
        var decoder = try JetstreamFrameDecoder(dictionary: JetstreamDictionary.legacy)
        let line = try #require(try Fixtures.golden().first)
        let good = Compress.zstd(line, dictionary: JetstreamDictionary.legacy)
        for end in 0..<good.count {
            #expect(throws: DecompressionError.self) { try decoder.decode(Array(good[..<end])) }
        }
        #expect(throws: DecompressionError.self) { try decoder.decode(Array("{}".utf8)) }
        // Made without the dictionary, but for one that has references into it this would be noise.
        let bomb = Compress.zstd([UInt8](repeating: 0x20, count: 3 << 20))
        #expect(throws: DecompressionError.tooLarge(limitBytes: 1 << 21)) {
            try decoder.decode(bomb)
        }
        #expect(try decoder.decode(good) == line)
    }
}
