import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph
import Testing

@Suite("posts that leave long lists")
struct RemovalTests {
    /// Someone who posts a lot, always about the same.
    static func town(posts: Int) -> Town {
        var town = Town()
        for number in 0..<posts { town.post("p\(number)", by: "a", tags: ["t"], sound: "s") }
        return town
    }

    static func delete(_ numbers: some Sequence<Int>, in town: inout Town) {
        for number in numbers {
            town.apply(.event(.delete(Delete(post: "p\(number)", at: town.now))))
        }
    }

    static func posts(_ town: Town) throws -> [String] {
        let author = try #require(town.catalog.account("a"))
        return town.graph.posts(by: author).firsts.map { town.catalog.id(of: PostID($0)) }
    }

    @Test("deleting an old post moves no more than deleting a new one")
    func oldPosts() {
        var town = Self.town(posts: 6_000)
        // The first deletion may begin what later ones use.
        Self.delete([3_000], in: &town)
        for number in [0, 5, 2_500, 4_990, 5_990] {
            let before = town.bytes
            Self.delete([number], in: &town)
            let after = town.bytes
            #expect(before.count == after.count)
            let moved = zip(before, after).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) }
            // Two fields, mostly changed in one byte, in the lists of author, tag and sound.
            #expect(moved <= 3 * 2 * 2 * 1_024, "p\(number)")
        }
    }

    @Test("what was deleted hides nothing that stands before it")
    func purges() throws {
        for order in [Array(2_000..<5_000), (2_000..<5_000).reversed()] {
            var town = Self.town(posts: 5_000)
            Self.delete(order, in: &town)
            let newest = (1_936..<2_000).reversed().map { "p\($0)" }
            #expect(try Self.posts(town) == newest)
            town.post("new", by: "a")
            #expect(try Self.posts(town) == ["new"] + newest.dropLast())
        }
    }

    @Test("who deletes everything, the oldest first, is in no list")
    func everything() throws {
        var town = Self.town(posts: 3_000)
        Self.delete(0..<3_000, in: &town)
        #expect(try Self.posts(town).isEmpty)
        let tag = try #require(town.catalog.term("t"))
        #expect(town.graph.posts(tagged: tag).count == 0)
    }
}
