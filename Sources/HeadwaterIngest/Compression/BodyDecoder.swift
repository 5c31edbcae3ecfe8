/// How a body or file is compressed.
public enum ContentCoding: String, Sendable, Hashable, CaseIterable {
    /// It is not.
    case identity
    /// gzip, RFC 1952.
    case gzip
    /// zstd, RFC 8878.
    case zstd

    /// The coding of that name in an HTTP `Content-Encoding`, in whatever case; nil where we can't
    /// read it.
    public init?(contentEncoding: String) {
        switch contentEncoding.lowercased() {
        case "", "identity": self = .identity
        case "gzip", "x-gzip": self = .gzip
        case "zstd": self = .zstd
        default: return nil
        }
    }

    /// The coding that a file's first four bytes tell.
    public init(magic: some Collection<UInt8>) {
        if magic.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if magic.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
            self = .zstd
        } else {
            self = .identity
        }
    }
}

/// Decompresses a body of any ``ContentCoding`` piece by piece, in bounded memory.
///
/// ```
/// var decoder = try BodyDecoder(.gzip)
/// for try await chunk in body {
///     decoder.feed(chunk)
///     while let bytes = try decoder.next() { … }
/// }
/// try decoder.finish()
/// ```
///
/// Plain bytes come out as they went in. Used by one task or thread at a time.
public struct BodyDecoder: ~Copyable, Sendable {
    private var gzip: GzipDecoder?
    private var zstd: ZstdDecoder?
    private var plain: [UInt8]?

    /// A decoder at the start of a body.
    public init(_ coding: ContentCoding) throws(DecompressionError) {
        gzip = coding == .gzip ? try GzipDecoder() : nil
        zstd = coding == .zstd ? try ZstdDecoder() : nil
    }

    /// Hands in the next bytes of the body, once `next` has returned nil.
    public mutating func feed(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        if gzip != nil {
            gzip?.feed(bytes)
        } else if zstd != nil {
            zstd?.feed(bytes)
        } else {
            plain = bytes
        }
    }

    /// The next decompressed bytes, or nil where more must be fed first.
    public mutating func next() throws(DecompressionError) -> [UInt8]? {
        if gzip != nil { return try gzip?.next() ?? nil }
        if zstd != nil { return try zstd?.next() ?? nil }
        return plain.take()
    }

    /// Says that the body is over; throws where its compressed data breaks off.
    public mutating func finish() throws(DecompressionError) {
        try gzip?.finish()
        try zstd?.finish()
    }
}
