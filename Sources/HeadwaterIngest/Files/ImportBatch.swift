public import HeadwaterEvents

/// Events that were read from a file, and what was wrong with the lines between them.
public struct ImportBatch: Sendable, Hashable {
    /// The events, in the order of their lines.
    public var events: [Event] = []
    /// The lines that hold no valid event.
    public var rejected: [ImportRejection] = []
    /// How far the import has come with this batch.
    public var progress: ImportProgress
}

/// A line that holds no valid event.
public struct ImportRejection: Sendable, Hashable {
    /// The file, as it was named; `-` is standard input.
    public var path: String
    /// The line, from 1; blank lines count.
    public var line: Int
    /// What is wrong with it.
    public var reason: String

    /// A line that holds no valid event.
    public init(path: String, line: Int, reason: String) {
        self.path = path
        self.line = line
        self.reason = reason
    }
}

/// How far an import has come.
public struct ImportProgress: Sendable, Hashable {
    /// The file being read, as it was named.
    public var path = ""
    /// The bytes read from all files so far, as they are on disk.
    public var bytes: Int64 = 0
    /// The bytes of all files; nil where one has no size, as standard input.
    public var bytesTotal: Int64?
    /// The valid events so far.
    public var events: Int64 = 0
    /// The rejected lines so far.
    public var rejected: Int64 = 0

    /// The share that is done, from 0 to 1; nil where the whole isn't known.
    public var fraction: Double? {
        guard let bytesTotal, bytesTotal > 0 else { return nil }
        return min(1, Double(bytes) / Double(bytesTotal))
    }
}

/// Why a file can't be read to its end.
public enum ImportError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The system can't open or read it.
    case unreadable(path: String, reason: String)
    /// Its compressed data is damaged or breaks off; the lines before that have been handed on.
    case damaged(path: String, DecompressionError)

    /// What is wrong, as one line.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path) can't be read: \(reason)"
        case .damaged(let path, let error): "\(path) can't be read to its end: \(error)"
        }
    }
}
