public import HeadwaterEvents
import HeadwaterLog

/// What became of the events of one batch, in their order.
public struct IngestResult: Sendable, Hashable {
    /// How many were new.
    public var accepted = 0
    /// How many had been accepted before.
    public var duplicates = 0
    /// Which ones what is known contradicts: their index in the batch, and why.
    public var rejected: [Rejection] = []

    /// An event that what is known contradicts.
    public struct Rejection: Sendable, Hashable {
        /// Its index in the batch.
        public var index: Int
        /// Why.
        public var reason: String
    }

    init(_ verdicts: [Verdict]) {
        for (index, verdict) in verdicts.enumerated() {
            switch verdict {
            case .accepted, .acceptedWithoutTrace: accepted += 1
            case .duplicate: duplicates += 1
            case .rejected(let reason):
                rejected.append(Rejection(index: index, reason: reason))
            }
        }
    }
}

extension Engine {
    /// Takes events in, and returns once they are durable and visible.
    ///
    /// Suspends while the writer has more than it can hold: that is the back-pressure.
    /// - Parameters:
    ///   - events: The events, in order.
    ///   - cursors: Where connectors stand once they are durable, by connector.
    ///   - isHistory: Whether each was received when it happened (`import --history`).
    /// - Returns: What became of them, in their order.
    /// - Throws: `EngineError.log(.diskFull)` where nothing of the batch was kept.
    public func ingest(
        _ events: [Event],
        cursors: [String: String] = [:],
        isHistory: Bool = false
    ) async throws(EngineError) -> IngestResult {
        let verdicts = try await write(
            events.map { .event($0) },
            cursors: cursors,
            isHistory: isHistory
        )
        let result = IngestResult(verdicts)
        meter.judged(
            accepted: result.accepted,
            duplicates: result.duplicates,
            rejected: result.rejected.count
        )
        return result
    }

    /// Counts lines that were no events at all, for the status.
    public func countMalformed(_ lines: Int) {
        guard lines > 0 else { return }
        meter.judged(accepted: 0, duplicates: 0, rejected: lines)
    }

    /// Writes records of Headwater's own, and returns once they are durable and visible.
    func write(
        _ bodies: [Record.Body],
        cursors: [String: String] = [:],
        isHistory: Bool = false
    ) async throws(EngineError) -> [Verdict] {
        let writer = writer
        let result: Result<[Verdict], EngineError> = await withCheckedContinuation { continuation in
            let submission = Submission(bodies: bodies, cursors: cursors, isHistory: isHistory) {
                continuation.resume(returning: $0.mapError { .log($0) })
            }
            Task {
                if await !writer.putWhenThereIsRoom(.submission(submission)) {
                    continuation.resume(returning: .failure(.stopping))
                }
            }
        }
        return try result.get()
    }

    /// Where a connector stands.
    public func cursor(of connector: String) throws(EngineError) -> String? {
        do throws(LogError) { return try log.cursor(of: connector) } catch { throw .log(error) }
    }
}
