import CZstd

/// Decompresses a zstd stream (RFC 8878) piece by piece, in bounded memory.
///
/// Works as ``GzipDecoder`` does: `feed` compressed bytes, take decompressed ones from `next`, at
/// most ``chunkBytes`` at a time. Frames that follow one another are one stream. A frame that asks
/// for a window above ``windowBytes`` is refused, as RFC 8878 section 3.1.1.1.2 lets a decoder do.
///
/// Used by one task or thread at a time.
public struct ZstdDecoder: ~Copyable, @unchecked Sendable {
    // Safety: the context is owned by this value alone, which can't be copied, and zstd keeps no
    // state outside it.

    /// The most that `next` returns at once, in bytes.
    public static let chunkBytes = 65_536
    /// The largest window that a frame may ask for, in bytes: what RFC 8878 recommends to support.
    public static let windowBytes = 1 << 23

    private let context: OpaquePointer
    private var input: [UInt8] = []
    private var offset = 0
    private var isBetweenFrames = false
    private var hasMore = false

    /// A decoder at the start of a stream.
    public init() throws(DecompressionError) {
        guard let context = ZSTD_createDCtx() else { throw .outOfMemory }
        self.context = context
        let code = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 23)
        precondition(ZSTD_isError(code) == 0, "zstd knows a window of 8 MiB")
    }

    deinit { ZSTD_freeDCtx(context) }

    /// Hands in the next compressed bytes.
    ///
    /// Everything handed in before has been used up: `next` has returned nil.
    public mutating func feed(_ bytes: [UInt8]) {
        precondition(offset == input.count, "feed is called once next has returned nil")
        input = bytes
        offset = 0
    }

    /// The next decompressed bytes, or nil where more must be fed first.
    public mutating func next() throws(DecompressionError) -> [UInt8]? {
        while offset < input.count || hasMore {
            if let output = try decompressOnce() { return output }
        }
        return nil
    }

    /// Says that the compressed bytes are over; throws where they end within a frame.
    public mutating func finish() throws(DecompressionError) {
        guard offset == input.count, !hasMore else {
            preconditionFailure("finish is called once next has returned nil")
        }
        guard isBetweenFrames else { throw .truncated }
    }

    /// One call of zstd; nil where it gave no output.
    private mutating func decompressOnce() throws(DecompressionError) -> [UInt8]? {
        var code = 0
        var used = 0
        let start = offset
        let output = [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { room, filled in
            input.withUnsafeBytes { source in
                // Safety: zstd reads and writes within the sizes given here, and is done with both
                // when it returns.
                var read = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: start)
                var written = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
                code = ZSTD_decompressStream(context, &written, &read)
                used = read.pos
                filled = written.pos
            }
        }
        guard ZSTD_isError(code) == 0 else {
            throw .damaged(String(cString: ZSTD_getErrorName(code)))
        }
        offset = used
        // 0 says that a frame is complete and flushed.
        isBetweenFrames = code == 0
        hasMore = !isBetweenFrames && output.count == Self.chunkBytes
        return output.isEmpty ? nil : output
    }
}
