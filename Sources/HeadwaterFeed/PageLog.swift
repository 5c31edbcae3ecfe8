import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph

/// The pages that were served within the window: by request, by viewer, and back along a cursor.
///
/// A page is a run of words in a queue, eleven and one for each post; pages leave at the front when
/// they are older than the window. A viewer's own list lets go of pages once it holds more posts
/// than the window. Of the pages of a deleted viewer only time and length stay.
struct PageLog: Sendable {
    /// Where a page begins in the queue.
    ///
    /// Places are never used twice.
    typealias Place = UInt64

    private static let header: UInt64 = 11

    private var words = WordQueue()
    /// Place + 1 by fingerprint of the request.
    private var places = FlatMap<UInt64>(filler: 0)
    /// By viewer, the places as low and high word.
    private var byViewer = Rings(width: 2)
    /// The number of posts on the pages in a viewer's list.
    private var items: [UInt32] = []

    init() {}

    var byteCount: Int {
        words.byteCount + byViewer.byteCount + places.keys.count * 16 + items.capacity * 4
    }

    // MARK: Writing

    mutating func add(
        _ page: Served,
        by viewer: AccountID,
        _ posts: [PostID],
        at record: Record,
        windowItems: Int
    ) {
        let place = words.end
        let key = Self.key(page.request)
        let previous = page.previous.flatMap { self.place(ofRequest: $0) }.map { $0 + 1 } ?? 0
        words.append(UInt32(posts.count))
        words.append(UInt32(clamping: page.limit) & 0xFFFF | Self.mark(of: page.surface) << 17)
        words.append(viewer.rawValue)
        append(key)
        append(previous)
        append(UInt64(bitPattern: record.received.milliseconds))
        append(record.position.rawValue)
        for post in posts { words.append(post.rawValue) }
        places.set(key, to: place + 1)

        let index = Int(viewer.rawValue)
        if index >= items.count {
            items.append(contentsOf: repeatElement(0, count: index + 1 - items.count))
        }
        byViewer.push(viewer.rawValue, UInt32(truncatingIfNeeded: place), UInt32(place >> 32))
        items[index] += UInt32(posts.count)
        while items[index] > windowItems, byViewer.count(viewer.rawValue) > 1 {
            forgetOldest(of: viewer)
        }
    }

    /// Lets go of what was served before `moment`.
    mutating func drop(before moment: Timestamp) {
        while words.start < words.end, at(words.start) < moment {
            let place = words.start
            let viewer = viewer(place)
            if oldest(of: viewer) == place { forgetOldest(of: viewer) }
            let key = pair(place + 3)
            if places[key] == place + 1 { places.remove(key) }
            words.drop(before: place + Self.header + UInt64(words[place]))
        }
    }

    /// Forgets the pages in a viewer's list.
    ///
    /// Complexity: O(posts on them), which the window bounds.
    mutating func removeAll(of viewer: AccountID) {
        for place in pages(of: viewer) where place >= words.start { clear(place) }
        byViewer.removeAll(viewer.rawValue)
        if Int(viewer.rawValue) < items.count { items[Int(viewer.rawValue)] = 0 }
    }

    /// Looks at so many pages from a place on, forgets those whose viewer is gone, and says where
    /// it has come to, or `end` where no page is left before that.
    mutating func sweep(
        from place: Place,
        to end: Place,
        atMost limit: Int,
        _ isGone: (AccountID) -> Bool
    ) -> Place {
        var place = max(place, words.start)
        for _ in 0..<limit {
            guard place < end else { return end }
            let next = place + Self.header + UInt64(words[place])
            if viewer(place) != .none, isGone(viewer(place)) { clear(place) }
            place = next
        }
        return place
    }

    /// Leaves of a page only how long it is.
    private mutating func clear(_ place: Place) {
        let key = pair(place + 3)
        if places[key] == place + 1 { places.remove(key) }
        let end = place + Self.header + UInt64(words[place])
        for word in place + 1..<end where word < place + 7 || word > place + 8 { words[word] = 0 }
    }

    /// Notes that an impression named a page of its viewer, if that is in time.
    mutating func report(
        _ request: String,
        by viewer: AccountID,
        at moment: Timestamp,
        withinMs: Int64
    ) {
        guard let place = place(ofRequest: request), self.viewer(place) == viewer,
            moment.milliseconds(since: at(place)) <= withinMs
        else { return }
        words[place + 1] |= 1 << 16
    }

    private mutating func append(_ word: UInt64) {
        words.append(UInt32(truncatingIfNeeded: word))
        words.append(UInt32(word >> 32))
    }

    private mutating func forgetOldest(of viewer: AccountID) {
        guard let place = oldest(of: viewer) else { return }
        items[Int(viewer.rawValue)] -= words[place]
        byViewer.dropOldest(viewer.rawValue)
    }

    // MARK: Reading

    /// The place of the oldest page, and that of the next one to come.
    var start: Place { words.start }
    var end: Place { words.end }

    /// Whether a page begins at a place, or did before it left.
    ///
    /// Complexity: O(pages).
    func isPage(_ place: Place) -> Bool {
        var next = words.start
        while next < min(place, words.end) { next += Self.header + UInt64(words[next]) }
        return place <= next
    }

    /// Where the page that answered a request is, if it is still known.
    func place(ofRequest request: String) -> Place? {
        places[Self.key(request)].flatMap { $0 == 0 ? nil : $0 - 1 }
    }

    func viewer(_ place: Place) -> AccountID { AccountID(words[place + 2]) }
    func at(_ place: Place) -> Timestamp {
        Timestamp(milliseconds: Int64(bitPattern: pair(place + 7)))
    }
    func limit(_ place: Place) -> Int { Int(words[place + 1] & 0xFFFF) }
    func surface(_ place: Place) -> UInt32 { words[place + 1] >> 17 }
    func isReported(_ place: Place) -> Bool { words[place + 1] >> 16 & 1 == 1 }
    func count(_ place: Place) -> Int { Int(words[place]) }
    func post(_ place: Place, _ index: Int) -> PostID {
        PostID(words[place + Self.header + UInt64(index)])
    }

    /// The page before it under the same cursor, if it is still known.
    func previous(_ place: Place) -> Place? {
        let previous = pair(place + 5)
        return previous == 0 || previous - 1 < words.start ? nil : previous - 1
    }

    /// The places of a viewer's pages, the newest first.
    func pages(of viewer: AccountID) -> [Place] {
        let ring = byViewer[viewer.rawValue]
        return (0..<ring.count).map { UInt64(ring[$0]) | UInt64(ring[$0, 1]) << 32 }
    }

    func page(_ place: Place) -> ServedPage {
        ServedPage(
            position: LogPosition(rawValue: pair(place + 9)),
            viewer: viewer(place),
            at: at(place),
            limit: limit(place),
            isReported: isReported(place),
            posts: (0..<count(place)).map { post(place, $0) }
        )
    }

    private func pair(_ place: UInt64) -> UInt64 {
        UInt64(words[place]) | UInt64(words[place + 1]) << 32
    }

    private func oldest(of viewer: AccountID) -> Place? {
        let node = viewer.rawValue
        let count = byViewer.count(node)
        guard count > 0 else { return nil }
        return UInt64(byViewer.word(node, count - 1))
            | UInt64(byViewer.word(node, count - 1, 1)) << 32
    }

    /// Fifteen bits that tell surfaces apart, where a cursor is asked on two of them; 0 for the
    /// main one.
    static func mark(of surface: String) -> UInt32 {
        surface == FeedRequest.mainSurface
            ? 0 : UInt32(truncatingIfNeeded: Fingerprint(surface).low) & 0x7FFF
    }

    private static func key(_ request: String) -> UInt64 { Fingerprint(request).low | 1 }

    // MARK: Snapshot

    func encode(into writer: inout ByteWriter) {
        words.encode(into: &writer)
        byViewer.encode(into: &writer)
        writer.write(items)
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        words = try WordQueue(from: &reader)
        byViewer = try Rings(from: &reader, width: 2)
        items = try reader.readArray()
        var place = words.start
        while place < words.end {
            let next = place + Self.header
            guard next <= words.end, next + UInt64(words[place]) <= words.end else {
                throw .malformed(offset: reader.offset, "a page runs over the end")
            }
            // One that was forgotten has no request any more.
            let key = pair(place + 3)
            if key != 0 { places.set(key, to: place + 1) }
            place = next + UInt64(words[place])
        }
    }
}
