import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterMeaning

@Suite struct VectorReplayTests {
    /// A town in which everything happens that changes vectors.
    static func town(seed: UInt64, events: Int) -> VectorWorld {
        var generator = SeededGenerator(seed: seed)
        var world = VectorWorld()
        let words = ["tide", "kelp", "pier", "bell", "gull", "rope", "lamp", "sand"]
        func text() -> String {
            (0..<Int.random(in: 0...4, using: &generator))
                .map { _ in words.randomElement(using: &generator) ?? "" }
                .joined(separator: " ")
        }
        for number in 0..<events {
            let known = Int.random(in: 0...max(0, number - 1), using: &generator)
            switch Int.random(in: 0..<20, using: &generator) {
            case 0: world.delete("p\(known)")
            case 1: world.post("p\(known)", text(), by: "ada", edited: true)
            case 2:
                let values = (0..<3).map { _ in Float(generator.unit()) }
                world.post("p\(number)", text(), own: [Vector(space: "team", values: values)])
            case 3 where number > events / 3: world.declare()
            case 4:
                if let batch = world.vectors.surplus(
                    in: "words-1",
                    over: 3,
                    most: 4,
                    by: "letters-1"
                ) {
                    world.send(
                        .change(VectorsRecord.attached(batch.record).change(at: world.clock))
                    )
                }
            case 5:
                if let batch = world.vectors.next(in: "words-1", most: 4) {
                    world.send(
                        .change(VectorsRecord.attached(batch.record).change(at: world.clock))
                    )
                }
            default: world.post("p\(number)", text())
            }
        }
        return world
    }

    @Test(arguments: 0..<20)
    func aReplayedLogGivesTheSameBytes(_ seed: UInt64) throws {
        let world = Self.town(seed: seed, events: 400)
        var again = VectorWorld()
        for record in world.records { again.apply(record) }
        #expect(again.bytes == world.bytes, "seed \(seed)")
        for store in world.vectors.models.map(\.store) { Self.checkTopics(store) }
    }

    @Test(arguments: 0..<20)
    func aSnapshotAndTheRestGiveTheSameBytes(_ seed: UInt64) throws {
        let world = Self.town(seed: seed, events: 400)
        var half = VectorWorld()
        let middle = world.records.count / 2
        for record in world.records[..<middle] { half.apply(record) }
        var reader = ByteReader(half.bytes)
        half.vectors = try Vectors(from: &reader)
        #expect(reader.isAtEnd)
        for record in world.records[middle...] { half.apply(record) }
        #expect(half.bytes == world.bytes, "seed \(seed)")
    }

    @Test(arguments: 0..<40)
    func aDamagedSnapshotIsRefusedOrReadNeverWorse(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bytes = Self.town(seed: 7, events: 300).bytes
        let place = Int.random(in: bytes.indices, using: &generator)
        bytes[place] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &generator)
        if Bool.random(using: &generator) { bytes.removeLast(bytes.count - place) }
        var reader = ByteReader(bytes)
        // Either it says what is wrong, or what it read holds together.
        do throws(ByteReaderError) {
            let vectors = try Vectors(from: &reader)
            for store in vectors.models.map(\.store) + vectors.owns.map(\.store)
                + vectors.models.compactMap({ $0.standIn?.store })
            {
                NearestTests.check(store)
                Self.checkTopics(store)
            }
        } catch {
            print("seed \(seed): \(error)")
        }
    }

    /// Each topic has as many posts as name it.
    static func checkTopics(_ store: VectorStore) {
        var counts: [UInt32: UInt32] = [:]
        for page in store.pages {
            for row in page.posts.indices {
                #expect(page.topics[row] == 0 || page.posts[row] != 0)
                counts[page.topics[row], default: 0] += 1
            }
        }
        for topic in store.topics.topics { #expect(counts[topic.id] == topic.posts) }
        #expect(store.topics.centres.count == store.topics.topics.count * store.dimension)
        #expect(store.topics.lengths.count == store.topics.topics.count)
    }
}
