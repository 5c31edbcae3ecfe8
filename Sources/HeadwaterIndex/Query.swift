import HeadwaterCatalog
import HeadwaterCore
import HeadwaterText

/// One part of a query: a word, a phrase or a filter.
struct Clause: Sendable {
    /// Whether documents need it.
    enum Occurrence: Sendable {
        /// It counts where it is there.
        case should
        /// Without it nothing is found.
        case must
        /// With it nothing is found.
        case not
    }

    /// The words behind each other of a phrase: keys and distance from the first.
    struct Part: Sendable {
        var keys: [UInt64]
        var offset: UInt32
    }

    /// The keys of which a document needs one.
    var keys: [UInt64] = []
    /// The parts of a phrase; empty for all else.
    var phrase: [Part] = []
    var occurrence = Occurrence.should
    /// What it counts; 0 for a filter.
    var weight = 1.0
    /// Whether a document may have several of the keys.
    var keysOverlap = false
}

/// A query as the index works it off.
struct Query: Sendable {
    /// Clauses are bits of one word.
    static let maxClauses = 64

    var clauses: [Clause] = []
    var since: Timestamp?
    var until: Timestamp?
    /// Whether a filter named something that doesn't exist.
    var isImpossible = false
    /// The keys of the words that are shown in hits.
    var highlighted: Set<UInt64> = []

    mutating func narrow(since: Timestamp?, until: Timestamp?) {
        if let since { self.since = max(since, self.since ?? since) }
        if let until { self.until = min(until, self.until ?? until) }
    }
}

/// Works out the keys of words under the languages that an index holds.
struct WordKeys: ~Copyable {
    private var analyzer = TextAnalyzer(cachedWords: 64)
    private let stemmed: [Language]
    private let hasUnstemmed: Bool

    /// For an index with these numbers of documents by language.
    init(languageCounts: [Int]) {
        let present = Language.all.filter { languageCounts[Int($0.rawValue)] > 0 }
        stemmed = present.filter { $0.stemmer != nil }
        hasUnstemmed = stemmed.count < present.count || present.isEmpty
    }

    mutating func tokenize(_ text: String, into buffer: inout TokenBuffer) {
        analyzer.tokenizer.tokenize(text, into: &buffer)
    }

    /// The keys of one word.
    struct Keys {
        /// The distinct keys, ascending.
        var keys: [UInt64]
        /// Whether a document may have several of them: with and without diacritics.
        var overlap = false
    }

    /// The keys of a token, with its diacritics and without.
    mutating func keys(of token: Token, in buffer: TokenBuffer) -> Keys {
        guard token.kind == .word else {
            return Keys(keys: [TermKey(buffer.bytes.span.extracting(token.term)).rawValue])
        }
        var overlap = false
        var keys: [UInt64] = []
        if hasUnstemmed {
            keys.append(
                analyzer.key(of: token, in: buffer, language: .undetermined).rawValue
            )
        }
        for language in stemmed {
            let key = analyzer.key(of: token, in: buffer, language: language).rawValue
            if !keys.contains(key) { keys.append(key) }
            if let plain = analyzer.plainKey(of: token, in: buffer, language: language) {
                overlap = true
                if !keys.contains(plain.rawValue) { keys.append(plain.rawValue) }
            }
        }
        keys.sort()
        return Keys(keys: keys, overlap: overlap)
    }
}
