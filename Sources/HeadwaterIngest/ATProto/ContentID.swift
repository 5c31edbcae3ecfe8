import Crypto

/// The name that a block has from its content: a CID of version 1 with a SHA-256 digest, the only
/// kind that the AT Protocol uses (atproto.com/specs/data-model).
struct ContentID: Sendable, Hashable {
    /// How the named bytes are to be read.
    enum Codec: UInt8, Sendable, Hashable {
        /// Any bytes, as of a picture.
        case raw = 0x55
        /// An object in DAG-CBOR.
        case dagCBOR = 0x71
    }

    /// The bytes that its binary form takes.
    static let byteCount = 36

    /// How the named bytes are to be read.
    var codec: Codec
    // The digest as four words: no allocation for each of a repository's blocks.
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// The name of these bytes.
    init(of bytes: ArraySlice<UInt8>, codec: Codec) {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        self.init(codec: codec, digest: Array(hash.finalize())[...])
    }

    /// Reads the binary form; nil where these bytes are none of the protocol's names.
    init?(_ bytes: ArraySlice<UInt8>) {
        let start = bytes.startIndex
        guard bytes.count == Self.byteCount, bytes[start] == 1,
            let codec = Codec(rawValue: bytes[start + 1]), bytes[start + 2] == 0x12,
            bytes[start + 3] == 0x20
        else { return nil }
        self.init(codec: codec, digest: bytes[(start + 4)...])
    }

    private init(codec: Codec, digest: ArraySlice<UInt8>) {
        func word(_ place: Int) -> UInt64 {
            digest.dropFirst(place * 8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        }
        self.codec = codec
        words = (word(0), word(1), word(2), word(3))
    }

    /// Whether these are the bytes that it names.
    func names(_ bytes: ArraySlice<UInt8>) -> Bool { ContentID(of: bytes, codec: codec) == self }

    /// The binary form.
    var bytes: [UInt8] {
        [1, codec.rawValue, 0x12, 0x20]
            + [words.0, words.1, words.2, words.3].flatMap { word in
                (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - $0 * 8)) }
            }
    }

    static func == (left: ContentID, right: ContentID) -> Bool {
        left.codec == right.codec && left.words == right.words
    }

    func hash(into hasher: inout Hasher) {
        // A digest is evenly spread already: one word of it says enough.
        hasher.combine(words.0)
    }
}

extension ContentID: CustomStringConvertible {
    /// The text form: `b`, and the binary form in base32 of lower-case letters without padding.
    var description: String { "b" + Base32.encode(bytes) }
}

/// Base32 (RFC 4648 section 6), in lower case and without padding.
enum Base32 {
    static func encode(_ bytes: [UInt8]) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(alphabet[Int(bits >> UInt32(count)) & 31])
            }
            bits &= (1 << UInt32(count)) - 1
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(5 - count)) & 31]) }
        return String(decoding: text, as: UTF8.self)
    }
}
