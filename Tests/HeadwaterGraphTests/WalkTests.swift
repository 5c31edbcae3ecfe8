import Foundation
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

    @Test("that one person liked both says less than what two posts mean or share")
    func fewPeople() throws {
        var town = Town()
        for id in ["start", "liked", "meant"] { town.post(id, by: id) }
        town.post("tagged", by: "start", tags: ["rare"])
        town.engage(.like, "person", "start")
        town.engage(.like, "person", "liked")
        let start = try #require(town.catalog.post("start"))
        let meant = try #require(town.catalog.post("meant"))
        let found = town.graph.similar(
            to: start,
            count: 3,
            others: [ScoredPost(meant, 0.5)],
            in: town.catalog
        )
        #expect(found.map { town.catalog.id(of: $0.post) } == ["meant", "tagged", "liked"])
        #expect(abs((found.last?.people ?? 0) - 1 / 3) < 1e-6)
    }
}

@Suite("Co-engagement against a naive sum")
struct CoengagementTests {
    @Test(
        "where nothing is cut short it is the sum that it says, whatever the segments",
        arguments: 1...4 as ClosedRange<UInt64>,
        [[1, 1], [0.5, 3], [0, 2.5]]
    )
    func naive(seed: UInt64, powers: [Double]) throws {
        let (rarity, focus) = (powers[0], powers[1])
        var random = SeededGenerator(seed: seed)
        var town = Town()
        // A segment is a quarter of four days: edges end up in several.
        town.set(Graph.window, to: 4)
        for number in 0..<25 { town.post("p\(number)", by: "author") }
        var own: [String: Set<String>] = [:]
        var people: [String: Set<String>] = [:]
        for _ in 0..<300 {
            town.now = town.now.advanced(byMilliseconds: 800_000)
            let (viewer, post) = ("v\(random.next() % 30)", "p\(random.next() % 25)")
            guard own[viewer, default: []].insert(post).inserted else { continue }
            people[post, default: []].insert(viewer)
            town.engage(.like, viewer, post)
        }
        #expect(town.graph.segmentCount > 2)
        let starts: [(String, Double)] = [("p3", 1), ("p7", 2)]
        var limits = CoengagementLimits()
        limits.popularity = 0.5
        limits.activity = 1
        limits.rarity = rarity
        limits.focus = focus
        var expected: [String: Double] = [:]
        var shares: [String: Double] = [:]
        for (start, weight) in starts {
            for viewer in people[start] ?? [] {
                let theirs = own[viewer] ?? []
                let count = Double(people[start]?.count ?? 1)
                let share = weight / pow(count, limits.rarity) / Double(theirs.count)
                shares[viewer, default: 0] += share
            }
        }
        let most = shares.values.max() ?? 0
        for (viewer, share) in shares {
            // A power counts against the one who shares most; without one, shares are as they are.
            let value = limits.focus == 1 ? share : pow(share / most, limits.focus)
            for post in own[viewer] ?? [] { expected[post, default: 0] += value }
        }
        for (post, sum) in expected {
            let count = Double(people[post]?.count ?? 1)
            expected[post] = starts.contains { $0.0 == post } ? nil : sum / count.squareRoot()
        }
        let found = town.graph.coengaged(
            with: try starts.map {
                ScoredPost(try #require(town.catalog.post($0.0)), Float($0.1))
            },
            count: 100,
            limits: limits
        )
        #expect(found.count == expected.count)
        for scored in found {
            let value = try #require(expected[town.catalog.id(of: scored.post)])
            #expect(abs(Double(scored.score) - value) < 1e-5 * max(1, value), "seed \(seed)")
        }
        limits.looks = 0
        #expect(
            town.graph.coengaged(with: [ScoredPost(PostID(1), 1)], count: 5, limits: limits) == []
        )
    }

    @Test("a viewer who did nothing walks from the people they follow; one who follows none, not")
    func cold() throws {
        var town = twoCircles()
        town.follow("newcomer", "pb3")
        town.follow("lonely", "pb3")
        town.follow("lonely", "pb3", undone: true)
        let newcomer = try #require(town.catalog.account("newcomer"))
        let now = town.now.wholeSeconds
        let found = town.graph.walk(from: newcomer, seed: 1, at: now)
        #expect(found.count > 10)
        #expect(found.allSatisfy { town.catalog.id(of: $0.post).hasPrefix("b") })
        let lonely = try #require(town.catalog.account("lonely"))
        #expect(town.graph.walk(from: lonely, seed: 1, at: now) == [])
        var none = WalkLimits()
        none.steps = 0
        #expect(town.graph.walk(from: newcomer, seed: 1, at: now, limits: none) == [])
    }
}
