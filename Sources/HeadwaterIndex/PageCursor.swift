import HeadwaterCore

/// Where the next page of a search begins, and what it must share with the pages before it.
///
/// It pins the watermark, the moment and the statistics of the first page, so that posts that
/// arrive meanwhile neither shift nor repeat hits.
struct PageCursor: Sendable, Hashable {
    var digest: UInt64
    var position: UInt64
    var now: Int64
    var statistics: Statistics
    /// The last hit of the page before; nil where `seen` counts.
    var last: RankKey?
    /// Where the order moves, with counts or vectors: the posts served so far.
    var seen: [UInt32] = []

    private static let version: UInt8 = 1

    var text: String {
        var writer = ByteWriter()
        writer.write(Self.version)
        writer.write(digest)
        writer.write(position)
        writer.write(now)
        writer.write(UInt32(clamping: statistics.documents))
        writer.write(UInt64(clamping: statistics.length))
        writer.write(statistics.frequencies.map { UInt32(clamping: $0) })
        writer.write(last != nil)
        if let last {
            writer.write(last.score)
            writer.write(last.time)
            writer.write(last.post)
        }
        writer.write(seen)
        return Self.encode(writer.bytes)
    }

    init(
        digest: UInt64,
        position: UInt64,
        now: Int64,
        statistics: Statistics
    ) {
        self.digest = digest
        self.position = position
        self.now = now
        self.statistics = statistics
    }

    /// The cursor behind a text; nil where it is none.
    init?(_ text: String) {
        guard text.utf8.count < 16_384, let bytes = Self.decode(text) else { return nil }
        var reader = ByteReader(bytes)
        do {
            guard try reader.read(UInt8.self) == Self.version else { return nil }
            digest = try reader.read()
            position = try reader.read()
            now = try reader.read()
            let documents = Int(try reader.read(UInt32.self))
            let length = Int(clamping: try reader.read(UInt64.self))
            let frequencies = try reader.readArray(of: UInt32.self).map { Int($0) }
            statistics = Statistics(
                documents: documents,
                length: length,
                frequencies: frequencies
            )
            if try reader.readBool() {
                last = RankKey(
                    score: try reader.readDouble(),
                    time: try reader.read(),
                    post: try reader.read()
                )
            }
            seen = try reader.readArray(of: UInt32.self)
        } catch {
            return nil
        }
        guard reader.isAtEnd else { return nil }
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    )

    /// Base 64 with the alphabet for URLs, without padding (RFC 4648).
    private static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet[Int(bits >> count & 63)])
            }
            bits &= (1 << count) - 1
        }
        if count > 0 { text.append(alphabet[Int(bits << (6 - count) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }

    private static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for byte in text.utf8 {
            guard let value = alphabet.firstIndex(of: byte) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
                bits &= (1 << count) - 1
            }
        }
        return bytes
    }
}
