import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterIndex
import Testing

@Suite struct VisibilityTests {
    @Test func hiddenPostsAreNeverFoundAndNeverCounted() throws {
        var town = Town()
        town.post("open", "tide at the pier")
        town.post("own", "tide for me", by: "b") { $0.audience = .followers }
        town.send(.edge(Edge(kind: .follow, actor: "fan", subject: "b", at: town.clock)))
        let before = try town.page(SearchRequest(query: "tide")).hits.map(\.score)
        #expect(try town.find("tide") == ["open"])
        #expect(Set(try town.find("tide") { $0.viewer = "fan" }) == ["open", "own"])
        #expect(Set(try town.find("tide") { $0.viewer = "b" }) == ["open", "own"])
        #expect(try town.find("tide") { $0.viewer = "stranger" } == ["open"])
        // What a stranger can't see doesn't move a score.
        for number in 0..<20 {
            town.post("secret\(number)", "tide tide", by: "b") { $0.audience = .followers }
        }
        #expect(try town.page(SearchRequest(query: "tide")).hits.map(\.score) == before)
        town.send(
            .label(Label(subject: "open", value: "!hide", source: "m", at: town.clock))
        )
        #expect(try town.find("tide") == [])
        // A label hides the hit and leaves the statistics.
        #expect(
            try town.page(
                {
                    var r = SearchRequest(query: "tide")
                    r.viewer = "fan"
                    return r
                }()
            ).hits.isEmpty == false
        )
    }

    @Test func blocksStatusAndConsentHide() throws {
        var town = Town()
        town.post("1", "tide", by: "a")
        town.post("2", "tide", by: "b")
        town.post("3", "tide", by: "c")
        town.send(.edge(Edge(kind: .block, actor: "b", subject: "viewer", at: town.clock)))
        town.account("c") { $0.indexable = false }
        #expect(try town.find("tide") { $0.viewer = "viewer" } == ["1"])
        #expect(Set(try town.find("tide")) == ["1", "2"])
        #expect(Set(try town.find("tide") { $0.viewer = "c" }) == ["1", "2", "3"])
        town.account("a") { $0.status = .suspended }
        #expect(try town.find("tide") == ["2"])
        town.account("a") { $0.status = .active }
        #expect(Set(try town.find("tide")) == ["1", "2"])
        town.account("a") { $0.status = .deleted }
        #expect(try town.find("tide") == ["2"])
    }

    @Test func deletedWordsAreInNoSnapshotAndCountNowhere() throws {
        var town = Town()
        for number in 0..<30 { town.post("p\(number)", "tide pier\(number)") }
        let empty = Town().snapshot()
        let fresh = town.snapshot()
        town.post("gone", "unspeakable tide")
        #expect(try town.find("unspeakable") == ["gone"])
        town.delete("gone")
        #expect(try town.find("unspeakable") == [])
        #expect(town.snapshot() == fresh)
        for number in 0..<30 { town.delete("p\(number)") }
        #expect(town.snapshot() == empty)
    }

    @Test func revisionsAreKnownFromWhenTheyWereReceived() throws {
        var town = Town()
        town.post("1", "twelve hurt")
        let first = town.clock
        town.post("1", "nine hurt", edited: true)
        let second = town.clock
        #expect(try town.find("twelve") == [])
        #expect(try town.find("nine") == ["1"])
        #expect(try town.find("twelve") { $0.asOf = first } == ["1"])
        #expect(try town.find("nine") { $0.asOf = first } == [])
        #expect(try town.find("hurt") { $0.asOf = first.advanced(byMilliseconds: -1) } == [])
        var request = SearchRequest(query: "hurt")
        request.asOf = first
        #expect(try town.page(request).hits.map(\.position.rawValue) == [1])
        request.asOf = second
        #expect(try town.page(request).hits.map(\.position.rawValue) == [2])
        town.delete("1")
        #expect(try town.find("twelve") { $0.asOf = first } == [])
    }

    @Test func manyDeletesAreCompactedAway() throws {
        var town = Town()
        for number in 0..<3_000 { town.post("p\(number)", "tide \(number)") }
        for number in 0..<2_000 { town.delete("p\(number)") }
        #expect(town.index.documentCount == 1_000)
        let hits = try town.find("tide") { $0.sort = .latest }
        #expect(hits.first == "p2999" && hits.count == 100)
        #expect(try town.find("2500") == ["p2500"])
        #expect(try town.find("1500") == [])
    }
}
