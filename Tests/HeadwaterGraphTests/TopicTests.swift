import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph
import Testing

@Suite("Topics in the graph")
struct TopicTests {
    private func on(
        _ town: Town,
        _ post: String,
        _ topic: UInt32,
        _ isOn: Bool = true
    )
        -> TopicChange
    {
        TopicChange(post: town.catalog.post(post) ?? .none, topic: TopicID(topic), isOn: isOn)
    }

    private func posts(_ town: Town, about topic: UInt32) -> [String] {
        town.graph.posts(about: TopicID(topic)).firsts.map { town.catalog.id(of: PostID($0)) }
    }

    @Test("a topic's posts are found, the newest first, until they leave it")
    func edges() {
        var town = Town()
        for id in ["a", "b", "c"] { town.post(id, by: "ada") }
        town.graph.apply([on(town, "a", 1), on(town, "b", 1), on(town, "c", 2)])
        #expect(posts(town, about: 1) == ["b", "a"])
        #expect(posts(town, about: 2) == ["c"])
        town.post("d", by: "ada")
        town.graph.apply([on(town, "a", 1, false), on(town, "a", 2), on(town, "d", 1)])
        #expect(posts(town, about: 1) == ["d", "b"])
        #expect(posts(town, about: 2) == ["a", "c"])
        // What it never was about is nothing to leave.
        town.graph.apply([on(town, "d", 2, false)])
        #expect(posts(town, about: 2) == ["a", "c"])
        #expect(posts(town, about: 3) == [])
    }

    @Test("posts are similar that share nothing but a topic, a rare one saying more")
    func similar() throws {
        var town = Town()
        for number in 0..<12 { town.post("p\(number)", by: "author\(number)") }
        let common = (0..<10).map { on(town, "p\($0)", 1) }
        town.graph.apply(common)
        let start = try #require(town.catalog.post("p0"))
        #expect(town.graph.similar(to: start, count: 20, in: town.catalog) == [])
        let found = town.graph.similar(
            to: start,
            about: TopicID(1),
            count: 20,
            in: town.catalog
        )
        #expect(
            Set(found.map { town.catalog.id(of: $0.post) })
                == Set((1..<10).map { "p\($0)" })
        )
        #expect(found.allSatisfy { $0.shared > 0 && $0.people == 0 && $0.other == 0 })
    }

    @Test("a graph that was read back goes on in the same bytes", arguments: 1...4 as ClosedRange)
    func snapshot(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var town = Town()
        // A segment is a quarter of four days.
        town.set(Graph.window, to: 4)
        for number in 0..<60 { town.post("p\(number)", by: "a\(number % 7)") }
        var topics: [Int: UInt32] = [:]
        func step(_ town: inout Town) {
            town.now = town.now.advanced(byMilliseconds: 3_600_000)
            town.engage(.like, "v\(random.next() % 9)", "p\(random.next() % 60)")
            let number = Int(random.next() % 60)
            var changes: [TopicChange] = []
            if let topic = topics[number] {
                changes.append(on(town, "p\(number)", topic, false))
            }
            topics[number] = UInt32(random.next() % 12) + 1
            changes.append(on(town, "p\(number)", topics[number] ?? 0))
            town.graph.apply(changes)
        }
        for _ in 0..<100 { step(&town) }
        var reader = ByteReader(town.bytes)
        var other = town
        other.graph = try Graph(from: &reader)
        #expect(reader.isAtEnd)
        let (state, known) = (random, topics)
        for _ in 0..<100 { step(&town) }
        (random, topics) = (state, known)
        for _ in 0..<100 { step(&other) }
        #expect(town.bytes == other.bytes, "seed \(seed)")
        #expect(town.graph.segmentsDropped > 0)
        // Each post stands with its last topic, and with no other.
        for (number, topic) in topics.sorted(by: { $0.key < $1.key }) {
            for candidate in 1...12 as ClosedRange<UInt32> {
                let stands = posts(town, about: candidate).contains("p\(number)")
                #expect(!stands || candidate == topic, "p\(number), seed \(seed)")
            }
        }
    }
}
