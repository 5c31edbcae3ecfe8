import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents

/// Everything that follows from the log, standing at one position.
struct Views: Sendable {
    var catalog = Catalog()

    /// Applies one record to all views: the catalog first, the others by what it made of it.
    mutating func apply(_ record: Record) {
        _ = catalog.apply(record)
    }
}
