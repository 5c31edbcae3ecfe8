import Dispatch
public import HeadwaterCore
public import HeadwaterEvents
public import HeadwaterLog
import Synchronization

/// The embedded log: one SQLite database in write-ahead mode, in a directory that it holds alone.
///
/// ```
/// append ──▶ writer ──fsync──▶ log.sqlite-wal ──▶ checkpointer, on a thread of its own ──▶ log.sqlite
/// read   ──▶ a few readers, each a connection that sees the database as of its own beginning
/// ```
///
/// An append is one transaction and one fsync, so its callers gather events into batches. Readers
/// and the writer never wait for each other. Locks are taken in the order of their declaration.
///
/// Any thread may call, but calls block until the disk has answered.
public final class SQLiteLog: EventLog {
    /// The directory that the log is kept in.
    public let directory: String
    /// The database's file.
    let path: String

    let settings: Settings
    let lock: DirectoryLock
    let isClosed = Atomic(false)
    let lastPosition = Atomic<UInt64>(0)
    /// Pages that the write-ahead file holds at most.
    let writeAheadPages = Atomic(0)
    let wake = DispatchSemaphore(value: 0)

    /// Held by erasure, scrubbing and copying, so that a copy shows one moment.
    let maintenance = Mutex(())
    /// Held while the write-ahead file is moved into the database.
    let checkpointing: Mutex<Connection>
    let readers: ReaderPool
    /// Held while writing.
    let writer: Mutex<Connection>

    /// Opens the log in a directory, both made where there is none.
    ///
    /// - Throws: `LogError.locked` at once where another process has it open, `.tooNew` where a later
    ///   version of Headwater wrote it, `.corrupt` where the file is no log, `.diskFull`, `.io`.
    public init(directory: String, knobs: Knobs = Knobs()) throws(LogError) {
        self.directory = directory
        path = "\(directory)/log.sqlite"
        settings = Settings(knobs)
        try Files.makeDirectory(directory)
        lock = try DirectoryLock(directory: directory)
        do throws(LogError) {
            try Files.remove("\(path).new")
            let writer = try Connection(
                path: path,
                for: .writer,
                maximumBytes: settings.maximumBytes
            )
            try Schema.prepare(writer)
            try Files.synchronize(directory)
            let end = try writer.perform { db in try Schema.end(db) }
            lastPosition.store(end.rawValue, ordering: .releasing)
            checkpointing = Mutex(try Connection(path: path, for: .checkpointer))
            readers = try ReaderPool(path: path, count: settings.readers)
            self.writer = Mutex(writer)
        } catch {
            lock.release()
            throw error
        }
        startCheckpointing()
    }

    deinit {
        do {
            try close()
        } catch {
            // Nobody is left to be told; the next opening recovers.
        }
    }

    /// The position of the last record ever appended.
    public var end: LogPosition {
        LogPosition(rawValue: lastPosition.load(ordering: .acquiring))
    }

    /// Bytes that the log's files take.
    public func size() throws(LogError) -> Int64 {
        guard !isClosed.load(ordering: .acquiring) else { throw .closed }
        var total: Int64 = 0
        for file in [path, "\(path)-wal", "\(path)-shm"] { total += try Files.size(file) ?? 0 }
        return total
    }

    /// Closes the files and lets the directory go.
    ///
    /// Waits for calls under way, and moves what is in the write-ahead file into the database. A
    /// second call does nothing.
    public func close() throws(LogError) {
        guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
        wake.signal()
        defer { lock.release() }
        try maintenance.withLock { _ throws(LogError) in
            try checkpointing.withLock { checkpointer throws(LogError) in
                try readers.withoutReaders { () throws(LogError) in
                    try writer.withLock { writer throws(LogError) in
                        // The last connection to close moves what is left.
                        try readers.close()
                        try checkpointer.close()
                        try writer.close()
                    }
                }
            }
        }
    }

    /// The knobs as numbers that the code reads.
    struct Settings {
        var checkpointPages: Int
        var limitPages: Int
        var readers: Int
        var rewriteShare: Double
        var rewriteMinimumBytes: Int64
        var maximumBytes: Int64?

        init(_ knobs: Knobs) {
            let pagesPerMiB = Double(1 << 20) / Double(Connection.pageBytes)
            checkpointPages = Int(knobs[LogKnobs.checkpoint] * pagesPerMiB)
            limitPages = Int(knobs[LogKnobs.writeAheadLimit] * pagesPerMiB)
            readers = Int(knobs[LogKnobs.readers])
            rewriteShare = knobs[LogKnobs.rewriteShare]
            rewriteMinimumBytes = Int64(knobs[LogKnobs.rewriteMinimum] * Double(1 << 20))
            let limit = knobs[LogKnobs.sizeLimit]
            maximumBytes = limit == 0 ? nil : Int64(limit * Double(1 << 20))
        }
    }
}
