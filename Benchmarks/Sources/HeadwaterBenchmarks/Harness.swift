import Foundation
import HeadwaterCore

/// Something that is measured.
struct Benchmark {
    /// Its name, such as `log.append`; the part before the dot is the member of the suite.
    var name: String
    /// What was varied, such as `batch=4096`.
    var parameters: String
    /// What is counted, such as `rows/s` or `us p99`.
    var unit: String
    /// Whether more is better.
    var higherIsBetter = true
    /// How often it is run; the median counts.
    var runs = 5
    /// One run.
    var run: () throws -> Sample
}

/// What one run gave.
struct Sample {
    /// The measured value, in the benchmark's unit.
    var value: Double
    /// Something computed from the results, so that no work can be left out; the same in every run.
    var checksum: UInt64
    /// The processor time of the thread that ran it, in milliseconds.
    var cpuMs: Double
}

/// What the runs of a benchmark came to.
struct Outcome {
    var benchmark: Benchmark
    var median: Double
    var best: Double
    var worst: Double
    var cpuMs: Double
    var checksum: UInt64
}

/// Nanoseconds of processor time that this thread has used.
func threadNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// Runs `body` and gives `count` a second of wall-clock time.
func rate(of count: Int, _ body: () throws -> UInt64) rethrows -> Sample {
    let cpu = threadNanoseconds()
    let start = monotonicNanoseconds()
    let checksum = try body()
    let seconds = Double(monotonicNanoseconds() - start) / 1e9
    return Sample(
        value: Double(count) / seconds,
        checksum: checksum,
        cpuMs: Double(threadNanoseconds() - cpu) / 1e6
    )
}

/// Microseconds that calls took.
struct Latencies {
    private var nanoseconds: [UInt64] = []

    /// Runs `body` and notes how long it took.
    mutating func time<Result>(_ body: () throws -> Result) rethrows -> Result {
        let start = monotonicNanoseconds()
        let result = try body()
        nanoseconds.append(monotonicNanoseconds() - start)
        return result
    }

    /// The value that a share of the calls stayed below.
    func quantile(_ share: Double) -> Double {
        let sorted = nanoseconds.sorted()
        guard !sorted.isEmpty else { return 0 }
        return Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]) / 1000
    }
}

extension Benchmark {
    /// Runs it as often as it asks for; stops where two runs computed something different.
    func measure(isSmoke: Bool) throws -> Outcome {
        let samples = try (0..<(isSmoke ? 1 : runs)).map { _ in try run() }
        guard Set(samples.map(\.checksum)).count == 1 else {
            throw BenchmarkError(description: "\(name) \(parameters): the checksums differ")
        }
        let values = samples.map(\.value).sorted()
        return Outcome(
            benchmark: self,
            median: values[values.count / 2],
            best: higherIsBetter ? values[values.count - 1] : values[0],
            worst: higherIsBetter ? values[0] : values[values.count - 1],
            cpuMs: samples.map(\.cpuMs).sorted()[values.count / 2],
            checksum: samples[0].checksum
        )
    }
}

/// Why a benchmark can't be trusted.
struct BenchmarkError: Error, CustomStringConvertible {
    var description: String
}

extension Outcome {
    /// One line for a person.
    var line: String {
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(1, width - text.count))
        }
        func number(_ value: Double) -> String { String(format: "%.1f", value) }
        return padded(benchmark.name, 18) + padded(benchmark.parameters, 34)
            + padded("\(number(median)) \(benchmark.unit)", 24)
            + "best \(number(best))  worst \(number(worst))  cpu \(number(cpuMs)) ms"
    }

    /// One line for a machine.
    var json: String {
        """
        {"name":"\(benchmark.name)","parameters":"\(benchmark.parameters)",\
        "unit":"\(benchmark.unit)","median":\(median),"best":\(best),"worst":\(worst),\
        "cpu_ms":\(cpuMs),"checksum":\(checksum)}
        """
    }
}
