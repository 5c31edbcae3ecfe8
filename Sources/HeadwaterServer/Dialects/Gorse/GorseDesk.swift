import HTTPTypes
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents

/// Where all that Gorse's API writes passes, in order.
///
/// What an operation writes depends on what is known (its generation, its version, what stands), so
/// none may be planned before the one ahead of it is visible. Those that wait are planned together
/// and go to disk together.
actor GorseDesk {
    private struct Job {
        var operations: [GorseOperation]
        var engine: Engine
        var done: CheckedContinuation<[Int], any Error>
    }

    /// Operations that are planned together; a request is never cut.
    private static let batchLimit = 8192
    /// Events that go to the engine at once.
    private static let ingestLimit = 2048

    private let settings: GorseSettings
    private var waiting: [Job] = []
    private var isWriting = false
    private var lastNow = Timestamp.epoch

    init(_ settings: GorseSettings) { self.settings = settings }

    /// Writes, and returns once all of it is durable and visible.
    ///
    /// - Returns: for each operation how many rows it was about.
    func write(_ operations: [GorseOperation], to engine: Engine) async throws -> [Int] {
        guard !operations.isEmpty else { return [] }
        return try await withCheckedThrowingContinuation { done in
            waiting.append(Job(operations: operations, engine: engine, done: done))
            guard !isWriting else { return }
            isWriting = true
            Task { await writeAll() }
        }
    }

    private func writeAll() async {
        while let engine = waiting.first?.engine {
            var count = 0
            let jobs = Array(
                waiting.prefix { job in
                    defer { count += job.operations.count }
                    return count < Self.batchLimit
                }
            )
            waiting.removeFirst(jobs.count)
            do {
                let counts = try await write(jobs.map(\.operations), engine)
                for (job, counts) in zip(jobs, counts) { job.done.resume(returning: counts) }
            } catch {
                for job in jobs { job.done.resume(throwing: error) }
            }
        }
        isWriting = false
    }

    private func write(
        _ requests: [[GorseOperation]],
        _ engine: Engine
    ) async throws -> [[Int]] {
        // A clock that is set back must not make a later version older.
        lastNow = max(lastNow, engine.now)
        let (now, settings) = (lastNow, settings)
        let (counts, events) = try await blocking {
            var plan = GorsePlan(engine: engine, settings: settings, now: now)
            let counts = try requests.map { operations in
                try operations.map { try plan.add($0) }
            }
            return (counts, plan.events)
        }
        var start = 0
        while start < events.count {
            let end = min(start + Self.ingestLimit, events.count)
            let result = try await engine.ingest(Array(events[start..<end]))
            if let rejection = result.rejected.first {
                throw APIError(
                    status: .conflict,
                    code: "conflict",
                    message: "what is known contradicts it: \(rejection.reason)",
                    param: nil
                )
            }
            start = end
        }
        return counts
    }
}
