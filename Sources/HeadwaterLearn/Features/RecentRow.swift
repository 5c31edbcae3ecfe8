import HeadwaterCore

/// The last posts that a viewer saw or reacted to, the newest last.
struct RecentRow: TableRow {
    /// One of them.
    struct Entry: Sendable, BitwiseCopyable {
        var post: UInt32 = 0
        var author: UInt32 = 0
        var tag: UInt32 = 0
        var sound: UInt32 = 0
        /// A bit for each head by which the viewer reacted.
        var heads: UInt16 = 0
        /// A bit for each of those that the counts hold too.
        var counted: UInt16 = 0
        /// The minute, since 1970, of the last that happened.
        var minute: UInt32 = 0
    }

    /// How many are kept.
    static let limit = 8

    private var entries: InlineArray<8, Entry> = .init(repeating: Entry())
    private(set) var size = 0
    var hour: Float = 0
    var count: Float { Float(size) }

    init() {}

    /// An entry; 0 is the newest.
    subscript(_ age: Int) -> Entry { entries[size - 1 - age] }

    /// Changes the entry of a post, which becomes the newest; a new one where it has none.
    mutating func update(_ post: UInt32, _ change: (inout Entry) -> Void) {
        var entry = Entry()
        entry.post = post
        var place = 0
        while place < size && entries[place].post != post { place += 1 }
        if place < size {
            entry = entries[place]
        } else if size < Self.limit {
            size += 1
        } else {
            place = 0
        }
        while place + 1 < size {
            entries[place] = entries[place + 1]
            place += 1
        }
        change(&entry)
        entries[size - 1] = entry
        hour = max(hour, Float(entry.minute / 60))
    }

    /// The entry of a post.
    func entry(of post: UInt32) -> Entry? {
        for place in 0..<size where entries[place].post == post { return entries[place] }
        return nil
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(UInt8(size))
        writer.write(hour)
        for place in 0..<size {
            let entry = entries[place]
            for number in [entry.post, entry.author, entry.tag, entry.sound, entry.minute] {
                writer.write(number)
            }
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
