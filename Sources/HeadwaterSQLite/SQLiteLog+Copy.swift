import GRDB
public import HeadwaterEvents
public import HeadwaterLog
import Synchronization

extension SQLiteLog {
    /// The rows that are copied in one transaction.
    private static let copiedAtOnce: Int64 = 16_384

    /// Copies the log whole, as it stands now, to another directory, while appends go on.
    ///
    /// Erasing waits until the copy is complete. What has been erased is not copied.
    ///
    /// - Returns: the position of the last record in the copy.
    /// - Throws: `LogError.io` where the directory holds a log already, `.locked` where one runs.
    public func backup(toDirectory target: String) throws(LogError) -> LogPosition {
        guard !isClosed.load(ordering: .acquiring) else { throw .closed }
        return try SQLiteLog.putCopy(intoDirectory: target) { partial throws(LogError) in
            try maintenance.withLock { _ throws(LogError) in
                let copy = try startCopy(at: partial)
                // End and cursors belong to one moment: no append is half-way through it.
                let end = try writer.withLock { _ throws(LogError) in
                    guard !isClosed.load(ordering: .acquiring) else { throw .closed }
                    try SQLiteLog.copyCursors(into: copy)
                    return self.end
                }
                try SQLiteLog.copyRows(after: .start, through: end, into: copy)
                try SQLiteLog.copyEnd(end, into: copy)
                try copy.close()
                return end
            }
        }
    }

    /// Has a copy made beside its place in a directory that holds no log yet, and puts it there once
    /// it is whole and on disk; where making it fails, nothing stays.
    ///
    /// - Parameters:
    ///   - target: The directory.
    ///   - make: Makes the copy at a path, and says the position of its last record.
    /// - Returns: That position.
    /// - Throws: What `make` throws; `LogError.io` where the directory holds a log already, `.locked`
    ///   where one runs.
    static func putCopy(
        intoDirectory target: String,
        _ make: (String) throws(LogError) -> LogPosition
    ) throws(LogError) -> LogPosition {
        try Files.makeDirectory(target)
        let lock = try DirectoryLock(directory: target)
        defer { lock.release() }
        let path = "\(target)/log.sqlite"
        guard try Files.size(path) == nil else {
            throw .io("\(target) holds a log already: name another directory")
        }
        let partial = "\(path).new"
        try Files.remove(partial)
        do throws(LogError) {
            let end = try make(partial)
            try Files.synchronize(partial)
            try Files.rename(partial, to: path)
            try Files.synchronize(target)
            return end
        } catch {
            try Files.remove(partial)
            throw error
        }
    }

    /// Writes the database afresh, without what has been erased, and puts it in the old one's place.
    ///
    /// Under ``maintenance``; appends wait only for the end of it.
    func rewrite() throws(LogError) {
        let partial = "\(path).new"
        try Files.remove(partial)
        let copy = try startCopy(at: partial)
        var done = LogPosition.start
        for _ in 0..<3 {
            let goal = end
            try SQLiteLog.copyRows(after: done, through: goal, into: copy)
            done = goal
        }
        try Files.synchronize(partial)
        try checkpointing.withLock { checkpointer throws(LogError) in
            try readers.withoutReaders { () throws(LogError) in
                try writer.withLock { writer throws(LogError) in
                    guard !isClosed.load(ordering: .acquiring) else { throw .closed }
                    try SQLiteLog.copyRows(after: done, through: end, into: copy)
                    try SQLiteLog.copyEnd(end, into: copy)
                    try SQLiteLog.copyCursors(into: copy)
                    try copy.close()
                    try Files.synchronize(partial)
                    let swapped = swap(in: partial, closing: [checkpointer, writer])
                    writer = try Connection(
                        path: path,
                        for: .writer,
                        maximumBytes: settings.maximumBytes
                    )
                    checkpointer = try Connection(path: path, for: .checkpointer)
                    try readers.open(path: path)
                    writeAheadPages.store(0, ordering: .relaxed)
                    try swapped.get()
                }
            }
        }
    }

    /// Closes every connection and puts a finished copy in the database's place.
    private func swap(
        in partial: String,
        closing connections: [Connection]
    ) -> Result<Void, LogError> {
        Result { () throws(LogError) in
            try readers.close()
            for connection in connections { try connection.close() }
            // A write-ahead file left behind would be taken for the new database's own.
            guard try Files.size("\(path)-wal") ?? 0 == 0 else {
                throw .io("\(path) is held by another program that has it open: close that first")
            }
            try Files.rename(partial, to: path)
            try Files.synchronize(directory)
        }
    }

    private func startCopy(at file: String) throws(LogError) -> Connection {
        let copy = try Connection(path: file, for: .copier)
        try Schema.prepare(copy)
        try copy.perform { db in
            try db.execute(sql: "ATTACH DATABASE ? AS source", arguments: [path])
        }
        return copy
    }

    private static func copyRows(
        after start: LogPosition,
        through end: LogPosition,
        into copy: Connection
    ) throws(LogError) {
        var last = Int64(start.rawValue)
        while true {
            let copied = try copy.transaction(.deferred) { db in
                try db.cachedStatement(
                    sql: """
                        INSERT INTO main.records
                        SELECT position, received, kind, CASE typeof(payload)
                            WHEN 'integer'
                            THEN (SELECT payload FROM source.grown WHERE id = r.payload)
                            ELSE payload END
                        FROM source.records AS r
                        WHERE position > ? AND position <= ? AND kind <> 0
                        ORDER BY position LIMIT ?
                        """
                ).execute(arguments: [last, Int64(end.rawValue), copiedAtOnce])
                let rows = Int64(db.changesCount)
                if rows > 0 { last = Int64(try Schema.end(db).rawValue) }
                return rows
            }
            guard copied == copiedAtOnce else { return }
        }
    }

    /// Keeps the last row, erased or not, since it tells how far the log reached.
    private static func copyEnd(_ end: LogPosition, into copy: Connection) throws(LogError) {
        try copy.transaction(.deferred) { db in
            try db.execute(
                sql: """
                    INSERT OR IGNORE INTO main.records
                    SELECT position, received, 0, NULL FROM source.records WHERE position = ?
                    """,
                arguments: [Int64(end.rawValue)]
            )
        }
    }

    private static func copyCursors(into copy: Connection) throws(LogError) {
        try copy.transaction(.deferred) { db in
            try db.execute(sql: "INSERT INTO main.cursors SELECT * FROM source.cursors")
        }
    }
}
