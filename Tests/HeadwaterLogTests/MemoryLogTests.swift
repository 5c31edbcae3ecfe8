import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import Testing

@Suite struct MemoryLogTests {
    @Test(arguments: LogConformance.rules)
    func keeps(_ rule: LogConformance.Rule) throws {
        try rule.check(MemoryLog())
    }

    @Test func aFullDiskTakesNothingOfABatch() throws {
        var random = SeededGenerator(seed: 11)
        let log = MemoryLog()
        let first = LogConformance.records(from: 1, count: 50, using: &random)
        try log.append(LogBatch(records: first, cursors: ["a": "1"]))
        log.faults.capacityBytes = Int(try log.size()) + 200
        let second = LogConformance.records(from: 51, count: 50, using: &random)
        #expect(throws: LogError.diskFull) {
            try log.append(LogBatch(records: second, cursors: ["a": "2"]))
        }
        #expect(log.end == first[49].position)
        #expect(try log.read(after: .start, limit: .max) == first)
        #expect(try log.cursor(of: "a") == "1")
        log.faults.capacityBytes = nil
        try log.append(LogBatch(records: second))
        #expect(try log.read(after: .start, limit: .max) == first + second)
    }

    @Test func theAppendThatATestNamesFails() throws {
        var random = SeededGenerator(seed: 12)
        let log = MemoryLog()
        log.faults.failingAppends = [2: .io("pulled out")]
        try log.append(LogBatch(records: [LogConformance.record(at: 1, from: &random)]))
        let next = LogBatch(records: [LogConformance.record(at: 2, from: &random)])
        #expect(throws: LogError.io("pulled out")) { try log.append(next) }
        try log.append(next)
        #expect(log.appends == 3)
        #expect(log.end.rawValue == 2)
        log.faults.reading = .corrupt(nil, "scratched")
        #expect(throws: LogError.corrupt(nil, "scratched")) {
            _ = try log.read(after: .start, limit: 1)
        }
    }

    @Test func aBackupShowsItsMoment() throws {
        var random = SeededGenerator(seed: 13)
        let log = MemoryLog()
        let first = LogConformance.records(from: 1, count: 5, using: &random)
        try log.append(LogBatch(records: first))
        #expect(try log.backup(toDirectory: "copy") == first[4].position)
        try log.append(LogBatch(records: [LogConformance.record(at: 6, from: &random)]))
        #expect(log.records(ofBackup: "copy") == first)
        #expect(throws: LogError.self) { _ = try log.backup(toDirectory: "copy") }
    }
}
