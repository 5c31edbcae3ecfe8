public import HeadwaterCore
public import HeadwaterEvents

/// The one log that everything Headwater knows follows from.
///
/// One writer appends; anyone may read at the same time, from any thread. Calls block until the
/// disk has answered, so none is made from the cooperative thread pool without a thread of its own.
/// `LogConformance` holds the tests that every engine passes.
public protocol EventLog: AnyObject, Sendable {
    /// The position of the last record ever appended, `LogPosition.start` in an empty log.
    ///
    /// It never goes back, whatever is erased.
    var end: LogPosition { get }

    /// Writes a batch and returns once all of it is on disk: all or nothing.
    ///
    /// - Precondition: positions grow within the batch and begin after ``end``.
    /// - Throws: `LogError.diskFull` and others; the log is then as it was before.
    func append(_ batch: LogBatch) throws(LogError)

    /// The records after `position`, in order, at most `limit` of them.
    func read(after position: LogPosition, limit: Int) throws(LogError) -> [Record]

    /// The records at these positions, in the order asked for; nil where there is none (any more).
    func read(at positions: [LogPosition]) throws(LogError) -> [Record?]

    /// Among the `limit` records after `position`, those received before `moment`.
    ///
    /// Retention goes through the whole log with it, again and again, so a call is bounded by what
    /// it looks at and not by what it finds, and an engine need not read the others whole.
    func scan(
        after position: LogPosition,
        limit: Int,
        receivedBefore moment: Timestamp
    ) throws(LogError) -> LogScan

    /// Where a connector stands, saved with the events that brought it there.
    func cursor(of connector: String) throws(LogError) -> String?

    /// Removes the records at these positions: their bytes leave the files at the latest when
    /// ``scrub()`` returns. Positions without a record are passed over.
    func erase(_ positions: [LogPosition]) throws(LogError)

    /// Replaces the body of a record in place, keeping position and `received`.
    ///
    /// Erasure uses it to blacken what a kept record says of somebody who is gone. The old body's
    /// bytes leave the files like those of an erased record. Where there is no record (any more),
    /// nothing happens.
    func replace(_ record: Record) throws(LogError)

    /// Makes sure that the bytes of all that was erased are in none of the log's files.
    func scrub() throws(LogError)

    /// Bytes that the log's files take.
    func size() throws(LogError) -> Int64

    /// Copies the log whole, as it stands at one moment, to another directory, while it runs.
    ///
    /// The copy is on disk when this returns. Erasing and replacing wait until then.
    ///
    /// - Returns: the position of the last record in the copy.
    /// - Throws: `LogError.io` where the directory holds a log already.
    func backup(toDirectory path: String) throws(LogError) -> LogPosition

    /// Closes the files. Later calls throw `LogError.closed`.
    func close() throws(LogError)
}

extension EventLog {
    /// Among the `limit` records after `position`, those received before `moment`.
    ///
    /// Reads them all whole.
    public func scan(
        after position: LogPosition,
        limit: Int,
        receivedBefore moment: Timestamp
    ) throws(LogError) -> LogScan {
        let records = try read(after: position, limit: limit)
        return LogScan(
            records: records.filter { $0.received < moment },
            position: records.last?.position ?? position
        )
    }
}

/// What one step of a scan found.
public struct LogScan: Sendable, Hashable {
    /// The records that were asked for.
    public var records: [Record]
    /// Where the next step goes on; where this one began, if nothing comes after it.
    public var position: LogPosition

    /// What one step of a scan found.
    public init(records: [Record], position: LogPosition) {
        self.records = records
        self.position = position
    }
}

/// What one append writes.
public struct LogBatch: Sendable {
    /// The records, in order of position.
    public var records: [Record]
    /// Where connectors stand once the records are in, by connector.
    public var cursors: [String: String]

    /// A batch.
    public init(records: [Record], cursors: [String: String] = [:]) {
        self.records = records
        self.cursors = cursors
    }
}

/// What can go wrong with the log.
public enum LogError: Error, Sendable, Hashable {
    /// The disk is full: nothing of the batch was written.
    case diskFull
    /// A file can't be opened, read or written.
    case io(String)
    /// What the log holds at this position can't be read.
    case corrupt(LogPosition?, String)
    /// Another process has this log open.
    case locked(String)
    /// It was written by a later version of Headwater.
    case tooNew(String)
    /// The log has been closed.
    case closed
}

extension LogError: CustomStringConvertible {
    /// What was wrong, where, and what to do.
    public var description: String {
        switch self {
        case .diskFull:
            "the disk is full: free some space, then send the events again"
        case .io(let detail):
            "the log can't be read or written: \(detail)"
        case .corrupt(let position, let detail):
            if let position {
                "the log is damaged at position \(position.rawValue): \(detail); restore a backup"
            } else {
                "the log is damaged: \(detail); restore a backup"
            }
        case .locked(let path):
            "\(path) is in use by another process: stop it, or name another directory with --data"
        case .tooNew(let detail):
            "the log was written by a later version of Headwater (\(detail)): use that version"
        case .closed:
            "the log is closed"
        }
    }
}
