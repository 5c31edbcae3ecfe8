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

        /// Whether it is a particle that the answer to a yes-or-no question turns on.
        var isParticle = false
        /// Whether no post holds it.
        var isUnknown = false

        /// What a sentence gains by holding it.
        var worth: Double {
            isMachinery || query.isStopWord && !isParticle ? 0 : rarity
        }
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

    /// Of a yes-or-no question: the words of which an answer holds one.
    var predicate: UInt64 = 0
    /// The word that names what is asked for, which an answer's post must hold.
    var focus: UInt64 = 0

    /// The terms to look for, those of the question first.
    var queries: [QueryTerm] { terms.map(\.query) + expansions.map(\.query) }

    /// The terms without names.
    var namelessQueries: [QueryTerm] {
        terms.filter { !$0.isEntity && !$0.query.isStopWord }.map(\.query)
    }

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
            terms[number].isParticle = form.kind == .yesNo && Lexicon.expandable.contains(word)
            terms[number].isMachinery =
                form.machinery.contains(number) || Lexicon.machinery.contains(word)
            if terms[number].isMachinery, !form.unitWords.contains(number) {
                terms[number].query.weight *= 0.34
            }
        }
        expand(index, knobs)
    }

    /// Fills in how rare the words are; `rarity` is in the order of ``queries``.
    mutating func weigh(by rarity: [Double], documents: Int) {
        // What a word has that no post holds, less a trifle.
        let most = logarithm(1 + (Double(documents) + 0.5) / 0.5) - 1e-6
        for number in terms.indices where number < rarity.count {
            terms[number].rarity = rarity[number]
            terms[number].isUnknown = rarity[number] >= most
        }
        for (place, expansion) in expansions.enumerated()
        where terms.count + place < rarity.count && rarity[terms.count + place] < most {
            terms[expansion.term].isUnknown = false
        }
        findPredicate()
        findFocus()
        pairs = []
        for number in terms.indices.dropFirst()
        where terms[number].worth > 0 && terms[number - 1].worth > 0 {
            pairs.append((number - 1, number))
        }
    }

    /// Whether a word may be what a question turns on.
    private func isContent(_ number: Int) -> Bool {
        terms[number].worth > 0 && !terms[number].isEntity
    }

    /// Finds the words on which yes or no depends.
    ///
    /// English puts them last, unless words of a place or time follow: "Has anybody died at the
    /// bridge?", "Are the crossings to the island cancelled?".
    private mutating func findPredicate() {
        guard form.kind == .yesNo else { return }
        let content = terms.indices.filter { isContent($0) }
        guard let last = content.last else { return }
        let preposition = terms.indices.last {
            Lexicon.prepositions.contains(terms[$0].query.word)
        }
        guard let preposition, preposition > 0 else {
            predicate = 1 << UInt64(last)
            return
        }
        let tail = terms.indices.suffix(from: preposition + 1)
        let before = content.last { $0 < preposition }
        let lastEntity = tail.last { terms[$0].isEntity }
        if let lastEntity, last > lastEntity {
            predicate = 1 << UInt64(last)
        } else if let before {
            predicate = 1 << UInt64(before)
            if lastEntity == nil, last > preposition { predicate |= 1 << UInt64(last) }
        } else {
            predicate = 1 << UInt64(last)
        }
    }

    /// Finds the noun that names what is asked for: "the population of", "which vaccine".
    private mutating func findFocus() {
        guard form.kind == .thing || form.kind == .name, let asking = form.asking else { return }
        let ahead = asking + 1..<max(asking + 1, min(terms.count, asking + 7))
        let of = ahead.first { terms[$0].query.word == "of" }
        if form.kind == .name {
            guard let of, let noun = ahead.first(where: { $0 > of && isContent($0) }) else {
                return
            }
            focus = 1 << UInt64(noun)
        } else if let of, let noun = (asking + 1..<of).last(where: { isContent($0) }) {
            focus = 1 << UInt64(noun)
        } else if let noun = ahead.first(where: { terms[$0].worth > 0 }), isContent(noun),
            terms[noun].isUnknown
        {
            focus = 1 << UInt64(noun)
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
