import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph
import HeadwaterLearn
import HeadwaterMeaning
import HeadwaterVisibility

extension FeedState {
    /// Makes the page that answers a request, or says that one was made already.
    ///
    /// Reads only: the page counts once its `served` record is applied, which must happen before
    /// the same viewer's next page is made.
    ///
    /// - Parameters:
    ///   - request: What is asked.
    ///   - basis: What the page stands on, at this view's position.
    /// - Returns: A new page, one that was served already, or word that nothing is left.
    /// - Throws: ``FeedError`` naming the parameter at fault.
    public func page(
        for request: FeedRequest,
        on basis: FeedBasis
    ) throws(FeedError) -> FeedDraft {
        guard (1...100).contains(request.limit) else {
            throw FeedError(param: "limit", message: "limit is a number from 1 to 100")
        }
        guard !request.viewer.isEmpty else {
            throw FeedError(param: "viewer", message: "a feed needs a viewer")
        }
        let name = request.surface ?? FeedRequest.mainSurface
        guard let surface = basis.surfaces[name] else {
            let known = basis.surfaces.all.map(\.name).joined(separator: ", ")
            throw FeedError(
                param: "surface",
                message: "there is no feed of that name; there are: \(known)"
            )
        }
        var basis = basis
        basis.knobs = surface.applied(to: basis.knobs)
        let viewer = basis.catalog.account(request.viewer) ?? .none
        var cursor: FeedCursor?
        var last: PageLog.Place?
        if let text = request.cursor {
            let (parsed, place) = try place(ofCursor: text, viewer)
            cursor = parsed
            last = place
            if let page = answer(
                to: place,
                viewer,
                request.limit,
                PageLog.mark(of: name),
                basis.now,
                basis.knobs
            ) {
                let visible = page.posts.filter {
                    basis.judge.sees($0, on: .feed, in: basis.catalog)
                }
                return .replay(page, visible: visible)
            }
        }
        let clock = basis.pipeline.clock
        let start = clock()
        let deadline = UInt64(basis.knobs[FeedKnobs.deadlineMs] * 1_000_000)
        let query = query(
            viewer,
            surface: surface,
            limit: request.limit,
            after: last,
            on: basis,
            isLate: { clock() &- start > deadline }
        )
        let run = basis.pipeline.run(query)
        guard !run.slate.places.isEmpty else { return .nothingLeft }
        let page = page(of: run, cursor, request, query)
        for effect in basis.pipeline.sideEffects { effect.note(page, for: query) }
        return .page(page)
    }

    private func page(
        of run: FeedPipeline.Run,
        _ cursor: FeedCursor?,
        _ request: FeedRequest,
        _ query: FeedQuery
    ) -> FeedPage {
        var page = FeedPage(
            previous: cursor?.request,
            slots: run.slate.places.map { slot($0, query) },
            stages: run.reports,
            notes: run.notes
        )
        let model = run.isPredicted ? query.ranker : UntrainedRanker()
        page.models = [model.version(for: query.context)]
        page.standing = query.catalog.position
        page.seed = Int64(query.seed)
        page.weights = query.weights.all
        page.prior = query.prior
        page.greedy = run.slate.greedy
        page.expected = run.slate.expected
        let share = query.knobs[FeedKnobs.logConsidered]
        if request.logsConsidered || Draw.unit(query.seed, -1, 0) < share {
            page.considered = run.ranked.map {
                FeedPage.Considered(post: $0.post, score: $0.score, heads: $0.heads)
            }
        }
        return page
    }

    private func slot(_ place: Slate.Place, _ query: FeedQuery) -> FeedPage.Slot {
        let candidate = place.candidate
        let source = place.isForNewVoice ? .fresh : Self.source(of: candidate)
        return FeedPage.Slot(
            post: candidate.post,
            source: source.name,
            sources: Source.allCases.filter { candidate.sources.contains(SourceSet($0)) }
                .map(\.name),
            score: Double(candidate.score),
            propensity: place.propensity,
            reasons: Reasons.sentences(for: candidate, query),
            heads: candidate.heads,
            taste: candidate.parts
        )
    }

    /// The source that speaks for a candidate most: the first in the order of ``Source``.
    static func source(of candidate: Candidate) -> Source {
        Source.allCases.first { candidate.sources.contains(SourceSet($0)) } ?? .backfill
    }

    /// What the stages are asked with, where the basis has the surface's knobs; with `asBefore`, as
    /// if that page and those after it had not been served.
    func query(
        _ viewer: AccountID,
        surface: Surface,
        limit: Int,
        after last: PageLog.Place?,
        on basis: FeedBasis,
        asBefore page: PageLog.Place? = nil,
        isLate: @escaping @Sendable () -> Bool
    ) -> FeedQuery {
        let context = RankingContext(
            viewer: viewer,
            surface: surface.model ?? surface.name,
            at: basis.now
        )
        let lately = lately(of: viewer, at: basis.now.wholeSeconds, basis.knobs)
        return FeedQuery(
            viewer: viewer,
            limit: limit,
            now: basis.now,
            knobs: basis.knobs,
            catalog: basis.catalog,
            graph: basis.graph,
            vectors: basis.vectors,
            judge: basis.judge,
            ranker: basis.ranker,
            context: context,
            seed: UInt64(bitPattern: basis.seed),
            weights: ValueScorer.weights(basis.knobs),
            prior: ValueScorer.prior(basis.knobs, examples: basis.ranker.examples(for: context)),
            state: self,
            taste: Taste(
                of: viewer,
                state: self,
                catalog: basis.catalog,
                seconds: basis.now.wholeSeconds,
                knobs: basis.knobs
            ),
            lately: lately,
            meaning: VectorQuery(of: lately, in: basis.vectors),
            scope: SurfaceScope(surface.filters, at: basis.now, basis.catalog),
            excluded: excluded(
                for: viewer,
                after: last,
                at: basis.now,
                basis.knobs,
                asBefore: page
            ),
            authorsBefore: authors(before: last, basis.catalog),
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
