import HeadwaterCore

/// ```
/// dimension u32  oldest u32  pages u32
/// per page: posts [u32]  numbers [i8]  topics [u32]
/// free [u32]  cells u32  centres [i8]  per cell: slots [u32]  topics: see there
/// ```
/// Lengths and sketches follow from the numbers, and are made again.
extension VectorStore {
    func encode(into writer: inout ByteWriter) {
        writer.reserve(pages.count * Self.pageSize * (dimension + 12) + cells.centres.count)
        writer.write(UInt32(dimension))
        writer.write(oldest)
        writer.write(UInt32(pages.count))
        for page in pages {
            writer.write(page.posts)
            writer.write(page.numbers)
            writer.write(page.topics)
        }
        writer.write(free)
        writer.write(UInt32(cells.count))
        writer.write(cells.centres)
        for cell in cells.cells { writer.write(cell.slots) }
        topics.encode(into: &writer)
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
            page.topics = try reader.readArray()
            guard page.posts.count == Self.pageSize, page.topics.count == Self.pageSize,
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
        topics = try Topics(from: &reader, dimension: dimension, counts: postsByTopic)
        guard topics.posts == 0 || Int(topics.posts) == self.count else {
            throw .malformed(offset: reader.offset, "topics of another number of posts")
        }
    }

    private var postsByTopic: [UInt32: UInt32] {
        var counts: [UInt32: UInt32] = [:]
        for page in pages {
            for topic in page.topics where topic != 0 { counts[topic, default: 0] += 1 }
        }
        return counts
    }
}
