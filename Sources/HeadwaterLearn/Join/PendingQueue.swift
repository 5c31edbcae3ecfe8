import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents

/// An impression that waits for what follows it: 96 bytes, and the words of its example.
struct PendingRow: Sendable, BitwiseCopyable {
    var actor = AccountID.none
    var post = PostID.none
    /// The fingerprint of the surface, 0 for none.
    var surface: UInt64 = 0
    /// The fingerprint of the request that it names, 0 for none.
    var request: UInt64 = 0
    /// When it was accepted, and when it happened.
    var received = Timestamp.epoch
    var at = Timestamp.epoch
    var followed = Followed()
    /// The heads that were reported with it and are learned, a bit each.
    var learned: UInt16 = 0
    /// Whether an evaluation counts it.
    var isTested = false
    /// Whether it is not to be learned any more.
    var isDead = false

    /// Places + 1 of the one before it, 0 for none.
    fileprivate var beforeOfActor: UInt64 = 0
    fileprivate var beforeOfPair: UInt64 = 0
    fileprivate var wordStart: UInt32 = 0
    fileprivate var wordCount: UInt32 = 0

    var pair: UInt64 { UInt64(actor.rawValue) << 32 | UInt64(post.rawValue) }
}

/// Impressions in the order in which they were accepted, found by viewer and post and by viewer.
///
/// Blocks of rows with their words, so that the oldest leave and free memory, and a copy of the
/// view costs only the blocks that change afterwards. A snapshot holds the rows and nothing of
/// where they lie.
struct PendingQueue: Sendable {
    /// The place of a row; never used twice.
    typealias Place = UInt64

    private struct Block: Sendable {
        var rows: [PendingRow] = []
        var words: [UInt32] = []
    }

    private static let blockRows: UInt64 = 128

    private var blocks: [Block] = []
    /// The place of the first row of the first block.
    private var base: Place = 0
    /// The place of the oldest row.
    private(set) var start: Place = 0
    /// The place of the next row.
    private(set) var end: Place = 0
    /// Places + 1 of the newest.
    private var newestOfPair = FlatMap<UInt64>(filler: 0)
    private var newestOfActor = FlatMap<UInt64>(filler: 0)

    init() {}

    var count: Int { Int(end - start) }

    var byteCount: Int {
        blocks.reduce(0) {
            $0 + $1.rows.capacity * MemoryLayout<PendingRow>.stride + $1.words.capacity * 4
        } + (newestOfPair.keys.count + newestOfActor.keys.count) * 16
    }

    subscript(_ place: Place) -> PendingRow {
        get {
            let index = place - base
            return blocks[Int(index / Self.blockRows)].rows[Int(index % Self.blockRows)]
        }
        set {
            let index = place - base
            blocks[Int(index / Self.blockRows)].rows[Int(index % Self.blockRows)] = newValue
        }
    }

    /// Changes what followed a row.
    mutating func change(_ place: Place, _ body: (inout Followed) -> Void) {
        let index = place - base
        body(&blocks[Int(index / Self.blockRows)].rows[Int(index % Self.blockRows)].followed)
    }

    /// The words of a row's example.
    func words(_ place: Place) -> ArraySlice<UInt32> {
        let row = self[place]
        let block = blocks[Int((place - base) / Self.blockRows)]
        return block.words[Int(row.wordStart)..<Int(row.wordStart + row.wordCount)]
    }

    /// Puts a row behind all others.
    mutating func push(_ row: PendingRow, words: ArraySlice<UInt32>) {
        var row = row
        if (end - base) % Self.blockRows == 0 {
            // As much room as the block before took: no copying while it fills, and little unused.
            let room = blocks.last.map { $0.words.count + $0.words.count / 16 } ?? 0
            blocks.append(Block())
            blocks[blocks.count - 1].rows.reserveCapacity(Int(Self.blockRows))
            blocks[blocks.count - 1].words.reserveCapacity(room)
        }
        let block = blocks.count - 1
        row.wordStart = UInt32(blocks[block].words.count)
        row.wordCount = UInt32(words.count)
        row.beforeOfPair = newestOfPair.set(row.pair, to: end + 1) ?? 0
        row.beforeOfActor = newestOfActor.set(UInt64(row.actor.rawValue), to: end + 1) ?? 0
        blocks[block].words.append(contentsOf: words)
        blocks[block].rows.append(row)
        end += 1
    }

    /// Drops the oldest row.
    mutating func pop() {
        let row = self[start]
        if newestOfPair[row.pair] == start + 1 { newestOfPair.remove(row.pair) }
        let actor = UInt64(row.actor.rawValue)
        if newestOfActor[actor] == start + 1 { newestOfActor.remove(actor) }
        start += 1
        if start - base == Self.blockRows {
            blocks.removeFirst()
            base = start
        }
    }

    /// Makes a row one that is not to be learned, and clears what it held.
    mutating func kill(_ place: Place) {
        var row = self[place]
        let block = Int((place - base) / Self.blockRows)
        let from = Int(row.wordStart)
        for index in from..<from + Int(row.wordCount) { blocks[block].words[index] = 0 }
        row.isDead = true
        row.followed = Followed()
        row.surface = 0
        row.request = 0
        self[place] = row
    }

    /// The newest row of a viewer and a post.
    func newest(_ actor: AccountID, _ post: PostID) -> Place? {
        live(newestOfPair[UInt64(actor.rawValue) << 32 | UInt64(post.rawValue)])
    }

    /// The newest row of a viewer.
    func newest(_ actor: AccountID) -> Place? {
        live(newestOfActor[UInt64(actor.rawValue)])
    }

    /// The row of the same viewer and post before one.
    func beforeOfPair(_ place: Place) -> Place? { live(self[place].beforeOfPair) }

    /// The row of the same viewer before one.
    func beforeOfActor(_ place: Place) -> Place? { live(self[place].beforeOfActor) }

    private func live(_ link: UInt64?) -> Place? {
        guard let link, link > start else { return nil }
        return link - 1
    }
}

extension PendingQueue {
    func encode(into writer: inout ByteWriter) {
        writer.write(UInt64(count))
        for place in start..<end {
            self[place].encode(into: &writer)
            writer.write(Array(words(place)))
        }
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        let count: UInt64 = try reader.read()
        for _ in 0..<count {
            let row = try PendingRow(from: &reader)
            push(row, words: try reader.readArray(of: UInt32.self)[...])
        }
    }
}

extension PendingRow {
    func encode(into writer: inout ByteWriter) {
        writer.write(actor.rawValue)
        writer.write(post.rawValue)
        writer.write(surface)
        writer.write(request)
        writer.write(received)
        writer.write(at)
        followed.encode(into: &writer)
        writer.write(learned)
        writer.write(isTested)
        writer.write(isDead)
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        actor = AccountID(try reader.read())
        post = PostID(try reader.read())
        guard actor != .none, post != .none else {
            throw .malformed(offset: reader.offset, "an impression is of nobody or nothing")
        }
        surface = try reader.read()
        request = try reader.read()
        received = try reader.readTimestamp()
        at = try reader.readTimestamp()
        followed = try Followed(from: &reader)
        learned = try reader.read()
        isTested = try reader.readBool()
        isDead = try reader.readBool()
    }
}
