import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
public import HeadwaterIndex
import HeadwaterMeaning

/// One page of search results.
public struct SearchAnswer: Sendable {
    /// One post that was found.
    public struct Hit: Sendable, Hashable {
        /// The post.
        public var view: PostView
        /// How well it fits.
        public var score: Double
        /// Where the words of the query stand in it.
        public var highlights: [Highlight]
    }

    /// The posts, in order.
    public var hits: [Hit]
    /// Where the next page begins; nil where there is none.
    public var cursor: String?
    /// Milliseconds that it took.
    public var tookMs: Double
}

extension Engine {
    /// Finds posts by words and filters.
    ///
    /// - Throws: `EngineError.badRequest` naming the parameter that is wrong.
    public func search(_ request: SearchRequest) throws(EngineError) -> SearchAnswer {
        let start = monotonicNanoseconds()
        let question = question(request.words)
        let context = SearchContext(
            policy: configuration.policy,
            knobs: knobs,
            now: now
        )
        let page: SearchPage
        let heads: [PostHead]
        do throws(SearchError) {
            (page, heads) = try views.read { (views) throws(SearchError) in
                var context = context
                context.meaning = question?.query(in: views.vectors)
                let page = try views.index.search(request, in: views.catalog, context: context)
                return (
                    page,
                    page.hits.map { hit in
                        var head = Self.head(of: hit.post, in: views.catalog)
                        head.position = hit.position
                        return head
                    }
                )
            }
        } catch {
            throw .badRequest(param: error.parameter, message: error.message)
        }
        let hits = zip(page.hits, try show(heads)).compactMap { hit, view -> SearchAnswer.Hit? in
            guard let view else { return nil }
            return SearchAnswer.Hit(
                view: view,
                score: hit.score,
                highlights: page.highlighter.highlights(in: view.post)
            )
        }
        return SearchAnswer(
            hits: hits,
            cursor: page.cursor,
            tookMs: Double(monotonicNanoseconds() - start) / 1e6
        )
    }
}
