import Foundation
import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import HeadwaterSQLite
import Testing

@testable import HeadwaterEngine

/// A directory of a test's own, removed when the test lets go of it.
final class Scratch: Sendable {
    let path: String

    init() throws {
        path = "\(NSTemporaryDirectory())/headwater-engine-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// A directory with the files that another one holds now, as a crash would leave them.
    init(imageOf other: String) throws {
        path = "\(NSTemporaryDirectory())/headwater-engine-\(UUID().uuidString)"
        try FileManager.default.copyItem(atPath: other, toPath: path)
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            print("\(path) is left behind: \(error)")
        }
    }

    /// The names of the files that hold a text, as a search through their bytes finds it.
    func files(holding text: String) throws -> [String] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: path)
        return try names.filter { name in
            var isDirectory: ObjCBool = false
            let file = "\(path)/\(name)"
            guard FileManager.default.fileExists(atPath: file, isDirectory: &isDirectory),
                !isDirectory.boolValue
            else { return false }
            return try Data(contentsOf: URL(fileURLWithPath: file)).range(of: Data(text.utf8))
                != nil
        }
    }

    /// The names of the files that hold these bytes.
    func files(holding bytes: [UInt8]) throws -> [String] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: path)
        return try names.filter { name in
            let file = URL(fileURLWithPath: "\(path)/\(name)")
            return try Data(contentsOf: file).range(of: Data(bytes)) != nil
        }
    }

    func removeSnapshots() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: path)
        where name.hasPrefix("views-") {
            try FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
    }

    func snapshots() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path)
            .filter { $0.hasPrefix("views-") }.sorted()
    }
}

/// The moment at which tests begin.
let start = Timestamp(milliseconds: 1_767_225_600_000)

let hourMs: Int64 = 3_600_000

func minute(_ number: Int64) -> Timestamp { start.advanced(byMilliseconds: number * 60_000) }

/// An engine over a log, that does nothing by itself and stands at a time of its own.
func engine(
    over log: any EventLog,
    in directory: String?,
    time: ManualTime = ManualTime(start),
    knobs: Knobs = Knobs()
) throws -> Engine {
    var configuration = EngineConfiguration(directory: directory, knobs: knobs, time: time)
    configuration.keepsHouse = false
    return try Engine(log: log, configuration: configuration)
}

/// An engine over the database of a directory.
func engine(
    in directory: String,
    time: ManualTime = ManualTime(start),
    knobs: Knobs = Knobs()
) throws -> Engine {
    try engine(over: SQLiteLog(directory: directory), in: directory, time: time, knobs: knobs)
}

extension Engine {
    /// Ends the engine as a crash would, but for the log's lock: no snapshot.
    func abandon() throws {
        housekeeper.stop()
        writer.finish()
        try log.close()
    }

    /// What viewers see of posts and accounts, in a form that can be compared; where `isCounted`,
    /// with the numbers of what is counted, views and the like.
    func picture(_ posts: [String], _ accounts: [String], isCounted: Bool = true) throws -> [String]
    {
        var lines: [String] = []
        for viewer in [nil] + accounts.map(Optional.some) {
            for view in try self.posts(posts, viewer: viewer) {
                let counts = Engagement.Kind.allCases.filter { isCounted || $0.isState }
                    .map { "\($0.name) \(view.counts[$0])" }.joined(separator: " ")
                lines.append(
                    "\(viewer ?? "-") \(view.post.id) \(view.post.author) \(view.at.milliseconds)"
                        + " '\(view.post.text)' \(view.handle ?? "") \(view.name ?? "") \(counts)"
                )
            }
        }
        for view in self.accounts(accounts, viewer: nil) {
            let entry = view.entry
            lines.append(
                "\(view.id) \(entry.handle.value) \(entry.name.value) \(entry.status.value)"
                    + " \(entry.followers) \(entry.following) \(entry.posts)"
                    + " \(entry.indexable.value) \(entry.discoverable.value)"
            )
        }
        lines.append("\(status.posts) posts")
        return lines
    }
}

/// A log that breaks off after so many calls that change it, as if the power went.
final class BreakingLog: EventLog {
    private let base: SQLiteLog
    private let left: Countdown

    init(_ base: SQLiteLog, after calls: Int) {
        self.base = base
        left = Countdown(calls)
    }

    /// Whether it has broken.
    var isBroken: Bool { left.isOver }

    var end: LogPosition { base.end }

    func append(_ batch: LogBatch) throws(LogError) {
        try left.take()
        try base.append(batch)
    }

    func read(after position: LogPosition, limit: Int) throws(LogError) -> [Record] {
        // Small, so that a pass takes several readings.
        try base.read(after: position, limit: min(limit, 7))
    }

    func read(at positions: [LogPosition]) throws(LogError) -> [Record?] {
        try base.read(at: positions)
    }

    func cursor(of connector: String) throws(LogError) -> String? {
        try base.cursor(of: connector)
    }

    func erase(_ positions: [LogPosition]) throws(LogError) {
        // One by one, so that it may break between any two.
        for position in positions {
            try left.take()
            try base.erase([position])
        }
    }

    func replace(_ record: Record) throws(LogError) {
        try left.take()
        try base.replace(record)
    }

    func scrub() throws(LogError) {
        try left.take()
        try base.scrub()
    }

    func size() throws(LogError) -> Int64 { try base.size() }

    func backup(toDirectory path: String) throws(LogError) -> LogPosition {
        try base.backup(toDirectory: path)
    }

    func close() throws(LogError) { try base.close() }
}

/// Counts down, and throws once it is at 0.
final class Countdown: Sendable {
    private let left: Guarded<Int>

    init(_ count: Int) { left = Guarded(count) }

    var isOver: Bool { left.read { $0 < 0 } }

    func take() throws(LogError) {
        let isLeft = left.write { left in
            left = max(left - 1, -1)
            return left >= 0
        }
        if !isLeft { throw .io("the power is gone") }
    }
}

/// Runs what blocks on a thread of its own.
func blocking<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        _ = BlockingThread {
            continuation.resume(with: Swift.Result { try body() })
        }
    }
}

/// Lets another thread go first.
func yieldThread() { sched_yield() }

extension [UInt8] {
    /// Whether these bytes stand in it.
    func holds(_ needle: [UInt8]) -> Bool { Data(self).range(of: Data(needle)) != nil }
}
