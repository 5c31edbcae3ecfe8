import Dispatch
import GRDB
import HeadwaterCore
import HeadwaterEvents
public import HeadwaterLog
import Synchronization

extension SQLiteLog {
    /// Writes a batch in one transaction and returns once it is on disk: all or nothing.
    ///
    /// - Precondition: positions grow within the batch and begin after ``end``.
    public func append(_ batch: LogBatch) throws(LogError) {
        let rows = EncodedRows(batch.records)
        if writeAheadPages.load(ordering: .relaxed) >= settings.limitPages {
            try moveWriteAhead()
        }
        try write(then: rows.last) { db in
            precondition(
                rows.first.map { $0 > end } ?? true,
                "positions of a batch begin after the end"
            )
            try rows.insert(into: db)
            try SQLiteLog.save(batch.cursors, into: db)
        }
    }

    /// Where a connector stands.
    public func cursor(of connector: String) throws(LogError) -> String? {
        try readers.read { connection throws(LogError) in
            try connection.perform { db in
                try String.fetchOne(
                    db,
                    sql: "SELECT value FROM cursors WHERE connector = ?",
                    arguments: [connector]
                )
            }
        }
    }

    private static func save(_ cursors: [String: String], into db: Database) throws {
        for (connector, value) in cursors.sorted(by: { $0.key < $1.key }) {
            try db.cachedStatement(
                sql: """
                    INSERT INTO cursors VALUES (?, ?)
                    ON CONFLICT (connector) DO UPDATE SET value = excluded.value
                    """
            ).execute(arguments: [connector, value])
        }
    }

    /// Runs `body` in a transaction of the writer, then lets the log reach to `last`.
    ///
    /// Everything that writes comes through here, so this counts how far the write-ahead file grows.
    func write<Result: Sendable>(
        then last: LogPosition? = nil,
        _ body: (Database) throws -> Result
    ) throws(LogError) -> Result {
        try writer.withLock { connection throws(LogError) in
            guard !isClosed.load(ordering: .acquiring) else { throw .closed }
            var before = 0
            defer { noteWritten(by: connection, since: before) }
            let result = try connection.transaction { db in
                before = db.pagesWritten
                return try body(db)
            }
            if let last { lastPosition.store(last.rawValue, ordering: .releasing) }
            return result
        }
    }

    private func noteWritten(by connection: Connection, since before: Int) {
        do {
            let written = try connection.perform { db in db.pagesWritten } - before
            let total = writeAheadPages.add(written, ordering: .relaxed).newValue
            if total >= settings.checkpointPages, total - written < settings.checkpointPages {
                wake.signal()
            }
        } catch {
            // Only a closed connection can't be asked, and then nothing is left to count.
        }
    }
}

/// The rows of a batch as they are written, made before the writer's turn is taken.
private struct EncodedRows {
    private var rows: [(position: Int64, received: Int64, kind: Int64, end: Int)] = []
    private var bytes: [UInt8] = []

    init(_ records: [HeadwaterEvents.Record]) {
        rows.reserveCapacity(records.count)
        for record in records {
            RecordCodec.encode(record.body, into: &bytes)
            let position = Int64(record.position.rawValue)
            precondition(rows.last.map { $0.position < position } ?? true, "positions grow")
            rows.append(
                (
                    position, record.received.milliseconds, RowCodec.kind(of: record.body),
                    bytes.count
                )
            )
        }
    }

    var first: LogPosition? { rows.first.map { LogPosition(rawValue: UInt64($0.position)) } }
    var last: LogPosition? { rows.last.map { LogPosition(rawValue: UInt64($0.position)) } }

    func insert(into db: Database) throws {
        let statement = try db.cachedStatement(sql: "INSERT INTO records VALUES (?, ?, ?, ?)")
        defer { statement.rewind() }
        try bytes.withUnsafeBytes { buffer in
            var start = 0
            for row in rows {
                statement.bind(row.position, at: 1)
                statement.bind(row.received, at: 2)
                statement.bind(row.kind, at: 3)
                statement.bind(UnsafeRawBufferPointer(rebasing: buffer[start..<row.end]), at: 4)
                try statement.run()
                start = row.end
            }
        }
    }
}
