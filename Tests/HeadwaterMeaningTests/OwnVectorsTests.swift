import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterMeaning

@Suite struct OwnVectorsTests {
    @Test func theyCountAtOnceBesideTheModels() throws {
        var world = VectorWorld()
        world.declare()
        world.post("a", "tide", own: [Vector(space: "team", values: [1, 0, 0])])
        world.post("b", "kelp", own: [Vector(space: "team", values: [0.9, 0.1, 0])])
        world.post("c", "bell", own: [Vector(space: "team", values: [0, 0, 1])])
        let query = try #require(QuantizedVector([1, 0, 0]))
        let near = VectorQuery(WeighedVector(query), in: world.vectors, space: .own("team"))
        #expect(world.names(near?.nearest(count: 2) ?? []) == ["a", "b"])
        #expect(world.vectors.primary == .model("words-1"))
        #expect(world.vectors.spaces == [.model("words-1"), .own("team")])
        #expect(world.vectors.dimension(of: .own("team")) == 3)
    }

    @Test func theNameOfTheModelsSpaceGivesNoWayIntoIt() throws {
        var world = VectorWorld()
        world.declare()
        let values = [Float](repeating: 1, count: 64)
        world.post("a", "tide", own: [Vector(space: "words-1", values: values)])
        #expect(!world.vectors.hasVector(world.id("a")))
        #expect(world.vectors.hasVector(world.id("a"), in: .own("words-1")))
    }

    @Test(arguments: [
        [Float.nan, 1, 1], [.infinity, 0, 0], [0, 0, 0], [1, 2], [1, 2, 3, 4], [],
    ])
    func whatFitsNotIsPassedOver(_ values: [Float]) {
        var world = VectorWorld()
        world.post("a", "tide", own: [Vector(space: "team", values: [1, 0, 0])])
        world.post("b", "kelp", own: [Vector(space: "team", values: values)])
        #expect(world.vectors.hasVector(world.id("a"), in: .own("team")))
        #expect(!world.vectors.hasVector(world.id("b"), in: .own("team")))
        #expect(world.vectors.counts.own == 1)
    }

    @Test func theDecoderRefusesWhatIsTooLongOrNotFinite() throws {
        func line(_ count: Int, _ number: Float = 1) -> [UInt8] {
            var bytes: [UInt8] = []
            for _ in 0..<count {
                withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
            }
            let text = Self.base64(bytes)
            return Array(
                """
                {"type":"post","id":"p","author":"a","at":"2026-01-01T00:00:00Z","text":"x",\
                "vectors":{"team":"\(text)"}}
                """.utf8
            )
        }
        var decoder = EventDecoder()
        guard case .post(let post) = try decoder.decode(line(4096).span) else {
            Issue.record("no post")
            return
        }
        #expect(post.vectors[0].values.count == 4096)
        #expect(throws: EventError.self) { _ = try decoder.decode(line(4097).span) }
        #expect(throws: EventError.self) { _ = try decoder.decode(line(4, .nan).span) }
        #expect(throws: EventError.self) { _ = try decoder.decode(line(4, .infinity).span) }
    }

    @Test func thereAreSoManySpacesAndNoMore() {
        var world = VectorWorld()
        let spaces = (0..<20).map { Vector(space: "team\($0)", values: [1, 2]) }
        for vector in spaces { world.post("p" + vector.space, "tide", own: [vector]) }
        #expect(world.vectors.spaces.count == Int(MeaningKnobs.ownSpaces.standard))
    }

    @Test func anEditWithoutThemRemovesThem() {
        var world = VectorWorld()
        world.post("a", "tide", own: [Vector(space: "team", values: [1, 0, 0])])
        world.post("a", "tides", edited: true)
        #expect(world.vectors.counts.own == 0)
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var word = group.reduce(0) { $0 << 8 | UInt32($1) }
            word <<= UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                let index = Int(word >> UInt32(18 - 6 * place) & 63)
                text.append(place <= group.count ? alphabet[index] : "=")
            }
        }
        return text
    }
}
