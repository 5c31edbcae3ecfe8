import GRDB
public import HeadwaterCore
public import HeadwaterEvents
public import HeadwaterLog

extension SQLiteLog {
    /// The rows that one look at the database takes at most.
    ///
    /// A look holds on to the database as it
    /// was at its beginning, and the write-ahead file can't be reused while one lasts.
    static let chunkRows = 4096

    /// The records after `position`, in order, at most `limit` of them.
    public func read(
        after position: LogPosition,
        limit: Int
    ) throws(LogError) -> [HeadwaterEvents.Record] {
        var records: [HeadwaterEvents.Record] = []
        records.reserveCapacity(min(limit, Self.chunkRows))
        var last = position
        while records.count < limit {
            let wanted = min(limit - records.count, Self.chunkRows)
            let looked = try look(Self.readRows, after: last, limit: wanted, into: &records)
            guard looked.rows == wanted else { break }
            last = looked.last
        }
        return records
    }

    /// The records among the next `limit` after `position` that were received before a moment.
    public func scan(
        after position: LogPosition,
        limit: Int,
        receivedBefore moment: Timestamp
    ) throws(LogError) -> LogScan {
        var scan = LogScan(records: [], position: position)
        var left = limit
        while left > 0 {
            let wanted = min(left, Self.chunkRows)
            let looked = try look(
                Self.scanRows,
                after: scan.position,
                limit: wanted,
                before: moment,
                into: &scan.records
            )
            scan.position = looked.last
            guard looked.rows == wanted else { break }
            left -= wanted
        }
        return scan
    }

    /// The records at these positions, in the order asked for; nil where there is none.
    public func read(at positions: [LogPosition]) throws(LogError) -> [HeadwaterEvents.Record?] {
        try readers.read { connection throws(LogError) in
            try connection.transaction(.deferred) { db in
                let statement = try db.cachedStatement(
                    sql: """
                        SELECT position, received, kind, payload FROM records WHERE position = ?
                        """
                )
                defer { statement.rewind() }
                var codec = RowCodec()
                var records: [HeadwaterEvents.Record?] = []
                records.reserveCapacity(positions.count)
                for position in positions {
                    statement.bind(Int64(clamping: position.rawValue), at: 1)
                    let found = try statement.step()
                    records.append(
                        found ? try SQLiteLog.record(in: statement, of: db, &codec) : nil
                    )
                    statement.rewind()
                }
                return records
            }
        }
    }

    private static let readRows = """
        SELECT position, received, kind, payload FROM records
        WHERE position > ? AND kind <> 0 ORDER BY position LIMIT ?
        """
    /// Counts erased rows too, so that a look over a long run of them ends.
    private static let scanRows = """
        SELECT position, received, kind, payload FROM records
        WHERE position > ? ORDER BY position LIMIT ?
        """

    /// Takes one look: appends the records among the next `limit` rows to `records`.
    private func look(
        _ rowsToSee: String,
        after position: LogPosition,
        limit: Int,
        before moment: Timestamp? = nil,
        into records: inout [HeadwaterEvents.Record]
    ) throws(LogError) -> (rows: Int, last: LogPosition) {
        try readers.read { connection throws(LogError) in
            try connection.perform { db in
                let statement = try db.cachedStatement(sql: rowsToSee)
                defer { statement.rewind() }
                statement.bind(Int64(clamping: position.rawValue), at: 1)
                statement.bind(Int64(limit), at: 2)
                var codec = RowCodec()
                var rows = 0
                var last = position
                while try statement.step() {
                    rows += 1
                    last = LogPosition(rawValue: UInt64(statement.number(at: 0)))
                    if let moment, statement.number(at: 1) >= moment.milliseconds { continue }
                    if let record = try SQLiteLog.record(in: statement, of: db, &codec) {
                        records.append(record)
                    }
                }
                return (rows, last)
            }
        }
    }

    /// The record in the present row, nil where it has been erased.
    private static func record(
        in row: Statement,
        of db: Database,
        _ codec: inout RowCodec
    ) throws -> HeadwaterEvents.Record? {
        let kind = row.number(at: 2)
        guard kind != Schema.erasedKind else { return nil }
        let position = LogPosition(rawValue: UInt64(row.number(at: 0)))
        let body: HeadwaterEvents.Record.Body
        switch row.type(at: 3) {
        case .bytes:
            body = try decode(row.bytes(at: 3), at: position, &codec)
        case .number:
            let grown = try db.cachedStatement(sql: "SELECT payload FROM grown WHERE id = ?")
            defer { grown.rewind() }
            grown.bind(row.number(at: 3), at: 1)
            guard try grown.step(), grown.type(at: 0) == .bytes else {
                throw LogError.corrupt(position, "its body is missing")
            }
            body = try decode(grown.bytes(at: 0), at: position, &codec)
        case .null:
            throw LogError.corrupt(position, "its body is missing")
        }
        return HeadwaterEvents.Record(
            position: position,
            received: Timestamp(milliseconds: row.number(at: 1)),
            body: body
        )
    }

    private static func decode(
        _ bytes: UnsafeRawBufferPointer,
        at position: LogPosition,
        _ codec: inout RowCodec
    ) throws(LogError) -> HeadwaterEvents.Record.Body {
        do {
            return try codec.decode(bytes)
        } catch {
            throw .corrupt(position, "\(error)")
        }
    }
}
