public import HeadwaterCatalog
import HeadwaterCore
import HeadwaterFeed
import HeadwaterVisibility

/// One post of a page that was not served.
public struct PreviewItem: Sendable, Hashable {
    /// The post's id.
    public var post: String
    /// Its score, as on a page.
    public var score: Double
}

extension Engine {
    /// What a viewer's feed would be now, without serving it: nothing is logged, nothing counts as
    /// served, and the same again gives the same until something happens.
    ///
    /// For dialects whose reads consume nothing. Longer than a page, too: page after page is
    /// drafted, each without what stood on those before.
    ///
    /// - Parameters:
    ///   - viewer: Whose feed, by id.
    ///   - limit: How many posts at most.
    ///   - isWanted: Which posts may come at all, asked under the lock.
    /// - Returns: The posts, from the top.
    /// - Throws: `EngineError.badRequest` naming the parameter that is wrong.
    public func preview(
        of viewer: String,
        limit: Int,
        where isWanted: @escaping @Sendable (PostID, Catalog, GorseLedger) -> Bool
    ) throws(EngineError) -> [PreviewItem] {
        var items: [PreviewItem] = []
        var taken: Set<PostID> = []
        while items.count < limit {
            let request = FeedRequest(viewer: viewer, limit: min(limit - items.count, 100))
            let before = taken
            let page: [(post: PostID, item: PreviewItem)]
            do throws(FeedError) {
                page = try views.read { (views) throws(FeedError) in
                    try draft(request, views) { post, views in
                        !before.contains(post) && isWanted(post, views.catalog, views.gorse)
                    }
                }
            } catch {
                throw .badRequest(param: error.param, message: error.message)
            }
            taken.formUnion(page.map(\.post))
            items += page.map(\.item)
            // A page that isn't full is the last.
            guard page.count == request.limit else { break }
        }
        return items
    }

    private func draft(
        _ request: FeedRequest,
        _ views: borrowing Views,
        _ isWanted: @escaping @Sendable (PostID, Views) -> Bool
    ) throws(FeedError) -> [(post: PostID, item: PreviewItem)] {
        let snapshot = copy views
        var basis = snapshot.basis(
            judge: judge(request.viewer, snapshot.catalog),
            now: now,
            configuration.pipeline
        )
        basis.pipeline.filters.insert(WantedFilter { isWanted($0, snapshot) }, at: 0)
        // Nothing is logged, so nothing could be learned from an exploring draw.
        basis.knobs.set(FeedKnobs.temperature, to: 0)
        basis.seed = FeedBasis.seed(of: request.viewer)
        let draft = try snapshot.feed.page(for: request, on: basis)
        guard case .page(let page) = draft else { return [] }
        return page.slots.map { slot in
            (
                slot.post,
                PreviewItem(post: snapshot.catalog.id(of: slot.post), score: slot.score)
            )
        }
    }
}

/// Keeps away what a caller does not want.
private struct WantedFilter: Filter {
    let name = "wanted"
    let isWanted: @Sendable (PostID) -> Bool

    func admits(_ candidate: Candidate, for _: FeedQuery) -> Bool { isWanted(candidate.post) }
}
