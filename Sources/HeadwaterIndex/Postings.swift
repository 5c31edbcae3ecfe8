import HeadwaterCore

/// Which posts hold which terms, and where in them: lists that grow at their end.
///
/// A list is a chain of chunks in a pool of blocks, each chunk linked to the one before it, so that
/// traversal is newest first (as in Earlybird, Busch et al. 2012). Chunks double from 16 to 512
/// bytes. Within a chunk a posting is the difference to the document before it, then either the
/// position of a single occurrence or the number of occurrences and the differences of their
/// positions, all as variable-length integers: some 4 bytes a posting.
///
///     chunk   previous chunk (4) | bytes used in it (2) | posting, posting, …
///     posting document − previous document | position × 2
///             document − previous document | count × 2 + 1, first position, differences …
struct Postings: Sendable {
    /// What is known of one term.
    struct Term: Sendable, BitwiseCopyable {
        var tail = Postings.none
        var used: UInt16 = 0
        var size: UInt16 = 0
        var last: UInt32 = 0
        var count: UInt32 = 0
    }

    static let none = UInt32.max
    static let headerSize = 6
    private static let blockSize = 1 << 18
    /// A document keeps the places of at most this many occurrences of a term.
    static let maxPlaces = 63

    private var blocks: [[UInt8]] = []
    private var blockUsed = Postings.blockSize
    private var dictionary = FlatMap<UInt32>(filler: 0)
    private(set) var terms: [Term] = []
    private var scratch: [UInt8] = []

    /// Every key with the number of its term, in ascending order of keys.
    var sortedTerms: [(key: UInt64, term: Int)] {
        var list: [(key: UInt64, term: Int)] = []
        list.reserveCapacity(terms.count)
        for slot in dictionary.keys.indices where dictionary.keys[slot] != 0 {
            list.append((dictionary.keys[slot], Int(dictionary.values[slot])))
        }
        list.sort { $0.key < $1.key }
        return list
    }

    /// The number of a key's term, if any document has held it.
    func term(_ key: UInt64) -> Int? { dictionary[key].map { Int($0) } }

    /// Bytes of memory taken, about.
    var bytes: Int {
        blocks.count * Self.blockSize + terms.capacity * MemoryLayout<Term>.stride
            + dictionary.keys.count * 12
    }

    /// Adds a document to a term's list.
    ///
    /// `places` are ascending; documents come in ascending order.
    mutating func append(_ key: UInt64, document: UInt32, places: borrowing [UInt32]) {
        let number: Int
        if let known = dictionary[key] {
            number = Int(known)
        } else {
            number = terms.count
            dictionary.set(key, to: UInt32(number))
            terms.append(Term())
        }
        var term = terms[number]
        let count = min(places.count, Self.maxPlaces)
        encode(document &- (term.used == 0 ? 0 : term.last), places, count)
        if Int(term.used) + scratch.count > Int(term.size) {
            // A new chunk begins with the document itself.
            encode(document, places, count)
            addChunk(to: &term, atLeast: Self.headerSize + scratch.count)
        }
        let offset = Self.offset(term.tail) + Int(term.used)
        let block = Self.block(term.tail)
        for index in 0..<scratch.count { blocks[block][offset + index] = scratch[index] }
        term.used += UInt16(scratch.count)
        term.last = document
        term.count += 1
        terms[number] = term
    }

    private mutating func encode(_ delta: UInt32, _ places: borrowing [UInt32], _ count: Int) {
        scratch.removeAll(keepingCapacity: true)
        put(delta)
        if count == 1 {
            put(places[0] << 1)
            return
        }
        put(UInt32(count) << 1 | 1)
        var previous: UInt32 = 0
        for index in 0..<count {
            put(places[index] &- previous)
            previous = places[index]
        }
    }

    private mutating func put(_ number: UInt32) {
        var rest = number
        while rest >= 0x80 {
            scratch.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        scratch.append(UInt8(rest))
    }

    private mutating func addChunk(to term: inout Term, atLeast needed: Int) {
        var size = min(512, term.size == 0 ? 16 : Int(term.size) * 2)
        while size < needed { size *= 2 }
        if blockUsed + size > Self.blockSize {
            blocks.append([UInt8](repeating: 0, count: Self.blockSize))
            blockUsed = 0
        }
        let block = blocks.count - 1
        let offset = blockUsed
        blockUsed += size
        for index in 0..<4 {
            blocks[block][offset + index] = UInt8(
                truncatingIfNeeded: term.tail >> UInt32(8 * index)
            )
        }
        blocks[block][offset + 4] = UInt8(truncatingIfNeeded: term.used)
        blocks[block][offset + 5] = UInt8(truncatingIfNeeded: term.used >> 8)
        term.tail = UInt32(block << 15 | offset >> 3)
        term.used = UInt16(Self.headerSize)
        term.size = UInt16(size)
    }

    private static func block(_ chunk: UInt32) -> Int { Int(chunk >> 15) }

    private static func offset(_ chunk: UInt32) -> Int { Int(chunk & 0x7FFF) << 3 }

    // MARK: - Reading

    /// Reads a chunk's postings, oldest first, and says which chunk is before it.
    func read(
        chunk: UInt32,
        used: Int,
        into postings: inout ChunkPostings
    ) -> (previous: UInt32, used: Int) {
        let start = Self.offset(chunk)
        return blocks[Self.block(chunk)].withUnsafeBufferPointer { bytes in
            postings.removeAll()
            var reader = VariableReader(bytes, at: start + Self.headerSize)
            let end = start + used
            var document: UInt32 = 0
            while reader.offset < end {
                document &+= reader.next()
                let place = reader.offset
                let head = reader.next()
                if head & 1 == 0 {
                    postings.append(document, 1, place)
                } else {
                    let count = head >> 1
                    for _ in 0..<count { reader.skip() }
                    postings.append(document, count, place)
                }
            }
            var previous: UInt32 = 0
            for index in 0..<4 { previous |= UInt32(bytes[start + index]) << UInt32(8 * index) }
            return (previous, Int(bytes[start + 4]) | Int(bytes[start + 5]) << 8)
        }
    }

    /// The chunks of a key's list, newest first.
    func chain(of key: UInt64) -> [(chunk: UInt32, used: Int)] {
        guard let number = term(key) else { return [] }
        var chain: [(chunk: UInt32, used: Int)] = []
        var chunk = terms[number].tail
        var used = Int(terms[number].used)
        while chunk != Self.none {
            chain.append((chunk, used))
            let start = Self.offset(chunk)
            let bytes = blocks[Self.block(chunk)]
            chunk = 0
            for index in 0..<4 { chunk |= UInt32(bytes[start + index]) << UInt32(8 * index) }
            used = Int(bytes[start + 4]) | Int(bytes[start + 5]) << 8
        }
        return chain
    }

    /// The places of one posting, ascending, that begin at `offset` of a chunk's block.
    func places(chunk: UInt32, offset: Int, into places: inout [UInt32]) {
        blocks[Self.block(chunk)].withUnsafeBufferPointer { bytes in
            var reader = VariableReader(bytes, at: offset)
            let head = reader.next()
            guard head & 1 == 1 else {
                places.append(head >> 1)
                return
            }
            var place: UInt32 = 0
            for _ in 0..<head >> 1 {
                place &+= reader.next()
                places.append(place)
            }
        }
    }
}

/// The postings of one chunk, side by side.
struct ChunkPostings: Sendable {
    private(set) var documents: [UInt32] = []
    private(set) var counts: [UInt32] = []
    private(set) var offsets: [Int] = []

    mutating func removeAll() {
        documents.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
    }

    mutating func append(_ document: UInt32, _ count: UInt32, _ offset: Int) {
        documents.append(document)
        counts.append(count)
        offsets.append(offset)
    }
}

/// Reads variable-length integers: seven bits a byte, the least significant first.
///
/// The bytes were written by ``Postings``, so no number runs past their end.
private struct VariableReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var offset: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) {
        self.bytes = bytes
        self.offset = offset
    }

    @inline(__always)
    mutating func next() -> UInt32 {
        var byte = bytes[offset]
        offset &+= 1
        var number = UInt32(byte & 0x7F)
        var shift: UInt32 = 7
        while byte >= 0x80 {
            byte = bytes[offset]
            offset &+= 1
            number |= UInt32(byte & 0x7F) << shift
            shift &+= 7
        }
        return number
    }

    @inline(__always)
    mutating func skip() {
        while bytes[offset] >= 0x80 { offset &+= 1 }
        offset &+= 1
    }
}
