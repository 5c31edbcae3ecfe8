public import HeadwaterCatalog
import HeadwaterCore
import HeadwaterFeed
import HeadwaterVisibility

extension Engine {
    /// The best of Gorse's items by a score of their own, whoever asks: the latest, the most popular.
    ///
    /// Looks at the items that came last, as many as the knob `feed.backfill.steps` says, a few
    /// thousand under each hold of the lock. Complexity: O(items).
    /// - Parameters:
    ///   - viewer: Who asks, by id; nil for nobody. Only what may be in their feed comes.
    ///   - limit: How many at most.
    ///   - score: An item's score; one that is nil doesn't come.
    ///   - isWanted: Which items may come at all.
    /// - Returns: The items, the highest score first; at equal scores the one that came last.
    public func bestItems(
        for viewer: String?,
        limit: Int,
        by score: (PostEntry) -> Double?,
        where isWanted: (PostID, Catalog, GorseLedger) -> Bool
    ) -> [PreviewItem] {
        var found: [(score: Double, post: PostID)] = []
        var steps = Int(knobs[FeedKnobs.backfillSteps])
        var place = views.read { $0.gorse.itemCount }
        while place > 0, steps > 0 {
            let end = max(0, place - min(4096, steps))
            views.read { views in
                let judge = judge(viewer, views.catalog)
                for place in (end..<place).reversed() {
                    let post = views.gorse.item(place)
                    guard let score = score(views.catalog[post]),
                        isWanted(post, views.catalog, views.gorse),
                        judge.sees(post, on: .feed, in: views.catalog)
                    else { continue }
                    found.append((score, post))
                }
            }
            steps -= place - end
            place = end
        }
        found.sort { ($0.score, $0.post) > ($1.score, $1.post) }
        return views.read { views in
            found.prefix(max(0, limit)).map {
                PreviewItem(post: views.catalog.id(of: $0.post), score: $0.score)
            }
        }
    }
}
