import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterIndex
import HeadwaterMeaning
import Testing

/// A town whose posts have vectors, by an embedder that knows which words mean the same.
struct MeaningTown {
    var town = Town()
    var vectors = Vectors()
    private var seen = 0

    init() {
        apply(
            .change(
                VectorsRecord.declared(space: Concepts.space, dimension: Concepts.dimension)
                    .change(at: town.clock)
            )
        )
    }

    mutating func apply(_ body: Record.Body) {
        town.apply(
            Record(
                position: LogPosition(rawValue: UInt64(town.records.count + 1)),
                received: town.clock,
                body: body
            )
        )
        follow()
    }

    /// Applies to the vectors what the town has sent.
    mutating func follow() {
        for record in town.records[seen...] {
            let effect = town.effects[record.position.rawValue] ?? .none
            vectors.apply(record, effect, town.catalog)
        }
        seen = town.records.count
    }

    /// Gives all posts their vectors.
    mutating func embed() {
        follow()
        while let batch = vectors.next(in: Concepts.space, most: 64) {
            for version in batch.versions {
                let body = town.records[Int(version.position.rawValue) - 1].body
                guard case .event(.post(let post)) = body else { continue }
                let vector = Concepts.vector(of: post.text)
                vectors.mailbox.put(
                    vector.map { .vector($0, space: Concepts.space) } ?? .nothing,
                    in: Concepts.space,
                    at: version.position
                )
            }
            apply(.change(VectorsRecord.attached(batch.record).change(at: town.clock)))
        }
    }

    func query(_ text: String) -> VectorQuery? {
        Concepts.vector(of: text).flatMap { VectorQuery(WeighedVector($0), in: vectors) }
    }

    func page(_ request: SearchRequest) throws(SearchError) -> SearchPage {
        let context = SearchContext(now: town.clock, meaning: query(request.words))
        return try town.index.search(request, in: town.catalog, context: context)
    }

    func find(
        _ query: String,
        change: (inout SearchRequest) -> Void = { _ in }
    ) throws(SearchError) -> [String] {
        var request = SearchRequest(query: query)
        request.limit = 100
        change(&request)
        return try page(request).hits.map { town.catalog.id(of: $0.post) }
    }
}

enum Concepts {
    static let space = "concepts-1"
    static let dimension = 32
    private static let same = ["boat": "ferry", "vessel": "ferry", "cake": "bun", "storm": "gale"]

    static func vector(of text: String) -> QuantizedVector? {
        var sum = [Float](repeating: 0, count: dimension)
        for word in text.split(separator: " ") {
            var generator = SeededGenerator(
                seed: Fingerprint(same[String(word)] ?? String(word)).low
            )
            for index in sum.indices { sum[index] += Float(generator.unit() - 0.5) }
        }
        return QuantizedVector(sum)
    }
}

@Suite struct MeaningTests {
    static func harbour() -> MeaningTown {
        var town = MeaningTown()
        town.town.account("ada", handle: "ada.test")
        town.town.account("bob", handle: "bob.test")
        town.town.post("word", "ferry departs", by: "ada")
        town.town.post("same", "boat departs", by: "bob", langs: ["de"]) { $0.tags = ["pier"] }
        town.town.post("cake", "bun recipe", by: "bob")
        town.embed()
        return town
    }

    @Test func meaningFindsWhatTheWordsDoNot() throws {
        let town = Self.harbour()
        #expect(try town.town.find("ferry") == ["word"])
        #expect(try town.find("ferry").prefix(2) == ["word", "same"])
        #expect(try town.find("vessel").prefix(2).sorted() == ["same", "word"])
    }

    @Test(arguments: [
        ("ferry from:bob.test", ["same"]), ("ferry from:ada.test", ["word"]),
        ("ferry lang:de", ["same"]), ("ferry lang:en", ["word"]), ("ferry -boat", ["word"]),
        ("ferry #pier", ["same"]), ("vessel \"boat departs\"", ["same"]),
        ("ferry since:2030-01-01", []),
    ])
    func everyFilterHoldsForWhatMeaningFinds(_ query: String, _ wanted: [String]) throws {
        let found = try Self.harbour().find(query).filter { $0 != "cake" }
        // The tag counts beside the word where all need not hold.
        #expect(found == wanted || query.contains("#") && found.first == "same")
    }

    @Test func theFieldsOfTheRequestHoldToo() throws {
        let town = Self.harbour()
        #expect(try town.find("ferry") { $0.authors = ["bob"] }.first == "same")
        #expect(try !town.find("ferry") { $0.authors = ["bob"] }.contains("word"))
        #expect(try town.find("ferry") { $0.tags = ["pier"] } == ["same"])
        #expect(try town.find("ferry") { $0.langs = ["de"] } == ["same"])
        let time = town.town.catalog[town.town.catalog.post("same") ?? .none].time
        #expect(try town.find("ferry") { $0.until = time } == ["word"])
        #expect(try !town.find("ferry") { $0.since = time }.contains("word"))
    }

    @Test func meaningHasNoSayWhereWordsAreAskedFor() throws {
        let town = Self.harbour()
        #expect(try town.find("ferry") { $0.match = .all } == ["word"])
        #expect(try town.find("ferry") { $0.sort = .latest } == ["word"])
        #expect(try town.find("ferry") { $0.sort = .top } == ["word"])
        #expect(try town.find("\"ferry\"") == ["word"])
        #expect(try town.find("from:bob.test") == ["cake", "same"])
        for query in ["\"ferry\"", "from:bob.test", "-ferry", "lang:de since:2024-01-01", ""] {
            #expect(SearchRequest(query: query).words == "")
        }
        #expect(SearchRequest(query: "old -new \"red boat\" from:a").words == "old red boat")
    }

    @Test func highlightsAreThoseOfTheWords() throws {
        let town = Self.harbour()
        let page = try town.page(SearchRequest(query: "ferry"))
        var post = Post(id: "same", author: "bob", at: .epoch, text: "boat departs")
        #expect(page.highlighter.highlights(in: post).isEmpty)
        post.text = "the ferry departs"
        #expect(page.highlighter.highlights(in: post).map(\.start) == [4])
    }

    @Test func whatIsDeletedIsNotFoundByItsMeaning() throws {
        var town = Self.harbour()
        town.town.delete("same")
        town.follow()
        #expect(try !town.find("ferry").contains("same"))
    }

    @Test func theKnobSaysHowThoroughlyTheNearestAreLookedFor() throws {
        var town = MeaningTown()
        // More than one cell of the space holds.
        for number in 0..<2_500 { town.town.post("p\(number)", "word\(number)") }
        town.embed()
        let query = try #require(town.query("ferry"))
        func found(probes: Double) -> Set<PostID> {
            var knobs = Knobs()
            knobs.set(MeaningKnobs.probes, to: probes)
            let hits = town.town.index.retrieve(
                town.town.index.terms(of: "ferry", language: "en", knobs: knobs),
                scope: RetrievalScope(),
                limit: 1_000,
                knobs: knobs,
                meaning: query,
                sees: { _ in true }
            )
            .hits
            return Set(hits.map(\.post))
        }
        let few = found(probes: 1)
        let all = found(probes: 96)
        #expect(few == Set(query.nearest(count: 100, probes: 1).map(\.post)))
        #expect(all == Set(query.nearest(count: 100, probes: 96).map(\.post)))
        #expect(few != all)
    }

    @Test func whereNothingHasAVectorWordsAloneCount() throws {
        var town = MeaningTown()
        town.town.post("word", "ferry departs")
        town.town.post("same", "boat departs")
        town.follow()
        #expect(try town.find("ferry") == ["word"])
    }

    @Test func anEarlierVersionIsFoundByItsWordsAlone() throws {
        var town = Self.harbour()
        let before = town.town.clock
        town.town.post("same", "bun recipe", by: "bob", edited: true)
        town.embed()
        #expect(try !town.find("ferry") { $0.asOf = before }.contains("same"))
        #expect(try town.find("boat") { $0.asOf = before }.first == "same")
    }

    /// Scores are BM25 plus the cosine at the weight that the knob says, for all that has a word or is
    /// near; worked out by hand.
    @Test(arguments: 0..<12)
    func ranksAreThoseOfTheSum(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let words = ["ferry", "boat", "bun", "cake", "gale", "storm", "pier", "departs", "recipe"]
        func text(_ count: Int) -> String {
            (0..<count).map { _ in words.randomElement(using: &generator) ?? "" }
                .joined(separator: " ")
        }
        var town = MeaningTown()
        for number in 0..<90 {
            town.town.post("p\(number)", text(Int.random(in: 1...6, using: &generator)))
        }
        for number in 0..<10 { town.town.delete("p\(number * 7)") }
        town.embed()
        for _ in 0..<6 {
            let asked = text(3)
            let query = try #require(town.query(asked))
            let knobs = Knobs()
            let terms = town.town.index.terms(of: asked, language: "en", knobs: knobs)
            func retrieve(_ meaning: VectorQuery?) -> Retrieval {
                town.town.index.retrieve(
                    terms,
                    scope: RetrievalScope(),
                    limit: 1_000,
                    knobs: knobs,
                    meaning: meaning,
                    sees: { _ in true }
                )
            }
            let byWords = retrieve(nil)
            let top = zip(terms, byWords.rarity).reduce(0.0) { $0 + $1.0.weight * $1.1 }
            let factor =
                knobs[IndexKnobs.meaningWeight] * top * (knobs[IndexKnobs.saturation] + 1)
            var wanted: [PostID: Double] = [:]
            for number in 0..<90 where number % 7 != 0 || number >= 70 {
                let post = try #require(town.town.catalog.post("p\(number)"))
                wanted[post] = factor * Double(query.similarity(of: post) ?? 0)
            }
            for hit in byWords.hits { wanted[hit.post, default: 0] += hit.score }
            let found = retrieve(query).hits
            #expect(found.count == wanted.count, "seed \(seed)")
            for hit in found {
                #expect(abs(hit.score - (wanted[hit.post] ?? -9)) < 1e-9, "seed \(seed)")
            }
            #expect(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score })
        }
    }

    @Test func pagesShowEachPostOnceThoughVectorsComeBetween() throws {
        var town = MeaningTown()
        for number in 0..<60 {
            town.town.post("p\(number)", number % 3 == 0 ? "ferry \(number)" : "boat \(number)")
        }
        town.follow()
        var seen: [String] = []
        var request = SearchRequest(query: "ferry")
        request.limit = 7
        repeat {
            // No vectors on the first page, then more and more of them.
            if let batch = town.vectors.next(in: Concepts.space, most: 16), !seen.isEmpty {
                for version in batch.versions {
                    let body = town.town.records[Int(version.position.rawValue) - 1].body
                    guard case .event(.post(let post)) = body,
                        let vector = Concepts.vector(of: post.text)
                    else { continue }
                    town.vectors.mailbox.put(
                        .vector(vector, space: Concepts.space),
                        in: Concepts.space,
                        at: version.position
                    )
                }
                town.apply(
                    .change(VectorsRecord.attached(batch.record).change(at: town.town.clock))
                )
            }
            let page = try town.page(request)
            seen += page.hits.map { town.town.catalog.id(of: $0.post) }
            request.cursor = page.cursor
        } while request.cursor != nil
        #expect(Set(seen).count == seen.count)
        #expect(seen.count >= 20)
    }
}
