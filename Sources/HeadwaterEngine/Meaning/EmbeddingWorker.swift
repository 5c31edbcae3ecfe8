import HeadwaterCore
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Gives posts their vectors in the background, on a thread of its own and behind everything else.
///
/// Text never waits for it: a post is findable by its words before it has a vector. What it has not
/// got to when the engine stops it goes on with at the next start, since what waits follows from the
/// log. Tests call ``Engine/embedNext()`` in its place.
final class EmbeddingWorker: Sendable {
    /// Milliseconds between two looks while there is nothing to do.
    private static let idleMs: Int32 = 50
    /// Milliseconds after a failure (a full disk).
    private static let retryMs: Int32 = 10_000
    /// How far it stands behind other threads, as `nice` counts.
    private static let niceness: Int32 = 10

    private struct State: Sendable {
        var embedded: UInt64 = 0
        var nanoseconds: UInt64 = 0
        var failure: String?
    }

    private struct Worker: Sendable {
        var thread: BlockingThread
        var wake: Int32
        var sleep: Int32
    }

    private let state = Mutex(State())
    private let worker = Mutex<Worker?>(nil)
    private let stopping = Atomic(false)

    /// Notes that posts have got their vectors.
    func count(_ posts: Int, nanoseconds: UInt64) {
        state.withLock { state in
            state.embedded += UInt64(posts)
            state.nanoseconds += nanoseconds
        }
    }

    /// What it has done since the start.
    var reading: EmbeddingReading {
        state.withLock { state in
            EmbeddingReading(
                embedded: state.embedded,
                perSecond: state.nanoseconds == 0
                    ? 0 : Double(state.embedded) / (Double(state.nanoseconds) / 1e9),
                failure: state.failure
            )
        }
    }

    /// Starts the thread.
    func start(for engine: Engine) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            state.withLock { $0.failure = "no thread for vectors: \(errno)" }
            return
        }
        let sleep = ends[0]
        let thread = BlockingThread { [weak engine, self] in
            #if canImport(Glibc)
            setpriority(Int32(PRIO_PROCESS.rawValue), 0, Self.niceness)
            #endif
            var waitMs: Int32 = 0
            while true {
                var wait = pollfd(fd: sleep, events: Int16(POLLIN), revents: 0)
                if poll(&wait, 1, waitMs) > 0 || stopping.load(ordering: .acquiring) { return }
                guard let engine else { return }
                waitMs = step(engine)
            }
        }
        worker.withLock { $0 = Worker(thread: thread, wake: ends[1], sleep: sleep) }
    }

    /// Does one piece, and says after how many milliseconds to look again.
    private func step(_ engine: Engine) -> Int32 {
        do throws(EngineError) {
            let isBusy = try engine.embedNext()
            state.withLock { $0.failure = nil }
            return isBusy ? 0 : Self.idleMs
        } catch .stopping {
            return Self.idleMs
        } catch {
            state.withLock { $0.failure = "\(error)" }
            return Self.retryMs
        }
    }

    /// Ends the thread, once the piece it is at is done.
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

/// How giving posts their vectors goes.
public struct EmbeddingReading: Sendable, Hashable {
    /// Posts that got theirs since the start.
    public var embedded: UInt64
    /// How many get theirs in a second of work, text read and record written.
    public var perSecond: Double
    /// What last went wrong, until it goes well again.
    public var failure: String?
}
