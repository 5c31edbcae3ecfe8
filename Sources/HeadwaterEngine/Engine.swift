import HeadwaterCatalog
public import HeadwaterCore
public import HeadwaterEvents
import HeadwaterFeed
public import HeadwaterLog
import Synchronization

/// Holds the log and the views: takes events in, and answers from what follows from them.
///
/// Events go through one writer (see ``Writer``); every answer reads the views under a lock that
/// many readers share, for a few milliseconds at most, and texts from the log outside it.
public final class Engine: Sendable {
    let log: any EventLog
    let views: Guarded<Views>
    let writer: Writer
    let meter = Meter()
    let turns = ViewerTurns()
    let tallies = FeedTallies()
    let configuration: EngineConfiguration
    let snapshots: SnapshotKeeper
    let loader: Loader
    /// Held by whoever looks at views of the past.
    let past = Mutex(())
    let housekeeper: Housekeeper
    let embedding = EmbeddingWorker()
    /// What opening found and did.
    public let recovery: Recovery

    /// What opening found and did.
    public struct Recovery: Sendable, Hashable {
        /// The position of the snapshot that was loaded; nil where there was none.
        public var snapshot: LogPosition?
        /// Records that were replayed from the log.
        public var replayed: Int
        /// Milliseconds that it took.
        public var milliseconds: Int64
        /// What was wrong with snapshots that were passed over and what follows from that, and what
        /// a replay lacked for vectors: sentences for whoever started the program.
        public var notes: [String]
    }

    /// Opens the engine over a log: loads the newest good snapshot and replays what came after it.
    ///
    /// Blocks until everything that the log has is visible. `progress` is told how many records of
    /// how many have been replayed.
    public init(
        log: any EventLog,
        configuration: EngineConfiguration,
        progress: (_ done: UInt64, _ total: UInt64) -> Void = { _, _ in }
    ) throws(EngineError) {
        self.log = log
        self.configuration = configuration
        snapshots = SnapshotKeeper(directory: configuration.directory)
        loader = Loader(
            log: log,
            snapshots: snapshots,
            knobs: configuration.knobs,
            embedders: configuration.embedders
        )
        var loaded = try loader.load(progress: progress)
        try loaded.set(
            configuration.knobs,
            configuration.surfaces,
            at: configuration.time.now,
            in: log
        )
        recovery = loaded.recovery
        views = Guarded(loaded.views)
        writer = Writer(
            log: log,
            views: views,
            admission: loaded.admission,
            time: configuration.time,
            meter: meter
        )
        housekeeper = Housekeeper(
            now: configuration.time.now,
            snapshot: loaded.recovery.snapshot ?? .start
        )
        if configuration.keepsHouse {
            housekeeper.start(for: self)
            if !configuration.embedders.isEmpty { embedding.start(for: self) }
        }
    }

    /// What gives posts and questions their vectors.
    var embedders: Embedders { configuration.embedders }

    /// The present moment, by the engine's clock.
    public var now: Timestamp { configuration.time.now }

    /// Finishes what was taken in, saves a snapshot and closes the log.
    ///
    /// Blocks; call it once.
    public func stop() throws(EngineError) {
        housekeeper.stop()
        embedding.stop()
        var failure: EngineError?
        if configuration.directory != nil {
            // Without it the next start replays more, that is all: the log is closed none the less.
            do throws(EngineError) { try saveSnapshot() } catch { failure = error }
        }
        writer.finish()
        do throws(LogError) { try log.close() } catch { throw .log(error) }
        if let failure { throw failure }
    }
}
