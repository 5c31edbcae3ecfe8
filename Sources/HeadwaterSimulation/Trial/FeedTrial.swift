import HeadwaterCore
import HeadwaterEvents

/// Tries a feed on viewers whose taste is planted and turns in the middle of a session.
///
/// First a part of the town's people scroll through what is new, whatever the feed; the feed only
/// learns from them. Then each viewer of the trial scrolls through pages of the feed itself. Half-way, a topic that
/// the viewer loved becomes one that is disliked, and one that was neither becomes loved.
public struct FeedTrial: Sendable {
    /// How large the trial is.
    public struct Shape: Sendable, Hashable {
        /// The people who scroll through what is new before the trial begins.
        public var crowd = 150
        /// The posts that each of them sees.
        public var crowdPosts = 60
        /// The viewers of the trial.
        public var viewers = 60
        /// The pages that each of them scrolls through; the taste turns half-way.
        public var pages = 24
        /// The posts on a page.
        public var limit = 10

        /// A trial that takes seconds.
        public init() {}
    }

    /// How large the trial is.
    public let shape: Shape
    /// The town that it takes place in.
    public let town: TasteTown
    private let seed: UInt64

    /// A trial.
    public init(seed: UInt64, shape: Shape = Shape(), town: TasteTown.Shape = .init()) {
        self.seed = seed
        self.shape = shape
        self.town = TasteTown(seed: mixed(seed), shape: town)
    }

    /// What became of one viewer.
    public struct Outcome: Sendable, Hashable {
        /// The value of what was shown, as a share of what the best unseen posts would have had.
        public var share: Double
        /// The same for the pages before the taste turned.
        public var shareBefore: Double
        /// The same for the last quarter, when the feed has had time to follow.
        public var shareAfter: Double
        /// The reactions since the turn until a page has two posts of the topic that rose; all that
        /// there were, where none had.
        public var reactionsUp: Int
        /// The reactions since the turn until a page has at most half the posts of the topic that
        /// fell that pages had before; all that there were, where none had.
        public var reactionsDown: Int
        /// Likes, as a share of what was shown.
        public var likes: Double
        /// Hides, as a share of what was shown.
        public var hides: Double
    }

    /// Plays the whole trial with a feed and returns what became of each viewer.
    public func run(_ feed: inout some TrialFeed) async throws -> [Outcome] {
        var posted = 0
        var now = town.start
        func arrive(until moment: Timestamp, _ feed: inout some TrialFeed) async throws {
            let count = town.count(at: moment)
            guard count > posted else { return }
            let events = (posted..<count).map { Event.post(town.post($0)) }
            posted = count
            try await feed.send(events, at: moment)
        }
        // The crowd scrolls for the first two thirds of the town's time.
        let visits = shape.crowd * 6
        let span = town.end.milliseconds(since: town.start) * 2 / 3
        for visit in 0..<visits {
            now = town.start.advanced(byMilliseconds: span * Int64(visit + 1) / Int64(visits))
            try await arrive(until: now, &feed)
            let events = scroll(visit, posted, at: now)
            try await feed.send(events, at: now)
        }
        var outcomes: [Outcome] = []
        let rest = town.end.milliseconds(since: now)
        for number in 0..<shape.viewers {
            let begin = now.advanced(byMilliseconds: rest / Int64(shape.viewers + 1))
            now = begin
            try await arrive(until: now, &feed)
            var session = Session(viewer: viewer("viewer:\(number)"), trial: self)
            for page in 0..<shape.pages {
                if page == shape.pages / 2 { session.turn() }
                try await arrive(until: now, &feed)
                let served = try await feed.page(
                    for: session.viewer.id,
                    limit: shape.limit,
                    at: now
                )
                for events in session.show(served.posts, served.request, posted, &now) {
                    try await feed.send(events, at: now)
                }
            }
            outcomes.append(session.outcome)
        }
        return outcomes
    }

    /// A viewer of the trial, before the turn.
    public func viewer(_ id: String) -> TasteViewer {
        TasteViewer(id: id, topics: town.shape.topics, seed: mixed(seed ^ Fingerprint(id).low))
    }

    /// What one of the crowd does with some of the newest posts.
    private func scroll(_ visit: Int, _ posted: Int, at now: Timestamp) -> [Event] {
        let viewer = viewer("crowd:\(visit % shape.crowd)")
        var random = SeededGenerator(seed: mixed(seed &+ UInt64(visit)))
        var events: [Event] = []
        for place in 0..<(shape.crowdPosts / 6) where posted > 0 {
            let number = posted - 1 - Int.random(in: 0..<min(posted, 400), using: &random)
            let reaction = viewer.reaction(
                to: number,
                town.secrets[number],
                request: "crowd-\(visit)",
                position: place,
                at: now
            )
            events += reaction.events
        }
        return events
    }
}
