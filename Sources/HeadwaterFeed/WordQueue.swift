import HeadwaterCore

/// A queue of 32-bit words that are reached by their place since the beginning of time.
///
/// Words go in at the end and leave at the front, in chunks, so that neither moves the rest.
struct WordQueue: Sendable {
    private static let chunkWords = 1 << 14

    private var chunks: [[UInt32]] = []
    /// The place of the first word of the first chunk, a multiple of a chunk.
    private var base: UInt64 = 0
    /// The place of the first word that is still in.
    private(set) var start: UInt64 = 0
    /// The place that the next word will have.
    private(set) var end: UInt64 = 0

    var byteCount: Int { chunks.count * Self.chunkWords * 4 }

    subscript(_ place: UInt64) -> UInt32 {
        get {
            let index = Int(place - base)
            return chunks[index / Self.chunkWords][index % Self.chunkWords]
        }
        set {
            let index = Int(place - base)
            chunks[index / Self.chunkWords][index % Self.chunkWords] = newValue
        }
    }

    mutating func append(_ word: UInt32) {
        let index = Int(end - base)
        if index / Self.chunkWords == chunks.count {
            chunks.append([UInt32](repeating: 0, count: Self.chunkWords))
        }
        chunks[index / Self.chunkWords][index % Self.chunkWords] = word
        end += 1
    }

    /// Lets the words before `place` go.
    mutating func drop(before place: UInt64) {
        start = min(place, end)
        while start - base >= UInt64(Self.chunkWords) {
            chunks.removeFirst()
            base += UInt64(Self.chunkWords)
        }
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(start)
        writer.write((start..<end).map { self[$0] })
    }

    init() {}

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        start = try reader.read()
        let words: [UInt32] = try reader.readArray()
        base = start - start % UInt64(Self.chunkWords)
        end = base
        while end < start { append(0) }
        for word in words { append(word) }
    }
}
