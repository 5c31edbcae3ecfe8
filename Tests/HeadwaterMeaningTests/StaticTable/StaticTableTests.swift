import HeadwaterCore
import HeadwaterMeaning
import Testing

@Suite struct StaticTableTests {
    let table = StaticTable.standard

    private func cosine(_ left: String, _ right: String) throws -> Double {
        EncoderFixtures.cosine(
            try #require(table.embed(left)),
            try #require(table.embed(right))
        )
    }

    @Test func vectorsHaveLengthOne() throws {
        let vector = try #require(table.embed("The river rose two metres overnight."))
        #expect(vector.count == table.dimension)
        #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
    }

    @Test(arguments: ["", " \n\t", "?!…", "⸻ — ·"])
    func whatHasNoWordsHasNoVector(_ text: String) {
        #expect(table.embed(text) == nil)
    }

    @Test(arguments: [
        (
            "The river flooded the village", "Floods hit a town by the river",
            "My new phone has a camera"
        ),
        (
            "She scored twice in the final", "The team won the football match",
            "Bake the bread for an hour"
        ),
        ("El terremoto destruyó casas", "Terremoto: varias casas dañadas", "Me gusta la música"),
        (
            "Markets fell and shares dropped", "Stocks are down on Wall Street",
            "The cat sleeps all day"
        ),
    ])
    func whatMeansAlikeIsNearer(_ texts: (String, String, String)) throws {
        #expect(try cosine(texts.0, texts.1) > cosine(texts.0, texts.2) + 0.1)
    }

    @Test func wordsThatItLacksAreKnownByTheirLetters() throws {
        #expect(try cosine("floodwaterishness", "floodwater") > cosine("floodwater", "guitarists"))
        #expect(table.embed("zxqvkjw") != nil)
    }

    @Test func caseDiacriticsAndHashtagsFold() {
        #expect(table.embed("CAFÉ flood") == table.embed("cafe Flood"))
        #expect(table.embed("#flood") == table.embed("flood"))
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func anyTextHasAVectorOrNoneAloneAsTogether(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let texts = (0..<4).map { _ in
            var text = ""
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                let shift = UInt32.random(in: 0...14, using: &random)
                let point = UInt32.random(in: 0...0x10FFFF, using: &random) >> shift
                if let scalar = Unicode.Scalar(point) { text.unicodeScalars.append(scalar) }
            }
            return text
        }
        let together = table.embed(texts)
        for (text, vector) in zip(texts, together) {
            #expect(table.embed(text) == vector, "seed \(seed)")
            guard let vector else { continue }
            #expect(vector.allSatisfy { $0.isFinite }, "seed \(seed)")
            #expect(abs(EncoderFixtures.cosine(vector, vector) - 1) < 1e-5, "seed \(seed)")
        }
    }

    /// Another table, or another way to split texts, is another space: it needs another name.
    @Test func theSpaceIsTheOneOfItsName() throws {
        var sum: UInt64 = 0
        for text in ["The river rose.", "Überschwemmung in Köln", "川の水", "floodwaterishness 🌊"] {
            for number in try #require(table.embed(text)) {
                sum = mixed(sum ^ UInt64(number.bitPattern))
            }
        }
        #expect(StaticTable.space == "headwater-static-1")
        #expect(sum == 10_657_954_382_982_319_800)
    }
}
