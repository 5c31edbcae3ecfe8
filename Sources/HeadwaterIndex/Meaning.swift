import HeadwaterCatalog
import HeadwaterCore
import HeadwaterMeaning

/// What meaning adds to the words of a query.
///
/// A document's score is its BM25 plus `weight` × (the BM25 of a document that has every word
/// without end) × the cosine of query and post: both are brought to the same scale by what the query
/// alone decides, so that scores don't depend on what else is found. A document that meaning alone
/// found must satisfy every filter like the others; only words it need not have.
struct Meaning {
    let query: VectorQuery
    /// What the cosine counts beside words; see `search.meaning.weight`.
    let weight: Double
    /// The documents that meaning found, in ascending order.
    let documents: [UInt32]
    /// A cosine that no other document is known to have more of: that of the last one found.
    ///
    /// What the approximate search for the nearest missed may be nearer; it then stands where its
    /// words put it.
    let most: Double
}

extension PostIndex {
    /// What meaning adds to a query whose hits lie in a stretch of time.
    ///
    /// Complexity: that of ``VectorQuery/nearest(count:from:probes:where:)``.
    func meaning(_ query: VectorQuery?, _ matcher: Matcher, _ knobs: Knobs) -> Meaning? {
        guard let query, knobs[IndexKnobs.meaningWeight] > 0 else { return nil }
        let count = Int(knobs[IndexKnobs.meaningCandidates])
        let near = query.nearest(
            count: count,
            probes: Int(knobs[MeaningKnobs.probes]),
            where: { post in
                guard let number = newest[UInt64(post.rawValue)] else { return false }
                let document = Int(number) - 1
                return document < matcher.mark.end && times[document] >= matcher.since
                    && times[document] < matcher.until
            }
        )
        return Meaning(
            query: query,
            weight: knobs[IndexKnobs.meaningWeight],
            documents: near.compactMap { newest[UInt64($0.post.rawValue)] }.map { $0 - 1 }.sorted(),
            most: near.count < count ? 1 : max(0, near.last.map { Double($0.similarity) } ?? 1)
        )
    }

    /// The cosine of the query and a document; 0 where the vector is not that document's.
    func similarity(of document: Int, _ meaning: Meaning) -> Double {
        guard !flags[document].contains(.superseded) else { return 0 }
        return Double(meaning.query.similarity(of: PostID(posts[document])) ?? 0)
    }
}

extension SearchRequest {
    /// The words of the query whose meaning counts: all that is neither an operator nor excluded.
    ///
    /// Empty where meaning has no say: where the request has no words outside quotation marks, asks
    /// for all of its words, or is not sorted by relevance.
    public var words: String {
        guard sort == .relevance, match != .all else { return "" }
        return QueryParser.words(of: query)
    }
}
