import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterMeaning
import Testing

@Suite("Meaning on a page, in several spaces")
struct MeaningPageTests {
    private static let encoder = "encoder-1"
    private static let table = "table-1"
    private static let themes = 6

    /// The theme of a post for the model, and for the team.
    private static func themes(_ number: Int) -> (model: Int, team: Int) {
        (number % themes, number / themes % themes)
    }

    /// 432 posts by as many authors, which have no word or tag in common.
    ///
    /// - Parameters:
    ///   - seed: What the vectors are made from.
    ///   - isInModel: Whether a post says something, and so gets a vector of the model.
    ///   - isInTeam: Whether it brings one of the team's.
    /// - Returns: The world, in which the model's vectors are still to be made.
    private func world(
        seed: UInt64,
        isInModel: (Int) -> Bool = { _ in true },
        isInTeam: (Int) -> Bool = { _ in true }
    ) -> World {
        var random = SeededGenerator(seed: seed)
        var world = World()
        let space = VectorsRecord.declared(space: Self.encoder, dimension: 48)
        world.apply(.change(space.change(at: world.now)))
        for number in 0..<432 {
            let values = Self.vector(Self.themes(number).team, 30, &random)
            world.post("p\(number)", by: "a\(number)", isInModel(number) ? "word\(number)" : "") {
                $0.vectors = isInTeam(number) ? [Vector(space: "team", values: values)] : []
            }
        }
        return world
    }

    static func vector(_ theme: Int, _ dimension: Int, _ random: inout SeededGenerator) -> [Float] {
        (0..<dimension).map { place in
            Float(random.unit() - 0.5) * 0.8 + (place % themes == theme ? 1 : 0)
        }
    }

    /// The posts that the nearest source offers a viewer, `count` at most, by number.
    private func nearest(_ viewer: String, _ world: World, _ count: Int) throws -> [Int] {
        var world = world
        world.knobs.set(FeedKnobs.nearestQuota, to: Double(count))
        world.pipeline.sources = world.pipeline.sources.filter { $0.source == .nearest }
        guard case .page(let page) = try world.draft(FeedRequest(viewer: viewer, limit: 100)) else {
            return []
        }
        return page.slots.map { Int(world.catalog.id(of: $0.post).dropFirst()) ?? -1 }
    }

    @Test("what is near in the team's space alone is offered, and in the model's", arguments: 1...3)
    func both(seed: UInt64) throws {
        var world = world(seed: seed)
        world.embedAll(in: Self.encoder, by: Self.encoder, seed: seed)
        for number in [13, 49, 85, 121] { world.engage(.like, "fan", "p\(number)") }
        let found = try nearest("fan", world, 80).map { Self.themes($0) }
        try #require(found.count == 80)
        let byModel = found.count { $0.model == 1 && $0.team != 2 }
        let byTeam = found.count { $0.model != 1 && $0.team == 2 }
        #expect(byModel >= 20 && byTeam >= 20, "\(byModel) and \(byTeam), seed \(seed)")
        #expect(byModel + byTeam + found.count { $0.model == 1 && $0.team == 2 } == 80)
    }

    @Test("likes in one space alone find what is near there")
    func alone() throws {
        var world = world(seed: 4, isInModel: { $0 < 300 }, isInTeam: { $0 >= 150 })
        world.embedAll(in: Self.encoder, by: Self.encoder, seed: 4)
        for number in [301, 307, 337] { world.engage(.like, "team", "p\(number)") }
        for number in [1, 7, 13] { world.engage(.like, "model", "p\(number)") }
        let byTeam = try nearest("team", world, 30)
        #expect(byTeam.count == 30)
        #expect(byTeam.allSatisfy { $0 >= 150 && [2, 3].contains(Self.themes($0).team) })
        let byModel = try nearest("model", world, 30)
        #expect(byModel.count == 30)
        #expect(byModel.allSatisfy { $0 < 300 && Self.themes($0).model == 1 })
    }

    @Test("what only the table knows is offered, and means something", arguments: 1...3)
    func standIns(seed: UInt64) throws {
        var world = world(seed: seed, isInTeam: { _ in false })
        // The oldest 216 get vectors of the table, the others of the encoder.
        world.embedAll(in: Self.encoder, by: Self.table, seed: seed, over: 216)
        for number in [1, 7, 13, 19] { world.engage(.like, "old", "p\(number)") }
        for number in [1, 7, 229, 235] { world.engage(.like, "both", "p\(number)") }
        let before = try nearest("old", world, 30)
        #expect(before.count == 30)
        #expect(before.allSatisfy { $0 % 6 == 1 && $0 < 216 })
        world.embedAll(in: Self.encoder, by: Self.encoder, seed: seed)
        #expect(world.vectors.counts.stoodIn == 216 && world.vectors.counts.embedded == 432)
        #expect(try nearest("old", world, 30) == before)
        let found = try nearest("both", world, 60)
        #expect(found.allSatisfy { $0 % 6 == 1 })
        #expect(found.count { $0 < 216 } >= 20)
        #expect(found.count { $0 >= 216 } >= 20)
    }

    @Test("without vectors nothing is near and nothing means anything")
    func none() throws {
        var world = World()
        for number in 0..<60 { world.post("p\(number)", by: "a\(number)", "word\(number)") }
        for number in 0..<5 { world.engage(.like, "v", "p\(number)") }
        #expect(try nearest("v", world, 60).isEmpty)
        let page = try #require(try world.page("v", limit: 50))
        #expect(page.page?.slots.isEmpty == false)
        #expect(page.page?.slots.allSatisfy { !$0.sources.contains("nearest") } == true)
    }

    @Test("as many cells are searched as the knob says")
    func probes() throws {
        var random = SeededGenerator(seed: 3)
        var world = World()
        for number in 0..<2_500 {
            let values = (0..<16).map { _ in Float(random.unit() - 0.5) }
            world.post("p\(number)", by: "a\(number % 50)", "") {
                $0.vectors = [Vector(space: "team", values: values)]
            }
        }
        world.engage(.like, "fan", "p7")
        let liked = try #require(world.catalog.post("p7"))
        let query = try #require(VectorQuery(of: liked, in: world.vectors))
        func found(_ probes: Int) throws -> Set<Int> {
            world.knobs.set(MeaningKnobs.probes, to: Double(probes))
            let found = Set(try nearest("fan", world, 60))
            let near = query.nearest(count: 60, probes: probes) { $0 != liked }
            let names = near.map { world.catalog.id(of: $0.post).dropFirst() }
            #expect(found == Set(names.compactMap { Int($0) }))
            return found
        }
        #expect(try found(1) != found(96))
    }

    @Test("vectors from a snapshot, and the same records again, give the same page")
    func again() throws {
        var world = world(seed: 9, isInTeam: { $0 % 3 > 0 })
        world.embedAll(in: Self.encoder, by: Self.table, seed: 9, over: 300)
        world.embedAll(in: Self.encoder, by: Self.encoder, seed: 9)
        for number in [13, 49, 85, 121, 400] { world.engage(.like, "fan", "p\(number)") }
        world.engage(.hide, "fan", "p200")
        let request = FeedRequest(viewer: "fan", limit: 60)
        guard case .page(let page) = try world.draft(request, seed: 5) else {
            Issue.record("there is a page")
            return
        }
        var writer = ByteWriter()
        world.vectors.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        var loaded = world
        loaded.vectors = try Vectors(from: &reader)
        var replayed = World()
        replayed.knobs = world.knobs
        for record in world.records {
            replayed.makeVectors(for: record.body, seed: 9)
            replayed.replay(record)
        }
        replayed.now = world.now
        for other in [loaded, replayed] {
            guard case .page(let again) = try other.draft(request, seed: 5) else {
                Issue.record("there is a page")
                return
            }
            #expect(page.slots.map(\.post) == again.slots.map(\.post))
            #expect(page.slots.map(\.score) == again.slots.map(\.score))
        }
    }
}

extension World {
    /// Gives what waits in a space vectors by the themes of the posts, sixteen at a time, until
    /// `backlog` go on waiting.
    fileprivate mutating func embedAll(
        in space: String,
        by maker: String,
        seed: UInt64,
        over backlog: Int = 0
    ) {
        while vectors.backlog(of: space)?.waiting ?? 0 > backlog,
            let batch = maker == space
                ? vectors.next(in: space, most: 16)
                : vectors.surplus(in: space, over: backlog, most: 16, by: maker)
        {
            let change = VectorsRecord.attached(batch.record).change(at: now)
            makeVectors(for: .change(change), seed: seed)
            apply(.change(change))
        }
    }

    /// Makes the vectors that a record will make count.
    fileprivate func makeVectors(for body: Record.Body, seed: UInt64) {
        guard case .change(let change) = body, case .attached(let record) = VectorsRecord(change),
            let batch = vectors.wanted(by: record, in: catalog)
        else { return }
        for version in batch.versions {
            let number = Int(catalog.id(of: version.post).dropFirst()) ?? 0
            var random = SeededGenerator(seed: seed << 32 | UInt64(number))
            let dimension = record.standsIn ? 18 : 48
            let vector = QuantizedVector(MeaningPageTests.vector(number % 6, dimension, &random))
            vectors.mailbox.put(
                vector.map { .vector($0, space: record.maker) } ?? .nothing,
                in: record.space,
                at: version.position
            )
        }
    }
}
