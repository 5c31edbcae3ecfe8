public import HeadwaterCatalog
import HeadwaterCore
public import HeadwaterEvents
public import HeadwaterIndex
import HeadwaterVisibility

/// The first half of an answer: which posts may hold it.
///
/// Made while the views are held still, in a few milliseconds. What it holds is a copy, so the
/// second half, ``answer(from:)``, needs no view, only the records at ``positions``, read from the
/// log in between.
public struct AskPlan: Sendable {
    /// A post that may hold the answer.
    struct Head: Sendable {
        var post: PostID
        var position: LogPosition
        var author: AccountID
        var handle: String
        var name: String
        /// What its author says of themselves.
        var profile: String
        var at: Timestamp
        var score: Double
        var reposts: Int
    }

    /// Where the posts stand in the log, the likeliest first.
    public var positions: [LogPosition] { heads.map(\.position) }

    var question: Question
    var heads: [Head]
    var asOf: Timestamp
    var knobs: Knobs
    var retrieveNs: UInt64
    var madeNs: UInt64

    /// Finds the posts that may answer a question.
    ///
    /// - Throws: `AskError` where the question is empty or too long.
    public init(
        _ request: AskRequest,
        index: some SearchIndex,
        catalog: Catalog,
        context: AskContext
    ) throws(AskError) {
        let start = monotonicNanoseconds()
        knobs = context.knobs
        asOf = request.asOf ?? context.now
        question = try Question(request.question, index: index, catalog: catalog, knobs: knobs)
        var scope = RetrievalScope()
        scope.asOf = request.asOf
        scope.since = request.since
        scope.until = request.until
        if !request.authors.isEmpty {
            scope.authors = request.authors.compactMap { catalog.account($0) }
        }
        let judge = Judge(
            viewer: request.viewer,
            policy: context.policy,
            now: context.now,
            catalog: catalog
        )
        let limit = Int(knobs[AnswerKnobs.posts])
        let sees = { (post: PostID) in judge.sees(post, on: .search, in: catalog) }
        let found = index.retrieve(
            question.queries,
            scope: scope,
            limit: limit,
            knobs: knobs,
            sees: sees
        )
        question.weigh(by: found.rarity, documents: found.documents)
        var hits = found.hits
        if question.form.asksGreatest, question.form.needsMeasure {
            // A greater value may stand where the question's names don't.
            let known = Set(hits.map(\.post))
            let rest = index.retrieve(
                question.namelessQueries,
                scope: scope,
                limit: limit / 3,
                knobs: knobs,
                sees: { !known.contains($0) && sees($0) }
            )
            hits += rest.hits
        }
        heads = hits.map { hit in
            let row = catalog[hit.post]
            let author = catalog[row.author]
            return Head(
                post: hit.post,
                position: hit.position,
                author: row.author,
                handle: author.handle.value,
                name: author.name.value,
                profile: author.attributes.first { $0.name == "bio" || $0.name == "description" }?
                    .value ?? "",
                at: row.at,
                score: hit.score,
                reposts: Int(row.counts[.repost])
            )
        }
        madeNs = monotonicNanoseconds()
        retrieveNs = madeNs - start
    }

    /// Answers from the records at ``positions``, in that order; nil where one is gone.
    ///
    /// Complexity: linear in the posts' texts.
    public func answer(from records: [Record?]) -> Answer {
        let start = monotonicNanoseconds()
        var reader = PassageReader(question: question)
        for (head, record) in zip(heads, records) {
            guard let record, case .event(.post(let post)) = record.body else { continue }
            reader.add(post, head: head, received: record.received)
        }
        let split = monotonicNanoseconds()
        reader.finish()
        let evidence = Evidence(
            question: question,
            sources: reader.sources,
            passages: reader.passages,
            knobs: knobs
        )
        var answer = Composer(evidence: evidence, knobs: knobs, asOf: asOf).compose()
        let end = monotonicNanoseconds()
        answer.timings.retrieveMs = Double(retrieveNs) / 1e6
        answer.timings.readMs = Double(start - madeNs) / 1e6
        answer.timings.splitMs = Double(split - start) / 1e6
        answer.timings.selectMs = Double(end - split) / 1e6
        answer.timings.totalMs = Double(end - madeNs + retrieveNs) / 1e6
        return answer
    }
}
