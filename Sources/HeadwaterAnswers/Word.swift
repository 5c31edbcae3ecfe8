import HeadwaterText

/// One word of a sentence.
struct Word: Sendable {
    /// Folded.
    var text: String
    /// Where it begins in the sentence, in UTF-8 bytes.
    var start: Int
    /// Where it ends.
    var end: Int
    /// What the index knows it by.
    var key: UInt64
    /// Whether it begins with a capital letter.
    var isCapital: Bool
    var kind: TokenKind
    /// Whether it repeats what the word before it covers, as the word of a tag does.
    var isSecondary: Bool
}

/// Splits sentences into words.
struct WordReader: ~Copyable {
    var analyzer = TextAnalyzer(cachedWords: 1_024)
    private(set) var buffer = TokenBuffer()

    /// The words of a text in a language, in order; signs of tags and mentions are kept.
    mutating func words(of text: String, language: Language) -> [Word] {
        analyzer.tokenizer.tokenize(text, into: &buffer)
        var text = text
        return text.withUTF8 { bytes in
            var words: [Word] = []
            words.reserveCapacity(buffer.tokens.count)
            for token in buffer.tokens {
                // The words inside tags and mentions count too, beside them.
                let key = analyzer.key(of: token, in: buffer, language: language).rawValue
                var folded = buffer.term(of: token)
                if folded.contains("\u{2019}") {
                    folded = String(folded.map { $0 == "\u{2019}" ? "'" : $0 })
                }
                words.append(
                    Word(
                        text: folded,
                        start: token.start,
                        end: token.end,
                        key: key,
                        isCapital: Self.isCapital(bytes.span, token.start),
                        kind: token.kind,
                        isSecondary: token.isSecondary
                    )
                )
            }
            return words
        }
    }

    private static func isCapital(_ text: Span<UInt8>, _ index: Int) -> Bool {
        guard index < text.count else { return false }
        let byte = text[index]
        if byte >= 0x41, byte <= 0x5A { return true }
        // À to Þ, Ā and the like: even code points of Latin Extended-A.
        guard index + 1 < text.count else { return false }
        if byte == 0xC3 { return text[index + 1] >= 0x80 && text[index + 1] <= 0x9E }
        if byte == 0xC4 || byte == 0xC5 { return text[index + 1] & 1 == 0 }
        return byte == 0xCE && text[index + 1] >= 0x91
            || byte == 0xD0 && text[index + 1] >= 0x90 && text[index + 1] <= 0xAF
    }
}
