public import HeadwaterEvents

/// Reads a log from a position on, chunk by chunk, as recovery does.
///
/// ```swift
/// var tail = LogTail(of: log, after: snapshot.position)
/// while let records = try tail.next() { for record in records { view.apply(record) } }
/// ```
///
/// What is appended meanwhile is read too, so a tail that has caught up may be asked again later.
public struct LogTail {
    /// The position of the last record handed out.
    public private(set) var position: LogPosition
    private let log: any EventLog
    private let chunk: Int

    /// A tail that begins after `position` and hands out at most `chunk` records at a time.
    public init(of log: any EventLog, after position: LogPosition = .start, chunk: Int = 4096) {
        precondition(chunk > 0)
        self.log = log
        self.position = position
        self.chunk = chunk
    }

    /// The next records, nil where the log has no more for now.
    public mutating func next() throws(LogError) -> [Record]? {
        let records = try log.read(after: position, limit: chunk)
        guard let last = records.last else { return nil }
        position = last.position
        return records
    }
}
