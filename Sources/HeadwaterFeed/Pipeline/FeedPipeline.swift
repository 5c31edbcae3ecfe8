import HeadwaterCatalog
public import HeadwaterCore

/// The feed as a list of stages, and the runner that counts, times and survives them.
///
/// Source → Hydrator → Filter → Predictor → Scorer → Selector → SideEffect. Where a source fails,
/// or the page has taken too long when its turn comes, the page is made without it and says so; so
/// it is with a hydrator that fails and a model that does, in whose place stands what people do on
/// average. A scorer that fails leaves the newest first. Filters and the selector are never done
/// without.
public struct FeedPipeline: Sendable {
    /// Who offers candidates.
    public var sources: [any CandidateSource]
    /// Who looks things up.
    public var hydrators: [any Hydrator]
    /// Who keeps things away; the judge of visibility is asked last.
    public var filters: [any Filter]
    /// Who predicts what the viewer will do, for the candidates that the filters let through.
    public var predictor: any Hydrator
    /// Who gives scores.
    public var scorer: any Scorer
    /// Who chooses.
    public var selector: any Selector
    /// Who takes note.
    public var sideEffects: [any SideEffect]
    /// Nanoseconds of a clock that never goes back; it measures stages and decides nothing but
    /// whether the deadline has passed.
    public var clock: @Sendable () -> UInt64

    /// The feed that Headwater serves; nobody takes note yet.
    public static func standard() -> FeedPipeline {
        FeedPipeline(
            sources: [
                FollowedSource(), PeopleSource(), WalkSource(), CoengagedSource(), RisingSource(),
                ResemblingSource(), NearestSource(), FreshSource(), PopularSource(),
                NewestSource(), BackfillSource(),
            ],
            hydrators: [FeatureHydrator()],
            filters: [UnseenFilter(), VisibilityFilter()],
            predictor: HeadHydrator(),
            scorer: ValueScorer(),
            selector: SlateSelector(),
            sideEffects: [],
            clock: monotonicNanoseconds
        )
    }

    /// The feed that Headwater served before it learned, which trials compare with: no walks,
    /// co-engagement or meaning, no model, and scores by taste alone.
    ///
    /// ``tasteKnobs`` set the rest.
    public static func byTaste() -> FeedPipeline {
        var pipeline = standard()
        pipeline.sources = [
            FollowedSource(), PeopleSource(), RisingSource(), ResemblingSource(), FreshSource(),
            PopularSource(), NewestSource(), BackfillSource(),
        ]
        pipeline.scorer = TasteScorer()
        return pipeline
    }

    /// The knobs that go with ``byTaste()``.
    public static let tasteKnobs: Knobs = {
        var knobs = Knobs()
        let values: [(Knob, Double)] = [
            (FeedKnobs.temperature, 0), (FeedKnobs.topicPenalty, 0.25), (FeedKnobs.topicRun, 0),
            (FeedKnobs.topicCap, 10), (FeedKnobs.discoverEvery, 0), (FeedKnobs.followedEvery, 0),
            (FeedKnobs.meaningWeight, 0),
        ]
        for (knob, value) in values { knobs.set(knob, to: value) }
        return knobs
    }()

    /// What came of a run.
    struct Run {
        var slate = Slate()
        var pool = CandidatePool()
        /// The candidates that could be chosen, the highest score first.
        var ranked: [Candidate] = []
        /// Whether the model answered.
        var isPredicted = true
        var reports: [StageReport] = []
        var notes: [String] = []
    }

    func run(_ query: FeedQuery) -> Run {
        var run = Run()
        for source in sources where !source.isLastResort { offer(source, query, &run) }
        prepare(query, &run)
        if !selector.isFilled(by: run.pool.candidates, for: query) {
            for source in sources where source.isLastResort { offer(source, query, &run) }
            prepare(query, &run)
        }
        required("selector \(selector.name)", &run) { run in
            run.ranked = Self.ranked(run.pool.candidates)
            run.slate = selector.select(from: run.ranked, for: query)
        }
        return run
    }

    /// The candidates with the highest score first, among equals the newest.
    ///
    /// Keys are sorted and not the candidates, which are large.
    private static func ranked(_ candidates: [Candidate]) -> [Candidate] {
        var keys = candidates.indices.map { place in
            (score: candidates[place].score, post: candidates[place].post, place: place)
        }
        keys.sort { ($0.score, $0.post) > ($1.score, $1.post) }
        return keys.map { candidates[$0.place] }
    }

    /// Hydrates, filters, predicts and scores.
    func prepare(_ query: FeedQuery, _ run: inout Run) {
        for hydrator in hydrators {
            optional("hydrator \(hydrator.name)", &run) { pool throws(StageFailure) in
                try hydrator.hydrate(&pool.candidates, for: query)
            }
        }
        for filter in filters {
            required("filter \(filter.name)", &run) { run in
                run.pool.keep { filter.admits($0, for: query) }
            }
        }
        let isPredicted = optional("predictor \(predictor.name)", &run) {
            pool throws(StageFailure) in
            try predictor.hydrate(&pool.candidates, for: query)
        }
        run.isPredicted = run.isPredicted && isPredicted
        let isScored = optional("scorer \(scorer.name)", &run) {
            pool throws(StageFailure) in
            try scorer.score(&pool.candidates, for: query)
        }
        if !isScored {
            for index in run.pool.candidates.indices {
                // A post's number grows with its arrival.
                run.pool.candidates[index].score = Float(run.pool.candidates[index].post.rawValue)
            }
        }
    }

    /// Asks a source, unless the page has taken too long already.
    ///
    /// The last resort comes where the page would be short, so it is worth waiting for.
    private func offer(_ source: any CandidateSource, _ query: FeedQuery, _ run: inout Run) {
        let stage = "source \(source.source.name)"
        guard source.isLastResort || !query.isLate() else {
            let count = run.pool.candidates.count
            run.reports.append(
                StageReport(
                    stage: stage,
                    before: count,
                    after: count,
                    nanoseconds: 0,
                    outcome: .late
                )
            )
            run.notes.append("Made without \(stage): the page had taken too long.")
            return
        }
        optional(stage, &run) { pool throws(StageFailure) in
            try source.offer(for: query, into: &pool)
        }
    }

    /// Runs a stage that a page can do without; false where it had to.
    @discardableResult
    private func optional(
        _ stage: String,
        _ run: inout Run,
        _ work: (inout CandidatePool) throws(StageFailure) -> Void
    ) -> Bool {
        let before = run.pool.candidates.count
        let start = clock()
        var outcome = StageReport.Outcome.done
        do { try work(&run.pool) } catch {
            outcome = .failed(error.message)
            run.notes.append("Made without \(stage): \(error.message).")
        }
        run.reports.append(
            StageReport(
                stage: stage,
                before: before,
                after: run.pool.candidates.count,
                nanoseconds: clock() &- start,
                outcome: outcome
            )
        )
        return outcome == .done
    }

    private func required(_ stage: String, _ run: inout Run, _ work: (inout Run) -> Void) {
        let before = run.pool.candidates.count
        let start = clock()
        work(&run)
        run.reports.append(
            StageReport(
                stage: stage,
                before: before,
                after: run.pool.candidates.count,
                nanoseconds: clock() &- start,
                outcome: .done
            )
        )
    }
}
