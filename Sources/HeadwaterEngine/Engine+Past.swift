import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterLog
import Synchronization

extension Engine {
    /// The views as they stood after a record: from the newest snapshot that is not past it, else
    /// from the beginning of the log, and the records up to it.
    ///
    /// What has been erased since is missing, so what is made from them may differ from what was
    /// made then; whoever uses them has to compare.
    ///
    /// - Returns: nil where more records than the knob `feed.receipt.replay` lie between, or where
    ///   this is being done for somebody else just now.
    /// - Complexity: O(snapshot + records between); takes the memory of a second set of views, and
    ///   so is done for one at a time.
    func pastViews(at position: LogPosition) throws(EngineError) -> Views? {
        let most = UInt64(knobs[FeedKnobs.receiptReplay])
        let found = try past.withLockIfAvailable { _ throws(EngineError) in
            try loader.views(at: position, most: most)
        }
        return found ?? nil
    }
}

extension Loader {
    /// The views as they stood after a record; nil where it takes more than so many records.
    func views(at position: LogPosition, most: UInt64) throws(EngineError) -> Views? {
        guard position <= log.end else { return nil }
        var loaded = Loaded(
            admission: fresh,
            views: Views(),
            recovery: Engine.Recovery(snapshot: nil, replayed: 0, milliseconds: 0, notes: [])
        )
        for (start, path) in snapshots.standing where start <= position.rawValue {
            guard position.rawValue - start <= most else { return nil }
            do throws(SnapshotError) {
                (loaded.admission, loaded.views) = try read(path)
                loaded.recovery.snapshot = loaded.views.catalog.position
                break
            } catch {
                // Replaced or damaged meanwhile: the log is there still.
                continue
            }
        }
        let start = loaded.recovery.snapshot ?? .start
        guard position.rawValue - start.rawValue <= most else { return nil }
        try replay(into: &loaded, through: position) { _, _ in }
        return loaded.views
    }
}
