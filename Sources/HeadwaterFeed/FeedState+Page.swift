public import HeadwaterCatalog
public import HeadwaterCore
public import HeadwaterGraph
public import HeadwaterVisibility

extension FeedState {
    /// Makes the page that answers a request, or says that one was made already.
    ///
    /// Reads only: the page counts once its `served` record is applied, which must happen before
    /// the same viewer's next page is made.
    ///
    /// - Parameters:
    ///   - request: What is asked.
    ///   - catalog: What is known, at this view's position.
    ///   - graph: Who engaged with what, at this view's position.
    ///   - judge: The judge for this request's viewer.
    ///   - now: The moment of the request, on the clock that gives records their `received`.
    ///   - knobs: The values of the knobs.
    ///   - pipeline: The stages.
    /// - Returns: A new page, one that was served already, or word that nothing is left.
    /// - Throws: ``FeedError`` naming the parameter at fault.
    public func page(
        for request: FeedRequest,
        catalog: Catalog,
        graph: Graph,
        judge: Judge,
        now: Timestamp,
        knobs: Knobs = Knobs(),
        pipeline: FeedPipeline = .standard()
    ) throws(FeedError) -> FeedDraft {
        guard (1...100).contains(request.limit) else {
            throw FeedError(param: "limit", message: "limit is a number from 1 to 100")
        }
        guard !request.viewer.isEmpty else {
            throw FeedError(param: "viewer", message: "a feed needs a viewer")
        }
        let viewer = catalog.account(request.viewer) ?? .none
        var cursor: FeedCursor?
        var last: PageLog.Place?
        if let text = request.cursor {
            let (parsed, place) = try place(ofCursor: text, viewer)
            cursor = parsed
            last = place
            if let page = answer(to: place, viewer, request.limit, now, knobs) {
                let visible = page.posts.filter { judge.sees($0, on: .feed, in: catalog) }
                return .replay(page, visible: visible)
            }
        }
        let start = pipeline.clock()
        let deadline = UInt64(knobs[FeedKnobs.deadlineMs] * 1_000_000)
        let clock = pipeline.clock
        let query = query(
            viewer,
            limit: request.limit,
            after: last,
            catalog,
            graph,
            judge,
            now,
            knobs,
            isLate: { clock() &- start > deadline }
        )
        let run = pipeline.run(query)
        guard !run.chosen.isEmpty else { return .nothingLeft }
        let page = FeedPage(
            previous: cursor?.request,
            slots: run.chosen.map { slot($0, query) },
            stages: run.reports,
            notes: run.notes
        )
        for effect in pipeline.sideEffects { effect.note(page, for: query) }
        return .page(page)
    }

    private func slot(_ candidate: Candidate, _ query: FeedQuery) -> FeedPage.Slot {
        let parts = ScorePart.allCases
            .map { (name: $0.name, value: Double(candidate.parts[$0])) }
            .filter { $0.value != 0 }
            .sorted { abs($0.value) > abs($1.value) }
        return FeedPage.Slot(
            post: candidate.post,
            source: Self.source(of: candidate).name,
            score: Double(candidate.score),
            propensity: 1,
            reasons: Reasons.sentences(for: candidate, query),
            parts: parts
        )
    }

    /// The source that speaks for a candidate most: the first in the order of ``Source``.
    static func source(of candidate: Candidate) -> Source {
        Source.allCases.first { candidate.sources.contains(SourceSet($0)) } ?? .backfill
    }

    func query(
        _ viewer: AccountID,
        limit: Int,
        after last: PageLog.Place?,
        _ catalog: Catalog,
        _ graph: Graph,
        _ judge: Judge,
        _ now: Timestamp,
        _ knobs: Knobs,
        isLate: @escaping @Sendable () -> Bool
    ) -> FeedQuery {
        FeedQuery(
            viewer: viewer,
            limit: limit,
            now: now,
            knobs: knobs,
            catalog: catalog,
            graph: graph,
            judge: judge,
            state: self,
            taste: Taste(
                of: viewer,
                state: self,
                catalog: catalog,
                seconds: now.wholeSeconds,
                knobs: knobs
            ),
            excluded: excluded(for: viewer, after: last, at: now, knobs),
            authorsBefore: authors(before: last, catalog),
            decays: limits.decays,
            isLate: isLate
        )
    }

    private func place(
        ofCursor text: String,
        _ viewer: AccountID
    ) throws(FeedError) -> (FeedCursor, PageLog.Place) {
        guard let cursor = FeedCursor(text) else {
            throw FeedError(param: "cursor", message: "this is no cursor of a feed")
        }
        guard let place = pages.place(ofRequest: cursor.request) else {
            throw FeedError(
                param: "cursor",
                message: "the page behind this cursor is no longer known; ask without a cursor"
            )
        }
        guard viewer != .none, pages.viewer(place) == viewer else {
            throw FeedError(param: "cursor", message: "this cursor belongs to another viewer")
        }
        return (cursor, place)
    }
}
