import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterMeaning

/// What posts are held against where there are several spaces.
@Suite struct VectorQueryTests {
    /// Posts `p0`… with a word for the model, and a direction of the team's, or none, the numbers of
    /// which have `shift` added.
    private func world(
        _ posts: [(word: String, direction: Int?)],
        shift: Float = 0,
        seed: UInt64 = 1
    ) -> VectorWorld {
        var random = SeededGenerator(seed: seed)
        var world = VectorWorld()
        world.declare()
        for (number, post) in posts.enumerated() {
            let values = post.direction.map { direction in
                (0..<32).map { place in
                    Float(random.unit() - 0.5) * 0.8 + shift + (place / 8 == direction ? 1 : 0)
                }
            }
            world.post(
                "p\(number)",
                post.word,
                own: values.map { [Vector(space: "team", values: $0)] } ?? []
            )
        }
        world.embedAll(most: 64)
        return world
    }

    private func query(_ posts: [(String, Float)], _ world: VectorWorld) throws -> VectorQuery {
        try #require(
            VectorQuery(of: posts.map { (world.id($0.0), $0.1) }, in: world.vectors)
        )
    }

    @Test func whatIsNearInOneSpaceAloneIsFound() throws {
        var posts: [(word: String, direction: Int?)] = (0..<200).map { ("word\($0)", $0 % 3) }
        posts[0] = ("tide", 3)
        posts[1] = ("tide", 0)
        posts[2] = ("kelp", 3)
        let world = world(posts)
        let near = try query([("p0", 1)], world).nearest(count: 200)
        #expect(near.count == 200)
        #expect(Set(near.map(\.post)).count == 200)
        #expect(Set(world.names(Array(near.prefix(3)))) == ["p0", "p1", "p2"])
        #expect(zip(near, near.dropFirst()).allSatisfy { $0.isBefore($1) })
    }

    @Test(arguments: [0, 1, 3] as [Float])
    func noSpaceIsNearerThanAnotherByItsNature(_ shift: Float) throws {
        // Words that a tenth of the posts have, and directions that a quarter have; the more is
        // added to all numbers, the less the team's cosines tell, and the higher they all are.
        let posts = (0..<600).map { (word: "word\($0 % 10) a\($0)", direction: Int?($0 / 10 % 4)) }
        let world = world(posts, shift: shift)
        let query = try query([("p0", 1), ("p40", 1), ("p80", 1)], world)
        let near = query.nearest(count: 60).map { Int(world.names([$0])[0].dropFirst()) ?? 0 }
        let byWord = near.count { $0 % 10 == 0 }
        let byDirection = near.count { $0 / 10 % 4 == 0 }
        #expect(byWord >= 30, "\(byWord) and \(byDirection)")
        #expect(byDirection >= 15, "\(byWord) and \(byDirection)")
    }

    @Test func oneSpacesCosinesCountAsTheyAre() throws {
        var world = world((0..<80).map { ("word\($0 % 7)", nil) })
        let vector = try #require(world.vectors.vector(of: world.id("p7")))
        let query = try query([("p7", 1)], world)
        for number in 0..<80 {
            let other = try #require(world.vectors.vector(of: world.id("p\(number)")))
            #expect(query.similarity(of: world.id("p\(number)")) == vector.similarity(to: other))
        }
        world.post("later", "word0")
        #expect(query.similarity(of: world.id("later")) == nil)
    }

    @Test func fewPostsOfASpaceLeaveItsCosinesAlmostAsTheyAre() throws {
        var posts: [(word: String, direction: Int?)] = (0..<100).map { ("word\($0)", nil) }
        posts[0].direction = 1
        posts[1].direction = 1
        let world = world(posts)
        let team = try #require(
            world.vectors.vector(of: world.id("p0"), in: .own("team"))
        )
        let other = try #require(world.vectors.vector(of: world.id("p1"), in: .own("team")))
        let likeness = try #require(try query([("p0", 1)], world).similarity(of: world.id("p1")))
        #expect(abs(likeness - team.similarity(to: other)) < 0.1)
    }

    @Test func whatIsDislikedInOneSpaceIsNotMadeGoodByAnother() throws {
        let world = world((0..<200).map { ("word\($0)", $0 % 4) })
        let query = try query([("p4", -1)], world)
        let alike = (0..<200).filter { $0 % 4 == 0 }
            .compactMap { query.similarity(of: world.id("p\($0)")) }
        #expect(alike.count == 50)
        #expect(alike.allSatisfy { $0 < -0.1 })
    }

    @Test func whatStandsInIsFoundByWhatStandsIn() throws {
        var world = VectorWorld()
        world.declare()
        for number in 0..<120 { world.post("p\(number)", number % 2 == 0 ? "abba" : "tree") }
        let first = try #require(
            world.vectors.surplus(in: "words-1", over: 60, most: 60, by: "letters-1")
        )
        world.send(.change(VectorsRecord.attached(first.record).change(at: world.clock)))
        while world.vectors.backlog(of: "words-1")?.waiting ?? 0 > 0,
            let next = world.vectors.next(in: "words-1", most: 10)
        {
            world.send(.change(VectorsRecord.attached(next.record).change(at: world.clock)))
        }
        #expect(world.vectors.counts.stoodIn == 60)
        func found(_ posts: [(String, Float)]) throws -> Set<Int> {
            let near = try query(posts, world).nearest(count: 30)
            return Set(near.prefix(30).compactMap { Int(world.names([$0])[0].dropFirst()) })
        }
        // The first sixty have vectors of the table alone, the others of the encoder alone.
        #expect(try found([("p1", 1)]) == Set(stride(from: 1, to: 60, by: 2)))
        #expect(try found([("p61", 1)]) == Set(stride(from: 61, to: 120, by: 2)))
        let both = try query([("p1", 1), ("p61", 1)], world)
        let near = Set(world.names(both.nearest(count: 60)))
        #expect(near == Set(stride(from: 1, to: 120, by: 2).map { "p\($0)" }))
    }

    @Test func aSnapshotChangesNoBit() throws {
        let world = world((0..<700).map { ("word\($0 % 9)", $0 % 5 == 0 ? nil : $0 % 4) })
        var reader = ByteReader(world.bytes)
        let again = try Vectors(from: &reader)
        let posts = [("p1", Float(1)), ("p2", 0.5), ("p3", -0.7)].map { (world.id($0.0), $0.1) }
        let one = try #require(VectorQuery(of: posts, in: world.vectors))
        let other = try #require(VectorQuery(of: posts, in: again))
        #expect(one.nearest(count: 100) == other.nearest(count: 100))
        for number in 0..<700 {
            let post = world.id("p\(number)")
            #expect(one.similarity(of: post) == other.similarity(of: post))
        }
    }
}
