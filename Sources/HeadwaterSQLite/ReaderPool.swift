import Dispatch
import HeadwaterLog
import Synchronization

/// The connections that readers share: so many at once, the rest wait their turn.
final class ReaderPool: Sendable {
    private let count: Int
    private let turns: DispatchSemaphore
    private let idle: Mutex<[Connection]>

    /// Opens `count` connections to a database that exists.
    init(path: String, count: Int) throws(LogError) {
        self.count = count
        turns = DispatchSemaphore(value: count)
        idle = Mutex([])
        try open(path: path)
    }

    /// Runs `body` with a connection that nobody else uses meanwhile.
    func read<Result>(
        _ body: (Connection) throws(LogError) -> Result
    ) throws(LogError) -> Result {
        turns.wait()
        defer { turns.signal() }
        guard let connection = idle.withLock({ $0.popLast() }) else { throw .closed }
        defer { idle.withLock { $0.append(connection) } }
        return try body(connection)
    }

    /// Waits for those who read, and runs `body` while nobody does.
    ///
    /// One caller at a time, or two would wait for each other for ever.
    func withoutReaders<Result>(
        _ body: () throws(LogError) -> Result
    ) throws(LogError) -> Result {
        for _ in 0..<count { turns.wait() }
        defer { for _ in 0..<count { turns.signal() } }
        return try body()
    }

    /// Opens the connections (again).
    ///
    /// Only while nobody reads.
    func open(path: String) throws(LogError) {
        for _ in 0..<count {
            let connection = try Connection(path: path, for: .reader)
            idle.withLock { $0.append(connection) }
        }
    }

    /// Closes the connections; readers get `LogError.closed` from then on.
    ///
    /// Only while nobody reads.
    func close() throws(LogError) {
        while let connection = idle.withLock({ $0.popLast() }) { try connection.close() }
    }
}
