/// A hashtag, mention, link or stock symbol in a text.
public struct Entity: Sendable, Hashable {
    /// What kind of thing an entity is.
    public enum Kind: UInt8, Sendable, Hashable {
        /// `#tag`.
        case hashtag
        /// `@handle`, on Bluesky a domain name.
        case mention
        /// A link, with or without scheme.
        case url
        /// `$SYMBOL`.
        case cashtag
    }

    /// What kind of thing it is.
    public var kind: Kind
    /// Where it begins in the text, in UTF-8 bytes; its sign included.
    public var start: Int
    /// Where it ends.
    public var end: Int
    /// Where what matters begins: behind the sign, and of a link behind its scheme.
    public var content: Int
    /// Where the host of a link ends; `end` for all else.
    public var hostEnd: Int
}

/// Finds hashtags, mentions, links and stock symbols as twitter-text 3 does, and Bluesky handles.
///
/// The rules are those of twitter-text's regular expressions, written out as one pass over the
/// bytes, so that no text takes more than linear time. Where two overlap, the earlier one stands.
struct EntityScanner: Sendable {
    let points = CodePoints.shared
    let domains = DomainNames.shared

    /// Replaces `entities` by those of `text`, in order.
    func scan(_ text: Span<UInt8>, into entities: inout [Entity]) {
        entities.removeAll(keepingCapacity: true)
        var index = 0
        var free = 0
        var failedUntil = 0
        while index < text.count {
            let byte = text[index]
            guard Self.triggers[Int(byte)] else {
                index &+= 1
                continue
            }
            var found: Entity?
            switch byte {
            case 0x23:
                found = hashtag(text, sign: index, width: 1)
            case 0x40:
                found = mention(text, sign: index, width: 1)
            case 0x24:
                found = cashtag(text, sign: index)
            case 0x3A:
                found = url(text, colon: index, free: free)
            case 0x2E where index >= failedUntil:
                found = bareURL(text, dot: index, free: free, failedUntil: &failedUntil)
            case 0xEF where index + 2 < text.count && text[index + 1] == 0xBC:
                // The full-width signs.
                if text[index + 2] == 0x83 { found = hashtag(text, sign: index, width: 3) }
                if text[index + 2] == 0xA0 { found = mention(text, sign: index, width: 3) }
            default:
                break
            }
            guard let found, found.start >= free else {
                index &+= 1
                continue
            }
            entities.append(found)
            free = found.end
            index = found.end
        }
    }

    private static let triggers: [Bool] = (0..<256).map {
        $0 == 0x23 || $0 == 0x40 || $0 == 0x24 || $0 == 0x3A || $0 == 0x2E || $0 == 0xEF
    }

    /// Whether a code point may stand in a hashtag, and whether it makes one by itself.
    private func tagPart(_ point: UInt32) -> (fits: Bool, isLetter: Bool) {
        switch points.classOf(point) {
        case .letter, .ideograph, .mark, .selector:
            return (true, true)
        case .digit:
            return (true, false)
        default:
            switch point {
            case 0x5F, 0x200C, 0x200D, 0xA67E, 0x5BE, 0x5F3, 0x5F4, 0xFF5E, 0x301C, 0x309B, 0x309C,
                0x30A0, 0x30FB, 0x3003, 0xF0B, 0xF0C, 0xB7:
                return (true, false)
            default:
                return (false, false)
            }
        }
    }

    private func hashtag(_ text: Span<UInt8>, sign: Int, width: Int) -> Entity? {
        if let (before, _) = decode(text, before: sign), before != 0xFE0E, before != 0xFE0F {
            guard before != 0x26, !tagPart(before).fits else { return nil }
        }
        var index = sign + width
        var hasLetter = false
        var isFirst = true
        while index < text.count {
            let (point, size) = decode(text, index)
            if isFirst, point == 0xFE0F || point == 0x20E3 { return nil }
            let (fits, isLetter) = tagPart(point)
            guard fits else {
                if point == 0x23 || point == 0xFF03 { return nil }
                break
            }
            hasLetter = hasLetter || isLetter
            isFirst = false
            index += size
        }
        guard hasLetter, !hasScheme(text, at: index) else { return nil }
        return Entity(
            kind: .hashtag,
            start: sign,
            end: index,
            content: sign + width,
            hostEnd: index
        )
    }

    private func mention(_ text: Span<UInt8>, sign: Int, width: Int) -> Entity? {
        guard mayPrecedeMention(text, sign) else { return nil }
        let start = sign + width
        var index = start
        while index < text.count, index - start < 20, isHandleByte(text[index]) { index += 1 }
        guard index > start else { return nil }
        if let end = domainHandle(text, start) { index = end }
        if index < text.count {
            let (point, _) = decode(text, index)
            if point == 0x40 || point == 0xFF20 || isLatinAccent(point) { return nil }
        }
        guard !hasScheme(text, at: index) else { return nil }
        return Entity(kind: .mention, start: sign, end: index, content: start, hostEnd: index)
    }

    /// The end of a Bluesky handle, a domain name of two and more labels with a known ending.
    private func domainHandle(_ text: Span<UInt8>, _ start: Int) -> Int? {
        var index = start
        var label = start
        var best: Int?
        while index <= text.count {
            if index < text.count, isAlphanumeric(text[index]) || text[index] == 0x2D {
                index += 1
                continue
            }
            guard index > label, index - label <= 63, text[label] != 0x2D, text[index - 1] != 0x2D
            else { break }
            if label > start, domains.isKnown(text, label..<index) { best = index }
            guard index < text.count, text[index] == 0x2E, index - start < 253 else { break }
            index += 1
            label = index
        }
        guard let best else { return nil }
        // `@a.b.c@d` is an address, and `@name.com_x` no domain.
        if best < text.count, text[best] == 0x40 || text[best] == 0x5F || text[best] == 0x2D {
            return nil
        }
        return best
    }

    private func mayPrecedeMention(_ text: Span<UInt8>, _ sign: Int) -> Bool {
        guard let (point, width) = decode(text, before: sign) else { return true }
        if point >= 0x80 { return point != 0xFF20 }
        switch UInt8(point) {
        case 0x21, 0x23, 0x24, 0x25, 0x26, 0x2A, 0x40:
            return false
        case let byte where !isHandleByte(byte):
            // A colon may follow RT, and all other signs but those above are fine.
            return true
        default:
            // `RT@name` counts, where RT stands alone.
            guard sign >= 2, text[sign - 1] | 0x20 == 0x74, text[sign - 2] | 0x20 == 0x72,
                width == 1
            else { return false }
            guard sign > 2 else { return true }
            let before = text[sign - 3]
            return !(isHandleByte(before) || [0x2B, 0x7E, 0x2E, 0x2D].contains(before))
        }
    }

    private func cashtag(_ text: Span<UInt8>, sign: Int) -> Entity? {
        if let (before, _) = decode(text, before: sign) {
            guard points.classOf(before) == .space else { return nil }
        }
        var index = sign + 1
        while index < text.count, isLetter(text[index]) { index += 1 }
        guard (1...6).contains(index - sign - 1) else { return nil }
        if index + 1 < text.count, text[index] == 0x2E || text[index] == 0x5F {
            var end = index + 1
            while end < text.count, isLetter(text[end]) { end += 1 }
            if (1...2).contains(end - index - 1), mayFollowCashtag(text, end) { index = end }
        }
        guard mayFollowCashtag(text, index) else { return nil }
        return Entity(kind: .cashtag, start: sign, end: index, content: sign + 1, hostEnd: index)
    }

    private func mayFollowCashtag(_ text: Span<UInt8>, _ index: Int) -> Bool {
        guard index < text.count else { return true }
        let (point, _) = decode(text, index)
        return isPunctuation(point) || points.classOf(point) == .space
    }

    private func hasScheme(_ text: Span<UInt8>, at index: Int) -> Bool {
        index + 2 < text.count && text[index] == 0x3A && text[index + 1] == 0x2F
            && text[index + 2] == 0x2F
    }
}

func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A }

func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

func isHandleByte(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || byte == 0x5F }

/// twitter-text's `punct`: all signs of ASCII but the quotation mark and the grave accent.
func isPunctuation(_ point: UInt32) -> Bool {
    guard point > 0x20, point < 0x7F, point != 0x22, point != 0x60 else { return false }
    return !isAlphanumeric(UInt8(point))
}

/// twitter-text's `latinAccentChars`.
func isLatinAccent(_ point: UInt32) -> Bool {
    switch point {
    case 0xD7, 0xF7: false
    case 0xC0...0x24F, 0x300...0x36F, 0x1E00...0x1EFF: true
    case 0x253, 0x254, 0x256, 0x257, 0x259, 0x25B, 0x263, 0x268, 0x26F, 0x272, 0x289, 0x28B, 0x2BB:
        true
    default: false
    }
}
