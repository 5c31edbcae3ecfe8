import GRDB
import HeadwaterLog

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension LogError {
    /// What SQLite's answer means for the log.
    ///
    /// - Parameters:
    ///   - error: what went wrong.
    ///   - errno: what the operating system said, 0 where it said nothing.
    ///   - path: the database's file.
    init(_ error: any Error, errno: Int32 = 0, path: String) {
        if let error = error as? LogError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self = .io("\(path): \(error)")
            return
        }
        let message = error.message ?? "error \(error.resultCode.rawValue)"
        let cause = errno == 0 ? message : "\(message) (\(systemMessage(errno)))"
        switch error.resultCode {
        case .SQLITE_FULL:
            self = .diskFull
        case .SQLITE_IOERR where errno == ENOSPC || errno == EDQUOT:
            self = .diskFull
        case .SQLITE_CANTOPEN where errno == ENOSPC || errno == EDQUOT:
            self = .diskFull
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self = .corrupt(nil, "\(path): \(message)")
        case .SQLITE_READONLY:
            self = .io("\(path) may not be written: \(cause)")
        case .SQLITE_CANTOPEN:
            self = .io("\(path) can't be opened: \(cause)")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self = .io("\(path) is held by another program that has it open: close that first")
        case .SQLITE_MISUSE where message.contains("closed"):
            self = .closed
        default:
            self = .io("\(path): \(cause)")
        }
    }

    /// What the operating system's answer to a call on a file means for the log.
    init(errno: Int32, _ doing: String, path: String) {
        self =
            errno == ENOSPC || errno == EDQUOT
            ? .diskFull : .io("\(path) can't be \(doing): \(systemMessage(errno))")
    }
}

/// What the operating system calls an error.
func systemMessage(_ errno: Int32) -> String {
    String(cString: strerror(errno))
}
