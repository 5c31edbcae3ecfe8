import CZstd

/// Decompresses Jetstream's binary messages: one zstd frame each, made with a dictionary.
///
/// A frame need not say how large it is, so the output is bounded by ``limitBytes``, and what would
/// go beyond is refused. Memory: the dictionary and one output buffer of the limit's size, of which
/// only the pages that are written to are real. Used by one task or thread at a time.
public struct JetstreamFrameDecoder: ~Copyable, @unchecked Sendable {
    // Safety: the three handles are owned by this value alone, which can't be copied, and zstd
    // keeps no state outside them.

    /// The most that a frame may swell to, in bytes.
    public static let limitBytes = 1 << 21

    private let context: OpaquePointer
    private let dictionary: OpaquePointer
    private let room: UnsafeMutableRawBufferPointer

    /// A decoder for frames made with this dictionary; as a rule ``JetstreamDictionary/legacy``.
    public init(dictionary bytes: [UInt8]) throws(DecompressionError) {
        guard let context = ZSTD_createDCtx() else { throw .outOfMemory }
        guard let dictionary = ZSTD_createDDict(bytes, bytes.count) else {
            ZSTD_freeDCtx(context)
            throw .damaged("the dictionary can't be read")
        }
        self.context = context
        self.dictionary = dictionary
        room = .allocate(byteCount: Self.limitBytes, alignment: 16)
    }

    deinit {
        ZSTD_freeDCtx(context)
        ZSTD_freeDDict(dictionary)
        room.deallocate()
    }

    /// Decompresses one message.
    ///
    /// Complexity: linear in the output.
    public mutating func decode(_ frame: [UInt8]) throws(DecompressionError) -> [UInt8] {
        // An empty input is zero frames to zstd, and no message to us.
        guard !frame.isEmpty else { throw .truncated }
        // Safety: zstd reads and writes within the sizes given here.
        let count = ZSTD_decompress_usingDDict(
            context,
            room.baseAddress,
            room.count,
            frame,
            frame.count,
            dictionary
        )
        guard ZSTD_isError(count) == 0 else {
            let reason = String(cString: ZSTD_getErrorName(count))
            switch reason {
            case "Destination buffer is too small": throw .tooLarge(limitBytes: Self.limitBytes)
            case "Src size is incorrect": throw .truncated
            default: throw .damaged(reason)
            }
        }
        return [UInt8](room[..<count])
    }
}
