import Foundation
import GRDB
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import HeadwaterSQLite
import Testing

@Suite struct WriteAheadTests {
    @Test func theWriteAheadFileStaysWithinItsLimit() async throws {
        let scratch = try Scratch()
        let knobs = LogKnobs.with((LogKnobs.checkpoint, 1), (LogKnobs.writeAheadLimit, 3))
        let log = try SQLiteLog(directory: scratch.path, knobs: knobs)
        let text = String(repeating: "filler ", count: 2000)
        let batches: UInt64 = 150
        // Others read all the time, one of them so slowly that it never catches up.
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while log.end.rawValue < batches * 10 {
                    var tail = LogTail(of: log, chunk: 50)
                    while try tail.next() != nil {}
                }
            }
            group.addTask {
                var slow = LogTail(of: log, chunk: 1)
                var largest: Int64 = 0
                for batch in 0..<batches {
                    let first = batch * 10 + 1
                    try log.append(
                        LogBatch(records: (first..<first + 10).map { post($0, text: text) })
                    )
                    #expect(try slow.next()?.count == 1)
                    largest = max(largest, try writeAheadBytes(scratch))
                }
                // The limit, one batch of 140 KB, and the pages that it changes.
                #expect(largest < 3 << 20 + 200_000, "it grew to \(largest) bytes")
                #expect(largest > 1 << 20, "it never grew, so nothing was shown")
            }
            try await group.waitForAll()
        }
        #expect(log.end.rawValue == batches * 10)
        #expect(try log.read(after: .start, limit: .max).count == Int(batches * 10))
    }

    @Test func anotherProgramThatReadsKeepsNobodyFromAppending() throws {
        let scratch = try Scratch()
        let knobs = LogKnobs.with((LogKnobs.checkpoint, 1), (LogKnobs.writeAheadLimit, 2))
        let log = try SQLiteLog(directory: scratch.path, knobs: knobs)
        try log.append(LogBatch(records: [post(1, text: "a")]))
        let other = try DatabaseQueue(path: "\(scratch.path)/log.sqlite")
        let text = String(repeating: "filler ", count: 9000)
        try other.read { db in
            // It stays at this moment until the closure ends.
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM records") == 1)
            for position in 2...60 as ClosedRange<UInt64> {
                try log.append(LogBatch(records: [post(position, text: text)]))
            }
            #expect(try writeAheadBytes(scratch) > 2 << 20)
            guard case .io(let detail) = failure({ try log.scrub() }) else {
                Issue.record("it was scrubbed, or said something else")
                return
            }
            #expect(detail.contains("another program"))
        }
        try log.scrub()
        #expect(try writeAheadBytes(scratch) == 0)
        #expect(try log.read(after: .start, limit: .max).count == 60)
    }

    @Test func closingLeavesOneFile() throws {
        let scratch = try Scratch()
        let log = try SQLiteLog(directory: scratch.path)
        try log.append(LogBatch(records: (1...100).map { post($0, text: "a") }))
        #expect(try writeAheadBytes(scratch) > 0)
        try log.close()
        #expect(Set(try scratch.files().keys) == ["log.sqlite", "lock"])
    }
}

private func writeAheadBytes(_ scratch: Scratch) throws -> Int64 {
    let attributes = try FileManager.default.attributesOfItem(
        atPath: "\(scratch.path)/log.sqlite-wal"
    )
    return (attributes[.size] as? NSNumber)?.int64Value ?? 0
}
