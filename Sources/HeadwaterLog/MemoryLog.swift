public import HeadwaterEvents
import Synchronization

/// A log in memory, for tests: as strict as one on disk, with faults that a test arranges.
public final class MemoryLog: EventLog {
    /// What goes wrong.
    public struct Faults: Sendable {
        /// The bytes that fit: an append that would need more throws `LogError.diskFull`.
        public var capacityBytes: Int?
        /// The appends that throw, by number, the first being 1.
        public var failingAppends: [Int: LogError] = [:]
        /// Where set, every read throws it.
        public var reading: LogError?

        /// Nothing.
        public init() {}
    }

    private struct State {
        var rows: [(record: Record, bytes: Int)] = []
        var end = LogPosition.start
        var cursors: [String: String] = [:]
        var bytes = 0
        var appends = 0
        var faults = Faults()
        var isClosed = false
        var backups: [String: (rows: [(record: Record, bytes: Int)], end: LogPosition)] = [:]
    }

    private let state = Mutex(State())

    /// An empty log in which nothing goes wrong.
    public init() {}

    /// What goes wrong from now on.
    public var faults: Faults {
        get { state.withLock { $0.faults } }
        set { state.withLock { $0.faults = newValue } }
    }

    /// How often ``append(_:)`` has been called.
    public var appends: Int { state.withLock { $0.appends } }

    /// The position of the last record ever appended.
    public var end: LogPosition { state.withLock { $0.end } }

    /// Keeps a batch, or nothing of it where a fault was arranged.
    public func append(_ batch: LogBatch) throws(LogError) {
        var rows: [(record: Record, bytes: Int)] = []
        rows.reserveCapacity(batch.records.count)
        var last: LogPosition?
        for record in batch.records {
            precondition(last.map { $0 < record.position } ?? true, "positions grow")
            last = record.position
            rows.append((record, Self.size(of: record)))
        }
        try open { state throws(LogError) in
            state.appends += 1
            if let failure = state.faults.failingAppends[state.appends] { throw failure }
            let needed = rows.reduce(0) { $0 + $1.bytes }
            if let capacity = state.faults.capacityBytes, state.bytes + needed > capacity {
                throw .diskFull
            }
            if let first = rows.first {
                precondition(
                    first.record.position > state.end,
                    "positions of a batch begin after the end"
                )
            }
            state.rows += rows
            state.bytes += needed
            if let last { state.end = last }
            state.cursors.merge(batch.cursors) { _, new in new }
        }
    }

    /// The records after `position`, at most `limit` of them.
    public func read(after position: LogPosition, limit: Int) throws(LogError) -> [Record] {
        try reading { state in
            let start = Self.index(of: position.rawValue + 1, in: state.rows)
            return state.rows[start...].prefix(limit).map(\.record)
        }
    }

    /// The records at these positions; nil where there is none.
    public func read(at positions: [LogPosition]) throws(LogError) -> [Record?] {
        try reading { state in
            positions.map { position in
                Self.find(position, in: state.rows).map { state.rows[$0].record }
            }
        }
    }

    /// Where a connector stands.
    public func cursor(of connector: String) throws(LogError) -> String? {
        try reading { state in state.cursors[connector] }
    }

    /// Removes the records at these positions.
    public func erase(_ positions: [LogPosition]) throws(LogError) {
        let gone = Set(positions)
        try open { state in
            state.rows.removeAll { gone.contains($0.record.position) }
            state.bytes = state.rows.reduce(0) { $0 + $1.bytes }
        }
    }

    /// Replaces a record's body.
    public func replace(_ record: Record) throws(LogError) {
        let size = Self.size(of: record)
        try open { state in
            guard let index = Self.find(record.position, in: state.rows) else { return }
            state.bytes += size - state.rows[index].bytes
            state.rows[index].record.body = record.body
            state.rows[index].bytes = size
        }
    }

    /// Does nothing: there are no files.
    public func scrub() throws(LogError) { try open { _ in } }

    /// The bytes that the records' bodies would take.
    public func size() throws(LogError) -> Int64 { try reading { state in Int64(state.bytes) } }

    /// Remembers the log as it stands under a path of its own, where nothing is written.
    public func backup(toDirectory path: String) throws(LogError) -> LogPosition {
        try open { state throws(LogError) in
            guard state.backups[path] == nil else { throw .io("\(path) holds a log already") }
            state.backups[path] = (state.rows, state.end)
            return state.end
        }
    }

    /// The records of a backup, nil where none was made under that path.
    public func records(ofBackup path: String) -> [Record]? {
        state.withLock { $0.backups[path]?.rows.map(\.record) }
    }

    /// Later calls throw `LogError.closed`.
    public func close() throws(LogError) { state.withLock { $0.isClosed = true } }

    private func open<Result: Sendable>(
        _ body: (inout State) throws(LogError) -> Result
    ) throws(LogError) -> Result {
        try state.withLock { state throws(LogError) in
            guard !state.isClosed else { throw .closed }
            return try body(&state)
        }
    }

    private func reading<Result: Sendable>(_ body: (State) -> Result) throws(LogError) -> Result {
        try open { state throws(LogError) in
            if let failure = state.faults.reading { throw failure }
            return body(state)
        }
    }

    private static func size(of record: Record) -> Int {
        var bytes: [UInt8] = []
        RecordCodec.encode(record.body, into: &bytes)
        return bytes.count
    }

    /// The index of the first row at or after a position.
    private static func index(
        of position: UInt64,
        in rows: [(record: Record, bytes: Int)]
    ) -> Int {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].record.position.rawValue < position {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    private static func find(
        _ position: LogPosition,
        in rows: [(record: Record, bytes: Int)]
    ) -> Int? {
        let index = index(of: position.rawValue, in: rows)
        guard index < rows.count, rows[index].record.position == position else { return nil }
        return index
    }
}
