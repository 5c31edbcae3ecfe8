import Foundation
import GRDB
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import HeadwaterSQLite
import Testing

@Suite struct SQLiteLogTests {
    @Test(arguments: LogConformance.rules)
    func keeps(_ rule: LogConformance.Rule) throws {
        let scratch = try Scratch()
        let log = try SQLiteLog(directory: scratch.path)
        try rule.check(log)
        try log.close()
    }

    @Test(arguments: LogConformance.rules)
    func keepsWhileFilesAreWrittenAfresh(_ rule: LogConformance.Rule) throws {
        let scratch = try Scratch()
        let knobs = LogKnobs.with((LogKnobs.rewriteShare, 0), (LogKnobs.rewriteMinimum, 0))
        let log = try SQLiteLog(directory: scratch.path, knobs: knobs)
        try rule.check(log)
        try log.close()
    }

    @Test func everythingIsThereAfterOpeningAgain() throws {
        let scratch = try Scratch()
        var random = SeededGenerator(seed: 21)
        var all = LogConformance.records(from: 1, count: 3000, using: &random)
        do {
            let log = try SQLiteLog(directory: scratch.path)
            try log.append(LogBatch(records: all, cursors: ["jetstream": "17"]))
            var longer = LogConformance.record(at: 9, from: &random)
            longer.body = post(9, text: String(repeating: "longer ", count: 900)).body
            try log.replace(longer)
            all[8].body = longer.body
            try log.erase([LogPosition(rawValue: 3000)])
            all.removeLast()
        }
        let log = try SQLiteLog(directory: scratch.path)
        #expect(log.end.rawValue == 3000)
        #expect(try log.read(after: .start, limit: .max) == all)
        #expect(try log.cursor(of: "jetstream") == "17")
    }

    @Test func aSecondOpeningIsRefusedAtOnce() throws {
        let scratch = try Scratch()
        let log = try SQLiteLog(directory: scratch.path)
        let refusal = #expect(throws: LogError.locked(scratch.path)) {
            _ = try SQLiteLog(directory: scratch.path)
        }
        #expect("\(try #require(refusal))".contains(scratch.path))
        try log.close()
        _ = try SQLiteLog(directory: scratch.path)
    }

    /// A child that has been forked and not yet executed its program shares every open file of ours.
    @Test func aClosedLogIsFreeThoughACopyOfItsFileIsStillOpen() throws {
        let scratch = try Scratch()
        let log = try SQLiteLog(directory: scratch.path)
        let copies = (0..<1024).filter { isOpen("\(scratch.path)/lock", as: $0) }.map { dup($0) }
        #expect(!copies.isEmpty)
        defer { for copy in copies { close(copy) } }
        try log.close()
        try SQLiteLog(directory: scratch.path).close()
    }

    private func isOpen(_ path: String, as descriptor: Int32) -> Bool {
        var (file, open) = (stat(), stat())
        guard stat(path, &file) == 0, fstat(descriptor, &open) == 0 else { return false }
        return (file.st_dev, file.st_ino) == (open.st_dev, open.st_ino)
    }

    @Test func aLaterVersionIsRefused() throws {
        let scratch = try Scratch()
        try SQLiteLog(directory: scratch.path).close()
        try change(scratch, "PRAGMA user_version = 2")
        #expect(throws: LogError.tooNew("log version 2, this one knows 1")) {
            _ = try SQLiteLog(directory: scratch.path)
        }
    }

    @Test func anotherProgramsDatabaseIsRefused() throws {
        let scratch = try Scratch()
        try change(scratch, "CREATE TABLE theirs (a)")
        let before = try scratch.files()["log.sqlite"]
        #expect(throws: LogError.self) { _ = try SQLiteLog(directory: scratch.path) }
        let error = try #require(failure { _ = try SQLiteLog(directory: scratch.path) })
        guard case .corrupt(nil, let detail) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(detail.contains("another program"))
        #expect(try scratch.files()["log.sqlite"]?.count == before?.count)
    }

    @Test func whatIsNoDatabaseIsDamage() throws {
        let scratch = try Scratch()
        try Data(repeating: 65, count: 20_000)
            .write(to: URL(fileURLWithPath: "\(scratch.path)/log.sqlite"))
        guard
            case .corrupt(nil, let detail) = failure({
                _ = try SQLiteLog(directory: scratch.path)
            })
        else {
            Issue.record("it opened, or said something else")
            return
        }
        #expect(detail.contains("log.sqlite"))
    }

    @Test func aDamagedPageIsNamedAsDamage() throws {
        let scratch = try Scratch()
        var random = SeededGenerator(seed: 22)
        do {
            let log = try SQLiteLog(directory: scratch.path)
            try log.append(
                LogBatch(records: LogConformance.records(from: 1, count: 2000, using: &random))
            )
        }
        let url = URL(fileURLWithPath: "\(scratch.path)/log.sqlite")
        var bytes = try Data(contentsOf: url)
        for offset in stride(from: 8192 * 10, to: 8192 * 20, by: 1) { bytes[offset] = 0xA5 }
        try bytes.write(to: url)
        let log = try SQLiteLog(directory: scratch.path)
        guard case .corrupt = failure({ _ = try log.read(after: .start, limit: .max) }) else {
            Issue.record("the damage went unnoticed")
            return
        }
    }

    @Test func aBodyThatSaysNothingIsNamedByItsPosition() throws {
        let scratch = try Scratch()
        do {
            let log = try SQLiteLog(directory: scratch.path)
            try log.append(LogBatch(records: [post(1, text: "a"), post(2, text: "b")]))
        }
        try change(scratch, "UPDATE records SET payload = x'7b7d' WHERE position = 2")
        let log = try SQLiteLog(directory: scratch.path)
        guard
            case .corrupt(LogPosition(rawValue: 2), _) = failure({
                _ = try log.read(after: .start, limit: .max)
            })
        else {
            Issue.record("the damage went unnoticed")
            return
        }
        #expect(try log.read(at: [LogPosition(rawValue: 1)]) == [post(1, text: "a")])
    }

    @Test func aDirectoryThatCannotBeMadeIsAnError() throws {
        let scratch = try Scratch()
        let file = "\(scratch.path)/file"
        try Data().write(to: URL(fileURLWithPath: file))
        for directory in [file, "\(file)/below"] {
            guard case .io(let detail) = failure({ _ = try SQLiteLog(directory: directory) })
            else {
                Issue.record("\(directory) opened, or it said something else")
                continue
            }
            #expect(detail.contains(file))
        }
    }

    private func change(_ scratch: Scratch, _ sql: String) throws {
        let queue = try DatabaseQueue(path: "\(scratch.path)/log.sqlite")
        try queue.write { db in try db.execute(sql: sql) }
        try queue.close()
    }
}

/// The `LogError` that `body` throws, nil where it throws none.
func failure(_ body: () throws -> Void) -> LogError? {
    do {
        try body()
        return nil
    } catch let error as LogError {
        return error
    } catch {
        Issue.record("not a LogError: \(error)")
        return nil
    }
}
