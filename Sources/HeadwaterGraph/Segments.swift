import HeadwaterCore

/// What a run of time segments is made of.
protocol TimeSegment: Sendable {
    /// An empty one.
    init()
    /// The time of its first edge, in whole seconds since 1970.
    var start: UInt32 { get set }
    /// The time of its last edge.
    var end: UInt32 { get set }
    /// Whether it holds nothing yet.
    var isEmpty: Bool { get }
    /// The bytes that it takes.
    var byteCount: Int { get }
    /// Writes all of it.
    func encode(into writer: inout ByteWriter)
    /// Reads what ``encode(into:)`` wrote.
    init(from reader: inout ByteReader) throws(ByteReaderError)
}

/// Edges in the order of time: closed segments, the oldest first, and the one that takes new edges.
///
/// Edges never leave one by one because of age: whole segments are dropped (GraphJet: Sharma et
/// al., VLDB 2016), so that forgetting costs nothing an edge and frees memory at once.
struct Segments<Segment: TimeSegment>: Sendable {
    /// The most segments that are ever kept, the active one included.
    static var most: Int { 32 }

    /// When segments are closed and dropped.
    struct Limits: Sendable, Hashable {
        /// A segment is closed at this age, in seconds.
        var segmentSeconds: UInt32
        /// A segment is closed at this size.
        var segmentBytes: Int
        /// A segment is dropped once its last edge is this old, in seconds.
        var windowSeconds: UInt32
    }

    private(set) var closed: [Segment] = []
    var active = Segment()
    private(set) var closedBytes = 0

    /// The number of segments.
    var count: Int { closed.count + 1 }

    /// The bytes that all take.
    var byteCount: Int { closedBytes + active.byteCount }

    /// A segment: the oldest is 0, the active one the last.
    subscript(_ index: Int) -> Segment { index < closed.count ? closed[index] : active }

    /// Changes a segment in its place.
    mutating func update<Result>(_ index: Int, _ change: (inout Segment) -> Result) -> Result {
        guard index < closed.count else { return change(&active) }
        closedBytes -= closed[index].byteCount
        defer { closedBytes += closed[index].byteCount }
        return change(&closed[index])
    }

    /// Makes the active segment ready for an edge of this time: a full or old one is closed.
    mutating func prepare(_ seconds: UInt32, _ limits: Limits) {
        if active.isEmpty {
            active.start = seconds
        } else if seconds - active.start >= limits.segmentSeconds
            || active.byteCount >= limits.segmentBytes
        {
            closedBytes += active.byteCount
            closed.append(active)
            active = Segment()
            active.start = seconds
        }
        active.end = seconds
    }

    /// Drops the oldest segments, but for the active one, and says whether any went.
    ///
    /// They go while all together take more than `bytes`, or the oldest ended before the window.
    mutating func drop(downTo bytes: Int, at seconds: UInt32, _ limits: Limits) -> Bool {
        var gone = 0
        while gone < closed.count,
            byteCount > bytes || count - gone > Self.most
                || seconds - min(seconds, closed[gone].end) > limits.windowSeconds
        {
            closedBytes -= closed[gone].byteCount
            gone += 1
        }
        guard gone > 0 else { return false }
        closed.removeFirst(gone)
        return true
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(UInt32(closed.count))
        for segment in closed { segment.encode(into: &writer) }
        active.encode(into: &writer)
    }

    init() {}

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        let count: UInt32 = try reader.read()
        guard count < UInt32(Self.most) else {
            throw .malformed(offset: reader.offset, "a graph has at most \(Self.most) segments")
        }
        for _ in 0..<count {
            let segment = try Segment(from: &reader)
            closedBytes += segment.byteCount
            closed.append(segment)
        }
        active = try Segment(from: &reader)
    }
}

/// The engagements of one stretch of time, by account and by post; every one stands on both sides.
struct EngagementSegment: TimeSegment {
    var start: UInt32 = 0
    var end: UInt32 = 0
    /// By account: post, seconds, tally.
    var byAccount = Adjacency(width: 3)
    /// By post: account, seconds.
    var byPost = Adjacency(width: 2)

    init() {}

    var isEmpty: Bool { byAccount.recordCount == 0 }
    var byteCount: Int { byAccount.byteCount + byPost.byteCount }

    func encode(into writer: inout ByteWriter) {
        writer.write(start)
        writer.write(end)
        byAccount.encode(into: &writer)
        byPost.encode(into: &writer)
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        start = try reader.read()
        end = try reader.read()
        byAccount = try Adjacency(from: &reader, width: 3)
        byPost = try Adjacency(from: &reader, width: 2)
    }
}

/// What a post can be reached by beside the people who engaged with it.
public enum UseKind: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
    /// Who posted it.
    case author
    /// A tag that it carries.
    case tag
    /// The sound that it uses.
    case sound
    /// A link in it.
    case link
    /// Its main language.
    case language
    /// What it is about, as far as its meaning tells.
    case topic
}

/// Authorship and use of one stretch of time: the posts of every author, tag, sound, link, language
/// and topic.
struct UseSegment: TimeSegment {
    var start: UInt32 = 0
    var end: UInt32 = 0
    /// By kind, then node: post, seconds.
    private(set) var lists = [Adjacency](
        repeating: Adjacency(width: 2),
        count: UseKind.allCases.count
    )
    /// Kept beside the lists, since it is asked for with every record.
    private(set) var byteCount = 0
    private(set) var recordCount = 0

    init() {}

    var isEmpty: Bool { recordCount == 0 }

    /// Adds a post to the list of a node.
    mutating func append(_ list: Int, _ node: UInt32, _ post: UInt32, _ seconds: UInt32) {
        change(list) { $0.append(node, post, seconds) }
    }

    /// Changes one kind of lists.
    mutating func change(_ list: Int, _ change: (inout Adjacency) -> Void) {
        byteCount -= lists[list].byteCount
        recordCount -= lists[list].recordCount
        change(&lists[list])
        byteCount += lists[list].byteCount
        recordCount += lists[list].recordCount
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(start)
        writer.write(end)
        for list in lists { list.encode(into: &writer) }
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        start = try reader.read()
        end = try reader.read()
        for index in lists.indices {
            lists[index] = try Adjacency(from: &reader, width: 2)
            byteCount += lists[index].byteCount
            recordCount += lists[index].recordCount
        }
    }
}
