import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterText
import Synchronization

/// Turns posts into the terms that they are found by.
///
/// Shared by the copies of an index; what it keeps (stemmers, a cache, buffers) changes no result.
final class PostAnalyzer: Sendable {
    /// What a post became.
    struct Terms: Sendable {
        /// Key and place of every term, sorted.
        var places: [(key: UInt64, place: UInt32)] = []
        /// The number of words, by which its length is judged.
        var length = 0
        var language = Language.undetermined
    }

    private struct State: ~Copyable {
        var analyzer = TextAnalyzer()
        var buffer = TokenBuffer()
        var terms = Terms()
        let guesser = LanguageGuesser()
    }

    private let state = Mutex(State())

    /// Fields are this many places apart, so that no phrase reaches from one into the next.
    private static let fieldGap: UInt32 = 16

    /// Works out the terms of a post and hands them to `body`.
    func analyze(_ post: Post, mentions: [AccountID], author: AccountID, body: (Terms) -> Void) {
        state.withLock { state in
            var terms = state.terms
            state.terms = Terms()
            terms.places.removeAll(keepingCapacity: true)
            terms.length = 0
            terms.language = Self.language(of: post, state.guesser)
            var base: UInt32 = 0
            PostFields.forEach(of: post) { _, text in
                state.analyzer.tokenizer.tokenize(text, into: &state.buffer)
                for token in state.buffer.tokens {
                    let key = state.analyzer.key(
                        of: token,
                        in: state.buffer,
                        language: terms.language
                    )
                    terms.places.append((key.rawValue, base + UInt32(token.position)))
                    let plain = state.analyzer.plainKey(
                        of: token,
                        in: state.buffer,
                        language: terms.language
                    )
                    if let plain {
                        terms.places.append((plain.rawValue, base + UInt32(token.position)))
                    }
                }
                terms.length += state.buffer.positions
                base += UInt32(state.buffer.positions) + Self.fieldGap
            }
            // Tags that the event names beside its text.
            for tag in post.tags { terms.places.append((FilterKey.tag(tag), base)) }
            for account in mentions { terms.places.append((FilterKey.mention(account), base)) }
            terms.places.append((FilterKey.author(author), base))
            let langs = post.langs.isEmpty ? [terms.language.code] : post.langs
            for lang in langs { terms.places.append((FilterKey.language(lang), base)) }
            terms.places.sort { ($0.key, $0.place) < ($1.key, $1.place) }
            body(terms)
            state.terms = terms
        }
    }

    /// The language by which a post's words are stemmed: the first known one that it names, else a
    /// guess from its texts.
    static func language(of post: Post, _ guesser: LanguageGuesser) -> Language {
        for tag in post.langs {
            let language = Language(tag)
            if language != .undetermined { return language }
        }
        var guess = Language.undetermined
        PostFields.forEach(of: post) { _, text in
            if guess == .undetermined { guess = guesser.guess(text) }
        }
        return guess
    }
}
