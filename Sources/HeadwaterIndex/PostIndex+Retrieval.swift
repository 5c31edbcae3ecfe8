public import HeadwaterCatalog
public import HeadwaterCore
public import HeadwaterMeaning
import HeadwaterText

// Retrieval for answers.
extension PostIndex {
    /// The terms by which the index knows the words of a text, one for each place.
    public func terms(of text: String, language: String?, knobs: Knobs) -> [QueryTerm] {
        let language =
            language.map { Language($0) }
            ?? QueryParser.language(of: text, languageCounts: languageCounts)
        var words = WordKeys(languageCounts: languageCounts)
        var buffer = TokenBuffer()
        words.tokenize(text, into: &buffer)
        let stopWords = StopWords.shared
        var terms: [QueryTerm] = []
        for token in buffer.tokens where !token.isSecondary {
            let term = buffer.bytes.span.extracting(token.term)
            let isStopWord = token.kind == .word && stopWords.contains(term, language: language)
            let found = words.keys(of: token, in: buffer)
            terms.append(
                QueryTerm(
                    word: buffer.term(of: token),
                    keys: found.keys,
                    keysOverlap: found.overlap,
                    weight: isStopWord ? knobs[IndexKnobs.stopWordWeight] : 1,
                    isStopWord: isStopWord
                )
            )
        }
        return terms
    }

    /// The best posts for a bag of weighted terms, of which the first 63 count.
    public func retrieve(
        _ terms: [QueryTerm],
        scope: RetrievalScope,
        limit: Int,
        knobs: Knobs,
        meaning: VectorQuery?,
        sees: (PostID) -> Bool
    ) -> Retrieval {
        var clauses = terms.prefix(Query.maxClauses - 1)
            .map {
                Clause(keys: $0.keys, weight: max($0.weight, 0), keysOverlap: $0.keysOverlap)
            }
        let count = clauses.count
        if let authors = scope.authors {
            clauses.append(
                Clause(
                    keys: authors.map { FilterKey.author($0) },
                    occurrence: .must,
                    weight: 0,
                    keysOverlap: true
                )
            )
        }
        let mark = watermark(position: nil, asOf: scope.asOf)
        var matcher = Matcher(self, clauses: clauses, mark: mark)
        matcher.since = scope.since?.milliseconds ?? .min
        matcher.until = scope.until?.milliseconds ?? .max
        let statistics = matcher.statistics()
        var collector = Collector(limit: max(0, limit))
        matcher.collect(
            statistics,
            knobs: (
                saturation: knobs[IndexKnobs.saturation], lengthNorm: knobs[IndexKnobs.lengthNorm]
            ),
            meaning: self.meaning(meaning, matcher, knobs),
            byTime: false,
            into: &collector,
            rank: { _, score in score },
            sees: sees
        )
        return Retrieval(
            hits: collector.hits.map { hit(at: $0.document, score: $0.key.score) },
            rarity: (0..<count).map { statistics.rarity($0) },
            documents: statistics.documents
        )
    }
}
