public import HeadwaterCore

/// What is asked of search: the fields of `POST /v1/search`.
public struct SearchRequest: Sendable, Hashable {
    /// By what hits are ordered.
    public enum Sort: String, Sendable, Hashable {
        /// By how well the words fit.
        case relevance
        /// Newest first.
        case latest
        /// By engagement that fades with time.
        case top
    }

    /// How many of the words a hit holds.
    public enum Match: String, Sendable, Hashable {
        /// One at least.
        case any
        /// All of them.
        case all
    }

    /// Words and operators; may be empty.
    public var query = ""
    /// Who asks, by id; nil for nobody.
    public var viewer: String?
    /// How many hits come back, 1 to 100.
    public var limit = 20
    /// Where the page before ended; nil for the first page.
    public var cursor: String?
    /// The earliest time of a hit.
    public var since: Timestamp?
    /// The first moment too late for a hit.
    public var until: Timestamp?
    /// Only posts by one of these accounts, by id.
    public var authors: [String] = []
    /// Only posts in one of these languages.
    public var langs: [String] = []
    /// Only posts with one of these tags, with or without the sign.
    public var tags: [String] = []
    /// nil: any for relevance, all for latest and top.
    public var match: Match?
    /// After how many seconds relevance counts half; nil for no decay.
    public var halfLifeSeconds: Double?
    /// By what hits are ordered.
    public var sort = Sort.relevance
    /// Only what had been received by then; nil for now.
    public var asOf: Timestamp?

    /// A request with only its words.
    public init(query: String = "") { self.query = query }
}

/// What is wrong with a search.
public struct SearchError: Error, Sendable, Hashable {
    /// The field of the request that is wrong.
    public var parameter: String
    /// What is wrong with it, as a sentence without its full stop.
    public var message: String

    init(_ parameter: String, _ message: String) {
        self.parameter = parameter
        self.message = message
    }
}
