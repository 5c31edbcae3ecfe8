import HeadwaterCatalog
import HeadwaterCore

/// How much is going on around posts: reactions of different people, each counting less as it ages.
///
/// What rises is measured against the author's and the topic's own norm, so a quiet author's ten
/// reactions rise where a famous one's hundred don't. A post's topic is its first tag.
struct Heat: Sendable {
    /// What is left of the reactions to one post at one moment: 12 bytes.
    struct Post: BitwiseCopyable, Sendable {
        var fast: Float = 0
        var slow: Float = 0
        var seconds: UInt32 = 0
    }

    /// How many reactions an author's posts get: 12 bytes.
    struct Norm: BitwiseCopyable, Sendable {
        var reactions: Float = 0
        var posts: Float = 0
        var seconds: UInt32 = 0
    }

    /// An author's norm rests on so many posts of the overall norm before its own count.
    private static let trust: Float = 3
    /// The half-life of norms in seconds, two days.
    private static let normDecay = Decay(halfLife: 172_800)

    private var posts: [Post] = []
    private var authors: [Norm] = []
    private var topics: [Norm] = []
    private var overall = Norm()

    init() {}

    var byteCount: Int { (posts.capacity + authors.capacity + topics.capacity) * 12 }

    // MARK: Writing

    /// Counts a new person's reaction, or takes back one that happened at `since`.
    mutating func count(
        _ post: PostID,
        by author: AccountID,
        on topic: TermID,
        at seconds: UInt32,
        since: UInt32? = nil,
        _ decays: Decays
    ) {
        let index = Int(post.rawValue)
        Self.fit(&posts, index, Post())
        var heat = aged(posts[index], to: seconds, decays)
        let sign: Float = since == nil ? 1 : -1
        heat.fast = max(heat.fast + sign * decays.fast(from: since ?? seconds, to: seconds), 0)
        heat.slow = max(heat.slow + sign * decays.slow(from: since ?? seconds, to: seconds), 0)
        posts[index] = heat
        let share = sign * Self.normDecay(from: since ?? seconds, to: seconds)
        if author != .none {
            change(author, topic, seconds) { $0.reactions = max($0.reactions + share, 0) }
        }
    }

    /// Counts a post of an author, with the reactions that came before it.
    mutating func add(
        _ post: PostID,
        by author: AccountID,
        on topic: TermID,
        at seconds: UInt32,
        _ decays: Decays
    ) {
        let before = slow(post, at: seconds, decays)
        change(author, topic, seconds) {
            $0.posts += 1
            $0.reactions += before
        }
    }

    /// Forgets a post.
    mutating func remove(_ post: PostID) {
        if Int(post.rawValue) < posts.count { posts[Int(post.rawValue)] = Post() }
    }

    /// Forgets what the posts of an account get.
    mutating func remove(_ author: AccountID) {
        if Int(author.rawValue) < authors.count { authors[Int(author.rawValue)] = Norm() }
    }

    private mutating func change(
        _ author: AccountID,
        _ topic: TermID,
        _ seconds: UInt32,
        _ body: (inout Norm) -> Void
    ) {
        Self.change(&authors, Int(author.rawValue), seconds, body)
        if topic != .none { Self.change(&topics, Int(topic.rawValue), seconds, body) }
        overall = Self.aged(overall, to: seconds)
        body(&overall)
    }

    private static func change(
        _ norms: inout [Norm],
        _ index: Int,
        _ seconds: UInt32,
        _ body: (inout Norm) -> Void
    ) {
        fit(&norms, index, Norm())
        norms[index] = aged(norms[index], to: seconds)
        body(&norms[index])
    }

    // MARK: Reading

    /// What is left of a post's reactions as far as rising goes.
    func fast(_ post: PostID, at seconds: UInt32, _ decays: Decays) -> Float {
        guard Int(post.rawValue) < posts.count else { return 0 }
        let heat = posts[Int(post.rawValue)]
        return heat.fast == 0 ? 0 : heat.fast * decays.fast(from: heat.seconds, to: seconds)
    }

    /// What is left of a post's reactions as far as being popular goes.
    func slow(_ post: PostID, at seconds: UInt32, _ decays: Decays) -> Float {
        guard Int(post.rawValue) < posts.count else { return 0 }
        let heat = posts[Int(post.rawValue)]
        return heat.slow == 0 ? 0 : heat.slow * decays.slow(from: heat.seconds, to: seconds)
    }

    /// The reactions that a post of an author on a topic gets by and by, as far as is known: the
    /// mean of the author's norm and the topic's.
    func norm(of author: AccountID, on topic: TermID) -> Float {
        let all = (overall.reactions + 1) / (overall.posts + 1)
        let own = Self.norm(authors, Int(author.rawValue), all)
        return topic == .none ? own : (own + Self.norm(topics, Int(topic.rawValue), all)) / 2
    }

    private static func norm(_ norms: [Norm], _ index: Int, _ all: Float) -> Float {
        guard index < norms.count else { return all }
        return (norms[index].reactions + trust * all) / (norms[index].posts + trust)
    }

    /// How much a post rises: its reactions now against what its author's posts and those on its
    /// topic get.
    func rise(
        _ post: PostID,
        by author: AccountID,
        on topic: TermID,
        at seconds: UInt32,
        _ decays: Decays
    ) -> Float {
        fast(post, at: seconds, decays) / (1 + norm(of: author, on: topic) / 4)
    }

    private func aged(_ heat: Post, to seconds: UInt32, _ decays: Decays) -> Post {
        Post(
            fast: heat.fast * decays.fast(from: heat.seconds, to: seconds),
            slow: heat.slow * decays.slow(from: heat.seconds, to: seconds),
            seconds: max(heat.seconds, seconds)
        )
    }

    private static func aged(_ norm: Norm, to seconds: UInt32) -> Norm {
        let left = normDecay(from: norm.seconds, to: seconds)
        return Norm(
            reactions: norm.reactions * left,
            posts: norm.posts * left,
            seconds: max(norm.seconds, seconds)
        )
    }

    private static func fit<Row>(_ rows: inout [Row], _ index: Int, _ filler: Row) {
        if index >= rows.count {
            rows.append(contentsOf: repeatElement(filler, count: index + 1 - rows.count))
        }
    }

    // MARK: Snapshot

    func encode(into writer: inout ByteWriter) {
        writer.write(posts.map(\.fast))
        writer.write(posts.map(\.slow))
        writer.write(posts.map(\.seconds))
        for norms in [authors + [overall], topics] {
            writer.write(norms.map(\.reactions))
            writer.write(norms.map(\.posts))
            writer.write(norms.map(\.seconds))
        }
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        let (fast, slow, times) = try Self.columns(&reader)
        posts = fast.indices.map { Post(fast: fast[$0], slow: slow[$0], seconds: times[$0]) }
        authors = try Self.norms(&reader)
        topics = try Self.norms(&reader)
        guard let last = authors.popLast() else {
            throw .malformed(offset: reader.offset, "the overall norm is missing")
        }
        overall = last
    }

    private static func norms(_ reader: inout ByteReader) throws(ByteReaderError) -> [Norm] {
        let (reactions, counts, moments) = try columns(&reader)
        return reactions.indices.map {
            Norm(reactions: reactions[$0], posts: counts[$0], seconds: moments[$0])
        }
    }

    private static func columns(
        _ reader: inout ByteReader
    ) throws(ByteReaderError) -> ([Float], [Float], [UInt32]) {
        let first = try reader.readFloats()
        let second = try reader.readFloats()
        let third: [UInt32] = try reader.readArray()
        guard first.count == second.count, second.count == third.count,
            first.allSatisfy(\.isFinite), second.allSatisfy(\.isFinite)
        else { throw .malformed(offset: reader.offset, "the columns of the heat don't agree") }
        return (first, second, third)
    }
}

/// The two half-lives of heat, read from the knobs once.
struct Decays: Sendable {
    var fast: Decay
    var slow: Decay

    init(risingMinutes: Double, popularHours: Double) {
        fast = Decay(halfLife: risingMinutes * 60)
        slow = Decay(halfLife: popularHours * 3600)
    }
}
