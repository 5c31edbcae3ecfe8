import HeadwaterCore

/// ```
/// dimension u32  oldest u32  pages u32
/// per page: posts [u32]  numbers [i8]
/// free [u32]  cells u32  centres [i8]  per cell: slots [u32]
/// ```
/// Lengths and sketches follow from the numbers, and are made again.
extension VectorStore {
    func encode(into writer: inout ByteWriter) {
        writer.reserve(pages.count * Self.pageSize * (dimension + 8) + cells.centres.count)
        writer.write(UInt32(dimension))
        writer.write(oldest)
        writer.write(UInt32(pages.count))
        for page in pages {
            writer.write(page.posts)
            writer.write(page.numbers)
        }
        writer.write(free)
        writer.write(UInt32(cells.count))
        writer.write(cells.centres)
        for cell in cells.cells { writer.write(cell.slots) }
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        let dimension = Int(try reader.read(UInt32.self))
        guard VectorsRecord.dimensions.contains(dimension) else {
            throw .malformed(offset: reader.offset, "vectors of \(dimension) numbers")
        }
        self.init(dimension: dimension)
        let oldest: UInt32 = try reader.read()
        for _ in 0..<(try reader.read(UInt32.self)) {
            var page = Page(dimension: dimension)
            page.posts = try reader.readArray()
            page.numbers = try reader.readArray()
            guard page.posts.count == Self.pageSize,
                page.numbers.count == Self.pageSize * dimension
            else { throw .malformed(offset: reader.offset, "a page has another size") }
            try restore(page, reader.offset)
        }
        try restore(free: try reader.readArray(), oldest: oldest, reader.offset)
        let count = Int(try reader.read(UInt32.self))
        let centres: [Int8] = try reader.readArray()
        let (size, overflow) = count.multipliedReportingOverflow(by: dimension)
        guard !overflow, centres.count == size else {
            throw .malformed(offset: reader.offset, "another number of cells than of centres")
        }
        for cell in 0..<count {
            let centre = Array(centres[cell * dimension..<(cell + 1) * dimension])
            guard centre.contains(where: { $0 != 0 }) else {
                throw .malformed(offset: reader.offset, "a cell's centre is nowhere")
            }
            cells.append(centre: QuantizedVector(numbers: centre))
            try restore(cell, slots: try reader.readArray(), reader.offset)
        }
        guard cells.cells.reduce(0, { $0 + $1.slots.count }) == self.count else {
            throw .malformed(offset: reader.offset, "a vector is in no cell")
        }
    }
}
