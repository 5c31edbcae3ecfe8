import Foundation
import HeadwaterCore
import HeadwaterMeaning
import Testing

@Suite(
    .enabled(
        if: EncoderFixtures.weights != nil,
        "no encoder weights: scripts/setup.sh fetches them, HEADWATER_WEIGHTS says where they are"
    )
)
struct TextEncoderTests {
    let encoder: TextEncoder

    init() throws { encoder = try #require(try EncoderFixtures.encoder.get()) }

    @Test func tokensAndVectorsAreThePackages() throws {
        for golden in try EncoderFixtures.lines("golden.ndjson", of: EncoderFixtures.Golden.self) {
            #expect(encoder.tokenizer.tokens(golden.text) == golden.tokens, "\(golden.text)")
            let expected = golden.vector.map { Float(Int8(bitPattern: $0)) }
            guard let vector = encoder.embed(golden.text) else {
                // Nothing but spaces: the package has a vector for it, which means nothing.
                #expect(golden.tokens == [1, 0, 2])
                continue
            }
            #expect(vector.count == TextEncoder.dimension)
            #expect(EncoderFixtures.cosine(vector, expected) > 0.999, "\(golden.text)")
            #expect(abs(EncoderFixtures.cosine(vector, vector) - 1) < 1e-6)
        }
    }

    /// 1,050 texts in 75 languages: the distance is estimated from 24 sums under random signs.
    @Test(.enabled(if: EncoderFixtures.data != nil, "HEADWATER_DATA names no folder of data"))
    func manyLanguagesAreThePackages() throws {
        let words = try lingua()
        let runs = try EncoderFixtures.lines("lingua.ndjson", of: EncoderFixtures.Run.self)
        #expect(runs.count == 1_050)
        let texts = runs.map { run in
            (words[run.language] ?? []).dropFirst(run.run * 12).prefix(12).joined(separator: " ")
        }
        var random = SeededGenerator(seed: 0)
        let signs = (0..<24 * 8).map { _ in random.next() }
        for (run, (text, vector)) in zip(runs, zip(texts, encoder.embed(texts))) {
            let sum = encoder.tokenizer.tokens(text).reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
                ($0 ^ UInt64($1)) &* 0x100_0000_01B3
            }
            #expect(sum == UInt64(run.tokens, radix: 16), "\(text)")
            let vector = try #require(vector)
            var squares: Float = 0
            for (row, expected) in run.sketch.enumerated() {
                var sum: Float = 0
                for index in 0..<512 {
                    let bit = signs[row * 8 + index / 64] >> UInt64(index % 64) & 1
                    sum += bit == 1 ? vector[index] : -vector[index]
                }
                let apart = sum - Float(Int8(bitPattern: expected)) / 32
                squares += apart * apart
            }
            // |a − b|² = 2 − 2 cos, and each sum's square has it as its mean.
            let cosine = 1 - squares / 24 / 2
            #expect(cosine > 0.995, "\(text)")
        }
    }

    @Test func everyPathGivesTheSameBits() throws {
        let texts = try EncoderFixtures.lines("golden.ndjson", of: EncoderFixtures.Golden.self)
            .map(\.text).filter { $0.utf8.count < 70 }
        let expected = encoder.embed(texts)
        for path in KernelPath.all {
            let few = path.name == "portable" ? 4 : texts.count
            let vectors = encoder.computing(by: path).embed(Array(texts.prefix(few)))
            #expect(vectors == Array(expected.prefix(few)), "\(path.name)")
        }
    }

    @Test func aTextIsTheSameInEveryBatch() throws {
        let texts = try EncoderFixtures.lines("golden.ndjson", of: EncoderFixtures.Golden.self)
            .map(\.text)
        let together = encoder.embed(texts)
        #expect(encoder.embed(texts.reversed()) == together.reversed())
        for index in stride(from: 0, to: texts.count, by: 5) {
            #expect(encoder.embed(texts[index]) == together[index], "\(texts[index])")
        }
        #expect(encoder.embed([String]()).isEmpty)
    }

    @Test func whatMeansAlikeIsNearAcrossLanguages() throws {
        let english = try #require(encoder.embed("The cat sleeps on the sofa."))
        let german = try #require(encoder.embed("Die Katze schläft auf dem Sofa."))
        let other = try #require(encoder.embed("Interest rates rose again in March."))
        let near = EncoderFixtures.cosine(english, german)
        #expect(near > 0.8 && near > EncoderFixtures.cosine(english, other) + 0.4)
    }

    @Test func ofAnEndlessTextTheBeginningCounts() throws {
        let word = "watermelon "
        let long = try #require(encoder.embed(String(repeating: word, count: 3_000)))
        let longer = try #require(
            encoder.embed(String(repeating: word, count: 3_000) + "and an end 🍉")
        )
        #expect(long == longer)
        #expect(long.allSatisfy { $0.isFinite })
        // A cut within a character.
        for count in 0..<4 {
            let text = String(repeating: "a", count: count) + String(repeating: "🍉", count: 9_000)
            #expect(encoder.embed(text) != nil)
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func anyTextHasAVectorOrNone(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var text = ""
        for _ in 0..<Int.random(in: 0...60, using: &random) {
            let shift = UInt32.random(in: 0...14, using: &random)
            let point = UInt32.random(in: 0...0x10FFFF, using: &random) >> shift
            if let scalar = Unicode.Scalar(point) { text.unicodeScalars.append(scalar) }
        }
        guard let vector = encoder.embed(text) else { return }
        #expect(vector.allSatisfy { $0.isFinite }, "seed \(seed)")
        #expect(abs(EncoderFixtures.cosine(vector, vector) - 1) < 1e-5, "seed \(seed)")
    }

    private func lingua() throws -> [String: [String]] {
        let file = "\(EncoderFixtures.data ?? "")/lingua/single-words.tsv.gz"
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", file]
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        var words: [String: [String]] = [:]
        for line in bytes.split(separator: 0x0A) {
            let fields = line.split(separator: 0x09)
            let language = String(decoding: fields[0], as: UTF8.self)
            words[language, default: []].append(String(decoding: fields[1], as: UTF8.self))
        }
        return words
    }
}
