import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog

/// What a pass of erasure did.
public struct ErasureReport: Sendable, Hashable {
    /// Deleted posts that are gone.
    public var posts = 0
    /// Deleted accounts that are gone, with everything that they sent.
    public var accounts = 0
    /// Records of the log that were removed.
    public var erased = 0
    /// Records of the log that say less than before.
    public var replaced = 0
    /// Milliseconds that it took.
    public var milliseconds: Int64 = 0
}

extension Engine {
    /// Makes the bytes of everything that has been deleted so far leave every file, now.
    ///
    /// Blocks until they have: it reads the log from its beginning, once or twice, while events keep
    /// coming in. A pass that breaks off leaves a log that gives the same views, and the next one
    /// finishes it.
    ///
    /// What is left: the ids of posts and accounts; of a deleted post its author and moment; counts
    /// of views, replies and the like by deleted accounts, without a name.
    @discardableResult
    public func eraseNow() throws(EngineError) -> ErasureReport {
        try housekeeper.alone { () throws(EngineError) in try erase() }
    }

    /// A whole pass; ``Housekeeper/alone(_:)`` is held.
    func erase() throws(EngineError) -> ErasureReport {
        let start = monotonicNanoseconds()
        guard let plan = views.read({ ErasurePlan($0.catalog) }) else { return ErasureReport() }
        var report = try eraseFromLog(plan)
        try finishErasure(through: plan.through)
        report.milliseconds = Int64((monotonicNanoseconds() - start) / 1_000_000)
        return report
    }

    /// The first half: the log's files hold nothing of the deleted any more.
    func eraseFromLog(_ plan: consuming ErasurePlan) throws(EngineError) -> ErasureReport {
        var plan = plan
        var report = ErasureReport(posts: plan.postCount, accounts: plan.accountCount)
        if plan.needsGathering {
            try forEachChunk { records throws(LogError) in
                for record in records { plan.gather(record) }
            }
        }
        var erased: [LogPosition] = []
        var last: [(position: LogPosition, received: Timestamp, step: ErasurePlan.Step)] = []
        try forEachChunk { records throws(LogError) in
            for record in records {
                let step = plan.step(for: record)
                if case .keep = step { continue }
                if plan.isLast(record) {
                    last.append((record.position, record.received, step))
                } else if case .replace(let body) = step {
                    try self.replace(record.position, record.received, by: body)
                    report.replaced += 1
                } else {
                    erased.append(record.position)
                }
            }
        }
        do throws(LogError) {
            try log.erase(erased)
            for (position, received, step) in last {
                if case .replace(let body) = step {
                    try replace(position, received, by: body)
                    report.replaced += 1
                } else {
                    try log.erase([position])
                    report.erased += 1
                }
            }
            report.erased += erased.count
            try log.scrub()
        } catch {
            throw .log(error)
        }
        return report
    }

    /// The second half: the views let go too, and no snapshot from before is left.
    func finishErasure(through position: LogPosition) throws(EngineError) {
        try writeBlocking([.change(ErasureRecord.done(through: position, at: now))])
        try saveSnapshot()
    }

    private func replace(
        _ position: LogPosition,
        _ received: Timestamp,
        by body: Record.Body
    ) throws(LogError) {
        try log.replace(Record(position: position, received: received, body: body))
    }

    /// Reads the whole log, as far as it reaches now.
    func forEachChunk(_ body: ([Record]) throws(LogError) -> Void) throws(EngineError) {
        let end = log.end
        var position = LogPosition.start
        while position < end {
            guard !housekeeper.isStopping else { throw .stopping }
            do throws(LogError) {
                let records = try log.read(after: position, limit: 4096)
                guard let last = records.last else { return }
                try body(records)
                position = last.position
            } catch {
                throw .log(error)
            }
        }
    }

    /// Writes records of our own from a thread that may block, and returns once they are visible.
    func writeBlocking(
        _ bodies: [Record.Body],
        cursors: [String: String] = [:]
    ) throws(EngineError) {
        let answer = BlockingQueue<Result<[Verdict], LogError>>(limit: 1)
        let submission = Submission(bodies: bodies, cursors: cursors) { _ = answer.put($0) }
        guard writer.put(.submission(submission)), let result = answer.take(most: 1)?.first else {
            throw .stopping
        }
        do throws(LogError) { _ = try result.get() } catch { throw .log(error) }
    }
}
