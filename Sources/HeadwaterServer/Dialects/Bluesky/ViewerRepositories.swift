import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterIngest
import Logging
import Synchronization

/// Reads viewers' repositories when they first ask for a feed: whom they follow, what they like and
/// whom they block, so that their first pages are theirs already.
///
/// One that was read is remembered in the log beside the connectors' cursors, in the transaction of
/// its last events, and read again once that is old. A failure is tried again at a later request.
/// At most a few are read at once, and the rest waits in a queue that is bounded: a viewer who finds
/// it full is served without, and taken note of at their next page.
final class ViewerRepositories: Sendable {
    /// Viewers who may wait.
    static let queueLimit = 1000
    /// Viewers of whom it is remembered in memory that nothing is to be done.
    static let rememberedLimit = 200_000
    /// How long after a failure it is not tried again, in milliseconds.
    static let retryMs: Int64 = 600_000
    /// Events that are written together.
    private static let batch = 1024

    private enum Phase {
        case waiting
        case settled(untilMs: Int64)
    }

    private struct Sleeper {
        var number: UInt64
        var continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var phases: [String: Phase] = [:]
        var queue: [String] = []
        var running = 0
        var sleepers: [String: [Sleeper]] = [:]
        var lastNumber: UInt64 = 0
    }

    private let directory: IdentityDirectory
    private let fetch: RepositoryFetch
    private let reader: RepositoryReader
    private let knobs: Knobs
    private let logger: Logger
    private let state = Mutex(State())

    init(directory: IdentityDirectory, fetch: RepositoryFetch, knobs: Knobs, logger: Logger) {
        self.directory = directory
        self.fetch = fetch
        self.knobs = knobs
        self.logger = logger
        reader = RepositoryReader(
            likes: Int(knobs[BlueskySettings.repositoryLikes]),
            edges: Int(knobs[BlueskySettings.repositoryEdges])
        )
    }

    /// The name under which it is remembered when a viewer's repository was read.
    static func cursorName(_ viewer: String) -> String { "bluesky-repository/\(viewer)" }

    /// Has a viewer's repository read, where that is due, and waits for it for a moment.
    func prepare(_ viewer: String, in engine: Engine) async {
        let nowMs = engine.now.milliseconds
        let (isDue, startsWorker) = state.withLock { enter(viewer, nowMs, &$0) }
        if startsWorker { Task { await self.work(in: engine) } }
        guard isDue, knobs[BlueskySettings.repositoryWaitMs] > 0 else { return }
        let wait = Duration.milliseconds(Int64(knobs[BlueskySettings.repositoryWaitMs]))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.settled(viewer) }
            group.addTask {
                // Woken early where the first is done.
                do { try await Task.sleep(for: wait) } catch { return }
            }
            _ = await group.next()
            group.cancelAll()
        }
    }

    /// Puts a viewer into the queue, where that is due.
    private func enter(
        _ viewer: String,
        _ nowMs: Int64,
        _ state: inout State
    ) -> (isDue: Bool, startsWorker: Bool) {
        switch state.phases[viewer] {
        case .waiting: return (true, false)
        case .settled(let untilMs): if nowMs < untilMs { return (false, false) }
        case nil: break
        }
        guard state.queue.count < Self.queueLimit else { return (false, false) }
        if state.phases.count >= Self.rememberedLimit {
            // Forgetting costs a look into the log at the next page, no more.
            state.phases = state.phases.filter { _, phase in
                if case .waiting = phase { true } else { false }
            }
        }
        state.phases[viewer] = .waiting
        state.queue.append(viewer)
        guard state.running < Int(knobs[BlueskySettings.repositoriesAtOnce]) else {
            return (true, false)
        }
        state.running += 1
        return (true, true)
    }

    /// Returns once nothing is to be done for a viewer, or the task is cancelled.
    private func settled(_ viewer: String) async {
        let number = state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard case .waiting = state.phases[viewer], !Task.isCancelled else {
                        return true
                    }
                    let sleeper = Sleeper(number: number, continuation: continuation)
                    state.sleepers[viewer, default: []].append(sleeper)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state -> Sleeper? in
                guard let place = state.sleepers[viewer]?.firstIndex(where: { $0.number == number })
                else { return nil }
                return state.sleepers[viewer]?.remove(at: place)
            }
            sleeper?.continuation.resume()
        }
    }

    /// Reads repositories until nobody waits.
    private func work(in engine: Engine) async {
        while true {
            let next = state.withLock { state -> String? in
                if !state.queue.isEmpty { return state.queue.removeFirst() }
                state.running -= 1
                return nil
            }
            guard let viewer = next else { return }
            let untilMs = await read(viewer, in: engine)
            let sleepers = state.withLock { state in
                state.phases[viewer] = .settled(untilMs: untilMs)
                return state.sleepers.removeValue(forKey: viewer) ?? []
            }
            for sleeper in sleepers { sleeper.continuation.resume() }
        }
    }

    /// Reads one repository where that is due; returns until when nothing is to be done.
    private func read(_ viewer: String, in engine: Engine) async -> Int64 {
        let spanMs = Int64(knobs[BlueskySettings.repositoryDays] * 86_400_000)
        let now = engine.now
        do {
            let name = Self.cursorName(viewer)
            let saved = try await blocking { try engine.cursor(of: name) } ?? ""
            let parts = saved.split(separator: " ", maxSplits: 1).map(String.init)
            if let readMs = parts.first.flatMap({ Int64($0) }), now.milliseconds - readMs < spanMs {
                return readMs + spanMs
            }
            guard let document = try await directory.document(of: viewer) else {
                throw RepositoryError.noHost
            }
            let bytes = try await fetch.fetch(document)
            let reader = reader
            let contents = try await Self.onThread {
                try reader.read(bytes, of: viewer, seen: now)
            }
            // What has not changed since is in the log.
            let isOld = parts.count == 2 && !parts[1].isEmpty && parts[1] == contents.revision
            try await write(
                isOld ? [] : contents.events,
                cursor: (name, "\(now.milliseconds) \(contents.revision)"),
                into: engine
            )
            logger.debug(
                "Read a repository",
                metadata: [
                    "viewer": "\(viewer)", "events": "\(contents.events.count)",
                    "records": "\(contents.records)",
                ]
            )
            return now.milliseconds + spanMs
        } catch {
            logger.notice(
                "A repository could not be read",
                metadata: ["viewer": "\(viewer)", "error": "\(error)"]
            )
            return now.milliseconds + Self.retryMs
        }
    }

    /// Reading a large one takes a second: that is not for the few threads that all requests share.
    private static func onThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            BlockingThread.detach { continuation.resume(with: Result { try body() }) }
        }
    }

    private func write(
        _ events: [Event],
        cursor: (name: String, value: String),
        into engine: Engine
    ) async throws(EngineError) {
        var rest = events[...]
        repeat {
            let piece = Array(rest.prefix(Self.batch))
            rest = rest.dropFirst(Self.batch)
            // The mark goes with the last piece: it says that all before it is in.
            _ = try await engine.ingest(
                piece,
                cursors: rest.isEmpty ? [cursor.name: cursor.value] : [:]
            )
        } while !rest.isEmpty
    }
}
