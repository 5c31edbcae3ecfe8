import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph
import HeadwaterText
import Synchronization

/// The few words that tell most about each post, as 32-bit hashes, and the posts of each word.
///
/// A post keeps at most twelve, those first that few posts have, by a count kept as posts stream
/// in. The words themselves are not kept. Memory: 48 bytes a post, 4 bytes an entry of the lists by
/// word, which are bounded, and 1.3 MB for the table of words. Two words may share a list or a
/// count; who reads a list checks the posts' own words.
///
/// A deleted post leaves its words and their lists. It can't leave the counts, which are of no post
/// alone: they are halved every million posts, so that one occurrence is gone by the second time.
struct SalientTerms: Sendable {
    /// The words that a post keeps.
    static let perPost = 12
    private static let chunkPosts = 1 << 10
    private static let slots = 1 << 16
    /// Once so many posts have been counted, all counts are halved.
    private static let mostPosts: UInt32 = 1 << 20

    private var chunks: [[UInt32]] = []
    private var postsOfWord = Rings(width: 1, nodes: SalientTerms.slots)
    private var counts = [UInt32](repeating: 0, count: SalientTerms.slots)
    private var posts: UInt32 = 0 {
        didSet { logarithmOfPosts = Self.logarithm(posts + 1) }
    }
    private var logarithmOfPosts: Float = 0
    private let reader = TermReader()

    init() {}

    var byteCount: Int {
        chunks.count * Self.chunkPosts * Self.perPost * 4 + postsOfWord.byteCount
            + counts.count * 4
    }

    // MARK: Writing

    /// Reads a post's words and keeps the telling ones; of an edited post, in place of the old.
    mutating func set(_ number: UInt32, from post: Post, limit: Int) {
        remove(number)
        let words = reader.words(of: post)
        posts += 1
        for word in words { counts[Self.slot(word.hash)] += 1 }
        if posts == Self.mostPosts { halve() }
        let common = max(posts / 5, 20)
        let telling =
            words.enumerated()
            .map { (count: counts[Self.slot($1.hash)], times: $1.times, order: $0, hash: $1.hash) }
            .filter { $0.count <= common }
            .sorted { ($0.count, $1.times, $0.order) < ($1.count, $0.times, $1.order) }
            .prefix(Self.perPost)
        guard !telling.isEmpty else { return }
        let index = Int(number)
        while chunks.count <= index / Self.chunkPosts {
            chunks.append([UInt32](repeating: 0, count: Self.chunkPosts * Self.perPost))
        }
        let at = index % Self.chunkPosts * Self.perPost
        for (place, word) in telling.enumerated() {
            chunks[index / Self.chunkPosts][at + place] = word.hash
            postsOfWord.push(UInt32(Self.slot(word.hash)), number, limit: limit)
        }
    }

    /// Forgets a post's words.
    mutating func remove(_ number: UInt32) {
        let index = Int(number)
        guard index / Self.chunkPosts < chunks.count else { return }
        let at = index % Self.chunkPosts * Self.perPost
        for place in at..<at + Self.perPost {
            let hash = chunks[index / Self.chunkPosts][place]
            guard hash != 0 else { break }
            postsOfWord.remove(UInt32(Self.slot(hash)), first: number)
            chunks[index / Self.chunkPosts][place] = 0
        }
    }

    private mutating func halve() {
        posts /= 2
        for slot in counts.indices { counts[slot] /= 2 }
    }

    // MARK: Reading

    /// Calls `body` with the hashes of a post's telling words.
    @inline(__always)
    func forEach(of number: UInt32, _ body: (UInt32) -> Void) {
        let index = Int(number)
        guard index / Self.chunkPosts < chunks.count else { return }
        let at = index % Self.chunkPosts * Self.perPost
        for place in at..<at + Self.perPost {
            let hash = chunks[index / Self.chunkPosts][place]
            if hash == 0 { return }
            body(hash)
        }
    }

    /// How telling a word is: the logarithm to base 2 of the share of posts that have it, turned
    /// positive; 0 for a word that all have.
    func rarity(_ hash: UInt32) -> Float {
        logarithmOfPosts - Self.logarithm(counts[Self.slot(hash)] + 1)
    }

    /// The newest posts that may have a word.
    func posts(with hash: UInt32) -> Ring { postsOfWord[UInt32(Self.slot(hash))] }

    private static func slot(_ hash: UInt32) -> Int { Int(hash) & (slots - 1) }

    /// log2 by the highest bit and a straight line, which is exact enough for weighing words.
    private static func logarithm(_ number: UInt32) -> Float {
        let bit = 31 - number.leadingZeroBitCount
        let power = UInt32(1) << UInt32(bit)
        return Float(bit) + Float(number - power) / Float(power)
    }

    // MARK: Snapshot

    func encode(into writer: inout ByteWriter) {
        writer.write(UInt32(chunks.count))
        for chunk in chunks { writer.write(chunk) }
        postsOfWord.encode(into: &writer)
        writer.write(counts)
        writer.write(posts)
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        let count: UInt32 = try reader.read()
        for _ in 0..<count {
            let chunk: [UInt32] = try reader.readArray()
            guard chunk.count == Self.chunkPosts * Self.perPost else {
                throw .malformed(offset: reader.offset, "a chunk of words has another size")
            }
            chunks.append(chunk)
        }
        postsOfWord = try Rings(from: &reader, width: 1)
        counts = try reader.readArray()
        guard counts.count == Self.slots else {
            throw .malformed(offset: reader.offset, "the counts of words have another size")
        }
        posts = try reader.read()
        logarithmOfPosts = Self.logarithm(posts + 1)
    }
}

/// Splits posts into the hashes of their words.
///
/// What it holds is buffers and a cache that never decide a result, so copies of a view share one,
/// behind a lock that only the writer takes.
final class TermReader: Sendable {
    /// A word of a post.
    struct Word {
        var hash: UInt32
        var times: Int
    }

    /// Words behind this many are not looked at.
    private static let mostWords = 160
    /// Bytes of a text behind this many are not looked at.
    private static let mostBytes = 2_000

    private struct Tools: ~Copyable {
        var analyzer = TextAnalyzer(cachedWords: 1 << 12)
        var buffer = TokenBuffer()
    }

    private let tools = Mutex(Tools())
    private let guesser = LanguageGuesser()

    /// The words of a post that aren't stop words, each once, in the order of their appearance.
    func words(of post: Post) -> [Word] {
        tools.withLock { tools in
            var words: [Word] = []
            let named = post.langs.first.map { Language($0) } ?? .undetermined
            let language = named == .undetermined ? guesser.guess(Self.cut(post.text)) : named
            for tag in post.tags {
                Self.read(tag, language, &tools.analyzer, &tools.buffer, &words)
            }
            if let title = post.title {
                Self.read(title, language, &tools.analyzer, &tools.buffer, &words)
            }
            Self.read(post.text, language, &tools.analyzer, &tools.buffer, &words)
            for media in post.media {
                if let alt = media.alt {
                    Self.read(alt, language, &tools.analyzer, &tools.buffer, &words)
                }
                if let said = media.transcript {
                    Self.read(said, language, &tools.analyzer, &tools.buffer, &words)
                }
            }
            return words
        }
    }

    private static func read(
        _ text: String,
        _ language: Language,
        _ analyzer: inout TextAnalyzer,
        _ buffer: inout TokenBuffer,
        _ words: inout [Word]
    ) {
        analyzer.tokenizer.tokenize(cut(text), into: &buffer)
        for index in buffer.tokens.indices {
            guard words.count < mostWords else { return }
            let token = buffer.tokens[index]
            guard token.kind == .word || token.kind == .bigram else { continue }
            let term = buffer.bytes.span.extracting(token.term)
            if token.kind == .word {
                guard term.count > 2, !StopWords.shared.contains(term, language: language)
                else { continue }
            }
            let key = analyzer.key(of: token, in: buffer, language: language)
            let hash = UInt32(truncatingIfNeeded: key.rawValue) | 1
            if let known = words.firstIndex(where: { $0.hash == hash }) {
                words[known].times += 1
            } else {
                words.append(Word(hash: hash, times: 1))
            }
        }
    }

    private static func cut(_ text: String) -> String {
        text.utf8.count <= mostBytes ? text : String(text.prefix(mostBytes / 2))
    }
}
