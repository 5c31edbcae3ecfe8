public import HeadwaterCatalog
public import HeadwaterCore
public import HeadwaterEvents
public import HeadwaterLearn

/// What the feed answers to a request.
public enum FeedDraft: Sendable {
    /// A new page, which the caller logs as `served` before anyone sees it.
    case page(FeedPage)
    /// A page that was served under this very cursor a moment ago; nothing is logged.
    case replay(ServedPage, visible: [PostID])
    /// Nothing is left for this viewer: no items and no cursor.
    case nothingLeft
}

/// A new page of the feed.
public struct FeedPage: Sendable {
    /// One place on the page.
    public struct Slot: Sendable {
        /// The post that stands there.
        public var post: PostID
        /// The source that speaks for it most, such as `followed`.
        public var source: String
        /// Every source that offered it.
        public var sources: [String]
        /// Its score: higher is better, comparable within a viewer's pages.
        public var score: Double
        /// The chance with which it was drawn for this place, given the places above it: above 0
        /// and at most 1.
        public var propensity: Double
        /// Why it stands there, in plain sentences.
        public var reasons: [String]
        /// The probabilities that its score is made of.
        public var heads: HeadOutputs
        /// The parts of the viewer's taste that moved them.
        public var taste: ScoreParts
    }

    /// A post that could have stood on the page.
    public struct Considered: Sendable {
        /// The post.
        public var post: PostID
        /// Its score.
        public var score: Float
        /// The probabilities that its score is made of.
        public var heads: HeadOutputs
    }

    /// The request id of the page before it under the same cursor.
    public var previous: String?
    /// The places, from the top.
    public var slots: [Slot]
    /// What each stage did and how long it took.
    public var stages: [StageReport]
    /// What the page had to do without, in sentences; empty on a normal day.
    public var notes: [String]
    /// The models that predicted, each with its version.
    public var models: [String] = []
    /// The position at which the views stood.
    public var standing = LogPosition.start
    /// What the draws were seeded with.
    public var seed: Int64 = 0
    /// The weight of each head in the scores, in the order of the heads.
    public var weights: [Float] = []
    /// How much the viewer's taste moved the heads.
    public var prior: Float = 0
    /// The sum of the highest scores that could have been chosen for the places, each given those
    /// above it.
    public var greedy: Double = 0
    /// The sum of the scores that the draws give in expectation; what ``greedy`` exceeds it by is
    /// the price of exploration.
    public var expected: Double = 0
    /// Everything that could have stood on the page, the highest score first; nil where that isn't
    /// logged.
    public var considered: [Considered]?

    init(previous: String?, slots: [Slot], stages: [StageReport], notes: [String]) {
        self.previous = previous
        self.slots = slots
        self.stages = stages
        self.notes = notes
    }

    /// The record that makes the page count: the caller appends it to the log and applies it
    /// before it answers, and before the same viewer's next page is made.
    public func served(
        request: String,
        for asked: FeedRequest,
        at now: Timestamp,
        catalog: Catalog
    ) -> Served {
        var served = Served(
            request: request,
            viewer: asked.viewer,
            surface: asked.surface ?? FeedRequest.mainSurface,
            at: now,
            previous: previous,
            limit: asked.limit,
            slots: slots.map { slot in
                var served = Served.Slot(
                    post: catalog.id(of: slot.post),
                    source: slot.source,
                    score: slot.score,
                    propensity: slot.propensity,
                    reasons: slot.reasons
                )
                served.sources = slot.sources
                served.heads = slot.heads.all
                served.parts = slot.taste.all
                return served
            }
        )
        served.models = models
        served.standing = standing
        served.seed = seed
        served.notes = notes
        served.weights = weights
        served.prior = prior
        served.greedy = greedy
        served.expected = expected
        if let considered {
            var columns = Served.Considered()
            columns.posts = considered.map { catalog.id(of: $0.post) }
            columns.scores = considered.map(\.score)
            columns.heads = considered.flatMap { $0.heads.all }
            served.considered = columns
        }
        return served
    }
}

extension HeadOutputs {
    /// All of them, in the order of the heads.
    var all: [Float] { Head.allCases.map { self[$0] } }
}

/// A page that was served, as the feed remembers it; the rest stands in the log at ``position``.
public struct ServedPage: Sendable, Hashable {
    /// Where its record stands in the log.
    public var position: LogPosition
    /// Whom it was served to.
    public var viewer: AccountID
    /// The moment at which its record was received.
    public var at: Timestamp
    /// The number of items that were asked for.
    public var limit: Int
    /// Whether an impression has named it in time.
    public var isReported: Bool
    /// What stood on it, from the top.
    public var posts: [PostID]
}
