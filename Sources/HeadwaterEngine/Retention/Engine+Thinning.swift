import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterLog

extension Engine {
    /// How far back thinning has gone, as the log keeps it.
    static let thinningCursor = "feed.thinning"
    /// Records that are looked at in a step.
    static let thinningStep = 4_096

    /// Drops from old pages what is kept for some days only (the knob `feed.log.days`).
    ///
    /// That is the numbers behind their scores, and what else could have stood on them. The pages
    /// stay, at their positions, with their posts, chances and reasons.
    ///
    /// Goes on where the last pass ended: behind the last old page, or the last stretch of which
    /// everything is old. Pages are received in the order of the log, so a pass ends at the first
    /// stretch in which nothing is old enough. Blocks; call it from a thread of its own.
    /// - Returns: the number of pages that were thinned.
    @discardableResult
    func thinPages() throws(EngineError) -> Int {
        let days = knobs[FeedKnobs.logDays]
        let moment = now.advanced(byMilliseconds: -Int64(days * 86_400_000))
        return try housekeeper.alone { () throws(EngineError) in try thinPages(before: moment) }
    }

    private func thinPages(before moment: Timestamp) throws(EngineError) -> Int {
        let cursor = try cursor(of: Self.thinningCursor).flatMap { UInt64($0) } ?? 0
        var last = LogPosition(rawValue: cursor)
        var position = last
        var thinned = 0
        // Imported history is old wherever it lies: it says nothing of younger pages before it.
        var isAllOld = true
        do throws(LogError) {
            while !housekeeper.isStopping {
                let found = try log.scan(
                    after: position,
                    limit: Self.thinningStep,
                    receivedBefore: moment
                )
                guard found.position > position, !found.records.isEmpty else { break }
                position = found.position
                for record in found.records {
                    guard case .served(let page) = record.body else { continue }
                    last = record.position
                    guard let thin = page.thinned else { continue }
                    try log.replace(
                        Record(
                            position: record.position,
                            received: record.received,
                            body: .served(thin)
                        )
                    )
                    thinned += 1
                }
                if found.records.count < Self.thinningStep { isAllOld = false }
                if isAllOld { last = position }
            }
        } catch {
            throw .log(error)
        }
        if last.rawValue > cursor {
            try writeBlocking([], cursors: [Self.thinningCursor: "\(last.rawValue)"])
        }
        return thinned
    }
}
