import CStemmer

/// Turns the words of a text into the keys that an index knows them by, stemmed by language.
///
/// It owns one Snowball stemmer for each language that it has met, which aren't safe to share, and
/// a cache of what words became, so that common words are stemmed once. One value serves one
/// thread at a time.
public struct TextAnalyzer: ~Copyable {
    /// Splits texts; shared so that its buffers are.
    public var tokenizer = Tokenizer()
    private var stemmers: [OpaquePointer?]
    private var cache: [CacheEntry]
    private let points = CodePoints.shared
    private var scratch: [UInt8] = []
    private var stemmed: [UInt8] = []

    private struct CacheEntry {
        var word: UInt64 = 0
        var key: UInt64 = 0
    }

    /// An analyzer with that many cached words, a power of two.
    public init(cachedWords: Int = 1 << 14) {
        precondition(cachedWords > 0 && cachedWords & (cachedWords - 1) == 0)
        stemmers = Array(repeating: nil, count: Language.all.count)
        cache = Array(repeating: CacheEntry(), count: cachedWords)
    }

    deinit {
        for case let stemmer? in stemmers { sb_stemmer_delete(stemmer) }
    }

    /// The key of a token of `buffer`, under a language; secondary forms and signs have none.
    ///
    /// Complexity: one hash of the word, and a stemmer run where it isn't cached.
    public mutating func key(
        of token: Token,
        in buffer: borrowing TokenBuffer,
        language: Language
    ) -> TermKey {
        guard token.kind == .word, language.stemmer != nil else {
            return TermKey(buffer.bytes.span.extracting(token.term))
        }
        let word = buffer.bytes.span.extracting(token.lowered)
        guard word.count <= Self.longest else {
            return TermKey(buffer.bytes.span.extracting(token.term))
        }
        return key(ofWord: word, language: language)
    }

    /// The key that a word would have if it were written without its diacritics, where that is
    /// another one.
    ///
    /// A stemmer goes by the accents (French takes the ending off `brûlée`, but not off `brulee`),
    /// and many people type without: an index keeps both keys at the word's place.
    public mutating func plainKey(
        of token: Token,
        in buffer: borrowing TokenBuffer,
        language: Language
    ) -> TermKey? {
        guard token.kind == .word, language.stemmer != nil else { return nil }
        let word = buffer.bytes.span.extracting(token.lowered)
        let plain = buffer.bytes.span.extracting(token.term)
        guard word.count <= Self.longest, !Self.agree(word, plain) else { return nil }
        let plainKey = key(ofWord: plain, language: language)
        return plainKey == key(ofWord: word, language: language) ? nil : plainKey
    }

    private static func agree(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }

    private mutating func key(ofWord word: Span<UInt8>, language: Language) -> TermKey {
        let hash = termHash(word, seed: UInt64(language.rawValue))
        let slot = Int(hash & UInt64(cache.count - 1))
        if cache[slot].word == hash { return TermKey(rawValue: cache[slot].key) }
        stem(word, language: language)
        let key = termHash(stemmed.span, seed: UInt64(language.rawValue))
        cache[slot] = CacheEntry(word: hash, key: key)
        return TermKey(rawValue: key)
    }

    /// The folded stem of a word.
    public mutating func stem(_ word: String, language: Language) -> String {
        var buffer = TokenBuffer()
        tokenizer.tokenize(word, into: &buffer)
        guard let token = buffer.tokens.first, token.kind == .word else { return word }
        stem(buffer.bytes.span.extracting(token.lowered), language: language)
        return String(decoding: stemmed, as: UTF8.self)
    }

    /// Words of more bytes than this aren't stemmed.
    private static let longest = 96

    /// Leaves the folded stem of a word in lower case in `stemmed`.
    private mutating func stem(_ word: Span<UInt8>, language: Language) {
        let start = elided(word, language)
        scratch.removeAll(keepingCapacity: true)
        for index in start..<word.count { scratch.append(word[index]) }
        if let stemmer = stemmer(of: language) {
            // Safety: the stemmer owns the bytes it returns until its next call, and they are
            // copied before that.
            let result = scratch.withUnsafeBufferPointer {
                sb_stemmer_stem(stemmer, $0.baseAddress, Int32($0.count))
            }
            if let result {
                let count = Int(sb_stemmer_length(stemmer))
                scratch.removeAll(keepingCapacity: true)
                scratch.append(contentsOf: UnsafeBufferPointer(start: result, count: count))
            }
        }
        stemmed.removeAll(keepingCapacity: true)
        var index = 0
        while index < scratch.count {
            let (point, width) = decode(scratch.span, index)
            if point != 0x27 { points.appendFold(of: point, to: &stemmed) }
            index += width
        }
    }

    /// Where a word begins behind an elided article or pronoun, as in `l'homme`.
    private func elided(_ word: Span<UInt8>, _ language: Language) -> Int {
        switch language.code {
        case "fr", "it", "ca", "ga": break
        default: return 0
        }
        for index in 0..<min(word.count, 8) where word[index] == 0x27 {
            return index + 3 <= word.count ? index + 1 : 0
        }
        return 0
    }

    private mutating func stemmer(of language: Language) -> OpaquePointer? {
        if let made = stemmers[Int(language.rawValue)] { return made }
        guard let name = language.stemmer, let made = sb_stemmer_new(name, "UTF_8")
        else { return nil }
        stemmers[Int(language.rawValue)] = made
        return made
    }
}

// Safety: the stemmers are reached through this value alone, which can't be copied; libstemmer
// keeps no state outside them.
extension TextAnalyzer: @unchecked Sendable {}
