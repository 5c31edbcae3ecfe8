import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents

/// A page that was served, until it is known which of its places were seen.
struct PendingPage: Sendable {
    /// One place of the page.
    struct Slot: Sendable, BitwiseCopyable {
        var post = PostID.none
        var followed = Followed()
        /// Whether an impression has taken it over, or its post is gone.
        var isTaken = false
        fileprivate var wordEnd: UInt32 = 0
    }

    /// The fingerprint of its request, never 0.
    var request: UInt64
    var viewer: AccountID
    /// The fingerprint of its surface.
    var surface: UInt64
    var received: Timestamp
    var at: Timestamp
    /// Whether an impression has named it.
    var isReported = false
    fileprivate(set) var slots: [Slot] = []
    fileprivate var words: [UInt32] = []
    /// The page of the same viewer before it, its number + 1; 0 for none.
    fileprivate var beforeOfViewer: UInt64 = 0

    /// A page of which no place is known yet.
    init(
        request: UInt64,
        viewer: AccountID,
        surface: UInt64,
        received: Timestamp,
        at: Timestamp
    ) {
        self.request = request
        self.viewer = viewer
        self.surface = surface
        self.received = received
        self.at = at
    }

    /// Puts a post under the others, with the words of its example.
    mutating func append(_ post: PostID, words: ArraySlice<UInt32>) {
        self.words.append(contentsOf: words)
        slots.append(Slot(post: post, wordEnd: UInt32(self.words.count)))
    }

    /// The words of a place's example.
    func words(_ slot: Int) -> ArraySlice<UInt32> {
        let start = slot == 0 ? 0 : Int(slots[slot - 1].wordEnd)
        return words[start..<Int(slots[slot].wordEnd)]
    }

    /// Takes a place away.
    mutating func take(_ slot: Int) {
        let start = slot == 0 ? 0 : Int(slots[slot - 1].wordEnd)
        for index in start..<Int(slots[slot].wordEnd) { words[index] = 0 }
        slots[slot].isTaken = true
        slots[slot].followed = Followed()
    }
}

/// The pages that wait, in the order in which they were served.
///
/// Memory: that of the examples; a limit on the places bounds it.
struct PendingPages: Sendable {
    /// A place on a page that waits.
    struct Place: Sendable, Hashable {
        /// The number of the page, never used twice.
        var page: UInt64
        var slot: Int
    }

    private var pages: [PendingPage] = []
    /// Pages at the front of `pages` that have left.
    private var left = 0
    /// The number of the oldest page, and of the next.
    private(set) var start: UInt64 = 0
    private(set) var end: UInt64 = 0
    /// The number of places on the pages.
    private(set) var slotCount = 0
    /// Numbers + 1.
    private var byRequest = FlatMap<UInt64>(filler: 0)
    private var newestOfViewer = FlatMap<UInt64>(filler: 0)

    /// The places that are kept of a page; feeds give at most 100.
    static let slotLimit = 255
    /// Stands for a request that has been cleared.
    private static let cleared: UInt64 = 1
    /// How many of a viewer's pages are looked through for a post.
    static let pagesLookedAt = 16

    init() {}

    var byteCount: Int {
        pages[left...].reduce(0) { $0 + $1.words.capacity * 4 + $1.slots.capacity * 32 + 96 }
            + (byRequest.keys.count + newestOfViewer.keys.count) * 16
    }

    subscript(_ number: UInt64) -> PendingPage { pages[left + Int(number - start)] }

    /// The page that waits longest.
    var oldest: PendingPage? { start < end ? pages[left] : nil }

    mutating func push(_ page: PendingPage) {
        var page = page
        let viewer = UInt64(page.viewer.rawValue)
        page.beforeOfViewer = newestOfViewer.set(viewer, to: end + 1) ?? 0
        byRequest.set(page.request, to: end + 1)
        slotCount += page.slots.count
        pages.append(page)
        end += 1
    }

    /// Drops the oldest page.
    mutating func pop() {
        let page = pages[left]
        let viewer = UInt64(page.viewer.rawValue)
        if byRequest[page.request] == start + 1 { byRequest.remove(page.request) }
        if newestOfViewer[viewer] == start + 1 { newestOfViewer.remove(viewer) }
        slotCount -= page.slots.count
        pages[left].words = []
        pages[left].slots = []
        left += 1
        start += 1
        if left >= 64, left * 2 >= pages.count {
            pages.removeFirst(left)
            left = 0
        }
    }

    /// Notes that an impression named the page.
    mutating func report(_ number: UInt64) { pages[left + Int(number - start)].isReported = true }

    /// Takes a place away from its page: an impression stands for it, or its post is gone.
    mutating func take(_ place: Place) {
        pages[left + Int(place.page - start)].take(place.slot)
    }

    /// Takes all places away from a page whose viewer is gone, and clears what was asked for.
    mutating func clear(_ number: UInt64) {
        let index = left + Int(number - start)
        if byRequest[pages[index].request] == number + 1 { byRequest.remove(pages[index].request) }
        pages[index].request = Self.cleared
        pages[index].surface = 0
        for slot in pages[index].slots.indices { pages[index].take(slot) }
    }

    /// Changes what followed a place.
    mutating func change(_ place: Place, _ body: (inout Followed) -> Void) {
        body(&pages[left + Int(place.page - start)].slots[place.slot].followed)
    }

    /// The number of the page that answered a request.
    func page(ofRequest request: UInt64) -> UInt64? {
        guard request != 0, let link = byRequest[request], link > start else { return nil }
        return link - 1
    }

    /// The place of a post on a page, if no impression has taken it.
    func place(of post: PostID, on number: UInt64) -> Place? {
        let slots = self[number].slots
        guard let slot = slots.firstIndex(where: { $0.post == post && !$0.isTaken }) else {
            return nil
        }
        return Place(page: number, slot: slot)
    }

    /// The newest place of a viewer and a post that no impression has taken.
    ///
    /// Complexity: O(places of the viewer's last 16 pages).
    func newest(_ viewer: AccountID, _ post: PostID) -> Place? {
        var number = newest(viewer)
        for _ in 0..<Self.pagesLookedAt {
            guard let page = number else { return nil }
            if let place = place(of: post, on: page) { return place }
            number = beforeOfViewer(page)
        }
        return nil
    }

    /// The newest page of a viewer.
    func newest(_ viewer: AccountID) -> UInt64? {
        guard let link = newestOfViewer[UInt64(viewer.rawValue)], link > start else { return nil }
        return link - 1
    }

    /// The page of the same viewer before one.
    func beforeOfViewer(_ number: UInt64) -> UInt64? {
        let link = self[number].beforeOfViewer
        return link > start ? link - 1 : nil
    }
}

extension PendingPages {
    func encode(into writer: inout ByteWriter) {
        writer.write(UInt64(end - start))
        for page in pages[left...] {
            writer.write(page.request)
            writer.write(page.viewer.rawValue)
            writer.write(page.surface)
            writer.write(page.received)
            writer.write(page.at)
            writer.write(page.isReported)
            writer.write(UInt32(page.slots.count))
            for (index, slot) in page.slots.enumerated() {
                writer.write(slot.post.rawValue)
                slot.followed.encode(into: &writer)
                writer.write(slot.isTaken)
                writer.write(Array(page.words(index)))
            }
        }
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        for _ in 0..<(try reader.read(UInt64.self)) {
            var page = PendingPage(
                request: try reader.read(),
                viewer: AccountID(try reader.read()),
                surface: try reader.read(),
                received: try reader.readTimestamp(),
                at: try reader.readTimestamp()
            )
            page.isReported = try reader.readBool()
            let count = Int(try reader.read(UInt32.self))
            guard count <= Self.slotLimit, page.request != 0, page.viewer != .none else {
                throw .malformed(offset: reader.offset, "a page that waits can't be")
            }
            for index in 0..<count {
                let post = PostID(try reader.read())
                let followed = try Followed(from: &reader)
                let isTaken = try reader.readBool()
                page.append(post, words: try reader.readArray(of: UInt32.self)[...])
                page.slots[index].followed = followed
                page.slots[index].isTaken = isTaken
            }
            push(page)
        }
    }
}
