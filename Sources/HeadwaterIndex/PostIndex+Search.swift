public import HeadwaterCatalog
public import HeadwaterCore
import HeadwaterEvents
import HeadwaterText
import HeadwaterVisibility

extension PostIndex {
    /// The hits of one page.
    ///
    /// Complexity: O(postings of the query's words), but `latest` stops early.
    public func search(
        _ request: SearchRequest,
        in catalog: Catalog,
        context: SearchContext
    ) throws(SearchError) -> SearchPage {
        guard (1...100).contains(request.limit) else {
            throw SearchError("limit", "limit is 1 to 100")
        }
        if let seconds = request.halfLifeSeconds, !(seconds > 0 && seconds.isFinite) {
            throw SearchError("half_life", "half_life is a number of seconds above 0")
        }
        let digest = Self.digest(of: request)
        let cursor = try Self.cursor(of: request, digest)
        let parser = try QueryParser(
            request,
            languageCounts: languageCounts,
            knobs: context.knobs,
            catalog: catalog
        )
        let query = try parser.parse()
        let highlighter = Highlighter(keys: query.highlighted)
        guard !query.isImpossible else {
            return SearchPage(hits: [], cursor: nil, highlighter: highlighter)
        }
        let mark = watermark(position: cursor?.position, asOf: request.asOf)
        var matcher = Matcher(self, clauses: query.clauses, mark: mark)
        matcher.since = query.since?.milliseconds ?? .min
        matcher.until = query.until?.milliseconds ?? .max
        if let cursor, cursor.statistics.frequencies.count != query.clauses.count {
            // The languages of the index changed what the words mean; the page can't go on.
            throw SearchError("cursor", "the cursor has expired: search again")
        }
        let statistics =
            cursor?.statistics
            ?? (request.sort == .relevance
                ? matcher.statistics()
                : Statistics(
                    documents: 0,
                    length: 0,
                    frequencies: query.clauses.map { _ in 0 }
                ))
        var page =
            cursor
            ?? PageCursor(
                digest: digest,
                position: catalog.position.rawValue,
                now: context.now.milliseconds,
                statistics: statistics
            )
        let hits = collect(request, matcher, statistics, page, catalog, context)
        let shown = hits.prefix(request.limit)
        var next: String?
        if hits.count > request.limit, let last = shown.last {
            if request.sort == .top {
                page.seen += shown.map(\.key.post)
            } else {
                page.last = last.key
            }
            next = page.seen.count > Self.mostTop ? nil : page.text
        }
        return SearchPage(
            hits: shown.map {
                hit(at: $0.document, score: request.sort == .latest ? 0 : $0.key.score)
            },
            cursor: next,
            highlighter: highlighter
        )
    }

    /// `top` goes this many posts deep.
    private static var mostTop: Int { 2_000 }

    /// Everything that pages of one search share.
    private static func digest(of request: SearchRequest) -> UInt64 {
        var hasher = Fingerprinter()
        hasher.add(request.query)
        hasher.add(request.viewer ?? "")
        for list in [request.authors, request.langs, request.tags] {
            hasher.add(UInt64(list.count))
            for item in list { hasher.add(item) }
        }
        hasher.add(request.sort.rawValue)
        hasher.add(request.match?.rawValue ?? "")
        hasher.add((request.halfLifeSeconds ?? 0).bitPattern)
        for time in [request.since, request.until, request.asOf] {
            hasher.add(time?.milliseconds ?? -1)
        }
        return hasher.value.low
    }

    private static func cursor(
        of request: SearchRequest,
        _ digest: UInt64
    ) throws(SearchError) -> PageCursor? {
        guard let text = request.cursor else { return nil }
        guard let cursor = PageCursor(text) else {
            throw SearchError("cursor", "this is no cursor of a search")
        }
        guard cursor.digest == digest else {
            throw SearchError("cursor", "the cursor belongs to another search")
        }
        return cursor
    }

    /// The hits of the page and one more, where there is one.
    private func collect(
        _ request: SearchRequest,
        _ matcher: Matcher,
        _ statistics: Statistics,
        _ page: PageCursor,
        _ catalog: Catalog,
        _ context: SearchContext
    ) -> [(key: RankKey, document: Int)] {
        var matcher = matcher
        let judge = Judge(
            viewer: request.viewer,
            policy: context.policy,
            now: context.now,
            catalog: catalog
        )
        var collector = Collector(limit: request.limit + 1, after: page.last)
        let knobs = (
            saturation: context.knobs[IndexKnobs.saturation],
            lengthNorm: context.knobs[IndexKnobs.lengthNorm]
        )
        let sees = { (post: PostID) in judge.sees(post, on: .search, in: catalog) }
        switch request.sort {
        case .latest:
            matcher.collect(
                statistics,
                knobs: knobs,
                byTime: true,
                into: &collector,
                rank: { document, _ in Double(times[document]) },
                sees: sees
            )
        case .relevance:
            let fading = Fading(
                halfLifeMs: request.halfLifeSeconds.map { $0 * 1000 },
                now: page.now
            )
            matcher.collect(
                statistics,
                knobs: knobs,
                byTime: false,
                into: &collector,
                rank: { document, score in score * fading.factor(at: times[document]) },
                sees: sees
            )
        case .top:
            let seconds =
                request.halfLifeSeconds ?? context.knobs[IndexKnobs.topHalfLifeHours] * 3600
            let fading = Fading(halfLifeMs: seconds * 1000, now: page.now)
            let weights = (
                spread: context.knobs[IndexKnobs.spreadWeight],
                reply: context.knobs[IndexKnobs.replyWeight]
            )
            let seen = Set(page.seen)
            matcher.collect(
                statistics,
                knobs: knobs,
                byTime: false,
                into: &collector,
                rank: { document, _ in
                    let counts = catalog[PostID(posts[document])].counts
                    let spread = counts[.repost] + counts[.quote] + counts[.share]
                    let replies = counts[.reply] + counts[.bookmark]
                    let engagement =
                        Double(counts[.like]) + weights.spread * Double(spread) + weights.reply
                        * Double(replies)
                    return logarithm(1 + engagement) * fading.factor(at: times[document])
                },
                sees: { post in !seen.contains(post.rawValue) && sees(post) }
            )
        }
        return collector.hits
    }

    private func hit(at document: Int, score: Double) -> SearchHit {
        SearchHit(
            post: PostID(posts[document]),
            position: LogPosition(rawValue: positions[document]),
            time: Timestamp(milliseconds: times[document]),
            score: score
        )
    }

    // MARK: - Retrieval for answers

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

/// Halves a score for every half-life of age.
private struct Fading {
    let halfLifeMs: Double?
    let now: Int64

    func factor(at time: Int64) -> Double {
        guard let halfLifeMs else { return 1 }
        let age = Double(max(0, now - time))
        return exponential(-0.693147180559945309 * age / halfLifeMs)
    }
}
