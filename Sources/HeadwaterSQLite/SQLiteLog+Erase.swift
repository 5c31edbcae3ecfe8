import GRDB
public import HeadwaterEvents
public import HeadwaterLog
import Synchronization

// How erased bytes leave the files.
//
// With `secure_delete` SQLite zeroes what it frees. But removing rows makes it merge pages, and the
// pages it builds anew keep old copies of rows that moved elsewhere in the part that nobody uses:
// of 27,000 rows deleted at random from 30,000, the words of up to 16 were still in the file. So
// rows are never removed and never grow. An erased record keeps its row, empty, which only ever
// frees bytes in place; a body that would grow moves to the end of `grown`. Both leave nothing
// behind. The space comes back when the file is written afresh, once enough of it is erased.
extension SQLiteLog {
    private static let erasedAtOnce = 512
    /// A row of this many bytes and less never needs a second page, whatever its numbers.
    private static let wholeRowBytes = Connection.pageBytes - 128

    /// Removes the records at these positions, some hundred in a transaction.
    public func erase(_ positions: [LogPosition]) throws(LogError) {
        let ordered = positions.map { Int64(clamping: $0.rawValue) }.sorted()
        try maintenance.withLock { _ throws(LogError) in
            var start = 0
            while start < ordered.count {
                let next = min(start + Self.erasedAtOnce, ordered.count)
                try write { db in try SQLiteLog.erase(ordered[start..<next], from: db) }
                start = next
            }
        }
    }

    private static func erase(_ positions: ArraySlice<Int64>, from db: Database) throws {
        let look = try db.cachedStatement(
            sql: "SELECT payload FROM records WHERE position = ?"
        )
        let erase = try db.cachedStatement(
            sql: "UPDATE records SET kind = 0, payload = NULL WHERE position = ?"
        )
        var freed: Int64 = 0
        for position in positions {
            look.bind(position, at: 1)
            defer { look.rewind() }
            guard try look.step() else { continue }
            switch look.type(at: 0) {
            case .null: continue
            case .bytes: freed += Int64(look.bytes(at: 0).count)
            case .number: freed += try eraseGrown(look.number(at: 0), from: db)
            }
            look.rewind()
            erase.bind(position, at: 1)
            try erase.run()
        }
        try countErased(freed, in: db)
    }

    private static func eraseGrown(_ id: Int64, from db: Database) throws -> Int64 {
        let size = try Int64.fetchOne(
            db,
            sql: "SELECT length(payload) FROM grown WHERE id = ?",
            arguments: [id]
        )
        try db.cachedStatement(sql: "UPDATE grown SET payload = NULL WHERE id = ?")
            .execute(arguments: [id])
        return size ?? 0
    }

    private static func countErased(_ bytes: Int64, in db: Database) throws {
        try db.cachedStatement(sql: "UPDATE meta SET value = value + ? WHERE key = 'erased'")
            .execute(arguments: [bytes])
    }

    /// Replaces the body of a record in place; passed over where there is no record (any more).
    public func replace(_ record: HeadwaterEvents.Record) throws(LogError) {
        var bytes: [UInt8] = []
        RecordCodec.encode(record.body, into: &bytes)
        let kind = RowCodec.kind(of: record.body)
        let position = Int64(clamping: record.position.rawValue)
        try maintenance.withLock { _ throws(LogError) in
            try write { db in
                try bytes.withUnsafeBytes { body in
                    try SQLiteLog.replace(position, kind: kind, body: body, in: db)
                }
            }
        }
    }

    private static func replace(
        _ position: Int64,
        kind: Int64,
        body: UnsafeRawBufferPointer,
        in db: Database
    ) throws {
        let look = try db.cachedStatement(
            sql: "SELECT payload FROM records WHERE position = ?"
        )
        look.bind(position, at: 1)
        defer { look.rewind() }
        guard try look.step() else { return }
        var freed: Int64 = 0
        var fits = false
        switch look.type(at: 0) {
        case .null:
            return
        case .bytes:
            let size = look.bytes(at: 0).count
            freed = Int64(size)
            fits = body.count == size || (body.count < size && size < wholeRowBytes)
        case .number:
            freed = try eraseGrown(look.number(at: 0), from: db)
        }
        look.rewind()
        let update = try db.cachedStatement(
            sql: "UPDATE records SET kind = ?2, payload = ?3 WHERE position = ?1"
        )
        defer { update.rewind() }
        update.bind(position, at: 1)
        update.bind(kind, at: 2)
        if fits {
            update.bind(body, at: 3)
            freed -= Int64(body.count)
        } else {
            let insert = try db.cachedStatement(sql: "INSERT INTO grown (payload) VALUES (?)")
            defer { insert.rewind() }
            insert.bind(body, at: 1)
            try insert.run()
            update.bind(db.lastInsertedRowID, at: 3)
        }
        try update.run()
        try countErased(freed, in: db)
    }

    /// Makes sure that the bytes of all that was erased are in none of the log's files, and gives
    /// space back to the disk where a large part of the database has been erased.
    ///
    /// Appending waits for some milliseconds.
    public func scrub() throws(LogError) {
        try maintenance.withLock { _ throws(LogError) in
            try truncateWriteAhead()
            guard try isWorthRewriting() else { return }
            do throws(LogError) {
                try rewrite()
            } catch LogError.diskFull {
                // The words are gone; their space comes back once there is room for a copy.
                try Files.remove("\(path).new")
            }
        }
    }

    private func isWorthRewriting() throws(LogError) -> Bool {
        let erased = try readers.read { connection throws(LogError) in
            try connection.perform { db in
                try Int64.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'erased'") ?? 0
            }
        }
        let size = try Files.size(path) ?? 0
        return erased >= max(1, settings.rewriteMinimumBytes)
            && Double(erased) > settings.rewriteShare * Double(size)
    }
}
