import Foundation
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import HeadwaterSQLite
import Testing

@Suite struct FullDiskTests {
    /// Appends batches of 20 until one is refused, and returns the number of records kept.
    private func fill(_ log: SQLiteLog, size: Int) throws -> UInt64 {
        let text = String(repeating: "filler ", count: size / 7)
        for batch in 0..<100_000 as Range<UInt64> {
            let first = log.end.rawValue + 1
            let records = (first..<first + 20).map { post($0, text: "\($0) \(text)") }
            let error = failure {
                try log.append(LogBatch(records: records, cursors: ["a": "\(batch)"]))
            }
            guard let error else { continue }
            #expect(error == .diskFull)
            #expect(log.end.rawValue == first - 1)
            #expect(try log.cursor(of: "a") == (batch == 0 ? nil : "\(batch - 1)"))
            return first - 1
        }
        Issue.record("the disk never filled")
        return 0
    }

    private func expectWhole(_ log: SQLiteLog, _ count: UInt64) throws {
        let records = try log.read(after: .start, limit: .max)
        #expect(records.map(\.position.rawValue) == Array(1...count))
        for record in records {
            guard case .event(.post(let post)) = record.body else {
                Issue.record("\(record.position) is no post")
                return
            }
            #expect(post.text.hasPrefix("\(record.position.rawValue) "))
        }
    }

    @Test func theSizeLimitRefusesWholeBatches() throws {
        let scratch = try Scratch()
        let small = LogKnobs.with((LogKnobs.sizeLimit, 1))
        var kept: UInt64 = 0
        do {
            let log = try SQLiteLog(directory: scratch.path, knobs: small)
            kept = try fill(log, size: 700)
            #expect(kept > 100)
            try expectWhole(log, kept)
            // Reading, erasing and cursors need no further page.
            try log.erase([LogPosition(rawValue: 1)])
            #expect(try log.read(at: [LogPosition(rawValue: 1)]) == [nil])
        }
        let log = try SQLiteLog(directory: scratch.path)
        #expect(log.end.rawValue == kept)
        try log.append(LogBatch(records: [post(kept + 1, text: "at last")]))
        #expect(try log.read(after: LogPosition(rawValue: kept), limit: 2).count == 1)
    }

    @Test(.enabled("no file system can be mounted here") { SmallDisk.isPossible })
    func aFullDiskRefusesWholeBatchesUntilThereIsRoom() throws {
        let disk = try SmallDisk(mebibytes: 6)
        let directory = "\(disk.path)/log"
        let log = try SQLiteLog(directory: directory)
        let ballast = URL(fileURLWithPath: "\(disk.path)/ballast")
        try Data(count: 3 << 20).write(to: ballast)
        let kept = try fill(log, size: 500)
        #expect(kept > 100)
        try expectWhole(log, kept)

        try FileManager.default.removeItem(at: ballast)
        let next = (kept + 1...kept + 20).map { post($0, text: "\($0) again") }
        try log.append(LogBatch(records: next))
        try expectWhole(log, kept + 20)

        // Full again, and closed and opened as it stands.
        let all = try fill(log, size: 500)
        #expect(all > kept + 20)
        do {
            try log.close()
            let again = try SQLiteLog(directory: directory)
            try expectWhole(again, all)
        } catch LogError.diskFull {
            // There may be no room left even for the index of the write-ahead file.
        }
    }

    @Test(.enabled("no file system can be mounted here") { SmallDisk.isPossible })
    func aFullDiskIsNoPlaceForACopy() throws {
        let disk = try SmallDisk(mebibytes: 4)
        let scratch = try Scratch()
        let log = try SQLiteLog(directory: scratch.path)
        let text = String(repeating: "filler ", count: 100)
        for first in stride(from: UInt64(1), to: 10_000, by: 1000) {
            try log.append(LogBatch(records: (first..<first + 1000).map { post($0, text: text) }))
        }
        #expect(throws: LogError.diskFull) {
            _ = try log.backup(toDirectory: "\(disk.path)/copy")
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: "\(disk.path)/copy")
        #expect(left == ["lock"])
    }

    @Test(.enabled("no file system can be mounted here") { SmallDisk.isPossible })
    func aDiskThatMayNotBeWrittenIsAnError() throws {
        let disk = try SmallDisk(mebibytes: 4)
        try SQLiteLog(directory: "\(disk.path)/log").close()
        try disk.forbidWriting()
        guard
            case .io(let detail) = failure({
                _ = try SQLiteLog(directory: "\(disk.path)/log")
            })
        else {
            Issue.record("it opened, or said something else")
            return
        }
        #expect(detail.contains("\(disk.path)/log"))
    }
}

/// A small file system in memory, mounted for one test.
final class SmallDisk {
    let path: String
    private let scratch: Scratch

    /// Whether this process may mount one.
    static var isPossible: Bool {
        do {
            _ = try SmallDisk(mebibytes: 1)
            return true
        } catch {
            return false
        }
    }

    init(mebibytes: Int) throws {
        scratch = try Scratch()
        path = "\(scratch.path)/disk"
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true
        )
        try Self.run("mount", "-t", "tmpfs", "-o", "size=\(mebibytes)m", "tmpfs", path)
    }

    /// Makes it one that may only be read.
    func forbidWriting() throws { try Self.run("mount", "-o", "remount,ro", path) }

    deinit {
        do {
            try Self.run("umount", "-l", path)
        } catch {
            print("\(path) stays mounted: \(error)")
        }
    }

    private static func run(_ command: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
    }
}
