import HeadwaterLog

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The few things that the log does with files itself.
enum Files {
    /// Makes a directory that only its owner may enter, and those above it, where there is none.
    static func makeDirectory(_ path: String) throws(LogError) {
        if mkdir(path, 0o700) == 0 { return try synchronize("\(path)/..") }
        if errno == EEXIST { return }
        let reason = errno
        guard reason == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex
        else { throw LogError(errno: reason, "made", path: path) }
        try makeDirectory(String(path[..<slash]))
        if mkdir(path, 0o700) == 0 { return try synchronize("\(path)/..") }
        if errno == EEXIST { return }
        throw LogError(errno: errno, "made", path: path)
    }

    /// The bytes of a file, nil where there is none.
    static func size(_ path: String) throws(LogError) -> Int64? {
        var status = stat()
        if stat(path, &status) == 0 { return Int64(status.st_size) }
        if errno == ENOENT { return nil }
        throw LogError(errno: errno, "looked at", path: path)
    }

    /// Removes a file, if it is there.
    static func remove(_ path: String) throws(LogError) {
        if unlink(path) == 0 || errno == ENOENT { return }
        throw LogError(errno: errno, "removed", path: path)
    }

    /// Gives a file another name, in place of the file that bears it now.
    static func rename(_ path: String, to other: String) throws(LogError) {
        guard renameat(AT_FDCWD, path, AT_FDCWD, other) == 0 else {
            throw LogError(errno: errno, "renamed", path: path)
        }
    }

    /// Returns once what a file or directory holds is on disk.
    static func synchronize(_ path: String) throws(LogError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LogError(errno: errno, "opened", path: path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw LogError(errno: errno, "written to disk", path: path)
        }
    }
}

/// A directory held by this process alone, until ``release()`` or the process's end.
///
/// The kernel lets go of the lock when the process dies, however it dies, so none is ever stale.
struct DirectoryLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock at once.
    ///
    /// - Throws: `LogError.locked` with the directory's path where somebody has it.
    init(directory: String) throws(LogError) {
        let path = "\(directory)/lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LogError(errno: errno, "opened", path: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(descriptor)
            throw reason == EWOULDBLOCK
                ? .locked(directory) : LogError(errno: reason, "locked", path: path)
        }
    }

    /// Lets the directory go.
    ///
    /// Closing alone isn't enough: a child that this process has forked but that has not yet executed
    /// its program holds the same open file, and with it the lock, for that moment. Unlocking frees it
    /// for all who hold it.
    func release() {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
