public import HeadwaterCatalog
import HeadwaterCore
public import HeadwaterEvents
import HeadwaterText

/// An index of all posts in memory.
///
/// Documents are revisions of posts in the order of the log. A term is known by a 64-bit hash, so no
/// memory or snapshot holds the words of a deleted post. Deleting marks documents dead at once;
/// their postings go when dead documents are many, and are in no snapshot. Superseded revisions
/// stay, for questions about an earlier moment.
///
/// Memory: 55 bytes a document, some 5 bytes a posting, 30 bytes a term: under 250 bytes for a post
/// of 20 words.
public struct PostIndex: SearchIndex {
    /// What it is called in snapshots.
    public static let name = "index"
    /// The version of its snapshot's layout.
    public static let version: UInt32 = 2

    /// What a document is.
    struct Flags: OptionSet, Sendable, BitwiseCopyable {
        var rawValue: UInt8
        /// It is for everyone, so statistics count it.
        static let isPublic = Flags(rawValue: 1)
        /// Its post was deleted.
        static let dead = Flags(rawValue: 2)
        /// A later revision took its place.
        static let superseded = Flags(rawValue: 4)
    }

    /// When a document was superseded.
    struct Superseded: Sendable, BitwiseCopyable {
        /// Where the next revision stands in the log.
        var position: UInt64 = 0
        /// The earliest moment at which any later revision was received, in milliseconds.
        var received: Int64 = 0
    }

    /// Documents of a window, for bounds on their time.
    static let windowSize = 4_096

    // One column for each fact about a document.
    var posts: [UInt32] = []
    var positions: [UInt64] = []
    var times: [Int64] = []
    var received: [Int64] = []
    var lengths: [UInt32] = []
    var authors: [UInt32] = []
    var languages: [UInt8] = []
    var flags: [Flags] = []
    /// The latest time of each window of documents.
    var windowTimes: [Int64] = []

    var superseded = FlatMap<Superseded>(filler: Superseded())
    /// The document before a revision of the same post, plus 1; keys are documents plus 1.
    var earlier = FlatMap<UInt32>(filler: 0)
    /// The newest document of each post that wasn't deleted, plus 1.
    var newest = FlatMap<UInt32>(filler: 0)
    var postings = Postings()

    /// The number of public documents that stand now, and the sum of their lengths.
    var publicCount = 0
    var publicLength = 0
    var deadCount = 0
    /// The number of documents that aren't dead, by language.
    var languageCounts = [Int](repeating: 0, count: Language.all.count)

    private let analyzer = PostAnalyzer()

    /// An empty index.
    public init() {}

    /// The number of documents that stand now, of all audiences.
    public var documentCount: Int { posts.count - deadCount - superseded.count }

    /// Bytes of memory taken, about.
    public var memoryBytes: Int {
        let columns = posts.capacity * (4 + 8 + 8 + 8 + 4 + 4 + 1 + 1)
        let maps = superseded.keys.count * 24 + earlier.keys.count * 12
        return columns + maps + newest.keys.count * 12 + postings.bytes
    }

    /// Applies one record by what the catalog made of it.
    public mutating func apply(_ record: Record, _ effect: Effect, _ catalog: Catalog) {
        switch effect {
        case .postAdded(let id), .postEdited(let id):
            guard case .event(.post(let post)) = record.body else { return }
            add(post, id, record, catalog)
        case .postDeleted(let id, wasKnown: true):
            bury(id)
            compactIfWorthwhile()
        case .account(let id, status: true):
            guard catalog.isDeleted(id) else { return }
            buryAll(of: id)
            compactIfWorthwhile()
        default:
            return
        }
    }

    private mutating func add(_ post: Post, _ id: PostID, _ record: Record, _ catalog: Catalog) {
        let entry = catalog[id]
        var document = 0
        analyzer.analyze(post, mentions: catalog.mentions(of: id), author: entry.author) { terms in
            document = append(
                Document(
                    post: id.rawValue,
                    position: record.position.rawValue,
                    time: entry.time.milliseconds,
                    received: record.received.milliseconds,
                    length: UInt32(clamping: terms.length),
                    author: entry.author.rawValue,
                    language: terms.language.rawValue,
                    flags: post.audience == .public ? .isPublic : []
                )
            )
            appendPostings(of: UInt32(document), terms)
        }
        linkRevision(document)
    }

    /// One row of the columns.
    struct Document {
        var post: UInt32
        var position: UInt64
        var time: Int64
        var received: Int64
        var length: UInt32
        var author: UInt32
        var language: UInt8
        var flags: Flags
    }

    /// Adds a row and counts it; returns its number.
    mutating func append(_ row: Document) -> Int {
        let document = posts.count
        precondition(document < Int(UInt32.max) - 1, "an index holds at most 2^32 - 2 documents")
        posts.append(row.post)
        positions.append(row.position)
        times.append(row.time)
        received.append(row.received)
        lengths.append(row.length)
        authors.append(row.author)
        languages.append(row.language)
        flags.append(row.flags)
        if document % Self.windowSize == 0 {
            windowTimes.append(row.time)
        } else if row.time > windowTimes[windowTimes.count - 1] {
            windowTimes[windowTimes.count - 1] = row.time
        }
        if row.flags.contains(.isPublic) {
            publicCount += 1
            publicLength += Int(row.length)
        }
        languageCounts[Int(row.language)] += 1
        return document
    }

    private mutating func appendPostings(of document: UInt32, _ terms: PostAnalyzer.Terms) {
        var places: [UInt32] = []
        var index = 0
        while index < terms.places.count {
            let key = terms.places[index].key
            places.removeAll(keepingCapacity: true)
            while index < terms.places.count, terms.places[index].key == key {
                let place = terms.places[index].place
                // A word repeated in another form at one place occurs there once.
                if places.last != place { places.append(place) }
                index += 1
            }
            postings.append(key, document: document, places: places)
        }
    }

    /// Makes a document the newest of its post, superseding the one before it.
    mutating func linkRevision(_ document: Int) {
        let post = UInt64(posts[document])
        guard let previous = newest.set(post, to: UInt32(document + 1)) else { return }
        earlier.set(UInt64(document + 1), to: previous)
        supersede(Int(previous) - 1, by: document)
        // A clock that went back may have received this one before an earlier revision.
        var older = earlier[UInt64(previous)]
        while let number = older {
            if var entry = superseded[UInt64(number)], entry.received > received[document] {
                entry.received = received[document]
                superseded.set(UInt64(number), to: entry)
            }
            older = earlier[UInt64(number)]
        }
    }

    private mutating func supersede(_ document: Int, by next: Int) {
        superseded.set(
            UInt64(document + 1),
            to: Superseded(position: positions[next], received: received[next])
        )
        uncountPublic(document)
        flags[document].insert(.superseded)
    }

    private mutating func uncountPublic(_ document: Int) {
        let state = flags[document]
        guard state.contains(.isPublic), state.isDisjoint(with: [.dead, .superseded]) else {
            return
        }
        publicCount -= 1
        publicLength -= Int(lengths[document])
    }

    /// Marks all revisions of a post dead.
    private mutating func bury(_ post: PostID) {
        var next = newest.remove(UInt64(post.rawValue))
        while let number = next {
            let document = Int(number) - 1
            uncountPublic(document)
            flags[document].insert(.dead)
            languageCounts[Int(languages[document])] -= 1
            deadCount += 1
            superseded.remove(UInt64(number))
            next = earlier.remove(UInt64(number))
        }
    }

    private mutating func buryAll(of author: AccountID) {
        var cursor = PostingCursor(FilterKey.author(author), in: postings)
        var found: [UInt32] = []
        while let document = cursor.document {
            if !flags[Int(document)].contains(.dead) { found.append(posts[Int(document)]) }
            cursor.advance(in: postings)
        }
        for post in found { bury(PostID(post)) }
    }
}
