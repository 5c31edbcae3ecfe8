import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterIndex
import Testing

@Suite struct PagingTests {
    /// All pages of a search, with something happening before each further page.
    private func pages(
        of request: SearchRequest,
        in town: inout Town,
        between: (inout Town, Int) -> Void
    ) throws -> [String] {
        var request = request
        var ids: [String] = []
        for number in 0..<100 {
            let page = try town.page(request)
            let catalog = town.catalog
            ids += page.hits.map { catalog.id(of: $0.post) }
            guard let cursor = page.cursor else { return ids }
            #expect(page.hits.count == request.limit)
            request.cursor = cursor
            between(&town, number)
        }
        Issue.record("the pages don't end")
        return ids
    }

    private func crowded() -> Town {
        var town = Town()
        for number in 0..<95 {
            let words = Array(repeating: "tide", count: 1 + number % 3).joined(separator: " ")
            town.post("p\(number)", "\(words) at pier \(number % 7)")
        }
        return town
    }

    @Test(arguments: [SearchRequest.Sort.relevance, .latest])
    func newPostsNeitherRepeatNorShiftHits(sort: SearchRequest.Sort) throws {
        var town = crowded()
        var request = SearchRequest(query: "tide")
        request.sort = sort
        request.limit = 100
        let whole = try town.page(request)
        let catalog = town.catalog
        let expected = whole.hits.map { catalog.id(of: $0.post) }
        #expect(expected.count == 95)
        #expect(whole.cursor == nil)
        request.limit = 10
        let got = try pages(of: request, in: &town) { town, number in
            for more in 0..<7 { town.post("new\(number)-\(more)", "tide tide tide") }
            town.post("p\(number)", "edited away", edited: true)
        }
        #expect(got == expected)
    }

    @Test func deletedPostsLeaveWithoutMovingTheRest() throws {
        var town = crowded()
        var request = SearchRequest(query: "tide pier")
        request.limit = 100
        let whole = try town.page(request)
        var catalog = town.catalog
        var expected = whole.hits.map { catalog.id(of: $0.post) }
        request.limit = 10
        let gone = expected[55]
        let got = try pages(of: request, in: &town) { town, number in
            if number == 1 { town.delete(gone) }
        }
        catalog = town.catalog
        expected.removeAll { $0 == gone }
        #expect(got == expected)
    }

    @Test func topServesNothingTwice() throws {
        var town = crowded()
        var request = SearchRequest(query: "tide")
        request.sort = .top
        request.limit = 10
        let got = try pages(of: request, in: &town) { town, number in
            for actor in 0...number {
                let like = Engagement(
                    kind: .like,
                    actor: "v\(actor)",
                    post: "p\(number * 9)",
                    at: town.clock
                )
                town.send(.engagement(like))
            }
        }
        #expect(got.count == 95)
        #expect(Set(got).count == 95)
    }

    @Test func aCursorBelongsToItsSearch() throws {
        let town = crowded()
        var request = SearchRequest(query: "tide")
        let cursor = try #require(try town.page(request).cursor)
        request.query = "pier"
        request.cursor = cursor
        #expect(throws: SearchError.self) { _ = try town.page(request) }
        request.query = "tide"
        request.limit = 50
        #expect(try town.page(request).hits.count == 50)
    }
}
