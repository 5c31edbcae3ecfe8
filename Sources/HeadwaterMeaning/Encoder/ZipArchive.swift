import CZlib

/// A ZIP archive in memory: what a Python wheel and NumPy's `.npz` are.
///
/// Reads the central directory, entries stored or deflated, and checks lengths and CRC-32. What no
/// wheel or `.npz` of our size needs is refused: encryption, several disks, ZIP64.
/// Layout: PKWARE's APPNOTE.TXT, sections 4.3 to 4.4.
struct ZipArchive {
    private struct Entry {
        var method: Int
        var checksum: Int
        var packed: Int
        var unpacked: Int
        var header: Int
    }

    /// The most that an entry may unpack to: the encoder's largest is 30 MB.
    static let bytesMax = 128 << 20

    private let bytes: [UInt8]
    private var entries: [String: Entry] = [:]

    /// Reads the directory of an archive.
    ///
    /// Complexity: linear in the number of entries.
    init(_ bytes: [UInt8]) throws(EncoderError) {
        self.bytes = bytes
        let end = try Self.findEnd(bytes)
        let count = try number(at: end + 10, bytes: 2)
        var offset = try number(at: end + 16, bytes: 4)
        for _ in 0..<count {
            guard try number(at: offset, bytes: 4) == 0x0201_4b50 else {
                throw .damagedArchive("no directory entry", offset: offset)
            }
            let nameLength = try number(at: offset + 28, bytes: 2)
            let extra = try number(at: offset + 30, bytes: 2)
            let comment = try number(at: offset + 32, bytes: 2)
            let nameStart = offset + 46
            guard nameStart + nameLength <= bytes.count else {
                throw .damagedArchive("a name runs past the end", offset: offset)
            }
            let name = String(decoding: bytes[nameStart..<nameStart + nameLength], as: UTF8.self)
            entries[name] = Entry(
                method: try number(at: offset + 10, bytes: 2),
                checksum: try number(at: offset + 16, bytes: 4),
                packed: try number(at: offset + 20, bytes: 4),
                unpacked: try number(at: offset + 24, bytes: 4),
                header: try number(at: offset + 42, bytes: 4)
            )
            offset = nameStart + nameLength + extra + comment
        }
    }

    /// An entry's bytes.
    func contents(of name: String) throws(EncoderError) -> [UInt8] {
        guard let entry = entries[name] else { throw .missingEntry(name) }
        guard try number(at: entry.header, bytes: 4) == 0x0403_4b50 else {
            throw .damagedEntry(name, "its header is not where the directory says")
        }
        let nameLength = try number(at: entry.header + 26, bytes: 2)
        let extra = try number(at: entry.header + 28, bytes: 2)
        let start = entry.header + 30 + nameLength + extra
        guard start + entry.packed <= bytes.count, entry.unpacked <= Self.bytesMax else {
            throw .damagedEntry(name, "its length is impossible")
        }
        let contents: [UInt8]
        switch entry.method {
        case 0:
            guard entry.packed == entry.unpacked else {
                throw .damagedEntry(name, "its two lengths differ")
            }
            contents = Array(bytes[start..<start + entry.packed])
        case 8: contents = try inflated(name, start: start, entry)
        default: throw .damagedEntry(name, "compression method \(entry.method) is not deflate")
        }
        let checksum = contents.withUnsafeBufferPointer {
            crc32(0, $0.baseAddress, UInt32($0.count))
        }
        guard checksum == UInt(entry.checksum) else {
            throw .damagedEntry(name, "its checksum is wrong")
        }
        return contents
    }

    private func inflated(
        _ name: String,
        start: Int,
        _ entry: Entry
    ) throws(EncoderError) -> [UInt8] {
        var code = Z_OK
        let contents = [UInt8](unsafeUninitializedCapacity: entry.unpacked) { room, filled in
            bytes.withUnsafeBufferPointer { source in
                var stream = z_stream()
                // Raw deflate: no header of zlib's own.
                code = inflateInit2_(
                    &stream,
                    -15,
                    ZLIB_VERSION,
                    Int32(MemoryLayout<z_stream>.size)
                )
                guard code == Z_OK else { return }
                // Safety: zlib reads at most avail_in bytes, which the caller has checked are
                // there, writes at most avail_out, and is done with both at inflateEnd.
                stream.next_in = source.baseAddress.map {
                    UnsafeMutablePointer(mutating: $0) + start
                }
                stream.avail_in = UInt32(entry.packed)
                stream.next_out = room.baseAddress
                stream.avail_out = UInt32(room.count)
                code = inflate(&stream, Z_FINISH)
                filled = room.count - Int(stream.avail_out)
                inflateEnd(&stream)
            }
        }
        guard code == Z_STREAM_END, contents.count == entry.unpacked else {
            throw .damagedEntry(name, "it does not unpack to what the directory says")
        }
        return contents
    }

    /// Where the end-of-directory record starts: the last place that has its signature.
    private static func findEnd(_ bytes: [UInt8]) throws(EncoderError) -> Int {
        var offset = bytes.count - 22
        let first = max(0, offset - 0xFFFF)
        while offset >= first {
            if bytes[offset] == 0x50, bytes[offset + 1] == 0x4B, bytes[offset + 2] == 5,
                bytes[offset + 3] == 6
            {
                return offset
            }
            offset -= 1
        }
        throw .damagedArchive("it has no directory", offset: bytes.count)
    }

    private func number(at offset: Int, bytes count: Int) throws(EncoderError) -> Int {
        guard offset >= 0, offset + count <= bytes.count else {
            throw .damagedArchive("it ends too early", offset: offset)
        }
        var value = 0
        for index in (0..<count).reversed() { value = value << 8 | Int(bytes[offset + index]) }
        return value
    }
}
