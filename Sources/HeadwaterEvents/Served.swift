public import HeadwaterCore

/// A page of a feed that was served; Headwater's own record, version 2.
///
/// It holds what the page's receipt and anyone who learns from it later need to know: what was
/// drawn with which chance, by which models and weights, at which position of the log. What takes
/// much room (the numbers behind the scores, and ``considered``) is kept for some days and then
/// dropped in place; ``isThinned`` says so. Of version 1 only the first fields are there.
public struct Served: Sendable, Hashable {
    /// One place on the page.
    public struct Slot: Sendable, Hashable {
        /// The post that stood there.
        public var post: String
        /// Which source speaks for it most, such as `followed`.
        public var source: String
        /// Its score.
        public var score: Double
        /// The chance with which it was drawn for this place, given the places above it: above 0
        /// and at most 1.
        public var propensity: Double
        /// Why it stood there, in plain sentences.
        public var reasons: [String]
        /// Every source that offered it.
        public var sources: [String] = []
        /// The probability of each head that its value was made of, in the order of the heads;
        /// empty where it isn't known (any more).
        public var heads: [Float] = []
        /// The parts of the viewer's taste that moved the heads, in the order of the parts; empty
        /// where they aren't known (any more).
        public var parts: [Float] = []

        /// One place on the page.
        public init(
            post: String,
            source: String,
            score: Double,
            propensity: Double,
            reasons: [String]
        ) {
            self.post = post
            self.source = source
            self.score = score
            self.propensity = propensity
            self.reasons = reasons
        }
    }

    /// The candidates that could have stood on the page, by columns, the highest score first.
    public struct Considered: Sendable, Hashable {
        /// The posts.
        public var posts: [String] = []
        /// The score of each.
        public var scores: [Float] = []
        /// The heads of each, one post's after another's.
        public var heads: [Float] = []

        /// No candidates.
        public init() {}
    }

    /// The page's id.
    public var request: String
    /// Whom it was served to.
    public var viewer: String
    /// The feed that it belongs to.
    public var surface: String
    /// The moment at which it was served.
    public var at: Timestamp
    /// The page before it under the same cursor, if it was no first page.
    public var previous: String?
    /// The number of items that were asked for.
    public var limit: Int
    /// The places, from the top.
    public var slots: [Slot]
    /// The arms of the experiments that the viewer was in.
    public var arms: [String] = []
    /// The models that predicted, each with its version.
    public var models: [String] = []
    /// The position at which the views stood; nil in version 1.
    public var standing: LogPosition?
    /// What the draws were seeded with, 0 to 2^53 − 1; nil in version 1.
    public var seed: Int64?
    /// What the page had to do without, in sentences.
    public var notes: [String] = []
    /// The weight of each head in the value, in the order of the heads.
    public var weights: [Float] = []
    /// How much the viewer's taste moved the heads: the factor before the sum of the parts, in
    /// log-odds.
    public var prior: Float?
    /// The sum of the highest scores that could have been chosen for the places.
    public var greedy: Double?
    /// The sum of the scores that the draws give in expectation: what ``greedy`` exceeds it by is
    /// the price of exploration.
    public var expected: Double?
    /// Everything that could have stood on the page, where that was sampled.
    public var considered: Considered?
    /// Whether what is kept for some days only has been dropped.
    public var isThinned = false

    /// A page of a feed that was served.
    public init(
        request: String,
        viewer: String,
        surface: String,
        at: Timestamp,
        previous: String?,
        limit: Int,
        slots: [Slot]
    ) {
        self.request = request
        self.viewer = viewer
        self.surface = surface
        self.at = at
        self.previous = previous
        self.limit = limit
        self.slots = slots
    }

    /// The page without what is kept for some days only; nil where there is nothing to drop.
    public var thinned: Served? {
        let isHeavy = slots.contains { !$0.heads.isEmpty || !$0.parts.isEmpty }
        guard isHeavy || considered != nil else { return nil }
        var page = self
        for index in page.slots.indices {
            page.slots[index].heads = []
            page.slots[index].parts = []
        }
        page.considered = nil
        page.isThinned = true
        return page
    }
}
