public import HeadwaterEvents
import HeadwaterLog

extension Engine {
    /// Copies the data directory whole to another one, while events come in.
    ///
    /// The copy holds the log as it stands at one moment and a snapshot from just before, so that
    /// opening it restores everything up to that moment, fast. Blocks until it is on disk.
    ///
    /// - Returns: the position of the last record in the copy.
    /// - Throws: `EngineError.log(.io)` where the directory holds a log already.
    @discardableResult
    public func backup(to directory: String) throws(EngineError) -> LogPosition {
        try housekeeper.alone { () throws(EngineError) in
            // The snapshot first: one that is ahead of its log would be passed over.
            let file = try currentSnapshot()
            let end: LogPosition
            do throws(LogError) {
                end = try log.backup(toDirectory: directory)
            } catch {
                throw .log(error)
            }
            do throws(SnapshotError) {
                try SnapshotKeeper(directory: directory).save(file)
            } catch {
                throw .log(.io("a snapshot can't be written: \(error)"))
            }
            return end
        }
    }
}
