/// Splits a stream of bytes that comes in chunks into lines.
///
/// A line ends with LF or CR LF, or with the stream. Lines count from 1; blank ones (empty or only
/// white space) count and are passed over, and so is a byte-order mark at the very start. A line
/// that lies within one chunk is handed on without a copy. Memory: at most the limit and one byte,
/// however long a line is; what is over-long is passed over up to its end and reported there.
public struct LineReader: Sendable {
    /// One line as it was found.
    public struct Line: Sendable, Hashable {
        /// Its number, from 1.
        public var number: Int
        /// Whether it is longer than the limit; its bytes are then not handed on.
        public var isTooLong: Bool
    }

    /// The longest line that is handed on, in bytes, without its end.
    public let limit: Int
    /// Lines that have ended so far.
    public private(set) var lines = 0
    private var held: [UInt8] = []
    private var isSkipping = false

    /// A reader at the beginning of a stream.
    public init(limit: Int = EventLimits.lineBytes) { self.limit = limit }

    /// Takes in the next bytes and hands on each line that ends in them.
    ///
    /// - Throws: what `body` throws; the reader is then of no more use.
    public mutating func feed<Failure: Error>(
        _ chunk: Span<UInt8>,
        _ body: (Line, Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        var start = 0
        while true {
            let end = Self.newline(chunk, from: start)
            let rest = chunk.extracting(start..<end)
            guard end < chunk.count else { return hold(rest) }
            if held.isEmpty {
                try finish(rest, body)
            } else {
                hold(rest)
                var line = exchange(&held, with: [])
                try finish(line.span, body)
                line.removeAll(keepingCapacity: true)
                held = line
            }
            start = end + 1
        }
    }

    /// Ends the stream and hands on the line that no end of line closed, if there is one.
    public mutating func finish<Failure: Error>(
        _ body: (Line, Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        guard isSkipping || !held.isEmpty else { return }
        let line = held
        held = []
        try finish(line.span, body)
    }

    /// Keeps the beginning of a line, as far as the limit allows.
    ///
    /// The longest that may still be in order has a byte-order mark before it and a CR after it.
    private mutating func hold(_ part: Span<UInt8>) {
        guard !isSkipping, !part.isEmpty else { return }
        guard held.count + part.count <= limit + 4 else {
            held = []
            isSkipping = true
            return
        }
        part.withUnsafeBufferPointer { held.append(contentsOf: $0) }
    }

    private mutating func finish<Failure: Error>(
        _ bytes: Span<UInt8>,
        _ body: (Line, Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        lines += 1
        var start = 0
        var end = bytes.count
        if lines == 1, end >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { start = 3 }
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        if isSkipping || end - start > limit {
            isSkipping = false
            return try body(Line(number: lines, isTooLong: true), bytes.extracting(0..<0))
        }
        let line = bytes.extracting(start..<end)
        guard !Self.isBlank(line) else { return }
        try body(Line(number: lines, isTooLong: false), line)
    }

    private static func isBlank(_ line: Span<UInt8>) -> Bool {
        for index in 0..<line.count {
            switch line[index] {
            case 0x20, 0x09, 0x0D: continue
            default: return false
            }
        }
        return true
    }

    /// The offset of the next LF, or the end of the chunk.
    private static func newline(_ chunk: Span<UInt8>, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var at = start
        while at + 8 <= chunk.count {
            let word = JSONText.word(chunk, from: at, count: 8) ^ (ones &* 0x0A)
            let hit = (word &- ones) & ~word & (ones &* 0x80)
            if hit != 0 { return at + hit.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < chunk.count, chunk[at] != 0x0A { at += 1 }
        return at
    }
}
