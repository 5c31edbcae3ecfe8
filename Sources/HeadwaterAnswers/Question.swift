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
        /// Whether it only says what kind of answer is wanted.
        var isMachinery = false
        /// Whether it is a part of a name.
        var isEntity = false
        /// Whether it holds a digit, so that an answer needs it.
        var isNumber = false

        /// What a sentence gains by holding it.
        var worth: Double { isMachinery || query.isStopWord ? 0 : rarity }
    }

    /// A word that stands in for one of the question.
    struct Expansion: Sendable {
        var query: QueryTerm
        var term: Int
        var isOpposite: Bool
    }

    var text: String
    var form: QuestionForm
    var terms: [Term]
    var expansions: [Expansion]
    /// Words of the question that stand beside each other and are both worth something.
    var pairs: [(Int, Int)] = []

    /// The terms to look for, those of the question first.
    var queries: [QueryTerm] { terms.map(\.query) + expansions.map(\.query) }

    /// What a sentence with every word of the question gets.
    var worth: Double { terms.reduce(0) { $0 + $1.worth } }

    /// The question's words beyond this many count for nothing.
    static let mostTerms = 48

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
        let found = index.terms(of: text, language: nil, knobs: knobs)
        guard !found.isEmpty else {
            throw AskError("question", "there is no word in the question")
        }
        terms = found.prefix(Self.mostTerms).map { Term(query: $0) }
        form = QuestionForm(words: terms.map(\.query.word))
        expansions = []
        markNames()
        for number in terms.indices {
            let word = terms[number].query.word
            terms[number].isMachinery =
                form.machinery.contains(number) || Lexicon.machinery.contains(word)
            if terms[number].isMachinery { terms[number].query.weight *= 0.34 }
        }
        expand(index, knobs)
    }

    /// Fills in how rare the words are; `rarity` is in the order of ``queries``.
    mutating func weigh(by rarity: [Double]) {
        for number in terms.indices where number < rarity.count {
            terms[number].rarity = rarity[number]
        }
        pairs = []
        for number in terms.indices.dropFirst()
        where terms[number].worth > 0 && terms[number - 1].worth > 0 {
            pairs.append((number - 1, number))
        }
    }

    /// Marks names: words with a capital letter that don't begin the question, and handles.
    private mutating func markNames() {
        var reader = WordReader()
        let words = reader.words(of: text, language: .undetermined)
            .filter { !$0.isSecondary }
        for (number, word) in words.enumerated() where number < terms.count {
            let isName = word.isCapital && number > 0 && word.end - word.start > 1
            terms[number].isEntity =
                !terms[number].query.isStopWord && (isName || word.kind == .mention)
            terms[number].isNumber = word.text.utf8.contains { $0 >= 0x30 && $0 <= 0x39 }
        }
    }

    /// Adds words that say the same as the question's, or deny it.
    private mutating func expand(_ index: some SearchIndex, _ knobs: Knobs) {
        var words: [(text: String, term: Int, isOpposite: Bool)] = []
        for (number, term) in terms.enumerated() where !term.isEntity {
            let word = term.query.word
            guard !term.query.isStopWord || Lexicon.expandable.contains(word) else { continue }
            for group in Lexicon.synonyms where group.contains(word) {
                words += group.filter { $0 != word }.map { ($0, number, false) }
            }
            for (left, right) in Lexicon.opposites where form.kind == .yesNo {
                if left.contains(word) { words += right.map { ($0, number, true) } }
                if right.contains(word) { words += left.map { ($0, number, true) } }
            }
        }
        var seen = Set(terms.flatMap(\.query.keys))
        for word in words where terms.count + expansions.count < 63 {
            guard var query = index.terms(of: word.text, language: "en", knobs: knobs).first,
                let key = query.keys.first, seen.insert(key).inserted
            else { continue }
            query.weight = knobs[AnswerKnobs.synonymWeight]
            expansions.append(
                Expansion(query: query, term: word.term, isOpposite: word.isOpposite)
            )
        }
    }
}
