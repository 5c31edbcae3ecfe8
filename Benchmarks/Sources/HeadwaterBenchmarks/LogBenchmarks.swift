import Foundation
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import HeadwaterSQLite
import Synchronization

/// The embedded log: appending, committing, reading.
final class LogBenchmarks {
    private let directory: String
    private let rows: Int
    private let isSmoke: Bool
    private var filled: SQLiteLog?

    init(directory: String, isSmoke: Bool) throws {
        self.directory =
            "\(directory)/headwater-benchmark-\(ProcessInfo.processInfo.processIdentifier)"
        self.isSmoke = isSmoke
        rows = isSmoke ? 10_000 : 500_000
    }

    var benchmarks: [Benchmark] {
        [20, 256, 4096, 16_384].map(append)
            + [false, true].flatMap { isImporting in
                [0.5, 0.99].map { commit(share: $0, isImporting: isImporting) }
            }
            + [look, read] + [20, 100].map(readAt) + [synchronizing]
    }

    func removeFiles() throws {
        try filled?.close()
        if FileManager.default.fileExists(atPath: directory) {
            try FileManager.default.removeItem(atPath: directory)
        }
    }

    /// A like, as an app sends most of the time.
    private static func like(_ position: Int) -> Record {
        let time = Timestamp(milliseconds: 1_700_000_000_000 + Int64(position))
        let event = Engagement(
            kind: .like,
            actor: "did:plc:viewer\(position % 9973)",
            post: "at://did:plc:author\(position % 997)/app.bsky.feed.post/\(position % 99_991)",
            at: time
        )
        return Record(
            position: LogPosition(rawValue: UInt64(position)),
            received: time,
            body: .event(.engagement(event))
        )
    }

    private func withFreshLog<Result>(_ body: (SQLiteLog) throws -> Result) throws -> Result {
        let path = "\(directory)/fresh"
        if FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
        let log = try SQLiteLog(directory: path)
        let result = try body(log)
        try log.close()
        return result
    }

    private func append(batch: Int) -> Benchmark {
        let count = max(batch, min(rows, batch * 2000) / batch * batch)
        return Benchmark(
            name: "log.append",
            parameters: "batch=\(batch) rows=\(count)",
            unit: "rows/s",
            runs: 3
        ) { [self] in
            let batches = stride(from: 1, through: count, by: batch).map { first in
                LogBatch(records: (first..<first + batch).map(Self.like))
            }
            return try withFreshLog { log in
                try rate(of: count) {
                    for batch in batches { try log.append(batch) }
                    return log.end.rawValue
                }
            }
        }
    }

    /// The time that 20 events take until they are on disk, alone or beside an import that keeps the
    /// write-ahead file moving.
    private func commit(share: Double, isImporting: Bool) -> Benchmark {
        let commits = isSmoke ? 20 : 1000
        return Benchmark(
            name: "log.commit",
            parameters: "batch=20 p\(Int(share * 100))" + (isImporting ? " importing" : ""),
            unit: "us",
            higherIsBetter: false,
            runs: 3
        ) { [self] in
            try withFreshLog { log in
                var next = 1
                var latencies = Latencies()
                let cpu = threadNanoseconds()
                for _ in 0..<commits {
                    if isImporting {
                        let large = LogBatch(records: (next..<next + 4096).map(Self.like))
                        next += 4096
                        try log.append(large)
                    }
                    let small = LogBatch(records: (next..<next + 20).map(Self.like))
                    next += 20
                    try latencies.time { try log.append(small) }
                }
                return Sample(
                    value: latencies.quantile(share),
                    checksum: log.end.rawValue,
                    cpuMs: Double(threadNanoseconds() - cpu) / 1e6
                )
            }
        }
    }

    private func filledLog() throws -> SQLiteLog {
        if let filled { return filled }
        let log = try SQLiteLog(directory: "\(directory)/filled")
        for first in stride(from: 1, through: rows, by: 4096) {
            try log.append(
                LogBatch(records: (first..<min(first + 4096, rows + 1)).map(Self.like))
            )
        }
        filled = log
        return log
    }

    private var look: Benchmark {
        Benchmark(name: "log.look", parameters: "rows=\(rows), undecoded", unit: "rows/s") {
            [self] in
            let log = try filledLog()
            return try rate(of: rows) {
                try log.scan(
                    after: .start,
                    limit: .max,
                    receivedBefore: Timestamp(milliseconds: 0)
                ).position.rawValue
            }
        }
    }

    private var read: Benchmark {
        Benchmark(name: "log.read", parameters: "rows=\(rows), decoded", unit: "rows/s") {
            [self] in
            let log = try filledLog()
            return try rate(of: rows) {
                var tail = LogTail(of: log)
                var sum: UInt64 = 0
                while let records = try tail.next() {
                    for record in records { sum &+= record.position.rawValue }
                }
                return sum
            }
        }
    }

    private func readAt(count: Int) -> Benchmark {
        Benchmark(
            name: "log.read_at",
            parameters: "positions=\(count) p99",
            unit: "us",
            higherIsBetter: false
        ) { [self] in
            let log = try filledLog()
            var random = SeededGenerator(seed: 5)
            var latencies = Latencies()
            var sum: UInt64 = 0
            let cpu = threadNanoseconds()
            for _ in 0..<1000 {
                let wanted = (0..<count).map { _ in
                    LogPosition(rawValue: UInt64.random(in: 1...UInt64(rows), using: &random))
                }
                let records = try latencies.time { try log.read(at: wanted) }
                for record in records { sum &+= record?.position.rawValue ?? 0 }
            }
            return Sample(
                value: latencies.quantile(0.99),
                checksum: sum,
                cpuMs: Double(threadNanoseconds() - cpu) / 1e6
            )
        }
    }

    /// What the disk itself takes to keep 8 KiB, the floor under every commit.
    private var synchronizing: Benchmark {
        Benchmark(
            name: "log.disk",
            parameters: "write and fsync 8 KiB p50",
            unit: "us",
            higherIsBetter: false
        ) { [self] in
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true
            )
            let path = "\(directory)/synchronizing"
            let file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
            guard file >= 0 else { throw BenchmarkError(description: "\(path) can't be made") }
            defer { close(file) }
            let block = [UInt8](repeating: 7, count: 8192)
            var latencies = Latencies()
            let cpu = threadNanoseconds()
            for _ in 0..<300 {
                let kept = latencies.time { write(file, block, block.count) + Int(fsync(file)) }
                guard kept == block.count else {
                    throw BenchmarkError(description: "\(path) can't be written")
                }
            }
            return Sample(
                value: latencies.quantile(0.5),
                checksum: 0,
                cpuMs: Double(threadNanoseconds() - cpu) / 1e6
            )
        }
    }
}
