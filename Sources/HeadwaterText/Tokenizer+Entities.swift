/// Tags, handles, symbols and links as tokens.
extension Tokenizer {
    func append(_ entity: Entity, of text: Span<UInt8>, to buffer: inout TokenBuffer) {
        let whole = entity.start..<entity.end
        switch entity.kind {
        case .hashtag, .cashtag, .mention:
            let sign: UInt8
            let kind: TokenKind
            switch entity.kind {
            case .hashtag: (sign, kind) = (0x23, .hashtag)
            case .cashtag: (sign, kind) = (0x24, .cashtag)
            default: (sign, kind) = (0x40, .mention)
            }
            let start = buffer.bytes.count
            buffer.bytes.append(sign)
            foldText(text, entity.content..<entity.end, into: &buffer)
            append(kind, whole, term: start..<buffer.bytes.count, to: &buffer)
            let position = buffer.positions
            let first = buffer.tokens.count
            words(text, entity.content..<entity.end, into: &buffer)
            if kind != .cashtag { parts(text, entity.content..<entity.end, into: &buffer) }
            // The words in it stand where it stands.
            for index in first..<buffer.tokens.count {
                buffer.tokens[index].isSecondary = true
                buffer.tokens[index].position = position - 1
            }
            buffer.positions = position
        case .url:
            let start = buffer.bytes.count
            let content = withoutWWW(text, entity)
            foldText(text, content..<entity.end, into: &buffer)
            if buffer.bytes.last == 0x2F { buffer.bytes.removeLast() }
            append(.url, whole, term: start..<buffer.bytes.count, to: &buffer)
            guard content < entity.hostEnd else { return }
            let host = buffer.bytes.count
            foldText(text, content..<entity.hostEnd, into: &buffer)
            guard host - start != buffer.bytes.count - host else { return }
            append(
                .host,
                content..<entity.hostEnd,
                term: host..<buffer.bytes.count,
                secondary: true,
                to: &buffer
            )
        }
    }

    /// The words that capital letters and low lines set apart, as in `#HarbourBridge`; none where
    /// they set nothing apart.
    private func parts(
        _ text: Span<UInt8>,
        _ range: Range<Int>,
        into buffer: inout TokenBuffer
    ) {
        var start = range.lowerBound
        for index in range {
            let isLowLine = text[index] == 0x5F
            let isCapital = text[index] >= 0x41 && text[index] <= 0x5A
            let begins =
                isCapital && index > range.lowerBound && text[index - 1] >= 0x61
                && text[index - 1] <= 0x7A
            guard isLowLine || begins else { continue }
            words(text, start..<index, into: &buffer)
            start = isLowLine ? index + 1 : index
        }
        if start > range.lowerBound { words(text, start..<range.upperBound, into: &buffer) }
    }

    private func withoutWWW(_ text: Span<UInt8>, _ entity: Entity) -> Int {
        let start = entity.content
        guard start + 4 < entity.hostEnd, text[start + 3] == 0x2E else { return start }
        for index in start..<start + 3 where text[index] | 0x20 != 0x77 { return start }
        return start + 4
    }

    private func foldText(
        _ text: Span<UInt8>,
        _ range: Range<Int>,
        into buffer: inout TokenBuffer
    ) {
        var index = range.lowerBound
        while index < range.upperBound {
            let (point, width) = decode(text, index)
            points.appendFold(of: point, to: &buffer.bytes)
            index += width
        }
    }
}
