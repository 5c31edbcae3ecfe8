import HeadwaterCatalog
import HeadwaterCore
public import HeadwaterEvents
public import HeadwaterFeed
import HeadwaterLog
import HeadwaterVisibility

/// A page of a feed as it is answered.
public struct FeedAnswer: Sendable {
    /// One post on the page.
    public struct Item: Sendable {
        /// The post.
        public var view: PostView
        /// Its score.
        public var score: Double
        /// Why it is there, in plain sentences.
        public var reasons: [String]
    }

    /// The page's id.
    public var request: String
    /// The posts, from the top.
    public var items: [Item]
    /// Where the next page begins; nil where nothing is left.
    public var cursor: String?
}

/// Why a post did or did not stand on a page.
public struct FeedExplanation: Sendable, Hashable {
    /// Whether it stood there.
    public var shown: Bool
    /// Why, in plain sentences.
    public var reasons: [String]
    /// What that rests on.
    public var evidence: WhyNot.Evidence

    init(_ why: WhyNot) {
        shown = why.shown
        reasons = why.reasons
        evidence = why.evidence
    }
}

extension Engine {
    /// Makes, logs and returns a page of a viewer's feed.
    ///
    /// The page is in the log before it is returned, so nothing comes twice, after a crash either.
    /// - Throws: `EngineError.badRequest` naming the parameter that is wrong.
    public func feed(_ request: FeedRequest) async throws(EngineError) -> FeedAnswer {
        try await turns.run(for: request.viewer) { () async throws(EngineError) in
            try await page(request)
        }
    }

    private func page(_ request: FeedRequest) async throws(EngineError) -> FeedAnswer {
        let id = configuration.requestIDs.next()
        let now = now
        let drafted: Drafted
        do throws(FeedError) {
            drafted = try views.read { (views) throws(FeedError) in
                try draft(request, id: id, at: now, views)
            }
        } catch {
            throw .badRequest(param: error.param, message: error.message)
        }
        let served: Served
        switch drafted.page {
        case .nothing: return FeedAnswer(request: id, items: [], cursor: nil)
        case .again(let position):
            guard let found = try page(at: position) else { throw .notFound("the page") }
            served = found
        case .new(let page):
            served = page
            _ = try await write([.served(page)])
        }
        // What is visible stands in the order of the page, with gaps where something was hidden.
        var visible = Array(zip(drafted.posts, try show(drafted.heads)))[...]
        let items = served.slots.compactMap { slot -> FeedAnswer.Item? in
            guard let (post, view) = visible.first, post.hasSameBytes(as: slot.post) else {
                return nil
            }
            visible = visible.dropFirst()
            guard let view else { return nil }
            return FeedAnswer.Item(view: view, score: slot.score, reasons: slot.reasons)
        }
        return FeedAnswer(
            request: served.request,
            items: items,
            cursor: FeedCursor(request: served.request).text
        )
    }

    private struct Drafted: Sendable {
        enum Page: Sendable {
            case new(Served)
            case again(LogPosition)
            case nothing
        }
        var page: Page
        var posts: [String] = []
        var heads: [PostHead] = []
    }

    private func draft(
        _ request: FeedRequest,
        id: String,
        at now: Timestamp,
        _ views: borrowing Views
    ) throws(FeedError) -> Drafted {
        let judge = Judge(
            viewer: request.viewer,
            policy: configuration.policy,
            now: now,
            catalog: views.catalog
        )
        var basis = views.basis(judge: judge, now: now, configuration.pipeline)
        basis.seed = FeedBasis.seed(of: id)
        basis.pipeline.sideEffects.append(tallies)
        let draft = try views.feed.page(for: request, on: basis)
        let posts: [PostID]
        var drafted: Drafted
        switch draft {
        case .nothingLeft: return Drafted(page: .nothing)
        case .replay(let page, let visible):
            posts = visible
            drafted = Drafted(page: .again(page.position))
        case .page(let page):
            posts = page.slots.map(\.post)
            drafted = Drafted(
                page: .new(page.served(request: id, for: request, at: now, catalog: views.catalog))
            )
        }
        drafted.posts = posts.map { views.catalog.id(of: $0) }
        drafted.heads = posts.map { Self.head(of: $0, in: views.catalog) }
        return drafted
    }

    /// The page that a request was answered with, as it was logged.
    ///
    /// - Throws: `EngineError.notFound` where there is no such page, or its record is erased.
    public func receipt(of request: String) throws(EngineError) -> Served {
        guard let position = views.read({ $0.feed.page(of: request)?.position }) else {
            throw .notFound("the page \(request)")
        }
        guard var page = try page(at: position) else {
            throw .notFound("the page \(request): its record is erased, and it")
        }
        // What was deleted is gone from here at once, and from the record within the deadline.
        views.read { views in
            func isDeleted(_ id: String) -> Bool {
                guard let post = views.catalog.post(id) else { return false }
                let row = views.catalog[post]
                return row.flags.contains(.deleted)
                    || views.catalog.isDeleted(row.author)
            }
            for index in page.slots.indices where isDeleted(page.slots[index].post) {
                page.slots[index].erase()
            }
            if let left = page.considered?.without(isDeleted) { page.considered = left }
        }
        return page
    }

    /// Why a post did or did not stand on a page.
    ///
    /// Where more has happened since, so that the page can't be made again from what is known now,
    /// the views are brought to where they stood, if `replays` says so: from the snapshot or the
    /// log, within the knob `feed.receipt.replay`. Blocks: that may take seconds.
    public func explanation(
        of post: String,
        on page: Served,
        replays: Bool = true
    ) throws(EngineError) -> FeedExplanation {
        let now = now
        let present = views.read { whyNot(post, page, at: now, $0) }
        guard replays, present.needsPast, let standing = page.standing,
            let past = try pastViews(at: standing)
        else { return FeedExplanation(present) }
        let why = whyNot(post, page, at: page.at, past)
        return FeedExplanation(why.evidence == .present ? present : why)
    }

    private func whyNot(
        _ post: String,
        _ page: Served,
        at moment: Timestamp,
        _ views: borrowing Views
    ) -> WhyNot {
        guard let id = views.catalog.post(post) else { return .unknown }
        let judge = Judge(
            viewer: page.viewer,
            policy: configuration.policy,
            now: moment,
            catalog: views.catalog
        )
        return views.feed.whyNot(
            post: id,
            page: page,
            on: views.basis(judge: judge, now: moment, configuration.pipeline)
        )
    }

    private func page(at position: LogPosition) throws(EngineError) -> Served? {
        do throws(LogError) {
            guard let record = try log.read(at: [position]).first ?? nil,
                case .served(let page) = record.body
            else { return nil }
            return page
        } catch {
            throw .log(error)
        }
    }
}

extension Views {
    /// What a page stands on, as all views stand now.
    func basis(judge: Judge, now: Timestamp, _ pipeline: FeedPipeline) -> FeedBasis {
        var basis = FeedBasis(catalog: catalog, graph: graph, judge: judge, now: now)
        basis.ranker = learner
        basis.vectors = vectors
        basis.knobs = knobs.current
        basis.surfaces = knobs.surfaces
        basis.pipeline = pipeline
        return basis
    }
}
