import Dispatch
import Foundation
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterSQLite
import Synchronization

/// The engine over its log: taking events in, snapshots, restarts.
final class EngineBenchmarks {
    private static let batch = 4096
    /// Batches that are on their way at once.
    private static let inFlight = 4

    private let directory: String
    private let count: Int
    private var isFilled = false
    private var posts = 0

    init(directory: String, isSmoke: Bool) {
        self.directory =
            "\(directory)/headwater-engine-benchmark-\(ProcessInfo.processInfo.processIdentifier)"
        count = isSmoke ? 20_000 : 1_000_000
    }

    var benchmarks: [Benchmark] { [ingest, snapshot, snapshotSize, restart, memory, replay] }

    func removeFiles() throws {
        if FileManager.default.fileExists(atPath: directory) {
            try FileManager.default.removeItem(atPath: directory)
        }
    }

    private func benchmark(
        _ name: String,
        _ unit: String,
        higherIsBetter: Bool = false,
        runs: Int = 3,
        _ run: @escaping () throws -> Sample
    ) -> Benchmark {
        Benchmark(
            name: "engine.\(name)",
            parameters: "events=\(count) batch=\(Self.batch)",
            unit: unit,
            higherIsBetter: higherIsBetter,
            runs: runs,
            run: run
        )
    }

    private func open() throws -> Engine {
        var configuration = EngineConfiguration(directory: directory)
        configuration.keepsHouse = false
        return try Engine(
            log: SQLiteLog(directory: directory),
            configuration: configuration
        )
    }

    /// Events a second that are durable and visible.
    private var ingest: Benchmark {
        benchmark("ingest", "events/s", higherIsBetter: true, runs: 1) { [self] in try fill() }
    }

    @discardableResult
    private func fill() throws -> Sample {
        try removeFiles()
        var many = ManyEvents(seed: 1)
        let batches = stride(from: 0, to: count, by: Self.batch).map { first in
            (first..<min(first + Self.batch, count)).map { _ in many.next() }
        }
        posts = many.posts
        let engine = try open()
        let sample = try rate(of: count) {
            try send(batches, to: engine)
            return engine.status.position.rawValue
        }
        try engine.stop()
        isFilled = true
        return sample
    }

    private final class Failure: Sendable {
        let first = Mutex<EngineError?>(nil)
    }

    private func send(_ batches: [[Event]], to engine: Engine) throws {
        let failure = Failure()
        let room = DispatchSemaphore(value: Self.inFlight)
        for batch in batches {
            room.wait()
            Task {
                do throws(EngineError) {
                    _ = try await engine.ingest(batch)
                } catch {
                    failure.first.withLock { $0 = $0 ?? error }
                }
                room.signal()
            }
        }
        for _ in 0..<Self.inFlight { room.wait() }
        for _ in 0..<Self.inFlight { room.signal() }
        if let error = failure.first.withLock({ $0 }) { throw error }
    }

    private func filled() throws -> Engine {
        if !isFilled { try fill() }
        return try open()
    }

    private func seconds(_ body: () throws -> UInt64) rethrows -> Sample {
        let cpu = threadNanoseconds()
        let start = monotonicNanoseconds()
        let checksum = try body()
        return Sample(
            value: Double(monotonicNanoseconds() - start) / 1e9,
            checksum: checksum,
            cpuMs: Double(threadNanoseconds() - cpu) / 1e6
        )
    }

    private var snapshot: Benchmark {
        benchmark("snapshot", "s") { [self] in
            let engine = try filled()
            let sample = try seconds { try engine.saveSnapshot().rawValue }
            try engine.stop()
            return sample
        }
    }

    private var snapshotSize: Benchmark {
        benchmark("snapshot_size", "MiB", runs: 1) { [self] in
            let engine = try filled()
            try engine.stop()
            var bytes = 0
            for name in try FileManager.default.contentsOfDirectory(atPath: directory)
            where name.hasSuffix(".snapshot") {
                let file = try FileManager.default.attributesOfItem(
                    atPath: "\(directory)/\(name)"
                )
                bytes += (file[.size] as? Int) ?? 0
            }
            return Sample(value: Double(bytes) / 1_048_576, checksum: UInt64(bytes), cpuMs: 0)
        }
    }

    /// From nothing to answering, with a snapshot that covers all.
    private var restart: Benchmark {
        benchmark("restart", "s") { [self] in
            try filled().stop()
            var engine: Engine?
            let sample = try seconds {
                let opened = try open()
                engine = opened
                return opened.status.position.rawValue
            }
            try engine?.stop()
            return sample
        }
    }

    /// What a fresh process grows by when it opens the data, divided by the number of posts: with
    /// all accounts, ties and behaviour, but without the texts, which stay in the log.
    private var memory: Benchmark {
        benchmark("memory", "B/post", runs: 1) { [self] in
            try filled().stop()
            let process = Process()
            process.executableURL =
                URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            process.arguments = ["--open", directory]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let said = String(
                decoding: output.fileHandleForReading.readDataToEndOfFile(),
                as: UTF8.self
            )
            process.waitUntilExit()
            guard let grown = Double(said) else {
                throw BenchmarkError(description: "a fresh process said: \(said)")
            }
            return Sample(value: grown / Double(max(1, posts)), checksum: 0, cpuMs: 0)
        }
    }

    /// Opens the data of a directory, and prints the bytes by which this process has grown.
    static func printGrowth(opening directory: String) throws {
        let before = try residentBytes()
        var configuration = EngineConfiguration(directory: directory)
        configuration.keepsHouse = false
        let engine = try Engine(
            log: SQLiteLog(directory: directory),
            configuration: configuration
        )
        let grown = try residentBytes() - before
        FileHandle.standardOutput.write(Data("\(grown)".utf8))
        try engine.stop()
    }

    private static func residentBytes() throws -> Int {
        let line = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        let fields = line.split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// From the log alone, without a snapshot.
    private var replay: Benchmark {
        benchmark("replay", "events/s", higherIsBetter: true, runs: 1) { [self] in
            try filled().stop()
            for name in try FileManager.default.contentsOfDirectory(atPath: directory)
            where name.hasSuffix(".snapshot") {
                try FileManager.default.removeItem(atPath: "\(directory)/\(name)")
            }
            var engine: Engine?
            let sample = try rate(of: count) {
                let opened = try open()
                engine = opened
                return opened.status.position.rawValue
            }
            try engine?.stop()
            return sample
        }
    }
}
