import Foundation
import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph
import HeadwaterLearn
import HeadwaterLog
import HeadwaterSQLite
import HeadwaterSimulation
import Testing

@testable import HeadwaterEngine

/// A log as it stands, for engines that come and go over it.
final class SharedLog: EventLog {
    private let base: MemoryLog
    init(_ base: MemoryLog) { self.base = base }
    var end: LogPosition { base.end }
    func append(_ batch: LogBatch) throws(LogError) { try base.append(batch) }
    func read(after position: LogPosition, limit: Int) throws(LogError) -> [Record] {
        try base.read(after: position, limit: limit)
    }
    func read(at positions: [LogPosition]) throws(LogError) -> [Record?] {
        try base.read(at: positions)
    }
    func cursor(of connector: String) throws(LogError) -> String? {
        try base.cursor(of: connector)
    }
    func erase(_ positions: [LogPosition]) throws(LogError) { try base.erase(positions) }
    func replace(_ record: Record) throws(LogError) { try base.replace(record) }
    func scrub() throws(LogError) { try base.scrub() }
    func size() throws(LogError) -> Int64 { try base.size() }
    func backup(toDirectory path: String) throws(LogError) -> LogPosition {
        try base.backup(toDirectory: path)
    }
    func close() {}
}

@Suite struct SnapshotTests {
    private static func expectEqual(_ left: SnapshotFile, _ right: SnapshotFile, _ comment: Comment)
    {
        #expect(left.position == right.position, comment)
        #expect(left.sections.map(\.name) == right.sections.map(\.name), comment)
        for (a, b) in zip(left.sections, right.sections) {
            #expect(a.bytes == b.bytes, "\(comment): section \(a.name)")
        }
    }

    private static func current(_ engine: Engine) async throws -> SnapshotFile {
        try await blocking { try engine.currentSnapshot() }
    }

    /// The same log gives the same bytes: live, from any snapshot and a replay, and from scratch.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func everyWayGivesTheSameBytes(seed: UInt64) async throws {
        let log = MemoryLog()
        let time = ManualTime(start)
        var scratches: [Scratch] = []
        let live = try engine(over: SharedLog(log), in: nil, time: time)
        var workload = Workload(seed: seed)
        var random = SeededGenerator(seed: seed)
        for round in 0..<40 {
            var events: [Event] = []
            for _ in 0..<Int.random(in: 1...40, using: &random) { events.append(workload.next()) }
            time.advance(byMilliseconds: max(0, workload.now.milliseconds(since: time.now)))
            _ = try await live.ingest(events)
            if round % 13 == 5 {
                let scratch = try Scratch()
                let file = try await Self.current(live)
                try SnapshotKeeper(directory: scratch.path).save(file)
                scratches.append(scratch)
            }
            // Days pass, so that duplicates are forgotten.
            if round % 10 == 9 { time.advance(byMilliseconds: 3 * 24 * hourMs) }
        }
        let expected = try await Self.current(live)
        for scratch in scratches {
            let again = try engine(over: SharedLog(log), in: scratch.path, time: time)
            #expect(again.recovery.snapshot != nil && again.recovery.replayed > 0)
            Self.expectEqual(try await Self.current(again), expected, "seed \(seed), snapshot")
            // Read back without any replay.
            try await blocking {
                _ = try again.saveSnapshot()
                try again.abandon()
            }
            let third = try engine(over: SharedLog(log), in: scratch.path, time: time)
            #expect(third.recovery.replayed == 0)
            Self.expectEqual(try await Self.current(third), expected, "seed \(seed), read back")
            try await blocking { try third.abandon() }
        }
        let rebuilt = try engine(over: SharedLog(log), in: nil, time: time)
        Self.expectEqual(try await Self.current(rebuilt), expected, "seed \(seed), from scratch")
        try await blocking {
            try rebuilt.abandon()
            try live.abandon()
        }
    }

    private static func filled(_ log: MemoryLog, in directory: String) async throws {
        let engine = try engine(over: SharedLog(log), in: directory)
        for number in 1...3 {
            _ = try await engine.ingest([
                .post(Post(id: "p\(number)", author: "a", at: minute(1), text: "\(number)"))
            ])
        }
        try await blocking { try engine.stop() }
    }

    @Test func aDamagedSnapshotIsPassedOverWithANote() async throws {
        let scratch = try Scratch()
        let log = MemoryLog()
        try await Self.filled(log, in: scratch.path)
        let name = try #require(try scratch.snapshots().first)
        let path = "\(scratch.path)/\(name)"
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for (what, bytes) in [
            ("cut", whole.prefix(whole.count / 2)), ("empty", Data()),
            (
                "another byte",
                whole.prefix(whole.count - 9) + [whole[whole.count - 9] ^ 1] + whole.suffix(8)
            ),
        ] {
            try bytes.write(to: URL(fileURLWithPath: path))
            let engine = try engine(over: SharedLog(log), in: scratch.path)
            #expect(engine.recovery.snapshot == nil && engine.recovery.replayed == 3, "\(what)")
            #expect(engine.recovery.notes.count == 2, "\(what)")
            #expect(engine.recovery.notes.first?.contains(name) == true, "\(what)")
            #expect(engine.recovery.notes.last?.contains("made again from the log") == true)
            #expect(try engine.posts(["p1", "p2", "p3"], viewer: nil).count == 3, "\(what)")
            try await blocking { try engine.abandon() }
        }
    }

    @Test func anOlderSnapshotServesWhereTheNewestIsDamaged() async throws {
        let scratch = try Scratch()
        let log = MemoryLog()
        try await Self.filled(log, in: scratch.path)
        try Data("nonsense".utf8).write(
            to: URL(fileURLWithPath: "\(scratch.path)/views-9.snapshot")
        )
        let engine = try engine(over: SharedLog(log), in: scratch.path)
        #expect(engine.recovery.snapshot == LogPosition(rawValue: 3))
        #expect(engine.recovery.replayed == 0 && engine.recovery.notes.count == 2)
        #expect(engine.recovery.notes.last?.contains("the snapshot at position 3") == true)
        try await blocking { try engine.stop() }
        #expect(try scratch.snapshots() == ["views-3.snapshot"])
    }

    @Test func aSectionOfAnotherLayoutIsNamedAndEverythingMadeAgain() async throws {
        let scratch = try Scratch()
        let log = MemoryLog()
        try await Self.filled(log, in: scratch.path)
        let path = "\(scratch.path)/\(try #require(try scratch.snapshots().first))"
        let whole = try SnapshotFile(readingFrom: path)
        for place in whole.sections.indices {
            var file = whole
            file.sections[place].version = 99
            try file.write(to: path)
            let engine = try engine(over: SharedLog(log), in: scratch.path)
            let name = whole.sections[place].name
            #expect(engine.recovery.snapshot == nil && engine.recovery.replayed == 3, "\(name)")
            let notes = engine.recovery.notes
            try #require(notes.count == 2, "\(name)")
            #expect(notes[0].contains("section \(name) has layout 99"))
            #expect(notes[1].contains("made again from the log"))
            #expect(try engine.posts(["p1", "p2", "p3"], viewer: nil).count == 3, "\(name)")
            try await blocking { try engine.abandon() }
        }
        var file = whole
        file.sections.removeAll { $0.name == Learner.name }
        try file.write(to: path)
        let engine = try engine(over: SharedLog(log), in: scratch.path)
        #expect(engine.recovery.notes.first?.contains("no section learner") == true)
        try await blocking { try engine.abandon() }
    }

    @Test func aSectionIsReadInEveryLayoutThatItsViewReads() throws {
        let bytes: [UInt8] = [1, 2, 3]
        let file = SnapshotFile(
            position: 1,
            sections: [.init(name: "view", version: 3, bytes: bytes)]
        )
        for readable in [3...3, 1...3, 3...5, 2...4] as [ClosedRange<UInt32>] {
            #expect(try file.bytes(of: "view", readable: readable) == bytes)
        }
        for readable in [1...2, 4...9] as [ClosedRange<UInt32>] {
            #expect(throws: SnapshotError.self) {
                try file.bytes(of: "view", readable: readable)
            }
        }
        #expect(Learner.readable.contains(Learner.version))
        #expect(Graph.readable == Graph.version...Graph.version)
    }

    @Test func aSnapshotAheadOfTheLogIsRefused() async throws {
        let scratch = try Scratch()
        try await Self.filled(MemoryLog(), in: scratch.path)
        // Another log, shorter, as after a restore of the log alone.
        let log = MemoryLog()
        try log.append(
            LogBatch(records: [
                Record(
                    position: LogPosition(rawValue: 1),
                    received: start,
                    body: .event(.post(Post(id: "q", author: "a", at: start, text: "q")))
                )
            ])
        )
        let engine = try engine(over: SharedLog(log), in: scratch.path)
        #expect(engine.recovery.snapshot == nil && engine.recovery.replayed == 1)
        #expect(engine.recovery.notes.first?.contains("ahead of the log") == true)
        #expect(try engine.posts(["p1", "q"], viewer: nil).map(\.post.id) == ["q"])
        try await blocking { try engine.abandon() }
    }

    @Test func snapshotsComeByTimeAndByNumber() async throws {
        let scratch = try Scratch()
        let time = ManualTime(start)
        var knobs = Knobs()
        let isSet = knobs.set(EngineConfiguration.snapshotRecords, to: 1000)
        #expect(isSet)
        let engine = try engine(over: MemoryLog(), in: scratch.path, time: time, knobs: knobs)
        // What the settings change is logged first.
        let before = Int(engine.log.end.rawValue)
        func send(through position: Int) async throws {
            let first = Int(engine.log.end.rawValue) + 1
            _ = try await engine.ingest(
                (first...position).map {
                    .post(Post(id: "p\($0)", author: "a", at: minute(1), text: "\($0)"))
                }
            )
            try await blocking { engine.keepHouse() }
        }
        #expect(before < 999)
        try await send(through: 999)
        #expect(try scratch.snapshots() == [])
        try await send(through: 1000)
        #expect(try scratch.snapshots() == ["views-1000.snapshot"])
        try await send(through: 1001)
        time.advance(byMilliseconds: hourMs / 4 - 1)
        try await blocking { engine.keepHouse() }
        #expect(try scratch.snapshots() == ["views-1000.snapshot"])
        time.advance(byMilliseconds: 1)
        try await blocking { engine.keepHouse() }
        #expect(try scratch.snapshots() == ["views-1001.snapshot"])
        // Nothing new, nothing to save.
        let file = "\(scratch.path)/views-1001.snapshot"
        try FileManager.default.removeItem(atPath: file)
        time.advance(byMilliseconds: hourMs)
        try await blocking { engine.keepHouse() }
        #expect(try scratch.snapshots() == [])
        try await blocking { try engine.abandon() }
    }

    /// The thread that does all this by itself, in place of a test that calls it.
    @Test func theHousekeeperWakesByItself() async throws {
        let scratch = try Scratch()
        let time = ManualTime(start)
        let configuration = EngineConfiguration(directory: scratch.path, time: time)
        let engine = try Engine(log: MemoryLog(), configuration: configuration)
        _ = try await engine.ingest([
            .post(Post(id: "p", author: "a", at: minute(1), text: "p"))
        ])
        time.advance(byMilliseconds: hourMs)
        while try scratch.snapshots() != ["views-1.snapshot"] { await Task.yield() }
        try await blocking { try engine.stop() }
    }

    @Test func itStopsWhereNoSnapshotCanBeWritten() async throws {
        let log = MemoryLog()
        let engine = try engine(over: log, in: "/proc/no-such-directory")
        _ = try await engine.ingest([
            .post(Post(id: "p", author: "a", at: minute(1), text: "p"))
        ])
        await #expect(throws: EngineError.self) { try await blocking { try engine.stop() } }
        #expect(throws: LogError.closed) { try log.size() }
    }
}
