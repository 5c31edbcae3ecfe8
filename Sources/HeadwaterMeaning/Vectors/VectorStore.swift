import HeadwaterCatalog
import HeadwaterCore

/// The vectors of one space: a dense store of int8 rows by slot, and the cells that are searched.
///
/// Rows stand in pages, and a copy of the store shares the pages that don't change, so a snapshot by
/// value costs what is written while it is being saved. Memory a post: the dimension in bytes, an
/// eighth of it for the sketch, and 24 bytes.
struct VectorStore: Sendable {
    static let pageBits = 8
    static let pageSize = 1 << pageBits

    /// Some rows and what belongs to them.
    struct Page: Sendable {
        var numbers: [Int8]
        var lengths: [Float]
        /// The post of each row; 0 where it is free.
        var posts: [UInt32]
        /// The cell of each row.
        var cells: [UInt32]
        /// The topic of each row; 0 where it has none.
        var topics: [UInt32]

        init(dimension: Int) {
            numbers = [Int8](repeating: 0, count: VectorStore.pageSize * dimension)
            lengths = [Float](repeating: 0, count: VectorStore.pageSize)
            posts = [UInt32](repeating: 0, count: VectorStore.pageSize)
            cells = [UInt32](repeating: 0, count: VectorStore.pageSize)
            topics = [UInt32](repeating: 0, count: VectorStore.pageSize)
        }
    }

    let dimension: Int
    private(set) var pages: [Page] = []
    private(set) var slots = PostSlots()
    private(set) var free: [UInt32] = []
    /// The number of vectors.
    private(set) var count = 0
    /// No post before this one has a vector.
    private(set) var oldest: UInt32 = 0
    var cells: Cells
    /// What the posts are about, of those that were asked about.
    var topics: Topics

    init(dimension: Int) {
        self.dimension = dimension
        cells = Cells(dimension: dimension)
        topics = Topics(dimension: dimension)
    }

    // MARK: Rows

    /// Whether a post has a vector.
    func contains(_ post: UInt32) -> Bool { slots[post] != nil }

    /// The vector of a post.
    func vector(of post: UInt32) -> QuantizedVector? {
        guard let slot = slots[post] else { return nil }
        return QuantizedVector(numbers: numbers(at: slot))
    }

    /// The numbers of a slot, copied.
    func numbers(at slot: Int) -> [Int8] {
        let start = (slot & (Self.pageSize - 1)) * dimension
        return Array(pages[slot >> Self.pageBits].numbers[start..<start + dimension])
    }

    /// The post of a slot.
    func post(at slot: Int) -> UInt32 {
        pages[slot >> Self.pageBits].posts[slot & (Self.pageSize - 1)]
    }

    /// The cosine of a slot's vector and another one.
    func similarity(at slot: Int, to other: QuantizedVector) -> Float {
        let row = slot & (Self.pageSize - 1)
        let start = row * dimension
        // By spans: subscripts of the arrays would retain and release each on the way.
        let pages = pages.span
        let dot = dot(
            pages[slot >> Self.pageBits].numbers.span.extracting(start..<start + dimension),
            other.numbers.span
        )
        return cosine(dot, pages[slot >> Self.pageBits].lengths.span[row], other.length)
    }

    // MARK: Changes

    /// Sets the vector of a post, whose dimension fits, and lets that of the oldest post go where
    /// there are more than `limit`.
    mutating func set(_ post: UInt32, to vector: QuantizedVector, limit: Int) {
        remove(post)
        if count >= limit, limit == 0 || post < oldest { return }
        let slot = newSlot()
        let page = slot >> Self.pageBits
        let row = slot & (Self.pageSize - 1)
        let start = row * dimension
        for index in 0..<dimension { pages[page].numbers[start + index] = vector.numbers[index] }
        pages[page].lengths[row] = vector.length
        pages[page].posts[row] = post
        slots.set(post, to: slot)
        oldest = count == 0 ? post : min(oldest, post)
        count += 1
        put(slot, vector)
        while count > limit { removeOldest() }
    }

    /// Removes the vector of a post, to its last byte.
    mutating func remove(_ post: UInt32) {
        guard let slot = slots[post] else { return }
        let page = slot >> Self.pageBits
        let row = slot & (Self.pageSize - 1)
        takeOut(slot, of: Int(pages[page].cells[row]))
        if topics.posts > 0 {
            let vector = QuantizedVector(numbers: numbers(at: slot))
            topics.remove(vector, of: pages[page].topics[row])
        }
        let start = row * dimension
        pages[page].numbers.replaceSubrange(
            start..<start + dimension,
            with: repeatElement(0, count: dimension)
        )
        pages[page].lengths[row] = 0
        pages[page].posts[row] = 0
        pages[page].cells[row] = 0
        pages[page].topics[row] = 0
        slots.set(post, to: nil)
        free.append(UInt32(slot))
        count -= 1
    }

    private mutating func removeOldest() {
        guard let post = slots.first(from: oldest) else { return }
        remove(post)
        oldest = post + 1
    }

    private mutating func newSlot() -> Int {
        if let slot = free.popLast() { return Int(slot) }
        let slot = pages.count << Self.pageBits
        pages.append(Page(dimension: dimension))
        for row in (1..<Self.pageSize).reversed() { free.append(UInt32(slot + row)) }
        return slot
    }

    /// Notes the cell of a slot.
    mutating func note(cell: Int, of slot: Int) {
        pages[slot >> Self.pageBits].cells[slot & (Self.pageSize - 1)] = UInt32(cell)
    }

    // MARK: Topics

    /// The topic of a post; 0 where it has none.
    func topic(of post: UInt32) -> UInt32 {
        guard let slot = slots[post] else { return 0 }
        return pages[slot >> Self.pageBits].topics[slot & (Self.pageSize - 1)]
    }

    /// Finds the topic of a post that has just got its vector; 0 where it has none.
    ///
    /// Either all vectors of a store are asked about, or none.
    mutating func assignTopic(
        to post: UInt32,
        _ vector: QuantizedVector,
        tag: UInt32,
        _ rules: Topics.Rules,
        newest: inout UInt32
    ) -> UInt32 {
        guard let slot = slots[post] else { return 0 }
        let topic = topics.assign(vector, tag: tag, rules, newest: &newest)
        pages[slot >> Self.pageBits].topics[slot & (Self.pageSize - 1)] = topic
        return topic
    }

    /// Bytes of memory that it takes, about.
    var byteCount: Int {
        pages.count * Self.pageSize * (dimension + 16) + slots.byteCount + free.count * 4
            + cells.byteCount + topics.byteCount
    }
}

extension VectorStore {
    /// Adds a page as a snapshot has it; its rows are in no cell yet.
    mutating func restore(_ page: Page, _ offset: Int) throws(ByteReaderError) {
        var page = page
        for row in 0..<Self.pageSize where page.posts[row] != 0 {
            guard slots[page.posts[row]] == nil else {
                throw .malformed(offset: offset, "a post has two vectors")
            }
            let numbers = page.numbers[row * dimension..<(row + 1) * dimension]
            page.lengths[row] = QuantizedVector(numbers: Array(numbers)).length
            guard page.lengths[row] > 0 else {
                throw .malformed(offset: offset, "a vector has no direction")
            }
            page.cells[row] = .max
            slots.set(page.posts[row], to: pages.count << Self.pageBits + row)
            count += 1
        }
        for row in 0..<Self.pageSize where page.topics[row] != 0 {
            guard page.posts[row] != 0, page.topics[row] < TopicID.end else {
                throw .malformed(offset: offset, "a topic of no post, or no topic")
            }
        }
        pages.append(page)
    }

    /// Sets which slots are free.
    mutating func restore(
        free: [UInt32],
        oldest: UInt32,
        _ offset: Int
    ) throws(ByteReaderError) {
        guard free.count + count == pages.count * Self.pageSize,
            free.allSatisfy({
                Int($0) < pages.count * Self.pageSize && post(at: Int($0)) == 0
            })
        else { throw .malformed(offset: offset, "the free slots are others") }
        self.free = free
        self.oldest = oldest
    }

    /// Puts slots into a cell, as a snapshot has it.
    mutating func restore(
        _ cell: Int,
        slots members: [UInt32],
        _ offset: Int
    ) throws(ByteReaderError) {
        for member in members {
            let slot = Int(member)
            guard slot < pages.count * Self.pageSize,
                pages[slot >> Self.pageBits].cells[slot & (Self.pageSize - 1)] == .max
            else { throw .malformed(offset: offset, "a slot is in no cell or in two") }
            cells.add(slot, sketch: Sketch.bits(of: numbers(at: slot)), to: cell)
            note(cell: cell, of: slot)
        }
    }
}
