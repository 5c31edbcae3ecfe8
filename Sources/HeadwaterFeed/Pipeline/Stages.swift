/// Why a stage could not do its work.
public struct StageFailure: Error, Sendable, Hashable {
    /// What went wrong, in a sentence.
    public var message: String

    /// A failure with a sentence.
    public init(_ message: String) { self.message = message }
}

// A page goes through stages of six kinds, in this order. Each is a value that is asked once a
// page; what it does for hundreds of candidates happens inside, in a loop of its own. To rank by
// another model, write a `Ranker` (HeadwaterLearn); to rank by another rule, a `Scorer`, and put it
// in the place of the one in `FeedPipeline.standard`.

/// Finds posts that may stand on the page.
///
/// A source looks at a bounded number of posts, and offers at most its quota. The page is made
/// without a source that fails.
public protocol CandidateSource: Sendable {
    /// Which source it is.
    var source: Source { get }
    /// Whether it is asked only where the others don't fill the page.
    var isLastResort: Bool { get }
    /// Offers candidates.
    func offer(for query: FeedQuery, into pool: inout CandidatePool) throws(StageFailure)
}

extension CandidateSource {
    /// False: a source is asked for every page.
    public var isLastResort: Bool { false }
}

/// Looks up what the scorer needs to know of the candidates, each by itself.
///
/// The page is made without what a hydrator that fails would have found.
public protocol Hydrator: Sendable {
    /// Its name in reports.
    var name: String { get }
    /// Fills in features. May be asked again after more candidates have come, and gives the same.
    func hydrate(_ candidates: inout [Candidate], for query: FeedQuery) throws(StageFailure)
}

/// Says which candidates must not stand on the page.
///
/// No page is made without any of the filters.
public protocol Filter: Sendable {
    /// Its name in reports.
    var name: String { get }
    /// Whether a candidate may stay.
    func admits(_ candidate: Candidate, for query: FeedQuery) -> Bool
}

/// Gives each candidate a score that depends on the viewer and the candidate alone.
///
/// Without it the newest posts come first.
public protocol Scorer: Sendable {
    /// Its name in reports.
    var name: String { get }
    /// Sets scores and their parts.
    func score(_ candidates: inout [Candidate], for query: FeedQuery) throws(StageFailure)
}

/// Chooses which candidates stand on the page, and where.
///
/// No page is made without it. It chooses by chance, with chances that depend on its candidates
/// and the query alone, and by a seed that the query gives.
public protocol Selector: Sendable {
    /// Its name in reports.
    var name: String { get }
    /// Chooses at most as many as the query asks for.
    ///
    /// - Parameters:
    ///   - candidates: Who may be chosen, the highest score first.
    ///   - query: What is asked.
    /// - Returns: Who stands on the page, from the top, and with which chances.
    func select(from candidates: [Candidate], for query: FeedQuery) -> Slate

    /// Whether these candidates fill the page whatever is drawn. Where they don't, the sources of
    /// last resort are asked before anything is drawn.
    func isFilled(by candidates: [Candidate], for query: FeedQuery) -> Bool
}

/// Takes note of a page that was made; it changes nothing of it.
public protocol SideEffect: Sendable {
    /// Takes note of a page.
    func note(_ page: FeedPage, for query: FeedQuery)
}

/// What a stage did for one page.
public struct StageReport: Sendable, Hashable {
    /// How it went.
    public enum Outcome: Sendable, Hashable {
        /// It did its work.
        case done
        /// It was left out, as the page had taken too long already.
        case late
        /// It could not do its work, for this reason.
        case failed(String)
    }

    /// The kind of stage and its name, such as `source people`.
    public var stage: String
    /// The number of candidates that it was given.
    public var before: Int
    /// The number of candidates that were there afterwards.
    public var after: Int
    /// How long it took.
    public var nanoseconds: UInt64
    /// How it went.
    public var outcome: Outcome
}
