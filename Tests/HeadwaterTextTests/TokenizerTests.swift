import HeadwaterCore
import HeadwaterText
import Testing

@Suite struct TokenizerTests {
    private func terms(_ text: String, without kind: TokenKind? = nil) -> [String] {
        var tokenizer = Tokenizer()
        var buffer = TokenBuffer()
        tokenizer.tokenize(text, into: &buffer)
        return buffer.tokens.filter { $0.kind != kind }.map { buffer.term(of: $0) }
    }

    @Test(arguments: [
        ("The Quick, brown—fox!", ["the", "quick", "brown", "fox"]),
        ("Don't can’t rock'n'roll '90s", ["don't", "can't", "rock'n'roll", "90s"]),
        (
            "3.5 1,200 12,345,678 3,5 10am 1,2,3",
            ["3.5", "1200", "12345678", "3.5", "10am", "1", "2.3"]
        ),
        ("U.S.A. and e.g. the end.Start", ["usa", "and", "eg", "the", "end", "start"]),
        ("Crème BRÛLÉE straße Œuvre Søren", ["creme", "brulee", "strasse", "oeuvre", "soren"]),
        ("cafe\u{301} na\u{00AD}ive ﬁne Ｆｕｌｌ", ["cafe", "naive", "fine", "full"]),
        ("İstanbul ΣΊΣΥΦΟΣ Ёлка", ["istanbul", "σισυφοσ", "елка"]),
        ("il·lusió snake_case ½", ["illusio", "snake_case", "1⁄2"]),
        ("", []), ("  \n ...!?", []), ("'", []), ("_", []),
    ])
    func splitsAndFolds(text: String, expected: [String]) {
        #expect(terms(text) == expected)
    }

    @Test(arguments: [
        ("東京タワー", ["東京", "京タ", "タワ", "ワー"]),
        ("猫 犬", ["猫", "犬"]),
        ("ｶﾞ", ["カ\u{3099}"]), ("ガ", ["カ\u{3099}"]),
        ("한국에서", ["한국", "국에", "에서"]),
        ("สวัสดี", ["สวั", "วัส", "สดี"]),
        ("日本の2024年iPhone", ["日本", "本の", "2024", "年", "iphone"]),
    ])
    func findsScriptsWithoutSpacesByBigrams(text: String, expected: [String]) {
        #expect(
            terms(text, without: .unigram).map(\.unicodeScalarValues)
                == expected.map(\.unicodeScalarValues)
        )
    }

    @Test(arguments: [
        ("👍🏿 👍", ["👍", "👍"]), ("❤️", ["❤"]), ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("👨‍👩‍👧x", ["👨👩👧", "x"]), ("😀😀", ["😀", "😀"]),
    ])
    func takesPictographsAsTokens(text: String, expected: [String]) {
        #expect(terms(text) == expected)
    }

    @Test func findsWhatIsInTagsMentionsAndLinks() {
        #expect(
            terms("#Été2024 by @Jo_Doe: https://www.Example.com/A/ example.org")
                == [
                    "#ete2024", "ete2024", "by", "@jo_doe", "jo_doe", "jo", "doe", "example.com/a",
                    "example.com", "example.org",
                ]
        )
        #expect(
            terms("#HarbourBridge @BBCNews")
                == ["#harbourbridge", "harbourbridge", "harbour", "bridge", "@bbcnews", "bbcnews"]
        )
        var tokenizer = Tokenizer()
        var buffer = TokenBuffer()
        tokenizer.tokenize("see #tag now", into: &buffer)
        #expect(buffer.tokens.map(\.position) == [0, 1, 1, 2])
        #expect(buffer.tokens.map(\.isSecondary) == [false, false, true, false])
        #expect(buffer.tokens.map(\.kind) == [.word, .hashtag, .word, .word])
        #expect(buffer.positions == 3)
    }

    @Test func lettersOfSuchScriptsAreFoundByThemselves() {
        #expect(terms("東京都") == ["東京", "東", "京都", "京", "都"])
        #expect(terms("猫") == ["猫"])
        var tokenizer = Tokenizer()
        var buffer = TokenBuffer()
        tokenizer.tokenize("東京都 x", into: &buffer)
        #expect(buffer.tokens.map(\.position) == [0, 0, 1, 1, 1, 2])
    }

    @Test func rangesPointAtTheWordsInTheOriginal() {
        let text = "Über 1,200 Füße 👍🏿 #Tag 東京都"
        var tokenizer = Tokenizer()
        var buffer = TokenBuffer()
        tokenizer.tokenize(text, into: &buffer)
        let parts = buffer.tokens.filter { !$0.isSecondary }
            .map { String(decoding: Array(text.utf8)[$0.start..<$0.end], as: UTF8.self) }
        #expect(parts == ["Über", "1,200", "Füße", "👍🏿", "#Tag", "東京", "京都"])
    }

    /// Whatever bytes come in: no crash, ranges in order and inside the text, the same result twice.
    @Test(arguments: 0..<200) func survivesAnyBytes(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces: [[UInt8]] = [
            Array("a.b.".utf8), Array("http://".utf8), Array("#".utf8), Array("@x.".utf8),
            [0xEF, 0xBC],
            [0xFF], [0xE2, 0x80], Array("東".utf8), Array("👨‍".utf8), Array("1,".utf8),
            Array("'".utf8), Array("\u{301}".utf8), Array(" ".utf8), Array("(".utf8),
            Array("$A".utf8),
            Array("ß".utf8), Array("/?=".utf8), Array("xn--".utf8), Array("com".utf8),
            [0xF0, 0x9F],
        ]
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0..<60, using: &random) {
            bytes += pieces.randomElement(using: &random) ?? []
        }
        var tokenizer = Tokenizer()
        var first = TokenBuffer()
        var second = TokenBuffer()
        tokenizer.tokenize(bytes.span, into: &first)
        tokenizer.tokenize(bytes.span, into: &second)
        #expect(first.tokens == second.tokens, "seed \(seed)")
        var position = -1
        for token in first.tokens {
            #expect(token.start < token.end && token.end <= bytes.count, "seed \(seed)")
            #expect(token.position >= position && token.position <= position + 1, "seed \(seed)")
            position = token.position
        }
        var splitter = SentenceSplitter()
        var end = 0
        for range in splitter.split(bytes.span) {
            #expect(range.lowerBound >= end && !range.isEmpty, "seed \(seed)")
            end = range.upperBound
        }
        #expect(end <= bytes.count)
    }
}

extension String {
    /// Its scalars, so that canonically equal texts don't pass for equal.
    fileprivate var unicodeScalarValues: [UInt32] { unicodeScalars.map(\.value) }
}
