import HeadwaterCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What is wrong with a snapshot or its file.
enum SnapshotError: Error, Sendable, CustomStringConvertible {
    case io(String)
    case damaged(String)
    /// It has no such section.
    case noSection(String)
    /// A section has a layout that this release doesn't read.
    case otherVersion(section: String, UInt32, readable: ClosedRange<UInt32>)

    var description: String {
        switch self {
        case .io(let words), .damaged(let words): words
        case .noSection(let section): "it has no section \(section)"
        case .otherVersion(let section, let version, let readable):
            "its section \(section) has layout \(version), and this release reads "
                + (readable.count == 1
                    ? "\(readable.lowerBound) alone"
                    : "\(readable.lowerBound) to \(readable.upperBound)")
        }
    }
}

/// A snapshot of all views on disk: named sections with a checksum each.
///
/// ```
/// "HWSNAP01"  position u64  sections u32
/// per section: name, version u32, length u64, checksum 2 × u64, bytes
/// ```
/// Written beside, fsynced and renamed into place, so that a crash leaves the old one or the new
/// one, never half of one. A damaged or older layout costs a rebuild from the log, nothing else.
struct SnapshotFile {
    struct Section {
        var name: String
        var version: UInt32
        var bytes: [UInt8]
    }

    static let magic: UInt64 = 0x3130_5041_4E53_5748
    var position: UInt64
    var sections: [Section]

    /// Writes the file at `path`, whole or not at all.
    func write(to path: String) throws(SnapshotError) {
        let temporary = path + ".part"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.failure("create", temporary) }
        do throws(SnapshotError) {
            defer { close(file) }
            var head = ByteWriter()
            head.write(Self.magic)
            head.write(position)
            head.write(UInt32(sections.count))
            try Self.write(head.bytes, to: file, temporary)
            for section in sections {
                var head = ByteWriter()
                let sum = Fingerprint(section.bytes.span)
                head.write(section.name)
                head.write(section.version)
                head.write(UInt64(section.bytes.count))
                head.write(sum.high)
                head.write(sum.low)
                try Self.write(head.bytes, to: file, temporary)
                try Self.write(section.bytes, to: file, temporary)
            }
            guard fsync(file) == 0 else { throw Self.failure("sync", temporary) }
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else { throw Self.failure("rename", temporary) }
        Self.syncDirectory(of: path)
    }

    /// Reads the file at `path` and checks every section.
    init(readingFrom path: String) throws(SnapshotError) {
        var reader = ByteReader(try Self.read(path))
        do {
            guard try reader.read(UInt64.self) == Self.magic else {
                throw SnapshotError.damaged("\(path) is no snapshot")
            }
            position = try reader.read()
            sections = []
            for _ in 0..<(try reader.read(UInt32.self)) {
                let name = try reader.readString()
                let version: UInt32 = try reader.read()
                let length: UInt64 = try reader.read()
                let sum = Fingerprint(high: try reader.read(), low: try reader.read())
                let bytes = try reader.readBytes(count: Int(clamping: length))
                guard Fingerprint(bytes.span) == sum else {
                    throw SnapshotError.damaged("\(path): section \(name) has another checksum")
                }
                sections.append(Section(name: name, version: version, bytes: bytes))
            }
        } catch let error as SnapshotError {
            throw error
        } catch {
            throw .damaged("\(path): \(error)")
        }
    }

    /// The bytes of a section of one of these versions.
    func bytes(of name: String, readable: ClosedRange<UInt32>) throws(SnapshotError) -> [UInt8] {
        guard let section = sections.first(where: { $0.name == name }) else {
            throw .noSection(name)
        }
        guard readable.contains(section.version) else {
            throw .otherVersion(section: name, section.version, readable: readable)
        }
        return section.bytes
    }

    private static func read(_ path: String) throws(SnapshotError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open", path) }
        defer { close(file) }
        var info = stat()
        guard fstat(file, &info) == 0 else { throw failure("look at", path) }
        let size = Int(info.st_size)
        var filled = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while filled < size {
                let got = Glibc.read(
                    file,
                    UnsafeMutableRawBufferPointer(buffer).baseAddress.map { $0 + filled },
                    size - filled
                )
                if got <= 0 { break }
                filled += got
            }
            count = filled
        }
        guard filled == size else { throw failure("read", path) }
        return bytes
    }

    private static func write(
        _ bytes: [UInt8],
        to file: Int32,
        _ path: String
    )
        throws(SnapshotError)
    {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(
                    file,
                    buffer.baseAddress.map { $0 + written },
                    buffer.count - written
                )
            }
            guard count > 0 else { throw failure("write", path) }
            written += count
        }
    }

    private static func syncDirectory(of path: String) {
        let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/")
        let file = open(directory.isEmpty ? "." : directory, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        fsync(file)
        close(file)
    }

    private static func failure(_ verb: String, _ path: String) -> SnapshotError {
        .io("can't \(verb) \(path): \(String(cString: strerror(errno)))")
    }
}

extension SnapshotFile {
    init(position: UInt64, sections: [Section]) {
        self.position = position
        self.sections = sections
    }
}
