import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph
import HeadwaterIndex
import HeadwaterLog
import HeadwaterMeaning
import HeadwaterSQLite
import Synchronization
import Testing

@testable import HeadwaterEngine

/// An embedder for which some words mean the same, and that counts the texts it was given.
private final class CountingEmbedder: TextEmbedder {
    let space: String
    let dimension: Int
    private let texts = Mutex(0)

    init(_ space: String = "test-1", dimension: Int = 64) {
        self.space = space
        self.dimension = dimension
    }

    static var table: CountingEmbedder { CountingEmbedder("table-1", dimension: 16) }

    var count: Int { texts.withLock { $0 } }

    func embed(_ text: String) -> [Float]? {
        texts.withLock { $0 += 1 }
        guard !text.isEmpty else { return nil }
        var sum = [Float](repeating: 0, count: dimension)
        for word in text.split(separator: " ") {
            let known = word == "vessel" ? "ferry" : String(word)
            var generator = SeededGenerator(seed: Fingerprint(known).low)
            for index in sum.indices { sum[index] += Float(generator.unit() - 0.5) }
        }
        return sum
    }
}

private func engine(
    in directory: String,
    _ embedders: Embedders,
    knobs: Knobs = Knobs(),
    log: (any EventLog)? = nil
) throws -> Engine {
    var configuration = EngineConfiguration(
        directory: directory,
        knobs: knobs,
        time: ManualTime(start)
    )
    configuration.keepsHouse = false
    configuration.embedders = embedders
    let log = try log ?? SQLiteLog(directory: directory)
    return try Engine(log: log, configuration: configuration)
}

private func post(
    _ id: String,
    _ text: String,
    minute number: Int64 = 0,
    by author: String = "ada"
) -> Event {
    var post = Post(id: id, author: author, at: minute(number), text: text)
    post.langs = ["en"]
    return .post(post)
}

extension Engine {
    fileprivate func embedAll() async throws {
        try await blocking { while try self.embedNext() {} }
    }

    fileprivate var vectorBytes: [UInt8] {
        views.read { views in
            var writer = ByteWriter()
            views.vectors.encode(into: &writer)
            return writer.bytes
        }
    }

    fileprivate func found(_ query: String) throws -> [String] {
        try search(SearchRequest(query: query)).hits.map(\.view.post.id)
    }
}

@Suite struct VectorsEngineTests {
    @Test func textComesFirstAndMeaningLater() async throws {
        let scratch = try Scratch()
        let engine = try engine(in: scratch.path, Embedders(encoder: CountingEmbedder()))
        _ = try await engine.ingest([post("a", "ferry departs"), post("b", "bun recipe")])
        #expect(try engine.found("ferry") == ["a"])
        #expect(try engine.found("vessel").isEmpty)
        try await engine.embedAll()
        #expect(try engine.found("vessel").first == "a")
        #expect(engine.status.vectors.embedded == 2)
        #expect(engine.status.vectors.waiting == 0)
        #expect(engine.status.embedding.embedded == 2)
        try engine.stop()
    }

    @Test func aSnapshotKeepsVectorsAReplayMakesThemAgain() async throws {
        let scratch = try Scratch()
        let first = try engine(in: scratch.path, Embedders(encoder: CountingEmbedder()))
        let events = (0..<40).map { post("p\($0)", "ferry number \($0)", minute: Int64($0)) }
        _ = try await first.ingest(events)
        try await first.embedAll()
        let bytes = first.vectorBytes
        try first.stop()

        let loaded = CountingEmbedder()
        let second = try engine(in: scratch.path, Embedders(encoder: loaded))
        #expect(second.vectorBytes == bytes)
        #expect(loaded.count == 0)
        try second.abandon()

        try scratch.removeSnapshots()
        let replayed = CountingEmbedder()
        let third = try engine(in: scratch.path, Embedders(encoder: replayed))
        #expect(third.vectorBytes == bytes)
        #expect(replayed.count == 40)
        #expect(try await blocking { try !third.embedNext() })
        try third.abandon()
    }

    @Test func topicsAreNodesOfTheGraphAfterAReplayToo() async throws {
        func posts(_ engine: Engine, like id: String) throws -> [String] {
            try engine.views.read { views in
                let post = try #require(views.catalog.post(id))
                let topic = views.vectors.topic(of: post)
                #expect(topic != .none)
                return views.graph.posts(about: topic).firsts.map {
                    views.catalog.id(of: PostID($0))
                }
            }
        }
        let scratch = try Scratch()
        let embedders = Embedders(encoder: CountingEmbedder())
        let first = try engine(in: scratch.path, embedders)
        for number in 0..<8 {
            _ = try await first.ingest([
                post("f\(number)", "ferry departs pier \(number)", by: "f\(number)"),
                post("b\(number)", "bun recipe flour \(number)", by: "b\(number)"),
            ])
            try await first.embedAll()
        }
        let deletion = Delete(post: "f3", at: start.advanced(byMilliseconds: 600_000))
        _ = try await first.ingest([.delete(deletion)])
        let ferries = [7, 6, 5, 4, 2, 1, 0].map { "f\($0)" }
        #expect(try posts(first, like: "f0") == ferries)
        // By different people, without a tag: what they share is the topic.
        let similar = try first.similar(to: "f0", viewer: nil, limit: 6)
        #expect(Set(similar.map(\.view.post.id)) == Set(ferries.dropLast()))
        #expect(similar.allSatisfy { $0.reasons.contains("They are on the same topic") })
        try first.stop()
        let second = try engine(in: scratch.path, embedders)
        #expect(try posts(second, like: "f0") == ferries)
        try second.abandon()
        try scratch.removeSnapshots()
        let third = try engine(in: scratch.path, embedders)
        #expect(try posts(third, like: "f0") == ferries)
        try third.abandon()
    }

    @Test func similarPostsAreNearInTheTeamsSpaceOrInTheModels() async throws {
        let scratch = try Scratch()
        let embedders = Embedders(encoder: CountingEmbedder())
        let engine = try engine(in: scratch.path, embedders)
        // By many people, without a word of one text in another but where it is said below.
        for number in 0..<80 {
            let words = [0: "ferry departs pier", 1: "ferry departs quay"]
            let event = post(
                "p\(number)",
                words[number] ?? "\(number) x\(number)",
                by: "a\(number)"
            )
            guard case .post(var one) = event else { continue }
            var random = SeededGenerator(seed: UInt64(number))
            let isLike = number == 0 || number == 2
            let values = (0..<24).map { Float(random.unit()) + (isLike && $0 < 8 ? 2 : 0) }
            one.vectors = [Vector(space: "team", values: values)]
            _ = try await engine.ingest([.post(one)])
        }
        // The model has no vector yet, the team's count at once.
        let before = try engine.similar(to: "p0", viewer: nil, limit: 5)
        #expect(before.first?.view.post.id == "p2")
        try await engine.embedAll()
        let similar = try engine.similar(to: "p0", viewer: nil, limit: 5)
        #expect(Set(similar.prefix(2).map(\.view.post.id)) == ["p1", "p2"])
        #expect(Set(similar.map(\.view.post.id)).count == similar.count)
        try engine.abandon()
    }

    @Test func similarPostsAreLookedForInAsManyCellsAsTheKnobSays() async throws {
        let scratch = try Scratch()
        var random = SeededGenerator(seed: 3)
        let events = (0..<2_500).map { number in
            var post = Post(id: "p\(number)", author: "a\(number)", at: minute(0), text: "")
            let values = (0..<16).map { _ in Float(random.unit() - 0.5) }
            post.vectors = [Vector(space: "team", values: values)]
            return Event.post(post)
        }
        var found: [Set<String>] = []
        for probes in [1, 96] {
            var knobs = Knobs()
            knobs.set(MeaningKnobs.probes, to: Double(probes))
            let engine = try engine(in: scratch.path + "/\(probes)", Embedders(), knobs: knobs)
            _ = try await engine.ingest(events)
            let similar = try engine.similar(to: "p7", viewer: nil, limit: 20)
            found.append(Set(similar.map(\.view.post.id)))
            try engine.abandon()
        }
        #expect(found[0].count == 20 && found[1].count == 20)
        #expect(found[0] != found[1])
    }

    @Test func whatTheTableStoodInForHasSimilarPosts() async throws {
        let scratch = try Scratch()
        let table = Embedders(table: CountingEmbedder.table)
        let both = Embedders(encoder: CountingEmbedder(), table: CountingEmbedder.table)
        var knobs = Knobs()
        knobs.set(MeaningKnobs.backlog, to: 10)
        knobs.set(MeaningKnobs.batch, to: 10)
        for embedders in [table, both] {
            let engine = try engine(
                in: scratch.path + "/\(embedders.encoder == nil)",
                embedders,
                knobs: knobs
            )
            let texts = (0..<30).map { $0 == 0 || $0 == 7 ? "ferry departs" : "word\($0) x\($0)" }
            _ = try await engine.ingest(
                texts.indices.map { post("p\($0)", texts[$0], by: "a\($0)") }
            )
            // The space begins, then the table takes twenty.
            for _ in 0..<3 { #expect(try await blocking { try engine.embedNext() }) }
            if embedders.encoder != nil { #expect(engine.status.vectors.stoodIn == 20) }
            let similar = try engine.similar(to: "p0", viewer: nil, limit: 5)
            #expect(similar.first?.view.post.id == "p7")
            #expect(similar.first?.reasons.contains("They say nearly the same") == true)
            try engine.abandon()
        }
    }

    @Test func aReplayKnowsForWhomTheTableStoodIn() async throws {
        let scratch = try Scratch()
        var knobs = Knobs()
        knobs.set(MeaningKnobs.backlog, to: 10)
        knobs.set(MeaningKnobs.batch, to: 4)
        let both = Embedders(encoder: CountingEmbedder(), table: CountingEmbedder.table)
        let first = try engine(in: scratch.path, both, knobs: knobs)
        _ = try await first.ingest((0..<30).map { post("p\($0)", "ferry \($0)") })
        // The space begins, then the table takes twenty, four at a time, the encoder four.
        for _ in 0..<7 { #expect(try await blocking { try first.embedNext() }) }
        #expect(first.status.vectors.stoodIn == 20)
        #expect(first.status.vectors.embedded == 24)
        let bytes = first.vectorBytes
        try first.abandon()

        let second = try engine(in: scratch.path, both, knobs: knobs)
        #expect(second.vectorBytes == bytes)
        try await second.embedAll()
        #expect(second.status.vectors.stoodIn == 0)
        #expect(second.status.vectors.embedded == 30)
        try second.abandon()
    }

    @Test func withoutWeightsEverythingElseWorks() async throws {
        let scratch = try Scratch()
        let first = try engine(in: scratch.path, Embedders(encoder: CountingEmbedder()))
        _ = try await first.ingest([post("a", "ferry departs"), post("b", "bun recipe")])
        try await first.embedAll()
        let bytes = first.vectorBytes
        try first.abandon()

        let bare = try engine(in: scratch.path, Embedders())
        #expect(bare.recovery.notes.contains { $0.hasPrefix("2 posts wait for their vectors") })
        #expect(try bare.found("ferry") == ["a"])
        #expect(try bare.found("vessel").isEmpty)
        #expect(try await blocking { try !bare.embedNext() })
        _ = try await bare.ingest([post("c", "ferry again")])
        try bare.stop()

        // From the snapshot of the one without weights: the encoder does what is left to do.
        let again = try engine(in: scratch.path, Embedders(encoder: CountingEmbedder()))
        try await again.embedAll()
        #expect(again.status.vectors.embedded == 3)
        #expect(try again.found("vessel").prefix(2).sorted() == ["a", "c"])
        try again.abandon()
        try scratch.removeSnapshots()

        // And a table that lies in the encoder's space stands in for it.
        let table = Embedders(table: CountingEmbedder.table)
        let standing = try engine(in: scratch.path, table)
        #expect(standing.status.vectors.embedded == 3)
        #expect(standing.status.vectors.stoodIn == 3)
        #expect(standing.vectorBytes != bytes)
        #expect(try standing.found("vessel").prefix(2).sorted() == ["a", "c"])
        try standing.stop()
    }

    @Test func whatIsErasedLeavesEverySnapshot() async throws {
        let scratch = try Scratch()
        let engine = try engine(in: scratch.path, Embedders(encoder: CountingEmbedder()))
        _ = try await engine.ingest([post("a", "ferry departs"), post("b", "bun recipe")])
        try await engine.embedAll()
        let vector = try #require(
            engine.views.read { $0.vectors.vector(of: $0.catalog.post("a") ?? .none) }
        )
        let needle = vector.numbers.map { UInt8(bitPattern: $0) }
        try await blocking { _ = try engine.saveSnapshot() }
        #expect(try scratch.files(holding: needle).count == 1)
        _ = try await engine.ingest([.delete(Delete(post: "a", at: minute(1)))])
        #expect(!engine.vectorBytes.holds(needle))
        try await blocking { _ = try engine.eraseNow() }
        #expect(try scratch.files(holding: needle).isEmpty)
        try engine.stop()
    }

    @Test func aFullDiskLosesNoVector() async throws {
        let scratch = try Scratch()
        let breaking = BreakingLog(try SQLiteLog(directory: scratch.path), after: 2)
        let first = try engine(
            in: scratch.path,
            Embedders(encoder: CountingEmbedder()),
            log: breaking
        )
        _ = try await first.ingest([post("a", "ferry departs")])
        // The space begins; then the disk is full.
        #expect(try await blocking { try first.embedNext() })
        await #expect(throws: EngineError.self) {
            _ = try await blocking { try first.embedNext() }
        }
        #expect(first.status.vectors.waiting == 1)
        #expect(first.status.vectors.embedded == 0)
        try first.abandon()
        let second = try engine(in: scratch.path, Embedders(encoder: CountingEmbedder()))
        try await second.embedAll()
        #expect(second.status.vectors.embedded == 1)
        try second.abandon()
    }

    @Test func aThreadOfItsOwnDoesIt() async throws {
        let scratch = try Scratch()
        var configuration = EngineConfiguration(directory: scratch.path)
        configuration.embedders = Embedders(encoder: CountingEmbedder())
        let engine = try Engine(
            log: SQLiteLog(directory: scratch.path),
            configuration: configuration
        )
        _ = try await engine.ingest((0..<100).map { post("p\($0)", "ferry \($0)") })
        try await blocking {
            while engine.status.vectors.embedded < 100 { yieldThread() }
        }
        #expect(engine.status.embedding.failure == nil)
        try engine.stop()
    }
}

@Suite struct SpreadEmbedderTests {
    /// Texts of many lengths, some of them empty.
    private static func texts(_ count: Int, seed: UInt64) -> [String] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            let words = Int.random(in: 0...5, using: &random)
            return (0..<words).map { _ in "w\(Int.random(in: 0..<50, using: &random))" }
                .joined(separator: " ")
        }
    }

    @Test(arguments: [0, 1, 3, 7, 8, 9, 31, 32, 33, 257])
    func anyNumberOfThreadsGivesTheSameInTheSameOrder(count: Int) {
        let base = CountingEmbedder()
        let texts = Self.texts(count, seed: UInt64(count))
        let expected = texts.map { base.embed($0) }
        for threads in [0, 1, 2, 3, 16, 1_000] {
            let before = base.count
            let spread = SpreadEmbedder(base, threads: threads)
            #expect(spread.embed(texts) == expected, "\(threads) threads")
            #expect(base.count - before == count, "\(threads) threads: each text once")
        }
        let spread = SpreadEmbedder(base)
        #expect(spread.space == base.space && spread.dimension == base.dimension)
    }
}
