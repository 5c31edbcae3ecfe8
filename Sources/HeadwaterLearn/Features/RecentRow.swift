import HeadwaterCore

/// The last posts that a viewer saw or reacted to, the newest last.
///
/// Where a post must leave for another, the oldest goes of those that drew no strong reaction, so
/// that a like or a hide outlasts the posts that were merely seen.
struct RecentRow: TableRow {
    /// One of the posts.
    struct Entry: Sendable, BitwiseCopyable {
        var post: UInt32 = 0
        var author: UInt32 = 0
        var tag: UInt32 = 0
        var sound: UInt32 = 0
        /// A bit for each head by which the viewer reacted.
        var heads: UInt16 = 0
        /// A bit for each head for which the counts hold a reaction.
        var counted: UInt16 = 0
        /// The minute, since 1970, of the last that happened.
        var minute: UInt32 = 0

        /// Whether the viewer reacted by a head.
        func has(_ head: Head) -> Bool { heads & RecentRow.bits([head]) != 0 }
    }

    /// How many are kept.
    static let limit = 16
    /// The bit, in ``Entry/heads``, of having passed a post over.
    static let passed: UInt16 = 1 << 15
    /// Likes, replies, reposts, shares and follows.
    static let liked = bits([.like, .reply, .repost, .share, .follow])
    /// Having opened it, or watched it long.
    static let watched = bits([.click, .longView])
    /// Hides and reports.
    static let disliked = bits([.hide, .report])

    private static func bits(_ heads: [Head]) -> UInt16 {
        heads.reduce(0) { $0 | 1 << UInt16($1.rawValue) }
    }

    var hour: Float = 0
    private(set) var size = 0
    private var entries: InlineArray<16, Entry> = .init(repeating: Entry())
    var count: Float { Float(size) }

    init() {}

    /// The entries, the newest first.
    var newestFirst: [Entry] { (0..<size).map { entries[size - 1 - $0] } }

    /// The entry of a post, a new one where it has none.
    func entry(of post: UInt32) -> Entry {
        for place in 0..<size where entries[place].post == post { return entries[place] }
        var entry = Entry()
        entry.post = post
        return entry
    }

    /// Puts in the entry of a post, which becomes the newest but for those that happened later: an
    /// impression that is counted when its window is over stands where it belongs.
    mutating func put(_ entry: Entry) {
        var place = 0
        while place < size && entries[place].post != entry.post { place += 1 }
        if place == size {
            if size < Self.limit { size += 1 } else { place = leaving }
        }
        while place + 1 < size && entries[place + 1].minute <= entry.minute {
            entries[place] = entries[place + 1]
            place += 1
        }
        while place > 0 && entries[place - 1].minute > entry.minute {
            entries[place] = entries[place - 1]
            place -= 1
        }
        entries[place] = entry
        hour = max(hour, Float(entry.minute / 60))
    }

    private var leaving: Int {
        let strong = Self.liked | Self.disliked
        for place in 0..<size where entries[place].heads & strong == 0 { return place }
        return 0
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(UInt8(size))
        writer.write(hour)
        for place in 0..<size {
            let entry = entries[place]
            writer.write(entry.post)
            writer.write(entry.author)
            writer.write(entry.tag)
            writer.write(entry.sound)
            writer.write(entry.minute)
            writer.write(entry.heads)
            writer.write(entry.counted)
        }
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        size = Int(try reader.read(UInt8.self))
        hour = try reader.readFloat()
        guard size <= Self.limit, hour.isFinite else {
            throw .malformed(offset: reader.offset, "a viewer's last posts can't be")
        }
        for place in 0..<size {
            entries[place].post = try reader.read()
            entries[place].author = try reader.read()
            entries[place].tag = try reader.read()
            entries[place].sound = try reader.read()
            entries[place].minute = try reader.read()
            entries[place].heads = try reader.read()
            entries[place].counted = try reader.read()
        }
    }
}
