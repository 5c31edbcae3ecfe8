/// Splits texts into the tokens that are looked for.
///
/// Word boundaries follow UAX #29 in spirit: apostrophes stay in words, full stops and commas in
/// numbers and abbreviations such as `U.S.A`, a pictograph is a token. Scripts without spaces, and
/// Hangul, come as overlapping bigrams. Hashtags, mentions and links are those of twitter-text, and
/// what is in them is found as a word too, and part by part where capitals set parts apart.
///
/// Complexity: linear in the text; nothing is allocated once the buffer has grown.
public struct Tokenizer: Sendable {
    private let scanner = EntityScanner()
    let points = CodePoints.shared
    private var entities: [Entity] = []

    /// A tokenizer.
    public init() {}

    /// Replaces what `buffer` holds by the tokens of `text`.
    public mutating func tokenize(_ text: Span<UInt8>, into buffer: inout TokenBuffer) {
        buffer.removeAll()
        scanner.scan(text, into: &entities)
        var index = 0
        var entity = 0
        while index < text.count {
            let limit = entity < entities.count ? entities[entity].start : text.count
            if index >= limit {
                append(entities[entity], of: text, to: &buffer)
                index = entities[entity].end
                entity += 1
                continue
            }
            words(text, index..<limit, into: &buffer)
            index = limit
        }
    }

    /// Replaces what `buffer` holds by the tokens of `text`.
    public mutating func tokenize(_ text: String, into buffer: inout TokenBuffer) {
        var text = text
        text.withUTF8 { tokenize($0.span, into: &buffer) }
    }

    /// The hashtags, mentions, links and stock symbols of a text, in order.
    public mutating func entities(of text: String) -> [Entity] {
        var text = text
        text.withUTF8 { scanner.scan($0.span, into: &entities) }
        return entities
    }

    // MARK: - Words

    func words(
        _ text: Span<UInt8>,
        _ range: Range<Int>,
        into buffer: inout TokenBuffer
    ) {
        var index = range.lowerBound
        let end = range.upperBound
        while index < end {
            let (point, width) = decode(text, index)
            switch points.classOf(point) {
            case .letter, .digit, .numeral:
                index = word(text, index, end, into: &buffer)
            case .connector:
                index = word(text, index, end, into: &buffer)
            case .ideograph:
                index = bigrams(text, index, end, into: &buffer)
            case .emoji:
                index = emoji(text, index, end, into: &buffer)
            case .regional:
                index = flag(text, index, end, into: &buffer)
            default:
                index += width
            }
        }
    }

    /// One word or number from `start`; returns where it ends.
    private func word(
        _ text: Span<UInt8>,
        _ start: Int,
        _ end: Int,
        into buffer: inout TokenBuffer
    ) -> Int {
        var index = start
        let lowered = buffer.bytes.count
        var state = WordState()
        scan: while index < end {
            let (point, width) = decode(text, index)
            if point < 0x80 {
                let byte = UInt8(point)
                if isLetter(byte) {
                    buffer.bytes.append(byte | 0x20)
                    state.letter()
                } else if isDigit(byte) {
                    buffer.bytes.append(byte)
                    state.digit()
                } else if let joint = joint(text, index, end, state) {
                    if joint != 0 { buffer.bytes.append(joint) }
                    state.join(comma: byte == 0x2C)
                } else {
                    break scan
                }
                index += width
                continue
            }
            switch points.classOf(point) {
            case .letter, .numeral:
                appendUTF8(points.lower(point), to: &buffer.bytes)
                state.letter()
            case .digit:
                appendUTF8(point, to: &buffer.bytes)
                state.digit()
            case .mark where index > start, .connector:
                appendUTF8(point, to: &buffer.bytes)
            case .format where index > start, .joiner where index > start:
                // Invisible: part of the word, not of its term.
                break
            case .apostrophe:
                guard state.lastIsLetter, beginsLetter(text, index + width, end) else { break scan }
                buffer.bytes.append(0x27)
                state.join(comma: false)
            default:
                guard point == 0xB7, state.lastIsLetter, beginsLetter(text, index + width, end)
                else { break scan }
                appendUTF8(point, to: &buffer.bytes)
            }
            state.isASCII = false
            index += width
        }
        guard state.hasContent else {
            buffer.bytes.removeLast(buffer.bytes.count - lowered)
            return max(index, start + 1)
        }
        appendWord(start..<index, lowered, state, to: &buffer)
        return index
    }

    /// What the sign at `index` adds to a word that it joins, 0 for nothing; nil where it ends it.
    private func joint(_ text: Span<UInt8>, _ index: Int, _ end: Int, _ state: WordState) -> UInt8?
    {
        let next: UInt8 = index + 1 < end ? text[index + 1] : 0
        switch text[index] {
        case 0x5F:
            return 0x5F
        case 0x27:
            return state.lastIsLetter && beginsLetter(text, index + 1, end) ? 0x27 : nil
        case 0x2E:
            if state.lastIsDigit { return isDigit(next) ? 0x2E : nil }
            // U.S.A: single letters with full stops between them are one word without them.
            guard state.lastIsLetter, state.run == 1, isLetter(next) else { return nil }
            return index + 2 < end && beginsLetter(text, index + 2, end) ? nil : 0
        case 0x2C:
            guard state.lastIsDigit, isDigit(next) else { return nil }
            var digits = index + 1
            while digits < end, isDigit(text[digits]) { digits += 1 }
            if digits - index - 1 == 3 { return 0 }
            let isLast = digits == end || text[digits] != 0x2C
            return isLast && !state.hasComma ? 0x2E : nil
        default:
            return nil
        }
    }

    private func beginsLetter(_ text: Span<UInt8>, _ index: Int, _ end: Int) -> Bool {
        guard index < end else { return false }
        return points.classOf(decode(text, index).point) == .letter
    }

    private func appendWord(
        _ range: Range<Int>,
        _ start: Int,
        _ state: WordState,
        to buffer: inout TokenBuffer
    ) {
        let lowered = start..<buffer.bytes.count
        var term = lowered
        if !state.isASCII { term = fold(lowered, in: &buffer) }
        guard !term.isEmpty else { return }
        let kind: TokenKind = state.isNumber ? .number : .word
        append(kind, range, term: term, lowered: lowered, to: &buffer)
    }

    /// Folds bytes of the buffer and appends the result to it.
    private func fold(_ range: Range<Int>, in buffer: inout TokenBuffer) -> Range<Int> {
        let start = buffer.bytes.count
        var index = range.lowerBound
        while index < range.upperBound {
            let (point, width) = buffer.bytes.withUnsafeBufferPointer { decode($0.span, index) }
            points.appendFold(of: point, to: &buffer.bytes)
            index += width
        }
        return start..<buffer.bytes.count
    }

    func append(
        _ kind: TokenKind,
        _ range: Range<Int>,
        term: Range<Int>,
        lowered: Range<Int>? = nil,
        secondary: Bool = false,
        to buffer: inout TokenBuffer
    ) {
        if !secondary { buffer.positions += 1 }
        buffer.tokens.append(
            Token(
                kind: kind,
                isSecondary: secondary,
                start: range.lowerBound,
                end: range.upperBound,
                position: buffer.positions - 1,
                term: term,
                lowered: lowered ?? term
            )
        )
    }
}

/// What has been read of a word so far.
private struct WordState {
    var isASCII = true
    var hasLetter = false
    var hasContent = false
    var lastIsLetter = false
    var lastIsDigit = false
    var hasComma = false
    /// Letters since the last joint.
    var run = 0

    var isNumber: Bool { hasContent && !hasLetter }

    mutating func letter() {
        hasLetter = true
        hasContent = true
        lastIsLetter = true
        lastIsDigit = false
        run += 1
    }

    mutating func digit() {
        hasContent = true
        lastIsLetter = false
        lastIsDigit = true
    }

    mutating func join(comma: Bool) {
        hasComma = hasComma || comma
        lastIsLetter = false
        lastIsDigit = false
        run = 0
    }
}
