/// Guesses in which language a text is, from its script, its letters and its stop words.
///
/// For posts that don't say, and for queries. It prefers saying nothing to saying wrong: a few
/// names with no stop word among them are in no language.
public struct LanguageGuesser: Sendable {
    private let stopWords = StopWords.shared
    private let points = CodePoints.shared

    /// A guesser.
    public init() {}

    /// The language of a text whose tokens are in `buffer`; undetermined where nothing tells.
    public func guess(_ text: Span<UInt8>, tokens buffer: borrowing TokenBuffer) -> Language {
        if let language = byScript(text) { return language }
        return byWords(text, buffer)
    }

    /// The language of a text; undetermined where nothing tells.
    public func guess(_ text: String) -> Language {
        var tokenizer = Tokenizer()
        var buffer = TokenBuffer()
        tokenizer.tokenize(text, into: &buffer)
        var text = text
        return text.withUTF8 { guess($0.span, tokens: buffer) }
    }

    /// A language that the script alone tells, or for most letters being Latin, nil.
    private func byScript(_ text: Span<UInt8>) -> Language? {
        var counts = ScriptCounts()
        var index = 0
        while index < text.count {
            let (point, width) = decode(text, index)
            index += width
            if point < 0x80 {
                if isLetter(UInt8(point)) { counts.latin += 1 }
                continue
            }
            counts.add(point)
        }
        return counts.language
    }

    private func byWords(_ text: Span<UInt8>, _ buffer: borrowing TokenBuffer) -> Language {
        let languages = stopWords.languages
        var votes = InlineArray<32, Int>(repeating: 0)
        var words = 0
        for token in buffer.tokens where token.kind == .word && !token.isSecondary {
            words += 1
            let mask = stopWords.mask(buffer.bytes.span.extracting(token.term))
            guard mask != 0 else { continue }
            // A word of one language tells more than one that several share.
            let weight = 12 / mask.nonzeroBitCount + 1
            for bit in languages.indices where mask & 1 << UInt32(bit) != 0 { votes[bit] += weight }
        }
        addLetters(text, languages, to: &votes)
        var best = 0
        for bit in languages.indices where votes[bit] > votes[best] { best = bit }
        var second = 0
        for bit in languages.indices where bit != best { second = max(second, votes[bit]) }
        // One stop word of its own, or two shared ones with a clear lead.
        guard votes[best] >= 6, votes[best] > second else { return .undetermined }
        return languages[best]
    }

    /// Letters that few languages have.
    private func addLetters(
        _ text: Span<UInt8>,
        _ languages: [Language],
        to votes: inout InlineArray<32, Int>
    ) {
        var index = 0
        while index < text.count {
            let (point, width) = decode(text, index)
            index += width
            guard point >= 0x80, let codes = Self.letters[points.lower(point)] else { continue }
            for code in codes {
                if let bit = languages.firstIndex(of: code) { votes[bit] += 4 }
            }
        }
    }

    private static let letters: [UInt32: [Language]] = {
        let rows: [(StaticString, [String])] = [
            ("ß", ["de"]), ("ñ", ["es"]), ("¿", ["es"]), ("¡", ["es"]), ("ã", ["pt"]),
            ("õ", ["pt"]), ("ø", ["da", "no"]), ("æ", ["da", "no"]), ("å", ["sv", "no", "da"]),
            ("ł", ["pl"]), ("ą", ["pl"]), ("ę", ["pl"]), ("ś", ["pl"]), ("ż", ["pl"]),
            ("ğ", ["tr"]), ("ş", ["tr"]), ("ı", ["tr"]), ("ő", ["hu"]), ("ű", ["hu"]),
            ("ț", ["ro"]), ("ș", ["ro"]), ("ă", ["ro"]), ("ě", ["cs"]), ("ř", ["cs"]),
            ("ů", ["cs"]), ("œ", ["fr"]), ("ê", ["fr", "pt"]), ("è", ["fr", "it", "ca"]),
            ("ç", ["fr", "pt", "ca", "tr"]), ("і", ["uk"]), ("ї", ["uk"]), ("є", ["uk"]),
            ("ґ", ["uk"]), ("ы", ["ru"]), ("э", ["ru"]), ("ё", ["ru"]),
        ]
        var table: [UInt32: [Language]] = [:]
        for (letter, codes) in rows {
            letter.withUTF8Buffer { bytes in
                table[decode(bytes.span, 0).point] = codes.map { Language($0) }
            }
        }
        return table
    }()
}

/// How many letters of which scripts a text has.
private struct ScriptCounts {
    var latin = 0
    private var cyrillic = 0
    private var kana = 0
    private var han = 0
    private var persian = 0
    private var arabic = 0
    private var others = InlineArray<24, Int>(repeating: 0)

    private static let scripts: [(range: ClosedRange<UInt32>, code: String)] = [
        (0x370...0x3FF, "el"), (0x1F00...0x1FFF, "el"), (0x530...0x58F, "hy"),
        (0x590...0x5FF, "he"), (0x900...0x97F, "hi"), (0x980...0x9FF, "bn"),
        (0xA00...0xA7F, "pa"), (0xA80...0xAFF, "gu"), (0xB80...0xBFF, "ta"),
        (0xC00...0xC7F, "te"), (0xC80...0xCFF, "kn"), (0xD00...0xD7F, "ml"),
        (0xD80...0xDFF, "si"), (0xE00...0xE7F, "th"), (0xE80...0xEFF, "lo"),
        (0xF00...0xFFF, "bo"), (0x1000...0x109F, "my"), (0x10A0...0x10FF, "ka"),
        (0x1200...0x137F, "am"), (0x1780...0x17FF, "km"), (0xAC00...0xD7A3, "ko"),
        (0x1100...0x11FF, "ko"), (0x3130...0x318F, "ko"),
    ]

    mutating func add(_ point: UInt32) {
        switch point {
        case 0xC0...0x24F, 0x1E00...0x1EFF: latin += 1
        case 0x400...0x52F: cyrillic += 1
        case 0x67E, 0x686, 0x698, 0x6AF, 0x6CC, 0x6A9: persian += 1
        case 0x600...0x6FF: arabic += 1
        case 0x3040...0x30FF, 0xFF66...0xFF9F: kana += 1
        case 0x3400...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: han += 1
        default:
            if let index = Self.scripts.firstIndex(where: { $0.range.contains(point) }) {
                others[index] += 1
            }
        }
    }

    /// nil where letters of Latin or Cyrillic script, or none, prevail.
    var language: Language? {
        var best = -1
        for index in Self.scripts.indices where others[index] > 0 {
            if best < 0 || others[index] > others[best] { best = index }
        }
        let script = best < 0 ? 0 : others[best]
        // One such letter says as much as three of Latin.
        let rest = max(latin / 3, cyrillic)
        let east = kana + han
        if east > 0, east >= script, east > rest, east > arabic {
            return Language(kana * 8 >= han ? "ja" : "zh")
        }
        if arabic + persian > rest, arabic + persian > script {
            return Language(persian * 6 > arabic ? "fa" : "ar")
        }
        guard script > rest, script > 0 else { return nil }
        return Language(Self.scripts[best].code)
    }
}
