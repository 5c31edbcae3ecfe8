import HeadwaterCatalog
import HeadwaterCore
import HeadwaterIndex
import HeadwaterText

/// A question, understood as far as that goes without a language model.
struct Question: Sendable {
    /// One word of the question.
    struct Term: Sendable {
        var query: QueryTerm
        /// BM25's inverse document frequency among the posts.
        var rarity = 0.0

        /// What a sentence gains by holding it.
        var worth: Double { query.weight * rarity }
    }

    var text: String
    var terms: [Term]

    init(
        _ text: String,
        index: some SearchIndex,
        catalog: Catalog,
        knobs: Knobs
    ) throws(AskError) {
        guard text.utf8.count <= AskRequest.longestQuestion else {
            throw AskError("question", "a question is at most 2,000 bytes long")
        }
        self.text = text
        terms = index.terms(of: text, language: nil, knobs: knobs).map { Term(query: $0) }
        guard !terms.isEmpty else { throw AskError("question", "there is no word in the question") }
    }
}
