import GRDB
import HeadwaterLog

/// One connection to a database file, used by one thread at a time.
final class Connection: Sendable {
    /// What a connection is for.
    enum Purpose {
        /// Appending, erasing and making the tables.
        case writer
        /// Reading alone.
        case reader
        /// Moving what the write-ahead file holds into the database.
        case checkpointer
        /// Filling a copy that nobody else sees until it is whole.
        case copier
    }

    /// Pages of 8 KiB: a batch of 20 events fills one, and rows up to 8,100 bytes need no second.
    static let pageBytes = 8192

    /// The database's file.
    let path: String
    private let queue: DatabaseQueue

    /// Opens a database file; all but readers make it where there is none.
    init(path: String, for purpose: Purpose, maximumBytes: Int64? = nil) throws(LogError) {
        self.path = path
        var configuration = Configuration()
        configuration.readonly = purpose == .reader
        configuration.foreignKeysEnabled = false
        // Within Headwater turns are taken outside SQLite; this is for other programs.
        // Whoever moves the write-ahead file keeps the writer waiting, and can try again.
        configuration.busyMode = .timeout(purpose == .checkpointer ? 1 : 5)
        configuration.maximumReaderCount = 1
        configuration.label = "headwater.log"
        configuration.prepareDatabase { db in
            try Connection.prepare(db, for: purpose, maximumBytes: maximumBytes)
        }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            // There is no connection to ask for the system's answer.
            throw LogError(error, path: path)
        }
    }

    private static func prepare(
        _ db: Database,
        for purpose: Purpose,
        maximumBytes: Int64?
    ) throws {
        // What SQLite would spill to files of its own (the pages of a statement that may have to be
        // taken back) stays in memory, so that no erased word lingers there.
        try db.execute(sql: "PRAGMA temp_store = MEMORY")
        guard purpose != .reader else {
            try db.execute(sql: "PRAGMA cache_size = -8192")
            return
        }
        try db.execute(
            sql: """
                PRAGMA page_size = \(pageBytes);
                PRAGMA cache_size = -16384;
                PRAGMA secure_delete = ON;
                """
        )
        if purpose == .copier {
            // Synced as a whole once it is complete, and thrown away if it never is.
            _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = OFF")
            try db.execute(sql: "PRAGMA synchronous = OFF")
        } else {
            let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
            guard mode == "wal" else {
                throw DatabaseError(message: "write-ahead mode isn't possible here")
            }
            // A commit returns once the write-ahead file is on disk, not before.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            try db.execute(sql: "PRAGMA journal_size_limit = \(64 << 20)")
        }
        if let maximumBytes {
            let pages = max(1, maximumBytes / Int64(pageBytes))
            try db.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
    }

    /// Runs `body` with the database.
    func perform<Result>(
        _ body: (Database) throws -> Result
    ) throws(LogError) -> Result {
        do {
            return try queue.writeWithoutTransaction { db in
                do {
                    return try body(db)
                } catch let error as DatabaseError {
                    throw LogError(error, errno: errno(after: error, in: db), path: path)
                }
            }
        } catch {
            throw LogError(error, path: path)
        }
    }

    /// Runs `body` in a transaction: all of what it does, or nothing.
    func transaction<Result>(
        _ kind: Database.TransactionKind = .immediate,
        _ body: (Database) throws -> Result
    ) throws(LogError) -> Result {
        try perform { db in
            try db.beginTransaction(kind)
            do {
                let result = try body(db)
                try db.commit()
                return result
            } catch {
                // The system's answer is asked for before taking back changes it.
                let reason = LogError(error, errno: errno(after: error, in: db), path: path)
                if db.isInsideTransaction { try db.rollback() }
                throw reason
            }
        }
    }

    /// Closes it; later calls throw `LogError.closed`.
    func close() throws(LogError) {
        do {
            try queue.close()
        } catch {
            throw LogError(error, path: path)
        }
    }

    private func errno(after error: any Error, in db: Database) -> Int32 {
        switch (error as? DatabaseError)?.resultCode {
        case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY: db.systemErrno
        default: 0
        }
    }
}
