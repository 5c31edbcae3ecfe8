import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterGraph
import HeadwaterIndex
import HeadwaterLearn
import HeadwaterMeaning

/// Everything that follows from the log, standing at one position.
struct Views: Sendable {
    var catalog = Catalog()
    var vectors = Vectors()
    var index = PostIndex()
    var graph = Graph()
    var learner = Learner()
    var feed = FeedState()
    var knobs = KnobLedger()
    var gorse = GorseLedger()

    /// Applies one record to all views: the catalog first, the others by what it made of it.
    mutating func apply(_ record: Record) {
        let effect = catalog.apply(record)
        vectors.apply(record, effect, catalog)
        index.apply(record, effect, catalog)
        graph.apply(record, effect, catalog)
        graph.apply(vectors.topicChanges)
        learner.apply(record, effect, catalog)
        feed.apply(record, effect, catalog)
        knobs.apply(record, effect, catalog)
        gorse.apply(record, effect, catalog)
    }
}
