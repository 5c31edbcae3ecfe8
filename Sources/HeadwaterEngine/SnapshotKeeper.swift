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
        var found: [(position: UInt64, path: String)] = []
        for path in files where path.hasSuffix(".snapshot") {
            let name = path.split(separator: "/").last ?? ""
            guard let position = UInt64(name.dropFirst(6).dropLast(9)) else { continue }
            found.append((position, path))
        }
        return found.sorted { $0.position > $1.position }.map(\.path)
    }

    /// What a crash left of a snapshot that was being written.
    private var leftovers: [String] { files.filter { $0.hasSuffix(".snapshot.part") } }

    private var files: [String] {
        guard let directory, let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var found: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix("views-") { found.append("\(directory)/\(name)") }
        }
        return found
    }

    /// Saves a snapshot and removes the older ones.
    func save(_ file: SnapshotFile) throws(SnapshotError) {
        guard let directory else { return }
        let result = saving.withLock { _ -> Result<Void, SnapshotError> in
            let path = "\(directory)/views-\(file.position).snapshot"
            do throws(SnapshotError) { try file.write(to: path) } catch { return .failure(error) }
            for old in paths + leftovers where old != path { unlink(old) }
            return .success(())
        }
        try result.get()
    }
}
