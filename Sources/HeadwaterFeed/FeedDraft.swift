public import HeadwaterCatalog
public import HeadwaterCore
public import HeadwaterEvents

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
        /// Its score: higher is better, comparable within a viewer's pages.
        public var score: Double
        /// The chance with which it was drawn for this place: 1, as nothing is drawn yet.
        public var propensity: Double
        /// Why it stands there, in plain sentences.
        public var reasons: [String]
        /// What its score is made of, the largest part first: a part's name and its share.
        public var parts: [(name: String, value: Double)]
    }

    /// The request id of the page before it under the same cursor.
    public var previous: String?
    /// The places, from the top.
    public var slots: [Slot]
    /// What each stage did and how long it took.
    public var stages: [StageReport]
    /// What the page had to do without, in sentences; empty on a normal day.
    public var notes: [String]

    /// The record that makes the page count: the caller appends it to the log and applies it
    /// before it answers, and before the same viewer's next page is made.
    public func served(
        request: String,
        for asked: FeedRequest,
        at now: Timestamp,
        catalog: Catalog
    ) -> Served {
        Served(
            request: request,
            viewer: asked.viewer,
            surface: asked.surface ?? "main",
            at: now,
            previous: previous,
            limit: asked.limit,
            slots: slots.map {
                Served.Slot(
                    post: catalog.id(of: $0.post),
                    source: $0.source,
                    score: $0.score,
                    propensity: $0.propensity,
                    reasons: $0.reasons
                )
            }
        )
    }
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
