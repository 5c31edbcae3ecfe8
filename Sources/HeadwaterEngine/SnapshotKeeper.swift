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
    /// The position of the newest snapshot that this process has saved; held while one is written.
    private let saving = Mutex<UInt64>(0)

    init(directory: String?) { self.directory = directory }

    /// The snapshot files, the newest first.
    var paths: [String] { standing.map(\.path) }

    /// The snapshot files and the positions at which they stand, the newest first.
    var standing: [(position: UInt64, path: String)] {
        var found: [(position: UInt64, path: String)] = []
        for path in files where path.hasSuffix(".snapshot") {
            let name = path.split(separator: "/").last ?? ""
            guard let position = UInt64(name.dropFirst(6).dropLast(9)) else { continue }
            found.append((position, path))
        }
        return found.sorted { $0.position > $1.position }
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

    /// Saves a snapshot and removes all others.
    ///
    /// One that is older than what has been saved already is left out: it may hold what was erased
    /// in between.
    func save(_ file: SnapshotFile) throws(SnapshotError) {
        guard let directory else { return }
        let result = saving.withLock { newest -> Result<Void, SnapshotError> in
            guard file.position >= newest else { return .success(()) }
            let path = "\(directory)/views-\(file.position).snapshot"
            do throws(SnapshotError) { try file.write(to: path) } catch { return .failure(error) }
            newest = file.position
            for old in paths + leftovers where old != path {
                guard unlink(old) == 0 || errno == ENOENT else {
                    let reason = String(cString: strerror(errno))
                    return .failure(.io("can't remove \(old), an old snapshot: \(reason)"))
                }
            }
            return .success(())
        }
        try result.get()
    }
}
