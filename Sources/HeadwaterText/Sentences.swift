/// Splits short social texts into sentences.
///
/// Full stops after abbreviations and initials and in numbers, domains and times end nothing; line
/// ends, the full stops of CJK and pictographs behind a sentence do. What comes back are byte
/// ranges without the white space around them, in order and apart from each other.
public struct SentenceSplitter: Sendable {
    private let scanner = EntityScanner()
    private let points = CodePoints.shared
    private var entities: [Entity] = []

    /// A splitter.
    public init() {}

    /// The ranges of the sentences of a text, in UTF-8 bytes.
    ///
    /// Complexity: linear.
    public mutating func split(_ text: String) -> [Range<Int>] {
        var text = text
        return text.withUTF8 { split($0.span) }
    }

    /// The ranges of the sentences of a text.
    public mutating func split(_ text: Span<UInt8>) -> [Range<Int>] {
        scanner.scan(text, into: &entities)
        var sentences: [Range<Int>] = []
        var start = 0
        var index = 0
        var entity = 0
        while index < text.count {
            while entity < entities.count, entities[entity].end <= index { entity += 1 }
            if entity < entities.count, entities[entity].start <= index {
                index = entities[entity].end
                continue
            }
            let (point, width) = decode(text, index)
            guard let end = boundary(text, index, point, width, from: start) else {
                index = max(index + width, run(text, index))
                continue
            }
            append(text, start..<end, to: &sentences)
            start = end
            index = end
        }
        append(text, start..<text.count, to: &sentences)
        return sentences
    }

    /// Where the sentence ends that the sign at `index` ends; nil where it ends none.
    private func boundary(
        _ text: Span<UInt8>,
        _ index: Int,
        _ point: UInt32,
        _ width: Int,
        from start: Int
    ) -> Int? {
        switch point {
        case 0x0A, 0x0D, 0x2028, 0x2029:
            return index + width
        case 0x3002, 0xFF01, 0xFF1F, 0xFF61, 0x06D4, 0x0964, 0x0965, 0x061F:
            return closed(text, index + width)
        case 0x21, 0x3F, 0x203C, 0x2049:
            let end = run(text, index)
            // `wow!ok` and `?x=1` go on.
            return end == text.count || breaks(text, end) ? closed(text, end) : nil
        case 0x2E, 0x2026:
            return fullStop(text, index, from: start)
        default:
            guard points.classOf(point) == .emoji else { return nil }
            return pictographs(text, index)
        }
    }

    /// The end of a run of full stops, exclamation and question marks.
    private func run(_ text: Span<UInt8>, _ index: Int) -> Int {
        var end = index
        while end < text.count {
            let (point, width) = decode(text, end)
            guard
                point == 0x21 || point == 0x3F || point == 0x2E || point == 0x2026
                    || point == 0x203C || point == 0x2049
            else { break }
            end += width
        }
        return end
    }

    /// Where closing quotation marks and brackets behind a sentence's end end.
    private func closed(_ text: Span<UInt8>, _ index: Int) -> Int {
        var end = index
        while end < text.count {
            let (point, width) = decode(text, end)
            switch point {
            case 0x22, 0x27, 0x29, 0x5D, 0x2019, 0x201D, 0xBB, 0x300D, 0x300F, 0xFF09, 0x21, 0x3F,
                0xFF01, 0xFF1F, 0x3002:
                end += width
            default:
                return end
            }
        }
        return end
    }

    /// Whether white space, a closing mark or a sign that is no letter follows.
    private func breaks(_ text: Span<UInt8>, _ index: Int) -> Bool {
        let (point, width) = decode(text, index)
        switch points.classOf(point) {
        case .space, .emoji, .regional, .ideograph: return true
        case .letter, .digit: return false
        default:
            let isClosing =
                point == 0x22 || point == 0x29 || point == 0x5D || point == 0x27
                || point == 0x201D || point == 0x2019 || point == 0xBB
            guard isClosing else { return false }
            return index + width >= text.count || breaks(text, index + width)
        }
    }

    private func fullStop(_ text: Span<UInt8>, _ index: Int, from start: Int) -> Int? {
        let end = run(text, index)
        guard end < text.count else { return end }
        guard breaks(text, end) else { return nil }
        let close = closed(text, end)
        var next = close
        var nextPoint: UInt32 = 0
        while next < text.count {
            let (point, width) = decode(text, next)
            nextPoint = point
            guard points.classOf(point) == .space, point != 0x0A else { break }
            next += width
        }
        guard next < text.count, nextPoint != 0x0A else { return close }
        let goesOn = points.lower(nextPoint) == nextPoint && points.classOf(nextPoint) == .letter
        let isEllipsis = end - index > 1
        if isEllipsis {
            // "wait ... what" is one sentence, "wait... What" are two.
            return goesOn ? nil : close
        }
        let word = lastWord(text, index, from: start)
        if word.isEmpty { return close }
        if isInitial(text, word) || isAbbreviation(text, word, numberFollows: isNumber(nextPoint)) {
            return nil
        }
        // `3. Item` numbers a list, where it begins a sentence.
        if word.lowerBound == start, isAllDigits(text, word) { return nil }
        return close
    }

    private func isNumber(_ point: UInt32) -> Bool { points.classOf(point) == .digit }

    /// The word that ends before `index`, full stops inside it included.
    private func lastWord(_ text: Span<UInt8>, _ index: Int, from start: Int) -> Range<Int> {
        var begin = index
        while begin > start, let (point, width) = decode(text, before: begin) {
            let kind = points.classOf(point)
            guard
                kind == .letter || kind == .digit || kind == .mark || point == 0x2E
                    || kind == .apostrophe
            else { break }
            begin -= width
        }
        return begin..<index
    }

    /// One capital letter: an initial, or the end of `U.S`.
    private func isInitial(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
        let (point, width) = decode(text, word.lowerBound)
        guard points.lower(point) != point else { return false }
        if word.count == width { return true }
        // Letters with full stops between them.
        var index = word.lowerBound
        while index < word.upperBound {
            let (_, width) = decode(text, index)
            index += width
            guard index < word.upperBound else { return true }
            guard text[index] == 0x2E else { return false }
            index += 1
        }
        return false
    }

    private func isAllDigits(_ text: Span<UInt8>, _ word: Range<Int>) -> Bool {
        for index in word where !isDigit(text[index]) { return false }
        return word.count <= 3
    }

    private func isAbbreviation(
        _ text: Span<UInt8>,
        _ word: Range<Int>,
        numberFollows: Bool
    ) -> Bool {
        var hash = TermHasher(seed: 0)
        for index in word {
            let byte = text[index]
            hash.add(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
        }
        if Self.abbreviations.contains(hash.value) { return true }
        return numberFollows && Self.beforeNumbers.contains(hash.value)
    }

    private static let abbreviations = hashes(
        """
        mr mrs ms dr prof st sr jr rev gen sen rep gov capt lt col sgt hon messrs vs etc e.g i.e eg
        ie approx dept est inc ltd corp co bros a.m p.m ca cf al ft mt ave blvd rd jan feb mar apr
        jun jul aug sept sep oct nov dec tel ext assn univ minn calif conn mass penn z.b d.h bzw usw
        bspw ggf evtl nr str hr fr dir resp inkl zzgl usf m.e sra srta ud uds pág avda mme mlle av
        env ing avv sig dott t.ex bl.a osv
        """
    )

    private static let beforeNumbers = hashes("no nos p pp vol fig ch sec art num núm pag pág n")

    private static func hashes(_ words: StaticString) -> Set<UInt64> {
        var set: Set<UInt64> = []
        words.forEachItem { set.insert(termHash($0.span, seed: 0)) }
        return set
    }

    /// The end of pictographs that close a sentence: white space and more text follow them.
    private func pictographs(_ text: Span<UInt8>, _ index: Int) -> Int? {
        var end = index
        while end < text.count {
            let (point, width) = decode(text, end)
            switch points.classOf(point) {
            case .emoji, .modifier, .selector, .joiner, .regional: end += width
            default:
                guard points.classOf(point) == .space else { return nil }
                return startsSentence(text, end) ? end : nil
            }
        }
        return end
    }

    /// Whether a capital letter or a script without capitals follows the white space.
    private func startsSentence(_ text: Span<UInt8>, _ index: Int) -> Bool {
        var next = index
        while next < text.count {
            let (point, width) = decode(text, next)
            let kind = points.classOf(point)
            if kind == .space {
                next += width
                continue
            }
            return kind == .ideograph || kind == .letter && points.lower(point) != point
        }
        return true
    }

    /// Adds a range without the white space around it; one with no letter, digit or pictograph
    /// joins the sentence before it.
    private func append(_ text: Span<UInt8>, _ range: Range<Int>, to list: inout [Range<Int>]) {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end {
            let (point, width) = decode(text, start)
            guard points.classOf(point) == .space else { break }
            start += width
        }
        while end > start, let (point, width) = decode(text, before: end) {
            guard points.classOf(point) == .space else { break }
            end -= width
        }
        guard start < end else { return }
        var index = start
        var hasWords = false
        var isOnlyEmoji = true
        while index < end {
            let (point, width) = decode(text, index)
            switch points.classOf(point) {
            case .letter, .digit, .ideograph, .numeral:
                hasWords = true
                isOnlyEmoji = false
            case .emoji, .regional:
                hasWords = true
            default:
                break
            }
            index += width
        }
        // Pictographs alone close the sentence before them, if it is on the same line.
        if !hasWords || isOnlyEmoji, let last = list.last,
            !hasLineEnd(text, last.upperBound..<start)
        {
            list[list.count - 1] = last.lowerBound..<end
            return
        }
        if hasWords { list.append(start..<end) }
    }

    private func hasLineEnd(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        for index in range where text[index] == 0x0A { return true }
        return false
    }
}
