import Foundation
import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterLearn
import HeadwaterSQLite
import HeadwaterSimulation
import Testing

@testable import HeadwaterEngine

/// The same log gives the same views on a processor that multiplies and adds in one step and on one
/// that doesn't, though the system's mathematical functions don't.
@Suite struct ProcessorTests {
    /// Where a child finds its data; only children have it set.
    private static let variable = "HEADWATER_TEST_PROCESSOR_DATA"
    /// What glibc is told to take for missing.
    private static let lesser = "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX512F,-SSE4_1"

    private static var hasFusedMultiplyAdd: Bool {
        get throws {
            guard FileManager.default.fileExists(atPath: "/proc/cpuinfo") else { return false }
            return try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8).contains(" fma ")
        }
    }

    /// What the system's own functions give: what differs if anything does.
    private static var control: String {
        var bytes = ByteWriter()
        for number in 1...20_000 {
            let x = Double(number) / 997
            bytes.write(exp(x).bitPattern)
            bytes.write(log(x).bitPattern)
            bytes.write(sin(x).bitPattern)
        }
        return "control \(Fingerprint(bytes.bytes.span).low)"
    }

    /// Every view by name, and what stands in it.
    private static func lines(_ engine: Engine) async throws -> [String] {
        let file = try await blocking { try engine.currentSnapshot() }
        return file.sections.map { "view \($0.name) \(Fingerprint($0.bytes.span).low)" }
    }

    /// What the child does: applies the whole log, and says what came of it.
    @Test(
        .enabled("only a child with other mathematical functions runs this") {
            ProcessInfo.processInfo.environment[variable] != nil
        }
    )
    func replayAndSay() async throws {
        let directory = try #require(ProcessInfo.processInfo.environment[Self.variable])
        let engine = try engine(in: directory)
        let lines = try await Self.lines(engine) + [Self.control, "complete"]
        FileHandle.standardOutput.write(Data(lines.map { "\($0)\n" }.joined().utf8))
        try await blocking { try engine.abandon() }
    }

    @Test(
        .enabled("only glibc on a processor that has it can be told that it hasn't") {
            try hasFusedMultiplyAdd
        }
    )
    func theSameLogGivesTheSameViewsWithoutFusedMultiplyAdd() async throws {
        let scratch = try Scratch()
        let time = ManualTime(start)
        let live = try engine(in: scratch.path, time: time)
        // Large enough that pages are full to the end.
        var shape = Workload.Shape()
        shape.posts = 600
        shape.endings = 0.005
        var workload = Workload(seed: 23, shape: shape)
        for round in 0..<60 {
            time.advance(byMilliseconds: max(0, workload.now.milliseconds(since: time.now)))
            _ = try await live.ingest((0..<40).map { _ in workload.next() })
            // What viewers do with pages is what heads are learned from.
            let viewer = "viewer\(round % 5)"
            let page = try await live.feed(FeedRequest(viewer: viewer, limit: 5))
            var events: [Event] = []
            for (slot, item) in page.items.enumerated() {
                var seen = Impression(actor: viewer, post: item.view.post.id, at: time.now)
                seen.request = page.request
                events.append(.impression(seen))
                guard (slot + round) % 3 == 0 else { continue }
                events.append(
                    .engagement(
                        Engagement(
                            kind: .like,
                            actor: viewer,
                            post: item.view.post.id,
                            at: time.now
                        )
                    )
                )
            }
            _ = try await live.ingest(events)
            time.advance(byMilliseconds: hourMs)
        }
        // Heads have learned, or nothing would be shown of what they compute.
        #expect(live.models.contains { $0.examples > 50 })
        let expected = try await Self.lines(live)
        try await blocking { try live.abandon() }
        let said = try await blocking { [path = scratch.path] in
            try Self.runChild(in: path, tunables: Self.lesser)
        }
        #expect(said.last == "complete")
        #expect(said.filter { $0.hasPrefix("view ") } == expected)
        // Otherwise nothing has been shown.
        #expect(said.contains { $0.hasPrefix("control ") } && !said.contains(Self.control))
    }

    /// The lines that a child says that runs under other tunables.
    private static func runChild(in directory: String, tunables: String) throws -> [String] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["--testing-library", "swift-testing", "--filter", "replayAndSay"]
        process.environment = ProcessInfo.processInfo.environment.merging(
            [variable: directory, "GLIBC_TUNABLES": tunables]
        ) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
            .filter { line in
                ["view ", "control ", "complete"].contains { line.hasPrefix($0) }
            }
    }
}
