import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterGraph
import HeadwaterIndex

/// Everything that follows from the log, standing at one position.
struct Views: Sendable {
    var catalog = Catalog()
    var index = PostIndex()
    var graph = Graph()
    var feed = FeedState()
    var knobs = KnobLedger()

    /// Applies one record to all views: the catalog first, the others by what it made of it.
    mutating func apply(_ record: Record) {
        let effect = catalog.apply(record)
        index.apply(record, effect, catalog)
        graph.apply(record, effect, catalog)
        feed.apply(record, effect, catalog)
        knobs.apply(record, effect, catalog)
    }
}
