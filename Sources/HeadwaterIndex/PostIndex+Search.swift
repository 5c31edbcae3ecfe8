public import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterMeaning
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
            // Counts and vectors move hits before and behind the last one.
            if request.sort == .top || Self.meaning(request, context) != nil {
                page.seen += shown.map(\.key.post)
                next = page.seen.count > Self.mostSeen ? nil : page.text
            } else {
                page.last = last.key
                next = page.text
            }
        }
        return SearchPage(
            hits: shown.map {
                hit(at: $0.document, score: request.sort == .latest ? 0 : $0.key.score)
            },
            cursor: next,
            highlighter: highlighter
        )
    }

    /// What the query means, where that counts.
    private static func meaning(
        _ request: SearchRequest,
        _ context: SearchContext
    ) -> VectorQuery? {
        request.words.isEmpty ? nil : context.meaning
    }

    /// `top`, and relevance by meaning, go this many posts deep.
    private static var mostSeen: Int { 2_000 }

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
            let meaning = meaning(Self.meaning(request, context), matcher, context.knobs)
            let seen = Set(page.seen)
            matcher.collect(
                statistics,
                knobs: knobs,
                meaning: meaning,
                byTime: false,
                into: &collector,
                rank: { document, score in score * fading.factor(at: times[document]) },
                sees: { post in !seen.contains(post.rawValue) && sees(post) }
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

    func hit(at document: Int, score: Double) -> SearchHit {
        SearchHit(
            post: PostID(posts[document]),
            position: LogPosition(rawValue: positions[document]),
            time: Timestamp(milliseconds: times[document]),
            score: score
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
