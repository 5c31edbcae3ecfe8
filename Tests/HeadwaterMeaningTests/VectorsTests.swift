import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterMeaning

@Suite struct VectorsTests {
    @Test func aVectorCountsFromItsRecordOn() throws {
        var world = VectorWorld()
        world.declare()
        world.post("a", "tide at the pier")
        #expect(!world.vectors.hasVector(world.id("a")))
        #expect(world.vectors.backlog(of: "words-1")?.waiting == 1)
        let batch = try #require(world.vectors.next(in: "words-1", most: 8))
        world.make(batch)
        #expect(!world.vectors.hasVector(world.id("a")))
        world.send(.change(VectorsRecord.attached(batch.record).change(at: world.clock)))
        #expect(world.vectors.hasVector(world.id("a")))
        #expect(world.vectors.backlog(of: "words-1")?.waiting == 0)
        #expect(world.vectors.counts.embedded == 1)
    }

    @Test func postsFromBeforeTheSpaceGetTheirVectorsToo() {
        var world = VectorWorld()
        world.post("a", "tide at the pier")
        world.post("b", "kelp")
        world.delete("b")
        world.declare()
        world.embedAll()
        #expect(world.vectors.hasVector(world.id("a")))
        #expect(!world.vectors.hasVector(world.id("b")))
    }

    @Test func theNewestGoFirst() throws {
        var world = VectorWorld()
        world.declare()
        for number in 0..<10 { world.post("p\(number)", "post \(number)") }
        let batch = try #require(world.vectors.next(in: "words-1", most: 3))
        #expect(batch.versions.map { world.catalog.id(of: $0.post) } == ["p7", "p8", "p9"])
        world.send(.change(VectorsRecord.attached(batch.record).change(at: world.clock)))
        let next = try #require(world.vectors.next(in: "words-1", most: 3))
        #expect(next.versions.map { world.catalog.id(of: $0.post) } == ["p4", "p5", "p6"])
    }

    @Test func anEditReplacesADeleteRemoves() throws {
        var world = VectorWorld()
        world.declare()
        world.post("a", "tide at the pier")
        world.post("b", "tide at the pier")
        world.embedAll()
        let query = VectorQuery(of: world.id("a"), in: world.vectors)
        #expect(query?.similarity(of: world.id("b")) == 1)
        let before = try #require(world.vectors.vector(of: world.id("a")))
        world.post("a", "kelp forest", edited: true)
        // What was said before is nowhere any more, what is said now not yet.
        #expect(!world.vectors.hasVector(world.id("a")))
        world.embedAll()
        let after = try #require(world.vectors.vector(of: world.id("a")))
        #expect(after != before)
        world.delete("a")
        #expect(!world.vectors.hasVector(world.id("a")))
        #expect(!Self.holds(world.bytes, after))
        #expect(Self.holds(world.bytes, before))
        world.delete("b")
        #expect(!Self.holds(world.bytes, before))
    }

    @Test func aDeletedAccountTakesItsVectorsAlong() throws {
        var world = VectorWorld()
        world.declare()
        world.post("a", "tide at the pier", by: "ada")
        world.post("b", "kelp", by: "bob", own: [Vector(space: "team", values: [1, 2, 3])])
        world.embedAll()
        let vector = try #require(world.vectors.vector(of: world.id("b")))
        var account = Account(id: "bob", at: world.clock)
        account.status = .deleted
        world.send(.event(.account(account)))
        #expect(world.vectors.counts.embedded == 1)
        #expect(world.vectors.counts.own == 0)
        #expect(!Self.holds(world.bytes, vector))
    }

    @Test func aVersionThatIsGoneGetsNothing() throws {
        var world = VectorWorld()
        world.makesVectors = false
        world.declare()
        world.post("a", "tide")
        world.post("b", "kelp")
        world.post("c", "pier")
        let batch = try #require(world.vectors.next(in: "words-1", most: 8))
        world.make(batch)
        world.delete("a")
        world.post("b", "bell", edited: true)
        world.send(.change(VectorsRecord.attached(batch.record).change(at: world.clock)))
        #expect(!world.vectors.hasVector(world.id("a")))
        #expect(!world.vectors.hasVector(world.id("b")))
        #expect(world.vectors.hasVector(world.id("c")))
        let next = try #require(world.vectors.next(in: "words-1", most: 8))
        #expect(next.versions.map { world.catalog.id(of: $0.post) } == ["b"])
    }

    @Test func whatCannotBeMadeAgainGoesOnWaiting() {
        var world = VectorWorld()
        world.declare()
        world.post("a", "tide")
        world.embedAll()
        var again = VectorWorld()
        again.makesVectors = false
        for record in world.records { again.apply(record) }
        #expect(!again.vectors.hasVector(again.id("a")))
        #expect(again.vectors.backlog(of: "words-1")?.waiting == 1)
        again.makesVectors = true
        again.embedAll()
        #expect(again.vectors.vector(of: again.id("a")) == world.vectors.vector(of: world.id("a")))
    }

    @Test func theTableStandsInForTheOldestUntilTheEncoderComes() throws {
        var world = VectorWorld()
        world.declare()
        for number in 0..<10 { world.post("p\(number)", "post \(number)") }
        #expect(world.vectors.surplus(in: "words-1", over: 10, most: 4, by: "letters-1") == nil)
        let batch = try #require(
            world.vectors.surplus(in: "words-1", over: 7, most: 4, by: "letters-1")
        )
        #expect(batch.versions.map { world.catalog.id(of: $0.post) } == ["p0", "p1", "p2"])
        #expect(batch.record.standsIn)
        world.send(.change(VectorsRecord.attached(batch.record).change(at: world.clock)))
        #expect(world.vectors.counts.stoodIn == 3)
        #expect(world.vectors.counts.embedded == 3)
        #expect(world.vectors.counts.waiting == 7)
        #expect(!world.vectors.hasVector(world.id("p0")))
        // It is found by what stands in, by a question in that space.
        let question = LetterEmbedder().embed("post 0").flatMap { QuantizedVector($0) }
            .map { WeighedVector($0, weight: 0.5) }
        let query = try #require(VectorQuery(nil, standIn: question, in: world.vectors))
        #expect(query.similarity(of: world.id("p0")) == 0.5)
        #expect(Set(world.names(query.nearest(count: 9))) == ["p0", "p1", "p2"])
        world.embedAll()
        #expect(world.vectors.counts.stoodIn == 0)
        #expect(world.vectors.counts.embedded == 10)
    }

    @Test func aNewSpaceGrowsBesideTheOldUntilItServes() {
        var world = VectorWorld()
        world.declare()
        world.post("a", "tide")
        world.post("b", "kelp")
        world.embedAll()
        world.declare("words-2")
        #expect(world.vectors.primary == .model("words-1"))
        world.embedAll("words-2", most: 1)
        #expect(world.vectors.primary == .model("words-1"))
        #expect(world.vectors.hasVector(world.id("a"), in: .model("words-2")))
        world.send(.change(VectorsRecord.serving(space: "words-2").change(at: world.clock)))
        #expect(world.vectors.primary == .model("words-2"))
        #expect(world.vectors.dimension(of: .model("words-1")) == nil)
        #expect(world.vectors.hasVector(world.id("b")))
    }

    @Test func theNewestPostsKeepTheirVectors() {
        var world = VectorWorld()
        world.set(MeaningKnobs.posts, to: "3")
        world.declare()
        for number in 0..<8 {
            world.post("p\(number)", "post \(number)")
            world.embedAll()
        }
        #expect((0..<8).filter { world.vectors.hasVector(world.id("p\($0)")) } == [5, 6, 7])
        #expect(world.vectors.backlog(of: "words-1")?.waiting == 0)
    }

    @Test func noMorePostsAreStoodInForThanKeepVectors() throws {
        var world = VectorWorld()
        world.set(MeaningKnobs.posts, to: "3")
        world.declare()
        for number in 0..<8 {
            world.post("p\(number)", "post \(number)")
            let batch = try #require(
                world.vectors.surplus(in: "words-1", over: 0, most: 4, by: "letters-1")
            )
            world.send(.change(VectorsRecord.attached(batch.record).change(at: world.clock)))
        }
        #expect(world.vectors.backlog(of: "words-1")?.stoodIn == 3)
        let next = try #require(world.vectors.next(in: "words-1", most: 8))
        #expect(next.versions.map { world.catalog.id(of: $0.post) } == ["p5", "p6", "p7"])
    }

    @Test func aPostWithoutWordsWaitsForNothing() {
        var world = VectorWorld()
        world.declare()
        world.post("a", "")
        #expect(world.vectors.backlog(of: "words-1")?.waiting == 0)
    }

    @Test func theCentroidIsTheWeightedMeanDirection() throws {
        var world = VectorWorld()
        world.declare()
        for (id, text) in [("a", "tide"), ("b", "kelp"), ("c", "tide kelp")] {
            world.post(id, text)
        }
        world.embedAll()
        let both: [(post: PostID, weight: Float)] = [(world.id("a"), 1), (world.id("b"), 1)]
        let middle = try #require(VectorQuery(of: both, in: world.vectors))
        #expect(world.names(middle.nearest(count: 3)).first == "c")
        func query(_ posts: [(post: PostID, weight: Float)]) -> VectorQuery? {
            VectorQuery(of: posts, in: world.vectors)
        }
        #expect(query([(world.id("a"), 1), (world.id("a"), -1)]) == nil)
        #expect(query([(world.id("a"), .nan)]) == nil)
        #expect(query([]) == nil)
    }

    static func holds(_ bytes: [UInt8], _ vector: QuantizedVector) -> Bool {
        let wanted = vector.numbers.map { UInt8(bitPattern: $0) }
        guard bytes.count >= wanted.count else { return false }
        return (0...bytes.count - wanted.count).contains { start in
            bytes[start] == wanted[0]
                && bytes[start..<start + wanted.count].elementsEqual(wanted)
        }
    }
}
