public import HeadwaterCatalog
public import HeadwaterCore
public import HeadwaterEvents
public import HeadwaterMeaning
public import HeadwaterVisibility

/// The index of all posts: finds them by words, tags, people and time.
///
/// A view: it applies records in log order and shows a post the moment its record is applied. Every
/// question carries the viewer, the filters and the watermark. Status, labels and viewer filter
/// hits, never statistics: document count, frequencies and lengths are those of the public posts
/// not deleted at the watermark, so a score tells nothing of what is hidden.
public protocol SearchIndex: DerivedView {
    /// The hits of one page.
    func search(
        _ request: SearchRequest,
        in catalog: Catalog,
        context: SearchContext
    ) throws(SearchError) -> SearchPage

    /// The terms by which the index knows the words of a text, whose language is guessed where
    /// `language` is nil.
    func terms(of text: String, language: String?, knobs: Knobs) -> [QueryTerm]

    /// The best posts for a bag of weighted terms, the best first.
    ///
    /// Where there is `meaning`, it counts beside the terms. `sees` says whether a post may be
    /// returned; it is asked only of those that would be.
    func retrieve(
        _ terms: [QueryTerm],
        scope: RetrievalScope,
        limit: Int,
        knobs: Knobs,
        meaning: VectorQuery?,
        sees: (PostID) -> Bool
    ) -> Retrieval
}

extension SearchIndex {
    /// The best posts for a bag of weighted terms, by these alone.
    public func retrieve(
        _ terms: [QueryTerm],
        scope: RetrievalScope,
        limit: Int,
        knobs: Knobs,
        sees: (PostID) -> Bool
    ) -> Retrieval {
        retrieve(terms, scope: scope, limit: limit, knobs: knobs, meaning: nil, sees: sees)
    }
}

/// What a search depends on beside the request.
public struct SearchContext: Sendable {
    /// Which labels hide.
    public var policy: Policy
    /// The values of the knobs.
    public var knobs: Knobs
    /// The moment of the request.
    public var now: Timestamp
    /// What ``SearchRequest/words`` mean; nil searches by words alone.
    public var meaning: VectorQuery?

    /// A context.
    public init(
        policy: Policy = Policy(),
        knobs: Knobs = Knobs(),
        now: Timestamp,
        meaning: VectorQuery? = nil
    ) {
        self.meaning = meaning
        self.policy = policy
        self.knobs = knobs
        self.now = now
    }
}

/// One post that was found.
public struct SearchHit: Sendable, Hashable {
    /// The post.
    public var post: PostID
    /// Where the revision that was found stands in the log.
    public var position: LogPosition
    /// The time that the post is ranked, sorted and filtered by.
    public var time: Timestamp
    /// How well it fits: comparable within one search alone; 0 for `latest`.
    public var score: Double
}

/// One page of hits.
public struct SearchPage: Sendable {
    /// The hits, the best first.
    public var hits: [SearchHit]
    /// Where the next page begins; nil where there is none.
    public var cursor: String?
    /// Finds the words of the query in the hits' texts.
    public var highlighter: Highlighter
}

/// One word of a query as the index knows it.
public struct QueryTerm: Sendable, Hashable {
    /// The folded word.
    public var word: String
    /// Its keys, for each language that the index holds.
    public var keys: [UInt64]
    /// Whether a post may have two of them: with and without diacritics.
    public var keysOverlap = false
    /// What it counts beside the others.
    public var weight: Double
    /// Whether it is a stop word of the text's language.
    public var isStopWord: Bool
}

/// Which posts a retrieval looks at.
public struct RetrievalScope: Sendable, Hashable {
    /// Only what had been received by then; nil for now.
    public var asOf: Timestamp?
    /// The earliest time; nil for any.
    public var since: Timestamp?
    /// The first moment too late; nil for none.
    public var until: Timestamp?
    /// Only posts by one of these accounts; nil for all.
    public var authors: [AccountID]?

    /// Everything there is now.
    public init() {}
}

/// What a retrieval found.
public struct Retrieval: Sendable {
    /// The posts, the best first.
    public var hits: [SearchHit]
    /// How telling each term is (BM25's inverse document frequency), in the order of the terms.
    public var rarity: [Double]
    /// The number of public posts that the statistics count.
    public var documents: Int
}
