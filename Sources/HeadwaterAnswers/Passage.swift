import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterIndex
import HeadwaterText

/// One sentence of a post.
struct Passage: Sendable {
    var head: AskPlan.Head
    var post: String
    var author: String
    var revision: Timestamp
    var received: Timestamp
    var field: String
    var start: Int
    var end: Int
    var quote: String
    var startMs: Int64?
    /// Which words of the question it holds, a bit each.
    var matched: UInt64
    var signature: NearCopySignature
}

/// Splits posts into sentences and finds the question's words in them.
struct PassageReader: ~Copyable {
    private(set) var passages: [Passage] = []
    private var keys: [UInt64: Int] = [:]
    private var analyzer = TextAnalyzer(cachedWords: 1_024)
    private var splitter = SentenceSplitter()
    private var buffer = TokenBuffer()
    private let guesser = LanguageGuesser()

    init(question: Question) {
        for (number, term) in question.terms.enumerated() {
            for key in term.query.keys where keys[key] == nil { keys[key] = number }
        }
    }

    mutating func add(_ post: Post, head: AskPlan.Head, received: Timestamp) {
        add(post.text, "text", post, head, received)
    }

    private mutating func add(
        _ text: String,
        _ field: String,
        _ post: Post,
        _ head: AskPlan.Head,
        _ received: Timestamp
    ) {
        guard !text.isEmpty else { return }
        let language = post.langs.first.map { Language($0) } ?? guesser.guess(text)
        let bytes = Array(text.utf8)
        for range in splitter.split(text) {
            let quote = String(decoding: bytes[range], as: UTF8.self)
            analyzer.tokenizer.tokenize(quote, into: &buffer)
            var matched: UInt64 = 0
            for token in buffer.tokens {
                let key = analyzer.key(of: token, in: buffer, language: language).rawValue
                if let number = keys[key], number < 64 { matched |= 1 << UInt64(number) }
            }
            passages.append(
                Passage(
                    head: head,
                    post: post.id,
                    author: post.author,
                    revision: post.version,
                    received: received,
                    field: field,
                    start: range.lowerBound,
                    end: range.upperBound,
                    quote: quote,
                    matched: matched,
                    signature: NearCopySignature(tokens: buffer)
                )
            )
        }
    }
}
