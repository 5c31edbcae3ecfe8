import HeadwaterCore
import HeadwaterEvents
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Keeps the snapshots of a data directory: the newest, and the one before it while it is being
/// replaced.
final class SnapshotKeeper: Sendable {
    let directory: String?
    /// One snapshot is written at a time.
    private let saving = Mutex(())

    init(directory: String?) { self.directory = directory }

    /// The snapshot files, the newest first.
    var paths: [String] {
        guard let directory, let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var found: [(position: UInt64, path: String)] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasPrefix("views-"), name.hasSuffix(".snapshot"),
                let position = UInt64(name.dropFirst(6).dropLast(9))
            else { continue }
            found.append((position, "\(directory)/\(name)"))
        }
        return found.sorted { $0.position > $1.position }.map(\.path)
    }

    /// Saves a snapshot and removes the older ones.
    func save(_ file: SnapshotFile) throws(SnapshotError) {
        guard let directory else { return }
        let result = saving.withLock { _ -> Result<Void, SnapshotError> in
            let path = "\(directory)/views-\(file.position).snapshot"
            do throws(SnapshotError) { try file.write(to: path) } catch { return .failure(error) }
            for old in paths where old != path { unlink(old) }
            return .success(())
        }
        try result.get()
    }
}
