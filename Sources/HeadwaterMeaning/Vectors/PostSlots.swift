import HeadwaterCatalog

/// The slot of each post's vector: a table by post, in chunks, so that a copy of the view shares what
/// doesn't change.
///
/// Memory: 4 bytes a post that has been named, in whole chunks.
struct PostSlots: Sendable {
    private static let chunkBits = 12
    private static let chunkSize = 1 << chunkBits

    /// Slots plus 1, 0 where a post has none; a chunk without any is empty.
    private var chunks: [[UInt32]] = []

    /// The posts that the table has room for.
    var end: UInt32 { UInt32(chunks.count << Self.chunkBits) }

    subscript(_ post: UInt32) -> Int? {
        let chunk = Int(post >> Self.chunkBits)
        guard chunk < chunks.count, !chunks[chunk].isEmpty else { return nil }
        let slot = chunks[chunk][Int(post) & (Self.chunkSize - 1)]
        return slot == 0 ? nil : Int(slot) - 1
    }

    mutating func set(_ post: UInt32, to slot: Int?) {
        let chunk = Int(post >> Self.chunkBits)
        while chunks.count <= chunk { chunks.append([]) }
        if chunks[chunk].isEmpty {
            guard slot != nil else { return }
            chunks[chunk] = [UInt32](repeating: 0, count: Self.chunkSize)
        }
        chunks[chunk][Int(post) & (Self.chunkSize - 1)] = slot.map { UInt32($0 + 1) } ?? 0
    }

    /// The first post from `start` on that has a slot; drops the chunks before it, which have none.
    mutating func first(from start: UInt32) -> UInt32? {
        var post = start
        while post < end {
            let chunk = Int(post >> Self.chunkBits)
            if chunks[chunk].isEmpty {
                post = UInt32((chunk + 1) << Self.chunkBits)
                continue
            }
            let place = Int(post) & (Self.chunkSize - 1)
            if let found = chunks[chunk][place...].firstIndex(where: { $0 != 0 }) {
                return UInt32(chunk << Self.chunkBits + found)
            }
            if place == 0 { chunks[chunk] = [] }
            post = UInt32((chunk + 1) << Self.chunkBits)
        }
        return nil
    }

    var byteCount: Int { chunks.reduce(0) { $0 + $1.count * 4 + 8 } }
}
