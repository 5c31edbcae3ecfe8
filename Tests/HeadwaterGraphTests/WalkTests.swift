import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph
import Testing

/// Two circles of people who like posts of their own circle only.
private func twoCircles() -> Town {
    var town = Town()
    for number in 0..<20 {
        town.post("a\(number)", by: "author", tags: ["a"])
        town.post("b\(number)", by: "other", tags: ["b"])
    }
    for person in 0..<12 {
        for number in 0..<20 where (person * 7 + number * 3) % 4 != 0 {
            town.engage(.like, "pa\(person)", "a\(number)")
            town.engage(.like, "pb\(person)", "b\(number)")
        }
    }
    town.engage(.like, "viewer", "a1")
    town.engage(.like, "viewer", "a2")
    return town
}

@Suite("Walks, co-engagement and similarity")
struct WalkTests {
    @Test("a walk stays in the viewer's circle, leaves out what they know, and follows its seed")
    func walk() throws {
        let town = twoCircles()
        let viewer = try #require(town.catalog.account("viewer"))
        let now = town.now.wholeSeconds
        let found = town.graph.walk(from: viewer, seed: 7, at: now)
        let ids = found.map { town.catalog.id(of: $0.post) }
        #expect(ids.count == 18)
        #expect(ids.allSatisfy { $0.hasPrefix("a") && $0 != "a1" && $0 != "a2" })
        #expect(found == town.graph.walk(from: viewer, seed: 7, at: now))
        #expect(found != town.graph.walk(from: viewer, seed: 8, at: now))
        #expect(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score })
        #expect(town.graph.walk(from: viewer, seed: 7, at: now, count: 3) == Array(found.prefix(3)))
    }

    @Test("co-engagement finds the circle of the given posts, and none without a start")
    func coengaged() throws {
        let town = twoCircles()
        let start = try #require(town.catalog.post("b3"))
        let found = town.graph.coengaged(with: [ScoredPost(start, 1)], count: 10)
        #expect(found.count == 10)
        #expect(found.allSatisfy { town.catalog.id(of: $0.post).hasPrefix("b") })
        #expect(!found.contains { $0.post == start })
        #expect(town.graph.coengaged(with: [], count: 10) == [])
        #expect(town.graph.coengaged(with: [ScoredPost(start, .nan)], count: 10) == [])
    }

    @Test("similar posts are known by people, by what they share, and by the caller's list")
    func similar() throws {
        var town = twoCircles()
        town.post("c", by: "third", tags: ["a"])
        let start = try #require(town.catalog.post("a5"))
        let fresh = try #require(town.catalog.post("c"))
        let far = try #require(town.catalog.post("b5"))
        let found = town.graph.similar(
            to: start,
            count: 40,
            others: [ScoredPost(far, 0.8), ScoredPost(start, 1)],
            in: town.catalog
        )
        let shared = try #require(found.first { $0.post == fresh })
        #expect(shared.people == 0 && shared.shared > 0)
        let near = try #require(found.first { $0.post == far })
        #expect(near.people == 0 && near.shared == 0 && near.other > 0)
        #expect(!found.contains { $0.post == start })
        #expect(found.first.map { town.catalog.id(of: $0.post).hasPrefix("a") } == true)
    }
}
