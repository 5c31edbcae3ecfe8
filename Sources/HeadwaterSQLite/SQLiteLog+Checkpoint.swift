import Foundation
import GRDB
import HeadwaterLog
import Synchronization

extension SQLiteLog {
    /// Starts the thread that moves the write-ahead file into the database when it has grown.
    func startCheckpointing() {
        let thread = Thread { [weak self, wake] in
            while true {
                wake.wait()
                guard let log = self, !log.isClosed.load(ordering: .acquiring) else { return }
                do {
                    try log.moveWriteAhead()
                } catch {
                    // What can't be moved now (a full disk) is moved later: by the next wake, or
                    // by the append that finds the write-ahead file at its limit, which reports it.
                    log.putOffMoving()
                }
            }
        }
        thread.name = "headwater.log"
        thread.start()
    }

    /// Moves what the write-ahead file holds into the database, so that it is reused from its start.
    ///
    /// Most of it moves while appends go on; they wait for the rest alone.
    func moveWriteAhead() throws(LogError) {
        try checkpointing.withLock { connection throws(LogError) in
            guard writeAheadPages.load(ordering: .relaxed) >= settings.checkpointPages else {
                return
            }
            try SQLiteLog.moveMost(with: connection)
            try writer.withLock { _ throws(LogError) in
                if try SQLiteLog.checkpoint(.restart, with: connection) {
                    writeAheadPages.store(0, ordering: .relaxed)
                } else {
                    putOffMoving()
                }
            }
        }
    }

    /// Lets the write-ahead file grow by half its limit before moving it is tried again.
    ///
    /// Another program may have the database open and read for hours; appends go on meanwhile.
    private func putOffMoving() {
        writeAheadPages.store(settings.limitPages / 2, ordering: .relaxed)
    }

    /// Moves all that the write-ahead file holds into the database and empties it.
    func truncateWriteAhead() throws(LogError) {
        try checkpointing.withLock { connection throws(LogError) in
            guard !isClosed.load(ordering: .acquiring) else { throw .closed }
            for _ in 0..<3 {
                try SQLiteLog.moveMost(with: connection)
                let isEmpty = try writer.withLock { _ throws(LogError) in
                    try SQLiteLog.checkpoint(.truncate, with: connection)
                }
                if isEmpty {
                    writeAheadPages.store(0, ordering: .relaxed)
                    return
                }
            }
            throw .io("\(path) is held by another program that has it open: close that first")
        }
    }

    /// Moves pages while others write, until little is left or they write as fast as we move.
    private static func moveMost(with connection: Connection) throws(LogError) {
        for _ in 0..<3 {
            let left = try connection.perform { db in
                let before = try db.checkpoint(.passive)
                return before.walFrameCount - before.checkpointedFrameCount
            }
            if left <= 0 { return }
        }
    }

    /// Runs a checkpoint that waits for readers; false where one has not finished by the time-out.
    private static func checkpoint(
        _ mode: Database.CheckpointMode,
        with connection: Connection
    ) throws(LogError) -> Bool {
        try connection.perform { db in
            do {
                _ = try db.checkpoint(mode)
                return true
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                return false
            }
        }
    }
}
