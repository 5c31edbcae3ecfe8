import HeadwaterCatalog
import HeadwaterCore
import HeadwaterText

/// Reads the query language: words, `"phrases"`, `-word`, `from:`, `since:`, `until:`, `lang:`,
/// `#tag`, `@mention` and links.
struct QueryParser: ~Copyable {
    private let request: SearchRequest
    private let catalog: Catalog
    private let weights: (stopWord: Double, language: Language)
    private let isAll: Bool
    private var words: WordKeys
    private var buffer = TokenBuffer()
    private var query = Query()

    private static let maxBytes = 4_096

    /// A parser for one request against an index with these documents by language.
    init(
        _ request: SearchRequest,
        languageCounts: [Int],
        knobs: Knobs,
        catalog: Catalog
    ) throws(SearchError) {
        guard request.query.utf8.count <= Self.maxBytes else {
            throw SearchError("query", "a query is at most \(Self.maxBytes) bytes long")
        }
        self.request = request
        self.catalog = catalog
        var named = request.langs
        for piece in Self.pieces(of: request.query) where !piece.isQuoted && !piece.isNegated {
            if let value = Self.value(of: "lang:", in: piece.text) { named.append(value) }
        }
        // A post in several languages is stemmed by its first one, whichever of them is asked for:
        // so the languages asked for don't confine what a word may have become.
        words = WordKeys(languageCounts: languageCounts)
        let language =
            named.map { Language($0) }.first { $0 != .undetermined }
            ?? Self.language(of: request.query, languageCounts: languageCounts)
        weights = (knobs[IndexKnobs.stopWordWeight], language)
        let match = request.match ?? (request.sort == .relevance ? .any : .all)
        isAll = match == .all
    }

    /// The language of a query: what its words tell, else that of most documents.
    static func language(of text: String, languageCounts: [Int]) -> Language {
        let guess = LanguageGuesser().guess(text)
        guard guess == .undetermined else { return guess }
        var best = 0
        for index in languageCounts.indices where languageCounts[index] > languageCounts[best] {
            best = index
        }
        return Language(rawValue: UInt8(best)) ?? .undetermined
    }

    /// The query, or what is wrong with it.
    consuming func parse() throws(SearchError) -> Query {
        for piece in Self.pieces(of: request.query) {
            if piece.isQuoted {
                addPhrase(piece)
            } else if try !addOperator(piece) {
                addWords(piece)
            }
        }
        try addFields()
        guard query.clauses.count <= Query.maxClauses else {
            throw SearchError("query", "a query has at most \(Query.maxClauses) words and filters")
        }
        return query
    }

    // MARK: - Pieces

    private struct Piece {
        var text: String
        var isQuoted = false
        var isNegated = false
    }

    /// What white space and quotation marks separate.
    private static func pieces(of text: String) -> [Piece] {
        var pieces: [Piece] = []
        var current = Piece(text: "")
        func isMark(_ scalar: Unicode.Scalar) -> Bool {
            scalar == "\"" || scalar == "\u{201C}" || scalar == "\u{201D}" || scalar == "\u{201E}"
        }
        func close() {
            if !current.text.isEmpty { pieces.append(current) }
            current = Piece(text: "")
        }
        for scalar in text.unicodeScalars {
            if isMark(scalar) {
                let opens = !current.isQuoted
                let negates = opens && current.text == "-"
                if negates { current.text = "" }
                close()
                current.isQuoted = opens
                current.isNegated = negates
            } else if scalar.properties.isWhitespace, !current.isQuoted {
                close()
            } else if current.text.isEmpty, scalar == "-", !current.isQuoted, !current.isNegated {
                current.text = "-"
            } else {
                if !current.isQuoted, current.text == "-" {
                    current.text = ""
                    current.isNegated = true
                }
                current.text.unicodeScalars.append(scalar)
            }
        }
        close()
        return pieces
    }

    private static func value(of name: String, in text: String) -> String? {
        guard text.lowercased().hasPrefix(name) else { return nil }
        return String(text.dropFirst(name.count))
    }

    /// The words of a query that are neither operators nor excluded; empty where all of them stand in
    /// quotation marks.
    static func words(of text: String) -> String {
        let pieces = pieces(of: text).filter { piece in
            !piece.isNegated && (piece.isQuoted || !isOperator(piece.text))
        }
        guard pieces.contains(where: { !$0.isQuoted }) else { return "" }
        return pieces.map(\.text).joined(separator: " ")
    }

    private static func isOperator(_ text: String) -> Bool {
        ["from:", "lang:", "since:", "until:"].contains { value(of: $0, in: text) != nil }
    }

    // MARK: - Operators

    /// Adds a piece that is an operator; false where it is none.
    private mutating func addOperator(_ piece: Piece) throws(SearchError) -> Bool {
        if let handle = Self.value(of: "from:", in: piece.text) {
            addAuthor(handle, isNegated: piece.isNegated)
            return true
        }
        if let tag = Self.value(of: "lang:", in: piece.text) {
            try check(language: tag, parameter: "query")
            add(filter: [FilterKey.language(tag)], piece.isNegated ? .not : .must)
            return true
        }
        for (name, isSince) in [("since:", true), ("until:", false)] {
            guard let value = Self.value(of: name, in: piece.text) else { continue }
            guard !piece.isNegated, let time = Self.time(value) else {
                throw SearchError(
                    "query",
                    "\(name) wants a date such as 2024-05-31 or an RFC 3339 time"
                )
            }
            query.narrow(since: isSince ? time : nil, until: isSince ? nil : time)
            return true
        }
        return false
    }

    private static func time(_ text: String) -> Timestamp? {
        let bytes = text.utf8.count == 10 ? text + "T00:00:00Z" : text
        return Timestamp(rfc3339: Array(bytes.utf8))
    }

    private mutating func addAuthor(_ handle: String, isNegated: Bool) {
        guard let account = catalog.account(handle: handle) ?? catalog.account(handle) else {
            if !isNegated { query.isImpossible = true }
            return
        }
        add(filter: [FilterKey.author(account)], isNegated ? .not : .must)
    }

    private mutating func add(filter keys: [UInt64], _ occurrence: Clause.Occurrence) {
        query.clauses.append(
            Clause(keys: keys, occurrence: occurrence, weight: 0, keysOverlap: keys.count > 1)
        )
    }

    private func check(language tag: String, parameter: String) throws(SearchError) {
        let primary = tag.prefix { $0 != "-" && $0 != "_" }
        let isTag =
            (2...8).contains(primary.utf8.count)
            && primary.utf8.allSatisfy { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
        guard isTag else {
            throw SearchError(parameter, "'\(tag)' is no language tag such as en or pt-BR")
        }
    }

    // MARK: - Words

    private mutating func addWords(_ piece: Piece) {
        words.tokenize(piece.text, into: &buffer)
        let stopWords = StopWords.shared
        for token in buffer.tokens where !token.isSecondary {
            let found = words.keys(of: token, in: buffer)
            var clause = Clause(keys: found.keys, keysOverlap: found.overlap)
            clause.occurrence = piece.isNegated ? .not : isAll ? .must : .should
            let term = buffer.term(of: token)
            let isStopWord =
                token.kind == .word && stopWords.contains(term, language: weights.language)
            if isStopWord { clause.weight = weights.stopWord }
            if token.kind == .mention { addMentioned(term, to: &clause) }
            if !piece.isNegated, !isStopWord { query.highlighted.formUnion(clause.keys) }
            query.clauses.append(clause)
        }
    }

    /// A handle finds the posts that name its account in their `mentions`, too.
    private func addMentioned(_ handle: String, to clause: inout Clause) {
        guard let account = catalog.account(handle: handle) else { return }
        clause.keys.append(FilterKey.mention(account))
        clause.keysOverlap = true
    }

    private mutating func addPhrase(_ piece: Piece) {
        words.tokenize(piece.text, into: &buffer)
        var clause = Clause(occurrence: piece.isNegated ? .not : .must)
        var first: Int?
        for token in buffer.tokens where !token.isSecondary {
            let start = first ?? token.position
            first = start
            let found = words.keys(of: token, in: buffer)
            let keys = found.keys
            clause.keysOverlap = found.overlap
            clause.phrase.append(Clause.Part(keys: keys, offset: UInt32(token.position - start)))
            if !piece.isNegated { query.highlighted.formUnion(keys) }
        }
        guard !clause.phrase.isEmpty else { return }
        if clause.phrase.count == 1 {
            clause.keys = clause.phrase[0].keys
            clause.phrase = []
        }
        query.clauses.append(clause)
    }

    // MARK: - Fields of the request

    private mutating func addFields() throws(SearchError) {
        query.narrow(since: request.since, until: request.until)
        for author in request.authors where author.isEmpty || author.utf8.count > 512 {
            throw SearchError("authors", "an account id has 1 to 512 bytes")
        }
        if !request.authors.isEmpty {
            let known = request.authors.compactMap { catalog.account($0) }
            if known.isEmpty { query.isImpossible = true }
            add(filter: known.map { FilterKey.author($0) }, .must)
        }
        for lang in request.langs { try check(language: lang, parameter: "langs") }
        if !request.langs.isEmpty {
            add(filter: request.langs.map { FilterKey.language($0) }, .must)
        }
        for tag in request.tags where tag.isEmpty || tag == "#" {
            throw SearchError("tags", "a tag is not empty")
        }
        if !request.tags.isEmpty { add(filter: request.tags.map { FilterKey.tag($0) }, .must) }
    }
}
