import HeadwaterCore
import HeadwaterEvents
import HeadwaterIndex
import HeadwaterMeaning
import Testing

@Suite struct EvaluationTests {
    @Test func figuresFollowTheirDefinitions() throws {
        var evaluation = SearchEvaluation()
        for (number, text) in ["tide tide tide", "tide tide pier", "tide pier pier", "kelp"]
            .enumerated()
        {
            var post = Post(
                id: "p\(number)",
                author: "a",
                at: Timestamp(milliseconds: Int64(number)),
                text: text
            )
            post.langs = ["en"]
            evaluation.add(.post(post))
        }
        let result = evaluation.run([
            // Found at places 2 and 3.
            .init(id: "1", query: "tide", relevant: ["p1", "p2"]),
            // One of two found, at place 1.
            .init(id: "2", query: "kelp", relevant: ["p3", "missing"]),
            .init(id: "3", query: "none", relevant: ["p0"]),
            .init(id: "4", query: "left out", relevant: []),
        ])
        #expect(result.queries == 3)
        #expect(result.documents == 4)
        #expect(abs(result.meanReciprocalRank10 - (0.5 + 1 + 0) / 3) < 1e-12)
        #expect(abs(result.recall10 - (1 + 0.5 + 0) / 3) < 1e-12)
        #expect(abs(result.recall100 - (1 + 0.5 + 0) / 3) < 1e-12)
        #expect(abs(result.meanAveragePrecision - ((0.5 + 2.0 / 3) / 2 + 0.5 + 0) / 3) < 1e-12)
        #expect(result.json["protocol"]?.string == "search/1")
    }

    @Test func wordsAndMeaningAreMeasuredApart() throws {
        struct Embedder: TextEmbedder {
            let space = Concepts.space
            let dimension = Concepts.dimension
            func embed(_ text: String) -> [Float]? {
                Concepts.vector(of: text).map { $0.numbers.map { Float($0) } }
            }
        }
        var evaluation = SearchEvaluation(embedder: Embedder())
        for (number, text) in ["ferry departs", "boat departs", "bun recipe"].enumerated() {
            let at = Timestamp(milliseconds: Int64(number))
            evaluation.add(.post(Post(id: "p\(number)", author: "a", at: at, text: text)))
        }
        let queries = [SearchEvaluation.Query(id: "1", query: "vessel", relevant: ["p0", "p1"])]
        #expect(evaluation.run(queries).recall100 == 0)
        let both = evaluation.run(queries, byMeaning: true)
        #expect(both.recall10 == 1)
        #expect(both.meanReciprocalRank10 == 1)
        #expect(both.documents == 3)
    }

    @Test func queriesAreLinesOfJSON() throws {
        let line = #"{"id":"q1","query":"who closed it?","relevant":["a","b"],"answers":["x"]}"#
        let query = try #require(try SearchEvaluation.query(parsing: line))
        #expect(query == .init(id: "q1", query: "who closed it?", relevant: ["a", "b"]))
        #expect(try SearchEvaluation.query(parsing: #"{"id":"q1"}"#) == nil)
        #expect(throws: JSONError.self) { _ = try SearchEvaluation.query(parsing: "{") }
    }
}
