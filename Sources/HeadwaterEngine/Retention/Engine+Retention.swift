import HeadwaterCatalog
public import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterLog

/// What a pass of retention did.
public struct RetentionReport: Sendable, Hashable {
    /// Records that were received before this moment were looked at.
    public var before: Timestamp
    /// Records of the log that were removed.
    public var erased = 0
}

extension Engine {
    /// Removes behaviour that is older than the knob `log.retention` says, in place: impressions,
    /// views and whatever else is counted, pages served, and states, labels and account fields that
    /// a newer event decides.
    ///
    /// What still holds stays, at its position: posts with all their versions, accounts, ties,
    /// labels, likes and tombstones, so a rebuild shows the same posts to the same people. Counts
    /// of what is counted (views, replies, clicks and the like) are kept by the snapshots alone: a
    /// rebuild from the log begins them with what is left in it. Nothing goes that is younger than
    /// the windows in which the feed and the recognition of duplicates remember it.
    ///
    /// Blocks; reads the log from its beginning while events keep coming in. With the knob at 0 it
    /// does nothing.
    @discardableResult
    public func applyRetention() throws(EngineError) -> RetentionReport {
        let knobs = knobs
        guard knobs[EngineConfiguration.retention] > 0 else {
            return RetentionReport(before: .epoch)
        }
        let days = max(
            knobs[EngineConfiguration.retention],
            knobs[FeedKnobs.windowDays],
            knobs[Admission.window]
        )
        let moment = now.advanced(byMilliseconds: -Int64(days * 86_400_000))
        return try housekeeper.alone { () throws(EngineError) in try removeBehaviour(before: moment)
        }
    }

    private func removeBehaviour(before moment: Timestamp) throws(EngineError) -> RetentionReport {
        var report = RetentionReport(before: moment)
        // Only what a snapshot has counted may go.
        let end = try saveSnapshot()
        var position = LogPosition.start
        do throws(LogError) {
            while position < end, !housekeeper.isStopping {
                let found = try log.scan(after: position, limit: 4096, receivedBefore: moment)
                guard found.position > position else { break }
                position = found.position
                let gone = views.read { views in
                    found.records.filter { $0.position <= end && Self.isSpent($0, views.catalog) }
                }
                try log.erase(gone.map(\.position))
                report.erased += gone.count
            }
            if report.erased > 0 { try log.scrub() }
        } catch {
            throw .log(error)
        }
        return report
    }

    private static func isSpent(_ record: Record, _ catalog: borrowing Catalog) -> Bool {
        switch record.body {
        case .served: true
        case .change: false
        case .event(.impression): true
        case .event(.engagement(let event)) where !event.kind.isState: true
        case .event(let event): catalog.isSuperseded(event)
        }
    }
}
