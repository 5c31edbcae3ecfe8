import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterIndex
import Testing

@Suite struct QueryTests {
    private func harbour() -> Town {
        var town = Town()
        town.account("a", handle: "anna.town")
        town.account("b", handle: "ben")
        town.post("1", "The harbour bridge is closed")
        town.post("2", "Ships in the harbour, bridges over it #Harbour @ben", by: "b")
        town.post("3", "La crème brûlée de l'école", by: "b", langs: ["fr"])
        town.post("4", "東京タワーの写真", by: "b", langs: ["ja"])
        town.post("5", "closed bridge over the harbour https://www.example.com/news", by: "b")
        return town
    }

    @Test func findsWordsByStemsCaseAndDiacriticsFolded() throws {
        let town = harbour()
        #expect(Set(try town.find("bridge")) == ["1", "2", "5"])
        #expect(Set(try town.find("BRIDGES")) == ["1", "2", "5"])
        #expect(try town.find("creme") == ["3"])
        #expect(try town.find("écoles") == ["3"])
        #expect(try town.find("東京") == ["4"])
        #expect(try town.find("塔") == [])
        #expect(try town.find("写") == ["4"])
        #expect(try town.find("nothing") == [])
    }

    /// A stemmer goes by the accents; whoever searches need not.
    @Test func wordsAreFoundWithAndWithoutTheirDiacritics() throws {
        var town = harbour()
        town.post("6", "une creme brulee sans accents", langs: ["fr"])
        town.post("7", "Die Brücken über den Fluß", langs: ["de"])
        town.post("8", "las canciones del año", langs: ["es"])
        for query in ["brulee", "brûlée", "BRÛLÉE", "creme brulee", "crème brûlée"] {
            #expect(Set(try town.find(query)) == ["3", "6"], "\(query)")
            #expect(Set(try town.find("\"\(query)\"")) == ["3", "6"], "\(query) as a phrase")
            #expect(Set(try town.find(query) { $0.match = .all }) == ["3", "6"], "\(query), all")
        }
        #expect(try town.find("brucke") == ["7"])
        #expect(try town.find("cancion") == ["8"])
        #expect(try town.find("canción") == ["8"])
        // Both spellings of a word count once.
        let page = try town.page(SearchRequest(query: "brûlée"))
        #expect(page.hits.count == 2)
        var post = Post(id: "x", author: "a", at: .epoch, text: "La crème brûlée")
        post.langs = ["fr"]
        let marked = try town.page(SearchRequest(query: "brulee")).highlighter.highlights(in: post)
        #expect(marked.map { [$0.start, $0.end] } == [[10, 18]])
    }

    @Test func anyAndAllDiffer() throws {
        let town = harbour()
        #expect(Set(try town.find("ships closed")) == ["1", "2", "5"])
        #expect(try town.find("ships closed") { $0.match = .all } == [])
        #expect(try town.find("bridge closed") { $0.sort = .latest } == ["5", "1"])
        #expect(
            Set(
                try town.find("ships closed") {
                    $0.sort = .latest
                    $0.match = .any
                }
            ) == ["1", "2", "5"]
        )
    }

    @Test func operatorsNarrow() throws {
        let town = harbour()
        // Punctuation and endings don't break a phrase.
        #expect(Set(try town.find("\"harbour bridge\"")) == ["1", "2"])
        #expect(try town.find("bridge -\"harbour bridge\" -ships") == ["5"])
        #expect(try town.find("bridge -closed") == ["2"])
        #expect(try town.find("bridge from:anna.town") == ["1"])
        #expect(try town.find("bridge from:@Anna.Town") == ["1"])
        #expect(try town.find("from:nobody bridge") == [])
        #expect(Set(try town.find("bridge -from:ben")) == ["1"])
        #expect(try town.find("#harbour") == ["2"])
        #expect(try town.find("@ben") == ["2"])
        #expect(try town.find("example.com") == ["5"])
        #expect(try town.find("http://example.com/news/") == ["5"])
        #expect(try town.find("lang:fr") { $0.sort = .latest } == ["3"])
        #expect(try town.find("") { $0.sort = .latest } == ["5", "4", "3", "2", "1"])
        #expect(try town.find("-bridge") { $0.sort = .latest } == ["4", "3"])
        #expect(
            try town.find("bridge") {
                $0.authors = ["b"]
                $0.tags = ["#HARBOUR"]
            } == ["2"]
        )
        #expect(
            try town.find("") {
                $0.langs = ["ja", "fr-CA"]
                $0.sort = .latest
            } == ["4", "3"]
        )
    }

    @Test func timeIsTheEarlierOfAtAndReceived() throws {
        var town = Town()
        let day: Int64 = 86_400_000
        for (id, days) in [("old", -2), ("new", -1), ("future", 5)] as [(String, Int64)] {
            let at = town.clock.advanced(byMilliseconds: days * day)
            town.post(id, "tide table") { $0.at = at }
        }
        #expect(try town.find("tide", change: { $0.sort = .latest }) == ["future", "new", "old"])
        let cut = town.clock.advanced(byMilliseconds: -day - 1)
        #expect(
            try town.find("tide") {
                $0.since = cut
                $0.sort = .latest
            } == ["future"]
        )
        let exact = town.clock.advanced(byMilliseconds: -3_000 - 2 * day + 0)
        #expect(
            try town.find("tide") {
                $0.until = exact
                $0.sort = .latest
            } == []
        )
        #expect(try town.find("tide since:2023-11-13 until:2023-11-14T00:00:00Z") == ["new"])
    }

    @Test func badQueriesNameTheParameter() {
        let town = harbour()
        func parameter(_ change: (inout SearchRequest) -> Void) -> String? {
            var request = SearchRequest(query: "x")
            change(&request)
            do throws(SearchError) {
                _ = try town.page(request)
                return nil
            } catch {
                return error.parameter
            }
        }
        #expect(parameter { $0.limit = 0 } == "limit")
        #expect(parameter { $0.limit = 101 } == "limit")
        #expect(parameter { $0.halfLifeSeconds = 0 } == "half_life")
        #expect(parameter { $0.halfLifeSeconds = .nan } == "half_life")
        #expect(parameter { $0.cursor = "!" } == "cursor")
        #expect(parameter { $0.cursor = "AAAA" } == "cursor")
        #expect(parameter { $0.query = "since:yesterday" } == "query")
        #expect(parameter { $0.query = String(repeating: "a ", count: 65) } == "query")
        #expect(parameter { $0.query = String(repeating: "a", count: 5_000) } == "query")
        #expect(parameter { $0.langs = ["e"] } == "langs")
        #expect(parameter { $0.tags = [""] } == "tags")
        #expect(parameter { $0.authors = [""] } == "authors")
        #expect(parameter { $0.query = "\"unclosed - \" -- \"" } == nil)
    }

    @Test func highlightsAreByteRangesOfTheWords() throws {
        let town = harbour()
        var post = Post(id: "x", author: "a", at: .epoch, text: "Über die Brücken, Bridges & 東京タワー")
        post.langs = ["en"]
        post.title = "A bridge"
        var media = Media(kind: .video)
        media.alt = "bridge"
        media.transcript = "no"
        post.media = [media]
        let found = try town.page(SearchRequest(query: "the bridge 東京タワー -closed"))
            .highlighter.highlights(in: post)
        #expect(found.map(\.field) == ["text", "text", "title", "media/0/alt"])
        let text = Array(post.text.utf8)
        let words = found.prefix(2).map { String(decoding: text[$0.start..<$0.end], as: UTF8.self) }
        #expect(words == ["Bridges", "東京タワー"])
        #expect(found[2].start == 2 && found[2].end == 8)
    }

    @Test func wordsAreFoundInPostsOfEveryLanguage() throws {
        var town = harbour()
        town.post("6", "Running les courses", langs: ["fr", "en"])
        town.post("7", "running late", langs: ["en"])
        town.post("8", "los barcos corriendo", langs: [])
        #expect(Set(try town.find("running lang:en")) == ["6", "7"])
        #expect(Set(try town.find("running") { $0.langs = ["en-GB"] }) == ["6", "7"])
        #expect(try town.find("barco") == ["8"])
        #expect(try town.find("courses") == ["6"])
    }

    @Test func halfLifePutsNewPostsFirst() throws {
        var town = Town()
        town.post("old", "tide tide tide")
        town.clock = town.clock.advanced(byMilliseconds: 3_600_000)
        town.post("new", "tide at noon")
        #expect(try town.find("tide") == ["old", "new"])
        #expect(try town.find("tide") { $0.halfLifeSeconds = 600 } == ["new", "old"])
    }

    @Test func topFollowsEngagementThatFades() throws {
        var town = Town()
        town.post("quiet", "tide")
        town.post("liked", "tide")
        town.post("spread", "tide")
        for actor in 0..<3 {
            town.send(
                .engagement(
                    Engagement(kind: .like, actor: "v\(actor)", post: "liked", at: town.clock)
                )
            )
            town.send(
                .engagement(
                    Engagement(kind: .repost, actor: "v\(actor)", post: "spread", at: town.clock)
                )
            )
        }
        #expect(try town.find("tide") { $0.sort = .top } == ["spread", "liked", "quiet"])
        town.clock = town.clock.advanced(byMilliseconds: 30 * 86_400_000)
        town.post("today", "tide")
        town.send(.engagement(Engagement(kind: .like, actor: "v", post: "today", at: town.clock)))
        #expect(try town.find("tide") { $0.sort = .top }.first == "today")
    }
}
