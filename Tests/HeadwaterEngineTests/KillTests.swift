import Foundation
import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import HeadwaterSQLite
import Testing

@testable import HeadwaterEngine

/// What is sent: always the same events in the same order, no two alike.
private enum Stream {
    static let count = 6000
    static let posts = 40

    /// The event of a number: a post for the first of a hundred, then views and likes of them.
    static func event(_ number: Int) -> Event {
        var random = SeededGenerator(seed: UInt64(number))
        let at = start.advanced(byMilliseconds: Int64(number))
        let post = "p\(Int.random(in: 0..<posts, using: &random))"
        switch number % 10 {
        case 0 where number < 10 * posts:
            return .post(Post(id: "p\(number / 10)", author: "ann", at: at, text: "no. \(number)"))
        case 1, 2: return .engagement(like("v\(number)", post, at))
        default:
            var view = Engagement(kind: .view, actor: "v\(number % 7)", post: post, at: at)
            view.watchMs = 5000
            return .engagement(view)
        }
    }

    private static func like(_ actor: String, _ post: String, _ at: Timestamp) -> Engagement {
        Engagement(kind: .like, actor: actor, post: post, at: at)
    }

    /// Views and likes by post, once the first so many events have been taken in.
    static func counts(of first: Int) -> [String: [Engagement.Kind: UInt32]] {
        var counts: [String: [Engagement.Kind: UInt32]] = [:]
        for number in 0..<first {
            guard case .engagement(let event) = event(number), let post = event.post else {
                continue
            }
            counts[post, default: [:]][event.kind, default: 0] += 1
        }
        return counts
    }
}

/// Kills a process that takes events in, fifty times, with a signal that leaves it no last word.
@Suite struct KillTests {
    /// Where a child finds its data; only children have it set.
    private static let variable = "HEADWATER_TEST_KILL_DATA"

    /// What the child does: sends everything from the beginning, and says what was acknowledged.
    @Test(
        .enabled("only a child that is to be killed runs this") {
            ProcessInfo.processInfo.environment[variable] != nil
        }
    )
    func sendUntilKilled() async throws {
        let directory = try #require(ProcessInfo.processInfo.environment[Self.variable])
        let log = try SQLiteLog(directory: directory)
        let engine = try engine(over: log, in: directory)
        var random = SeededGenerator(seed: log.end.rawValue)
        var next = 0
        // A child that has begun saves snapshots all the time, so that kills hit those too.
        let saver = BlockingThread {
            do { while true { _ = try engine.saveSnapshot() } } catch { return }
        }
        while next < Stream.count {
            let end = min(next + Int.random(in: 1...60, using: &random), Stream.count)
            _ = try await engine.ingest((next..<end).map(Stream.event), cursors: ["c": "\(end)"])
            next = end
            FileHandle.standardOutput.write(Data("acknowledged \(next)\n".utf8))
        }
        FileHandle.standardOutput.write(Data("complete\n".utf8))
        try await blocking {
            try engine.stop()
            saver.join()
        }
    }

    @Test func nothingAcknowledgedIsLostAndNothingCountsTwice() async throws {
        let scratch = try Scratch()
        let seed = UInt64.random(in: 0...9999)
        var random = SeededGenerator(seed: seed)
        var most = 0
        for round in 1...50 {
            // Any moment from the first acknowledgement on, some beyond where the last round came.
            let batches = Int.random(in: 1...max(4, most / 30 + 3), using: &random)
            let acknowledged = try await blocking { [path = scratch.path] in
                try Self.runAndKill(in: path, after: batches)
            }
            let engine = try engine(in: scratch.path)
            let kept = Int(engine.log.end.rawValue)
            let comment: Comment = "seed \(seed), round \(round)"
            #expect(kept >= max(acknowledged, most), comment)
            try Self.expectExact(engine, kept, comment)
            most = kept
            try await blocking { try engine.abandon() }
        }
        let engine = try engine(in: scratch.path)
        let kept = Int(engine.log.end.rawValue)
        let again = try await engine.ingest((0..<Stream.count).map(Stream.event))
        #expect(again.duplicates == kept && again.accepted == Stream.count - kept)
        try Self.expectExact(engine, Stream.count, "seed \(seed), at last")
        try await blocking { try engine.stop() }
    }

    private static func expectExact(_ engine: Engine, _ kept: Int, _ comment: Comment) throws {
        let expected = Stream.counts(of: kept)
        let known = (0..<kept).compactMap { number -> String? in
            guard case .post(let post) = Stream.event(number) else { return nil }
            return post.id
        }
        let found = try engine.posts(known, viewer: nil)
        #expect(found.map(\.post.id) == known, comment)
        for view in found {
            for kind in [Engagement.Kind.view, .like] {
                #expect(
                    view.counts[kind] == expected[view.post.id]?[kind] ?? 0,
                    "\(comment): \(kind.name) of \(view.post.id) after \(kept)"
                )
            }
        }
    }

    /// Runs a child until it has acknowledged so many batches, kills it, and returns how many events
    /// it had acknowledged by then.
    private static func runAndKill(in directory: String, after batches: Int) throws -> Int {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = [
            "--testing-library", "swift-testing", "--filter", "sendUntilKilled",
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(
            [variable: directory]
        ) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = Data()
        var isOver = false
        while true {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            text += more
            guard !isOver else { continue }
            let said = text.split(separator: 10).count { $0.starts(with: Data("ack".utf8)) }
            isOver = said >= batches || text.range(of: Data("complete".utf8)) != nil
            if isOver { kill(process.processIdentifier, SIGKILL) }
        }
        process.waitUntilExit()
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        #expect(isOver, "the child ended by itself: \(lines.suffix(3))")
        return lines.filter { $0.hasPrefix("acknowledged ") }
            .compactMap { Int($0.dropFirst(13)) }.last ?? 0
    }
}
