/// What kind of thing a token is.
public enum TokenKind: UInt8, Sendable, Hashable {
    /// A word.
    case word
    /// A number, such as `3.5` or `1,200`.
    case number
    /// A hashtag; its term begins with `#`.
    case hashtag
    /// A stock symbol; its term begins with `$`.
    case cashtag
    /// A handle that is mentioned; its term begins with `@`.
    case mention
    /// A link; its term has neither scheme nor `www.`.
    case url
    /// The host of a link.
    case host
    /// Two neighbours of a script without spaces, or one that stands alone.
    case bigram
    /// A pictograph or flag.
    case emoji
    /// One letter of a script without spaces, beside the bigrams that it is in.
    case unigram
}

/// One token of a text.
///
/// Offsets into the text are UTF-8 bytes, end exclusive.
public struct Token: Sendable, Hashable {
    /// What kind of thing it is.
    public var kind: TokenKind
    /// Whether it repeats, in another form, what the token before it covers.
    ///
    /// The word in a hashtag or mention and the host of a link do, at the same position.
    public var isSecondary: Bool
    /// Where it begins in the text.
    public var start: Int
    /// Where it ends in the text.
    public var end: Int
    /// Which token of the text it is, from 0; tokens of one place share a position.
    public var position: Int
    /// Its bytes in the buffer: case, compatibility forms and diacritics folded.
    public var term: Range<Int>
    /// Its bytes in the buffer, lower case but with their diacritics, as stemmers want them.
    public var lowered: Range<Int>
}

/// The tokens of one text and the bytes of their terms; kept for reuse, so that none is allocated
/// per text.
public struct TokenBuffer: Sendable {
    /// The tokens, in the order of the text.
    public internal(set) var tokens: [Token] = []
    /// The bytes that the tokens' `term` and `lowered` point into.
    public internal(set) var bytes: [UInt8] = []
    /// The number of positions.
    public internal(set) var positions = 0

    /// An empty buffer.
    public init() {}

    /// Empties it and keeps its memory.
    public mutating func removeAll() {
        tokens.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        positions = 0
    }

    /// The term of a token as text.
    public func term(of token: Token) -> String {
        String(decoding: bytes[token.term], as: UTF8.self)
    }
}
