/// Gives texts small numbers, the first one 1, and gives the texts back.
///
/// Texts lie one after another in one array of bytes; a table of 32-bit numbers finds them.
/// Memory: the text + 8 bytes + 4 / load, load between 3/8 and 3/4.
public struct Interner: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [UInt64] = [0]
    private var table = [UInt32](repeating: 0, count: 16)

    /// An empty interner.
    public init() {}

    /// The number of texts.
    public var count: Int { ends.count - 1 }

    /// The number of a text, given to it now if it has none.
    ///
    /// Complexity: O(length).
    public mutating func intern(_ text: String) -> UInt32 {
        var text = text
        return text.withUTF8 { buffer in intern(buffer.span) }
    }

    /// The number of a text given as UTF-8.
    public mutating func intern(_ text: Span<UInt8>) -> UInt32 {
        let slot = slot(of: text)
        if table[slot] != 0 { return table[slot] }
        precondition(count < Int(UInt32.max) - 1, "an interner holds at most 2^32 - 2 texts")
        for index in text.indices { bytes.append(text[index]) }
        ends.append(UInt64(bytes.count))
        let number = UInt32(count)
        table[slot] = number
        if count * 4 > table.count * 3 { grow() }
        return number
    }

    /// The number of a text, if it has one.
    ///
    /// Complexity: O(length).
    public func find(_ text: String) -> UInt32? {
        var text = text
        let number = text.withUTF8 { buffer in table[slot(of: buffer.span)] }
        return number == 0 ? nil : number
    }

    /// The text of a number.
    ///
    /// - Precondition: 1 ≤ number ≤ count.
    public subscript(_ number: UInt32) -> String {
        let range = range(of: number)
        if bytes[range].first == Self.black { return "" }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// A byte that no text holds.
    private static let black: UInt8 = 0xFF

    /// Overwrites the text of a number, which stays in use but stands for no text any more: the
    /// same text interned again gets another number.
    ///
    /// Complexity: O(length).
    ///
    /// - Precondition: 1 ≤ number ≤ count.
    public mutating func blacken(_ number: UInt32) {
        for index in range(of: number) { bytes[index] = Self.black }
    }

    private func range(of number: UInt32) -> Range<Int> {
        Int(ends[Int(number) - 1])..<Int(ends[Int(number)])
    }

    private func slot(of text: Span<UInt8>) -> Int {
        let mask = table.count &- 1
        var slot = Int(truncatingIfNeeded: Fingerprint(text).low) & mask
        while table[slot] != 0 {
            if isText(text, of: table[slot]) { return slot }
            slot = (slot &+ 1) & mask
        }
        return slot
    }

    private func isText(_ text: Span<UInt8>, of number: UInt32) -> Bool {
        let range = range(of: number)
        guard range.count == text.count else { return false }
        let start = range.lowerBound
        for index in 0..<text.count where bytes[start &+ index] != text[index] { return false }
        return true
    }

    private mutating func grow() {
        table = [UInt32](repeating: 0, count: table.count * 2)
        let mask = table.count &- 1
        let hold = bytes
        for number in 1...UInt32(count) {
            let range = range(of: number)
            var slot =
                Int(truncatingIfNeeded: Fingerprint(hold.span.extracting(range)).low) & mask
            while table[slot] != 0 { slot = (slot &+ 1) & mask }
            table[slot] = number
        }
    }
}

extension Interner {
    /// Writes all of it.
    public func encode(into writer: inout ByteWriter) {
        writer.write(bytes)
        writer.write(ends)
    }

    /// Reads what ``encode(into:)`` wrote.
    public init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        bytes = try reader.readArray()
        ends = try reader.readArray()
        guard ends.first == 0, ends.last == UInt64(bytes.count),
            zip(ends, ends.dropFirst()).allSatisfy({ $0 <= $1 })
        else { throw .malformed(offset: reader.offset, "an interner's texts don't add up") }
        var size = 16
        while count * 4 > size * 3 { size *= 2 }
        table = [UInt32](repeating: 0, count: size / 2)
        if count > 0 { grow() } else { table = [UInt32](repeating: 0, count: 16) }
    }
}
