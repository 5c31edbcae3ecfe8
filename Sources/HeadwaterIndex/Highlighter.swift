public import HeadwaterEvents
import HeadwaterText

/// Where a word of the query stands in a text of a post.
public struct Highlight: Sendable, Hashable {
    /// The field as citations name it, such as `text` or `media/0/transcript`.
    public var field: String
    /// Where the word begins, in UTF-8 bytes.
    public var start: Int
    /// Where it ends.
    public var end: Int
}

/// Finds the words of one query in the texts of its hits, which are read from the log.
public struct Highlighter: Sendable {
    let keys: Set<UInt64>

    /// The words of the query in a post, in order of field and place; apart from each other.
    public func highlights(in post: Post) -> [Highlight] {
        guard !keys.isEmpty else { return [] }
        let language = PostAnalyzer.language(of: post, LanguageGuesser())
        var analyzer = TextAnalyzer(cachedWords: 64)
        var buffer = TokenBuffer()
        var found: [Highlight] = []
        PostFields.forEach(of: post) { field, text in
            analyzer.tokenizer.tokenize(text, into: &buffer)
            let first = found.count
            for token in buffer.tokens {
                let key = analyzer.key(of: token, in: buffer, language: language)
                let plain = analyzer.plainKey(of: token, in: buffer, language: language)
                guard
                    keys.contains(key.rawValue) || plain.map({ keys.contains($0.rawValue) }) == true
                else { continue }
                if found.count > first, found[found.count - 1].end > token.start {
                    found[found.count - 1].end = max(found[found.count - 1].end, token.end)
                } else {
                    found.append(Highlight(field: field, start: token.start, end: token.end))
                }
            }
        }
        return found
    }
}
