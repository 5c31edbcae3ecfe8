import HeadwaterCore

extension RowTable {
    /// Writes all of it but the limit.
    func encode(into writer: inout ByteWriter) {
        writer.write(UInt64(hand))
        writer.write(keys)
        writer.reserve(rows.count * MemoryLayout<Row>.stride)
        rows.encode(into: &writer)
    }

    /// Reads what ``encode(into:)`` wrote; the limit is the greatest there can be.
    init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init(limit: Int(UInt32.max) - 1)
        let hand = try reader.read(UInt64.self)
        keys = try reader.readArray()
        guard keys.count < Int(UInt32.max), hand == 0 || hand < UInt64(keys.count) else {
            throw .malformed(offset: reader.offset, "a table's rows don't add up")
        }
        self.hand = Int(hand)
        rows = try AlignedArray(count: keys.count, from: &reader)
        var size = 16
        while keys.count * 4 > size * 3 { size *= 2 }
        rehash(size)
    }
}

extension AlignedArray where Element: TableRow {
    /// Writes its rows.
    func encode(into writer: inout ByteWriter) {
        for place in indices { self[place].encode(into: &writer) }
    }

    /// Reads so many rows.
    init(count: Int, from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        for _ in 0..<count { append(try Element(from: &reader)) }
    }
}
