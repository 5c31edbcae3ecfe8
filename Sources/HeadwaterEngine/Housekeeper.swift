import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Does what comes round by itself, on a thread of its own: snapshots, erasure, retention.
///
/// It looks at the engine's clock once a second; tests call ``Engine/keepHouse()`` in its place.
final class Housekeeper: Sendable {
    /// After a failure (a full disk), nothing is tried again for so long.
    static let retryMs: Int64 = 60_000
    static let dayMs: Int64 = 86_400_000
    /// Milliseconds between two looks at the clock.
    private static let tickMs: Int32 = 1000

    /// What it remembers from one time to the next.
    struct Memory: Sendable {
        var snapshotAt: Timestamp
        var snapshot: LogPosition
        var retentionAt: Timestamp
        /// When pages were last thinned; so long ago that the first pass comes soon.
        var thinnedAt: Timestamp
        var notBefore = Timestamp.epoch
        var failure: String?
    }

    private struct Worker: Sendable {
        var thread: BlockingThread
        var wake: Int32
        var sleep: Int32
    }

    let memory: Mutex<Memory>
    private let work = Mutex(())
    private let worker = Mutex<Worker?>(nil)
    private let stopping = Atomic(false)

    init(now: Timestamp, snapshot: LogPosition) {
        memory = Mutex(
            Memory(
                snapshotAt: now,
                snapshot: snapshot,
                retentionAt: now,
                thinnedAt: now.advanced(byMilliseconds: -Self.dayMs + 10 * Self.retryMs)
            )
        )
    }

    /// Whether long work should break off.
    var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Runs what must not run beside itself: erasure, retention, a backup.
    func alone<Result: Sendable>(
        _ body: () throws(EngineError) -> Result
    ) throws(EngineError) -> Result {
        try work.withLock { _ throws(EngineError) in try body() }
    }

    /// Starts the thread.
    func start(for engine: Engine) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            memory.withLock { $0.failure = "no thread for snapshots: \(errno)" }
            return
        }
        let sleep = ends[0]
        let thread = BlockingThread { [weak engine, self] in
            while true {
                var wait = pollfd(fd: sleep, events: Int16(POLLIN), revents: 0)
                if poll(&wait, 1, Self.tickMs) > 0 || isStopping { return }
                guard let engine else { return }
                engine.keepHouse()
            }
        }
        worker.withLock { $0 = Worker(thread: thread, wake: ends[1], sleep: sleep) }
    }

    /// Ends the thread, once what it is at has broken off.
    ///
    /// A second call does nothing.
    func stop() {
        stopping.store(true, ordering: .releasing)
        guard let worker = worker.withLock({ $0.take() }) else { return }
        close(worker.wake)
        worker.thread.join()
        close(worker.sleep)
    }
}

extension Engine {
    /// What last went wrong with a snapshot, erasure or retention, until it goes well again.
    public var housekeepingFailure: String? { housekeeper.memory.withLock { $0.failure } }

    /// Does what is due by the engine's clock: a snapshot, a pass of erasure, retention.
    func keepHouse() {
        let now = now
        guard housekeeper.memory.withLock({ $0.notBefore }) <= now else { return }
        do throws(EngineError) {
            try keepHouse(at: now)
            housekeeper.memory.withLock { $0.failure = nil }
        } catch .stopping {
            // The next start goes on with it.
        } catch {
            housekeeper.memory.withLock { memory in
                memory.failure = "\(error)"
                memory.notBefore = now.advanced(byMilliseconds: Housekeeper.retryMs)
            }
        }
    }

    private func keepHouse(at now: Timestamp) throws(EngineError) {
        let knobs = knobs
        let (position, erasure, oldest) = views.read {
            (
                $0.catalog.position, $0.catalog.lastErasure,
                $0.catalog.pendingErasure.lazy.map(\.since).min()
            )
        }
        if let oldest {
            // Half the deadline leaves the other half for a pass that fails and is tried again.
            let age = knobs[EngineConfiguration.erasureDeadline] * 3_600_000 / 2
            if now.milliseconds(since: oldest) >= Int64(age) { _ = try eraseNow() }
        }
        let (last, lastAt, retentionAt, thinnedAt) = housekeeper.memory.withLock {
            ($0.snapshot, $0.snapshotAt, $0.retentionAt, $0.thinnedAt)
        }
        let interval = knobs[EngineConfiguration.snapshotInterval] * 60_000
        let records = knobs[EngineConfiguration.snapshotRecords]
        let isDue =
            now.milliseconds(since: lastAt) >= Int64(interval)
            || position.rawValue - min(position, last).rawValue >= UInt64(records)
            // A snapshot from before an erasure must not outlive it, a crash between them or not.
            || erasure > last
        if isDue, position > last, configuration.directory != nil { try saveSnapshot() }
        let dayMs = Housekeeper.dayMs
        if knobs[EngineConfiguration.retention] > 0,
            now.milliseconds(since: retentionAt) >= dayMs
        {
            _ = try applyRetention()
            housekeeper.memory.withLock { $0.retentionAt = now }
        }
        if now.milliseconds(since: thinnedAt) >= dayMs {
            _ = try thinPages()
            housekeeper.memory.withLock { $0.thinnedAt = now }
        }
    }

    /// A snapshot has been saved.
    func noteSnapshot(at position: LogPosition) {
        let now = now
        housekeeper.memory.withLock { memory in
            memory.snapshot = max(memory.snapshot, position)
            memory.snapshotAt = now
        }
    }
}
