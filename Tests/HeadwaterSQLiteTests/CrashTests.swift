import Foundation
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import HeadwaterSQLite
import Testing

/// Kills a process that appends, with a signal that leaves it no last word.
@Suite struct CrashTests {
    /// Where a child finds its log; only children have it set.
    private static let variable = "HEADWATER_TEST_CRASH_LOG"

    private static func record(_ position: UInt64) -> Record {
        var random = SeededGenerator(seed: position)
        let words = Int.random(in: 0...60, using: &random)
        return post(position, text: "\(position)" + String(repeating: " word", count: words))
    }

    /// What the child does: appends until it is killed, and says what has been acknowledged.
    @Test(
        .enabled("only a child that is to be killed runs this") {
            ProcessInfo.processInfo.environment[variable] != nil
        }
    )
    func appendUntilKilled() throws {
        let directory = try #require(ProcessInfo.processInfo.environment[Self.variable])
        // Small, so that kills hit checkpoints too.
        let log = try SQLiteLog(
            directory: directory,
            knobs: LogKnobs.with((LogKnobs.checkpoint, 1), (LogKnobs.writeAheadLimit, 2))
        )
        var random = SeededGenerator(seed: log.end.rawValue)
        while true {
            let first = log.end.rawValue + 1
            let last = first + UInt64.random(in: 0...40, using: &random)
            try log.append(
                LogBatch(
                    records: (first...last).map(Self.record),
                    cursors: ["child": "\(last)"]
                )
            )
            FileHandle.standardOutput.write(Data("acknowledged \(last)\n".utf8))
            if last % 50 == 0 { try log.scrub() }
        }
    }

    @Test func nothingAcknowledgedIsLost() throws {
        let scratch = try Scratch()
        let seed = UInt64.random(in: 0...9999)
        var random = SeededGenerator(seed: seed)
        var checked = LogPosition.start
        for round in 1...20 {
            let acknowledged = try runAndKill(
                in: scratch.path,
                after: Int.random(in: 1...80, using: &random)
            )
            let log = try SQLiteLog(directory: scratch.path)
            let end = log.end.rawValue
            let said: Comment = "seed \(seed), round \(round)"
            #expect(end >= acknowledged && end <= acknowledged + 41, said)
            #expect(try log.cursor(of: "child") == "\(end)", said)
            let new = try log.read(after: checked, limit: .max)
            #expect(new == (checked.rawValue + 1..<end + 1).map(Self.record), said)
            checked = log.end
        }
        let log = try SQLiteLog(directory: scratch.path)
        #expect(
            try log.read(after: .start, limit: .max).map(\.position.rawValue)
                == Array(1...checked.rawValue),
            "seed \(seed)"
        )
    }

    /// Runs a child until it has acknowledged so many batches, kills it, and returns the last
    /// position that it had acknowledged by then.
    private func runAndKill(in directory: String, after batches: Int) throws -> UInt64 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = [
            "--testing-library", "swift-testing", "--filter", "appendUntilKilled",
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(
            [Self.variable: directory]) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = Data()
        var isKilled = false
        while true {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            text += more
            let seen = text.split(separator: 10).count { $0.starts(with: Data("ack".utf8)) }
            if seen >= batches, !isKilled {
                isKilled = true
                kill(process.processIdentifier, SIGKILL)
            }
        }
        process.waitUntilExit()
        #expect(isKilled, "the child ended by itself: \(String(decoding: text, as: UTF8.self))")
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        let positions = lines.filter { $0.hasPrefix("acknowledged ") }
            .compactMap { UInt64($0.dropFirst(13)) }
        return try #require(positions.last)
    }
}
