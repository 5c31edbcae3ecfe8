import GRDB
public import HeadwaterEvents
public import HeadwaterLog

extension SQLiteLog {
    /// Copies the log of a directory whole to another one, from outside the process that has it
    /// open, if one has.
    ///
    /// One read transaction covers everything, so the copy shows one moment, whatever is appended or
    /// erased meanwhile.
    ///
    /// - Returns: the position of the last record in the copy.
    /// - Throws: `LogError.io` where there is no log, or the other directory holds one already.
    public static func backup(
        ofDirectory source: String,
        toDirectory target: String
    ) throws(LogError) -> LogPosition {
        guard try Files.size("\(source)/log.sqlite") != nil else {
            throw .io("\(source) holds no log")
        }
        return try putCopy(intoDirectory: target) { partial throws(LogError) in
            try export(from: "\(source)/log.sqlite", to: partial)
        }
    }

    private static func export(from source: String, to file: String) throws(LogError) -> LogPosition
    {
        let copy = try Connection(path: file, for: .copier)
        try Schema.prepare(copy)
        try copy.perform { db in
            try db.execute(sql: "ATTACH DATABASE ? AS source", arguments: [source])
        }
        let end = try copy.transaction(.deferred) { db in
            // Positions that were erased are left out, but the last row says how far the log reached.
            try db.execute(
                sql: """
                    INSERT INTO main.records
                    SELECT position, received, kind, CASE typeof(payload)
                        WHEN 'integer'
                        THEN (SELECT payload FROM source.grown WHERE id = r.payload)
                        ELSE payload END
                    FROM source.records AS r
                    WHERE kind <> 0 OR position = (SELECT max(position) FROM source.records)
                    ORDER BY position
                    """
            )
            try db.execute(sql: "INSERT INTO main.cursors SELECT * FROM source.cursors")
            return try Schema.end(db)
        }
        try copy.close()
        return end
    }
}
