import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterLog
import HeadwaterSQLite
import Testing

@testable import HeadwaterEngine

@Suite struct SurfaceStartTests {
    private static func engine(_ path: String, _ file: String?) throws -> Engine {
        var configuration = EngineConfiguration(directory: path, time: ManualTime(start))
        configuration.keepsHouse = false
        if let file { configuration.surfaces = try Surfaces(parsing: Array(file.utf8)) }
        return try Engine(log: SQLiteLog(directory: path), configuration: configuration)
    }

    private static func changes(_ engine: Engine) throws -> [Change] {
        try engine.log.read(after: .start, limit: .max).compactMap { record in
            guard case .change(let change) = record.body, change.kind == "surface" else {
                return nil
            }
            return change
        }
    }

    /// What a start declares is logged before it decides anything, and only where it changed.
    @Test func declarationsAreLogged() async throws {
        let scratch = try Scratch()
        let file = #"{"surfaces":[{"name":"video","weights":{"like":2}},{"name":"b"}]}"#
        let first = try Self.engine(scratch.path, file)
        #expect(first.surfaces.all.map(\.name) == ["b", "main", "video"])
        #expect(try Self.changes(first).map(\.name).sorted() == ["b", "video"])
        try await blocking { try first.stop() }
        let again = try Self.engine(scratch.path, file)
        #expect(try Self.changes(again).count == 2)
        #expect(again.surfaces == first.surfaces)
        try await blocking { try again.stop() }
        try scratch.removeSnapshots()
        let less = try Self.engine(scratch.path, #"{"surfaces":[{"name":"video"}]}"#)
        #expect(less.surfaces.all.map(\.name) == ["main", "video"])
        let last = try Self.changes(less).suffix(2)
        #expect(last.map(\.name) == ["b", "video"])
        #expect(last.first?.after == "" && last.last?.before.contains("feed.value.like") == true)
        try await blocking { try less.stop() }
        let same = try Self.engine(scratch.path, nil)
        #expect(same.surfaces.all.map(\.name) == ["main", "video"])
        try await blocking { try same.stop() }
        let none = try Self.engine(scratch.path, #"{"surfaces":[]}"#)
        #expect(none.surfaces == Surfaces())
        try await blocking { try none.stop() }
    }
}
