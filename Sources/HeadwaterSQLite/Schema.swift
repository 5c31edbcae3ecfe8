import GRDB
import HeadwaterEvents
import HeadwaterLog

/// The tables of the log's database, version 1.
///
/// ```
/// records   position → received, kind, payload    payload: bytes · number: a row of `grown` · NULL
/// grown     id → payload                          bodies that outgrew their place, see `Erasure`
/// cursors   connector → value
/// meta      key → value                           `erased`: payload bytes erased since the file
///                                                 was last written afresh
/// ```
///
/// An erased record keeps its row, with `kind` 0 and no payload, until the file is written afresh.
/// So rows are only ever added at the end, which is what keeps both speed and erasure simple, and
/// the last row tells how far the log reached.
enum Schema {
    /// What tells Headwater's databases from others: "HWLG".
    static let applicationID: Int32 = 0x4857_4C47
    /// The version written here; files of later versions are refused.
    static let version = 1
    /// The `kind` of a record that has been erased.
    static let erasedKind: Int64 = 0

    /// Makes the tables where there are none, and checks that we may write to those there are.
    static func prepare(_ connection: Connection) throws(LogError) {
        let (application, version, isEmpty) = try connection.perform { db in
            (
                try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
                try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0,
                try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
            )
        }
        if isEmpty, version == 0 {
            try connection.transaction { db in try create(db) }
            return
        }
        guard application == applicationID else {
            throw .corrupt(nil, "\(connection.path) is a database of another program")
        }
        guard version <= Self.version else {
            throw .tooNew("log version \(version), this one knows \(Self.version)")
        }
    }

    private static func create(_ db: Database) throws {
        try db.execute(
            sql: """
                PRAGMA application_id = \(applicationID);
                PRAGMA user_version = \(version);
                CREATE TABLE records (
                    position INTEGER PRIMARY KEY, received INTEGER NOT NULL,
                    kind INTEGER NOT NULL, payload);
                CREATE TABLE grown (id INTEGER PRIMARY KEY, payload BLOB);
                CREATE TABLE cursors (connector TEXT PRIMARY KEY, value TEXT NOT NULL)
                    WITHOUT ROWID;
                CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
                INSERT INTO meta VALUES ('erased', 0);
                """
        )
    }

    /// The position of the last row.
    static func end(_ db: Database) throws -> LogPosition {
        let last = try Int64.fetchOne(db, sql: "SELECT max(position) FROM records") ?? 0
        return LogPosition(rawValue: UInt64(last))
    }
}
