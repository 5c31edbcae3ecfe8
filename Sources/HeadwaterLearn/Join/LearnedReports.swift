import HeadwaterCatalog
import HeadwaterCore

/// What was learned of requests already, so that what is reported of it again isn't learned twice.
///
/// An app delivers at least once, and late: the same report may come twice, before the page that it
/// names, or after that page was learned whole. 8 bytes tell one report, or all of a page, from
/// others: a hash of request, viewer and post, from which none of them can be read back. Two
/// generations of them, a day of log time each: one is kept for a day at least and two at most,
/// unless so many come that the limit ends a generation before its day.
///
/// Memory: 9 bytes a slot, a load of 3/8 to 3/4: some 10 MB at the knob's standard.
struct LearnedReports: Sendable {
    private static let generationMs: Int64 = 86_400_000

    private var newer = FlatMap<UInt8>(filler: 0)
    private var older = FlatMap<UInt8>(filler: 0)
    /// When the newer generation began.
    private var start = Timestamp.epoch
    /// How many are kept at most.
    var limit: Int

    init(limit: Int) { self.limit = limit }

    var byteCount: Int { (newer.keys.count + older.keys.count) * 9 }

    /// What tells a viewer's report of a post from others; of no post, that of a whole page.
    private static func key(_ request: UInt64, _ viewer: AccountID, _ post: PostID) -> UInt64 {
        let pair = UInt64(viewer.rawValue) << 32 | UInt64(post.rawValue)
        return mixed(request ^ mixed(pair)) | 1
    }

    private func holds(_ key: UInt64) -> Bool { newer[key] != nil || older[key] != nil }

    /// Whether a post of a request was learned, or is being learned.
    func holds(_ request: UInt64, _ viewer: AccountID, _ post: PostID) -> Bool {
        guard newer.count + older.count > 0 else { return false }
        return holds(Self.key(request, viewer, post)) || holds(Self.key(request, viewer, .none))
    }

    /// Notes that a post of a request is being learned; without one, that all of its page is.
    mutating func add(_ request: UInt64, _ viewer: AccountID, _ post: PostID, now: Timestamp) {
        guard limit > 1 else { return }
        let age = now.milliseconds(since: start)
        if newer.count >= limit / 2 || age >= Self.generationMs {
            older = age < 2 * Self.generationMs ? newer : FlatMap(filler: 0)
            newer = FlatMap(filler: 0)
            start = now
        }
        newer.set(Self.key(request, viewer, post), to: 1)
    }
}

extension LearnedReports {
    func encode(into writer: inout ByteWriter) {
        writer.write(start)
        writer.write(newer.keys)
        writer.write(older.keys)
    }

    init(limit: Int, from reader: inout ByteReader) throws(ByteReaderError) {
        self.init(limit: limit)
        start = try reader.readTimestamp()
        newer = try Self.generation(from: &reader)
        older = try Self.generation(from: &reader)
    }

    private static func generation(
        from reader: inout ByteReader
    ) throws(ByteReaderError) -> FlatMap<UInt8> {
        let keys: [UInt64] = try reader.readArray()
        let values = keys.map { $0 == 0 ? 0 : 1 as UInt8 }
        guard let map = FlatMap(keys: keys, values: values, filler: 0) else {
            throw .malformed(offset: reader.offset, "the reports that were learned don't add up")
        }
        return map
    }
}
