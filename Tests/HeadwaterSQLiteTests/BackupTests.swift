import Foundation
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import HeadwaterSQLite
import Testing

@Suite struct BackupTests {
    @Test func aCopyShowsOneMomentWhileAppendsGoOn() async throws {
        let scratch = try Scratch()
        let target = try Scratch()
        let log = try SQLiteLog(directory: scratch.path)
        var random = SeededGenerator(seed: 41)
        let first = LogConformance.records(from: 1, count: 20_000, using: &random)
        try log.append(LogBatch(records: first, cursors: ["a": "20000"]))
        let ends = try await withThrowingTaskGroup(of: [LogPosition].self) { group in
            group.addTask {
                var random = SeededGenerator(seed: 42)
                for next in 20_001...20_600 {
                    let record = LogConformance.record(at: UInt64(next), from: &random)
                    try log.append(LogBatch(records: [record], cursors: ["a": "\(next)"]))
                }
                return []
            }
            group.addTask {
                try (0..<3).map { try log.backup(toDirectory: "\(target.path)/\($0)") }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let all = try log.read(after: .start, limit: .max)
        for (index, end) in ends.enumerated() {
            let copy = try SQLiteLog(directory: "\(target.path)/\(index)")
            #expect(copy.end == end)
            #expect(try copy.cursor(of: "a") == "\(end.rawValue)")
            #expect(try copy.read(after: .start, limit: .max) == all.filter { $0.position <= end })
        }
        #expect(ends.count == 3)
    }

    @Test func whatWasErasedIsNotCopiedAndTheEndIs() throws {
        let scratch = try Scratch()
        let target = try Scratch()
        let log = try SQLiteLog(directory: scratch.path)
        try log.append(LogBatch(records: (1...10).map { post($0, text: "secret \($0)") }))
        try log.replace(post(3, text: String(repeating: "grown ", count: 100)))
        try log.erase((4...10).map(LogPosition.init(rawValue:)))
        #expect(try log.backup(toDirectory: target.path).rawValue == 10)
        let bytes = try #require(try target.files()["log.sqlite"])
        #expect(bytes.range(of: Data("secret 2".utf8)) != nil)
        #expect(bytes.range(of: Data("secret 3".utf8)) == nil)
        #expect(bytes.range(of: Data("secret 9".utf8)) == nil)
        let copy = try SQLiteLog(directory: target.path)
        #expect(copy.end.rawValue == 10)
        #expect(
            try copy.read(after: .start, limit: .max) == log.read(after: .start, limit: .max)
        )
    }

    @Test func nothingIsWrittenOverALog() throws {
        let scratch = try Scratch()
        let target = try Scratch()
        let log = try SQLiteLog(directory: scratch.path)
        let other = try SQLiteLog(directory: target.path)
        try other.append(LogBatch(records: [post(1, text: "mine")]))
        #expect(throws: LogError.locked(target.path)) {
            _ = try log.backup(toDirectory: target.path)
        }
        try other.close()
        let error = failure { _ = try log.backup(toDirectory: target.path) }
        #expect(error == .io("\(target.path) holds a log already: name another directory"))
        let again = try SQLiteLog(directory: target.path)
        #expect(try again.read(after: .start, limit: 9) == [post(1, text: "mine")])
        #expect(throws: LogError.locked(scratch.path)) {
            _ = try log.backup(toDirectory: scratch.path)
        }
    }
}
