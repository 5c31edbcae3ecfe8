import HeadwaterCore
public import HeadwaterText

/// What of a text the static table has vectors for: its words, numbers, hosts, pictographs, and the
/// bigrams and letters of scripts without spaces, each folded; of a hashtag or mention its word.
///
/// One value serves one thread at a time and keeps its buffers for the next text.
public struct StaticTerms: Sendable {
    /// Buckets that runs of three letters share, for words that the table lacks.
    public static let bucketCount = 8_192
    /// Bytes of a text that are looked at.
    static let bytesMax = 32_768

    private var tokenizer = Tokenizer()
    private var buffer = TokenBuffer()

    /// Ready for a text.
    public init() {}

    /// Hands out the terms of a text one after another: key, bytes, and whether it is a word.
    ///
    /// Complexity: linear.
    public mutating func forEach(
        of text: String,
        _ body: (_ key: TermKey, _ term: Span<UInt8>, _ isWord: Bool) -> Void
    ) {
        let bytes = Array(text.utf8.prefix(Self.bytesMax))
        buffer.removeAll()
        tokenizer.tokenize(bytes.span, into: &buffer)
        for token in buffer.tokens {
            switch token.kind {
            case .hashtag, .mention, .url: continue
            case .word, .number, .cashtag, .host, .bigram, .emoji, .unigram: break
            }
            let term = buffer.bytes.span.extracting(token.term)
            body(TermKey(term), term, token.kind == .word)
        }
    }

    /// Appends the buckets of a word: one for each run of three characters, the word's beginning and
    /// end counting as one each.
    public static func appendBuckets(of term: Span<UInt8>, to buckets: inout [Int]) {
        // The last three characters, 21 bits each; 0 stands for a beginning or end.
        var run: UInt64 = 0
        var index = 0
        var count = 1
        while index <= term.count {
            var point: UInt64 = 0
            if index < term.count {
                point = UInt64(term[index])
                index += 1
                while index < term.count, term[index] & 0xC0 == 0x80 {
                    point = point << 6 | UInt64(term[index] & 0x3F)
                    index += 1
                }
            } else {
                index += 1
            }
            run = (run << 21 | point & 0x1F_FFFF) & 0x7FFF_FFFF_FFFF_FFFF
            count += 1
            if count >= 3 { buckets.append(Int(mixed(run) % UInt64(bucketCount))) }
        }
    }
}
