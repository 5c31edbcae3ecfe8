import HeadwaterCore
import HeadwaterEvents
import HeadwaterIndex
import HeadwaterText

/// Which words of a question something holds, a bit for each.
struct Matches: Sendable, Hashable {
    /// The words themselves.
    var exact: UInt64 = 0
    /// Words that mean the same.
    var near: UInt64 = 0
    /// Words that mean the opposite.
    var opposite: UInt64 = 0

    mutating func formUnion(_ other: Matches) {
        exact |= other.exact
        near |= other.near
        opposite |= other.opposite
    }
}

/// One sentence of a post.
struct Passage: Sendable {
    /// Which of the posts it belongs to.
    var source: Int
    var field: String
    /// Which sentence of its field it is.
    var number: Int
    /// Where it stands in the field, in UTF-8 bytes.
    var range: Range<Int>
    var text: String
    var words: [Word]
    var measures: [Measure]
    var matches: Matches
    var isQuestion: Bool
    var startMs: Int64?

    /// Whether it says in nearly the same words what another says.
    func echoes(_ other: Passage) -> Bool {
        guard matches.exact != 0, matches.exact & other.matches.exact == other.matches.exact,
            other.words.count >= 4
        else { return false }
        let held = other.words.filter { word in words.contains { $0.key == word.key } }
        return held.count * 5 >= other.words.count * 4
    }
}

/// One post that was read.
struct Source: Sendable {
    var head: AskPlan.Head
    var post: Post
    var received: Timestamp
    /// What its sentences hold together.
    var matches = Matches()
    /// What the post that it answers holds, where that was found too.
    var parent = Matches()
    /// What its author's name and handle hold.
    var named = Matches()
    /// The words of its author's name and handle.
    var authorWords: Set<String> = []
    /// What its author's profile holds.
    var profiled = Matches()
    /// Whether it passes on what others say.
    var isHearsay = false
    /// Whether its author speaks of what they saw or did.
    var isFirstPerson = false
    /// Whether its author says that they are or were there.
    var isOnTheSpot = false
    /// Whether it puts something right.
    var isCorrection = false
    var signature: NearCopySignature

    /// The time by which posts come before each other.
    var time: Timestamp { min(post.version, received) }
}

/// Splits posts into sentences and finds the question's words in them.
struct PassageReader: ~Copyable {
    private(set) var passages: [Passage] = []
    private(set) var sources: [Source] = []
    private var exact: [UInt64: UInt64] = [:]
    private var near: [UInt64: UInt64] = [:]
    private var opposite: [UInt64: UInt64] = [:]
    private var reader = WordReader()
    private var splitter = SentenceSplitter()
    private let guesser = LanguageGuesser()

    init(question: Question) {
        for (number, term) in question.terms.enumerated() {
            for key in term.query.keys { exact[key, default: 0] |= 1 << UInt64(number) }
        }
        for expansion in question.expansions {
            for key in expansion.query.keys {
                let bit: UInt64 = 1 << UInt64(expansion.term)
                if expansion.isOpposite {
                    opposite[key, default: 0] |= bit
                } else {
                    near[key, default: 0] |= bit
                }
            }
        }
    }

    /// Sentences of one field that are kept whether or not they hold a word of the question, and
    /// those that are kept at all: an article mustn't take the time of all other posts.
    private static let plainSentences = 40
    private static let mostSentences = 200
    private static let mostRumours = 64

    /// Reads one post.
    mutating func add(_ post: Post, head: AskPlan.Head, received: Timestamp) {
        let language = language(of: post)
        var source = Source(
            head: head,
            post: post,
            received: received,
            signature: NearCopySignature(post.text)
        )
        let first = passages.count
        read(post.text, "text", language, [])
        read(post.title, "title", language, [])
        for (number, media) in post.media.enumerated() {
            if let transcript = media.transcript, !transcript.isEmpty {
                read(transcript, "media/\(number)/transcript", language, media.segments)
            } else {
                for (index, segment) in media.segments.enumerated() {
                    let begin = passages.count
                    read(segment.text, "media/\(number)/segments/\(index)", language, [])
                    for place in begin..<passages.count {
                        passages[place].startMs = segment.startMs
                    }
                }
            }
            read(media.ocr, "media/\(number)/ocr", language, [])
            read(media.alt, "media/\(number)/alt", language, [])
        }
        for number in first..<passages.count {
            source.matches.formUnion(passages[number].matches)
            let words = passages[number].words
            for (place, word) in words.enumerated() {
                if word.text.hasPrefix("i"), Lexicon.firstPerson.contains(word.text),
                    words[place...].prefix(5).contains(where: { Lexicon.presence.contains($0.text) }
                    )
                {
                    source.isOnTheSpot = true
                }
                if Lexicon.hearsay.contains(word.text) { source.isHearsay = true }
                if Lexicon.corrections.contains(word.text) { source.isCorrection = true }
                if passages[number].field == "text", Lexicon.firstPerson.contains(word.text) {
                    source.isFirstPerson = true
                }
            }
        }
        let author = reader.words(of: head.name + " " + head.handle, language: .english)
        source.named = matches(of: author)
        source.authorWords = Set(author.map(\.text))
        source.profiled = matches(of: reader.words(of: head.profile, language: .english))
        sources.append(source)
    }

    /// Ties replies to what they answer, and echoes to whom they echo.
    mutating func finish() {
        var places: [Fingerprint: Int] = [:]
        for number in sources.indices { places[Fingerprint(sources[number].post.id)] = number }
        for number in sources.indices {
            guard let parent = sources[number].post.replyParent,
                let place = places[Fingerprint(parent)]
            else {
                continue
            }
            sources[number].parent = sources[place].matches
        }
        let rumours = passages.filter { sources[$0.source].isHearsay && $0.matches.exact != 0 }
            .prefix(Self.mostRumours)
        for passage in passages where !sources[passage.source].isHearsay {
            let isEcho = rumours.contains {
                sources[$0.source].time < sources[passage.source].time && passage.echoes($0)
            }
            if isEcho { sources[passage.source].isHearsay = true }
        }
    }

    private func language(of post: Post) -> Language {
        for tag in post.langs {
            let language = Language(tag)
            if language != .undetermined { return language }
        }
        return guesser.guess(post.text)
    }

    private mutating func read(
        _ text: String?,
        _ field: String,
        _ language: Language,
        _ segments: [Media.Segment]
    ) {
        guard let text, !text.isEmpty else { return }
        let bytes = Array(text.utf8)
        let starts = Self.starts(of: segments, in: bytes)
        let begin = passages.count
        for (number, range) in splitter.split(text).enumerated() {
            if passages.count - begin >= Self.mostSentences { break }
            var quote = String(decoding: bytes[range], as: UTF8.self)
            var words = reader.words(of: quote, language: language)
            let isTrimmed = Self.trim(&words)
            guard let last = words.last else { continue }
            let found = matches(of: words)
            if number >= Self.plainSentences, found.exact == 0 { continue }
            var range = range
            if isTrimmed {
                let end = Self.closing(
                    bytes,
                    from: range.lowerBound + last.end,
                    to: range.upperBound
                )
                range = range.lowerBound..<end
                quote = String(decoding: bytes[range], as: UTF8.self)
            }
            passages.append(
                Passage(
                    source: sources.count,
                    field: field,
                    number: number,
                    range: range,
                    text: quote,
                    words: words,
                    measures: MeasureReader.measures(of: words, in: Array(bytes[range])),
                    matches: found,
                    isQuestion: quote.utf8.last == 0x3F,
                    startMs: starts.last { $0.offset <= range.lowerBound }?.ms
                )
            )
        }
    }

    private func matches(of words: [Word]) -> Matches {
        var found = Matches()
        for word in words {
            if let bits = exact[word.key] { found.exact |= bits }
            if let bits = near[word.key] { found.near |= bits }
            if let bits = opposite[word.key] { found.opposite |= bits }
        }
        return found
    }

    /// Leaves out the tags and links at the end of a sentence; says whether there were any.
    private static func trim(_ words: inout [Word]) -> Bool {
        var kept = words.count
        while kept > 0 {
            let kind = words[kept - 1].kind
            guard kind == .hashtag || kind == .url || kind == .host || words[kept - 1].isSecondary
            else { break }
            kept -= 1
        }
        guard kept < words.count else { return false }
        words.removeLast(words.count - kept)
        return true
    }

    /// The end of the punctuation that belongs to a word that ends at `start`.
    private static func closing(_ bytes: [UInt8], from start: Int, to end: Int) -> Int {
        var place = start
        while place < end, bytes[place] != 0x20, bytes[place] != 0x0A, bytes[place] != 0x23 {
            place += 1
        }
        return place
    }

    /// Where the segments of a recording begin in its transcript.
    private static func starts(
        of segments: [Media.Segment],
        in bytes: [UInt8]
    ) -> [(offset: Int, ms: Int64)] {
        var found: [(offset: Int, ms: Int64)] = []
        var from = 0
        for segment in segments {
            let text = Array(segment.text.utf8)
            guard let place = place(of: text, in: bytes, from: from) else { continue }
            found.append((place, segment.startMs))
            from = place + text.count
        }
        return found
    }

    private static func place(of text: [UInt8], in bytes: [UInt8], from: Int) -> Int? {
        guard !text.isEmpty, bytes.count >= text.count else { return nil }
        // Segments follow each other; a search of the whole would be quadratic where they don't.
        let last = min(bytes.count - text.count, from + 256)
        var start = from
        while start <= last {
            if bytes[start] == text[0], bytes[start..<start + text.count].elementsEqual(text) {
                return start
            }
            start += 1
        }
        return nil
    }
}
