import CZlib

/// Decompresses a gzip stream (RFC 1952) piece by piece, in bounded memory.
///
/// `feed` hands in compressed bytes, `next` takes out decompressed ones, at most
/// ``chunkBytes`` at a time: a body that swells a thousandfold costs time, never memory. Members
/// that follow one another are one stream, as RFC 1952 section 2.2 asks; zero bytes after the last
/// one are padding, as gzip itself takes them.
///
/// Used by one task or thread at a time.
public struct GzipDecoder: ~Copyable, @unchecked Sendable {
    // Safety: the handle is owned by this value alone, which can't be copied, and zlib keeps no
    // state outside it; so whoever holds the value may use it, on any thread.

    /// The most that `next` returns at once, in bytes.
    public static let chunkBytes = 65_536

    /// Where in the stream the decoder stands.
    private enum State {
        /// Nothing has come yet.
        case start
        /// Within a member.
        case member
        /// After a member: another may follow, or padding, or the end.
        case between
        /// In the padding after the last member.
        case padding
    }

    // Safety: zlib remembers the address of its stream, so the stream lives on the heap.
    private let stream: UnsafeMutablePointer<z_stream>
    private var input: [UInt8] = []
    private var offset = 0
    private var state = State.start
    /// Whether zlib may hold output that the last call had no room for.
    private var hasMore = false
    /// What went wrong after the bytes that the last call gave.
    private var failure: DecompressionError?

    /// A decoder at the start of a stream.
    public init() throws(DecompressionError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window, and 16 for "gzip only".
        let code = inflateInit2_(
            stream,
            15 + 16,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard code == Z_OK else { throw .outOfMemory }
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// Hands in the next compressed bytes.
    ///
    /// Everything handed in before has been used up: `next` has returned nil.
    public mutating func feed(_ bytes: [UInt8]) {
        precondition(offset == input.count, "feed is called once next has returned nil")
        input = bytes
        offset = 0
    }

    /// The next decompressed bytes, or nil where more must be fed first.
    ///
    /// What came before damaged data is given out before the damage is thrown.
    public mutating func next() throws(DecompressionError) -> [UInt8]? {
        if let failure { throw failure }
        while offset < input.count || hasMore {
            switch state {
            case .start, .member: break
            case .between:
                guard input[offset] != 0 else {
                    state = .padding
                    continue
                }
                guard inflateReset(stream) == Z_OK else { throw .damaged("zlib lost its state") }
            case .padding:
                guard input[offset...].allSatisfy({ $0 == 0 }) else {
                    throw .damaged("something follows the end of the gzip data")
                }
                offset = input.count
                return nil
            }
            state = .member
            if let output = try inflateOnce() { return output }
        }
        return nil
    }

    /// Says that the compressed bytes are over; throws where they end within a member.
    public mutating func finish() throws(DecompressionError) {
        guard offset == input.count, !hasMore else {
            preconditionFailure("finish is called once next has returned nil")
        }
        guard state == .between || state == .padding else { throw .truncated }
    }

    /// One call of zlib; nil where it gave no output.
    private mutating func inflateOnce() throws(DecompressionError) -> [UInt8]? {
        var code = Z_OK
        let handle = stream
        let start = offset
        var left = 0
        let output = [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { room, filled in
            input.withUnsafeMutableBufferPointer { source in
                // Safety: zlib reads at most avail_in bytes and writes at most avail_out, and is
                // done with both when it returns.
                handle.pointee.next_in = source.baseAddress.map { $0 + start }
                handle.pointee.avail_in = UInt32(source.count - start)
                handle.pointee.next_out = room.baseAddress
                handle.pointee.avail_out = UInt32(room.count)
                code = inflate(handle, Z_NO_FLUSH)
                left = Int(handle.pointee.avail_in)
                filled = room.count - Int(handle.pointee.avail_out)
            }
        }
        offset = input.count - left
        hasMore = output.count == Self.chunkBytes && code == Z_OK
        switch code {
        case Z_STREAM_END: state = .between
        // No progress was possible: the input is used up and no output was waiting.
        case Z_OK, Z_BUF_ERROR: break
        case Z_MEM_ERROR: throw .outOfMemory
        default:
            let error = DecompressionError.damaged(
                handle.pointee.msg.map { String(cString: $0) } ?? "zlib error \(code)"
            )
            guard !output.isEmpty else { throw error }
            failure = error
            hasMore = true
        }
        return output.isEmpty ? nil : output
    }
}
