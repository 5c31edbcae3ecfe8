#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file opened for reading, or standard input.
struct FileBytes: ~Copyable {
    /// What is read at once, in bytes.
    static let chunkBytes = 1 << 18

    /// The file's name, for errors.
    let path: String
    private let descriptor: Int32

    /// Opens a file; `-` is standard input.
    init(path: String) throws(ImportError) {
        self.path = path
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .unreadable(path: path, reason: String(cString: strerror(errno)))
        }
    }

    deinit { if descriptor != STDIN_FILENO { close(descriptor) } }

    /// The file's size in bytes; nil where it has none, as a pipe.
    static func size(path: String) -> Int64? {
        var info = stat()
        let code = path == "-" ? fstat(STDIN_FILENO, &info) : stat(path, &info)
        guard code == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int64(info.st_size)
    }

    /// The next bytes; empty at the end.
    ///
    /// Blocks until some are there.
    mutating func next() throws(ImportError) -> [UInt8] {
        while true {
            var count = 0
            var code: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { room, filled in
                // Safety: the system writes at most `room.count` bytes.
                count = read(descriptor, room.baseAddress, room.count)
                code = errno
                filled = max(0, count)
            }
            if count >= 0 { return bytes }
            guard code == EINTR else {
                throw .unreadable(path: path, reason: String(cString: strerror(code)))
            }
        }
    }
}
