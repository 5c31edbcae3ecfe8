/// Scripts without spaces, and pictographs.
extension Tokenizer {
    /// The bigrams of a run of such letters and, as secondary forms, its letters; one alone is itself.
    func bigrams(
        _ text: Span<UInt8>,
        _ start: Int,
        _ end: Int,
        into buffer: inout TokenBuffer
    ) -> Int {
        var index = start
        var previous: (range: Range<Int>, term: Range<Int>)?
        var count = 0
        while index < end {
            let from = index
            let (point, width) = decode(text, index)
            guard points.classOf(point) == .ideograph else { break }
            let termStart = buffer.bytes.count
            points.appendFold(of: point, to: &buffer.bytes)
            index += width
            // Marks belong to the letter before them; the half-width voicing marks are letters.
            while index < end {
                let (mark, markWidth) = decode(text, index)
                let kind = points.classOf(mark)
                guard
                    kind == .mark || kind == .joiner || kind == .format || mark == 0xFF9E
                        || mark == 0xFF9F
                else { break }
                if kind == .mark || kind == .ideograph {
                    points.appendFold(of: mark, to: &buffer.bytes)
                }
                index += markWidth
            }
            let unit = (range: from..<index, term: termStart..<buffer.bytes.count)
            if let previous {
                append(
                    .bigram,
                    previous.range.lowerBound..<index,
                    term: previous.term.lowerBound..<unit.term.upperBound,
                    to: &buffer
                )
                // Each letter by itself, too: one may be all that is asked for.
                append(
                    .unigram,
                    previous.range,
                    term: previous.term,
                    secondary: true,
                    to: &buffer
                )
            }
            previous = unit
            count += 1
        }
        if let previous {
            append(
                count == 1 ? .bigram : .unigram,
                previous.range,
                term: previous.term,
                secondary: count > 1,
                to: &buffer
            )
        }
        return index
    }

    func emoji(
        _ text: Span<UInt8>,
        _ start: Int,
        _ end: Int,
        into buffer: inout TokenBuffer
    ) -> Int {
        var index = start
        let termStart = buffer.bytes.count
        var joined = true
        while index < end {
            let (point, width) = decode(text, index)
            switch points.classOf(point) {
            case .emoji where joined:
                appendUTF8(point, to: &buffer.bytes)
                joined = false
            case .modifier, .selector:
                // Skin tone and presentation make no other sign of it.
                break
            case .joiner:
                joined = true
            default:
                append(
                    .emoji,
                    start..<index,
                    term: termStart..<buffer.bytes.count,
                    to: &buffer
                )
                return index
            }
            index += width
        }
        append(.emoji, start..<index, term: termStart..<buffer.bytes.count, to: &buffer)
        return index
    }

    func flag(
        _ text: Span<UInt8>,
        _ start: Int,
        _ end: Int,
        into buffer: inout TokenBuffer
    ) -> Int {
        var index = start
        let termStart = buffer.bytes.count
        for _ in 0..<2 where index < end {
            let (point, width) = decode(text, index)
            guard points.classOf(point) == .regional else { break }
            appendUTF8(point, to: &buffer.bytes)
            index += width
        }
        append(.emoji, start..<index, term: termStart..<buffer.bytes.count, to: &buffer)
        return index
    }
}
