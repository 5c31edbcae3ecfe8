public import HeadwaterCore
public import HeadwaterEvents

/// A made-up town of authors who post on topics: what a feed is tried on.
///
/// Each author keeps to a topic for the most part; each topic has words, a tag and sounds of its own.
/// Posts differ in quality, which nobody is told. The same seed gives the same town everywhere.
public struct TasteTown: Sendable {
    /// How large the town is.
    public struct Shape: Sendable, Hashable {
        /// The number of topics; at least 8.
        public var topics = 20
        /// The number of authors.
        public var authors = 200
        /// The number of posts.
        public var posts = 4_000
        /// The time between two posts, in milliseconds.
        public var stepMs: Int64 = 20_000

        /// A town that a machine of two cores plays through in seconds.
        public init() {}
    }

    /// What the town knows of a post, and a feed must find out.
    public struct Secret: Sendable, Hashable {
        /// Its topic, from 0.
        public var topic: Int
        /// How well made it is: a normal deviate.
        public var quality: Double
        /// How long it lasts, in milliseconds.
        public var durationMs: Int64
        /// Who posted it, from 0.
        public var author: Int
        /// The moment at which it was posted.
        public var at: Timestamp
    }

    /// How large the town is.
    public let shape: Shape
    /// The moment of the first post.
    public let start: Timestamp
    /// The secrets of all posts, by number.
    public let secrets: [Secret]
    private let seed: UInt64

    /// A town.
    public init(
        seed: UInt64,
        shape: Shape = Shape(),
        start: Timestamp = Timestamp(milliseconds: 1_767_225_600_000)
    ) {
        precondition(shape.topics >= 8 && shape.authors > 0 && shape.posts > 0)
        self.seed = seed
        self.shape = shape
        self.start = start
        var random = SeededGenerator(seed: seed)
        let homes = (0..<shape.authors).map { _ in Int.random(in: 0..<shape.topics, using: &random)
        }
        secrets = (0..<shape.posts).map { number in
            let author = Int.random(in: 0..<shape.authors, using: &random)
            let strays = random.unit() < 0.15
            return Secret(
                topic: strays ? Int.random(in: 0..<shape.topics, using: &random) : homes[author],
                quality: random.normal(),
                durationMs: 6_000 + Int64(random.unit() * 40_000),
                author: author,
                at: start.advanced(byMilliseconds: Int64(number) * shape.stepMs)
            )
        }
    }

    /// The id of a post.
    public static func id(_ number: Int) -> String { "post:\(number)" }

    /// The number of a post's id; nil for an id that isn't the town's.
    public static func number(_ id: String) -> Int? {
        guard id.utf8.starts(with: "post:".utf8) else { return nil }
        return Int(id.dropFirst(5))
    }

    /// The number of posts that are there at a moment.
    public func count(at moment: Timestamp) -> Int {
        let passed = moment.milliseconds(since: start)
        guard passed >= 0 else { return 0 }
        return min(shape.posts, Int(passed / shape.stepMs) + 1)
    }

    /// The moment at which the last post is there.
    public var end: Timestamp {
        start.advanced(byMilliseconds: Int64(shape.posts - 1) * shape.stepMs)
    }

    /// A post as its author sends it.
    public func post(_ number: Int) -> Post {
        let secret = secrets[number]
        var random = SeededGenerator(seed: mixed(seed ^ UInt64(number) &+ 0x5EED))
        let words = (0..<9).map { _ in
            random.unit() < 0.55
                ? Self.word(topic: secret.topic, Int.random(in: 0..<24, using: &random))
                : Self.word(topic: nil, Int.random(in: 0..<200, using: &random))
        }
        var post = Post(
            id: Self.id(number),
            author: "author:\(secret.author)",
            at: secret.at,
            text: words.joined(separator: " ")
        )
        post.langs = ["en"]
        if random.unit() < 0.7 { post.tags = ["topic\(secret.topic)"] }
        var video = Media(kind: .video)
        video.durationMs = secret.durationMs
        if random.unit() < 0.5 {
            video.sound = "sound:\(secret.topic):\(Int.random(in: 0..<4, using: &random))"
        }
        post.media = [video]
        return post
    }

    /// A word of a topic, or one that everybody uses: two or three syllables that mean nothing.
    private static func word(topic: Int?, _ number: Int) -> String {
        let syllables = [
            "ba", "ce", "do", "fi", "gu", "ha", "je", "ko", "li", "mu", "na", "pe", "ro", "si",
            "tu",
            "va", "we", "xo", "zi", "ny",
        ]
        var key = mixed(UInt64(number) &+ UInt64((topic ?? -1) + 2) << 32)
        var word = ""
        for _ in 0..<3 {
            word += syllables[Int(key % UInt64(syllables.count))]
            key /= UInt64(syllables.count)
        }
        return word
    }
}

extension SeededGenerator {
    /// A normal deviate with mean 0 and variance 1, as the sum of twelve even ones (Irwin–Hall).
    mutating func normal() -> Double {
        var sum = -6.0
        for _ in 0..<12 { sum += unit() }
        return sum
    }
}
