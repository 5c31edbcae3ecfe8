/// The known top-level domains.
struct DomainNames: Sendable {
    static let shared = DomainNames()

    private var ascii: Set<UInt64> = []
    private var wide: Set<UInt64> = []

    private init() {
        TopLevelDomains.ascii.forEachItem { ascii.insert(termHash($0.span, seed: 0)) }
        TopLevelDomains.wide.forEachItem { wide.insert(termHash($0.span, seed: 0)) }
    }

    /// Whether the bytes name a top-level domain in ASCII, in any case, or one in Punycode.
    func isKnown(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count >= 2, range.count <= 63 else { return false }
        if range.count > 4, text[range.lowerBound] | 0x20 == 0x78,
            text[range.lowerBound + 1] | 0x20 == 0x6E, text[range.lowerBound + 2] == 0x2D,
            text[range.lowerBound + 3] == 0x2D
        {
            return true
        }
        var hash = TermHasher(seed: 0)
        for index in range {
            let byte = text[index]
            hash.add(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)
        }
        return ascii.contains(hash.value)
    }

    /// Whether the bytes name a top-level domain that is not in ASCII.
    func isKnownWide(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        wide.contains(termHash(text.extracting(range), seed: 0))
    }
}

extension EntityScanner {
    /// A link whose scheme ends at `colon`.
    func url(_ text: Span<UInt8>, colon: Int, free: Int) -> Entity? {
        guard colon + 3 < text.count, text[colon + 1] == 0x2F, text[colon + 2] == 0x2F
        else { return nil }
        var start = colon
        while start > free, colon - start < 5, isLetter(text[start - 1]) { start -= 1 }
        guard let start = scheme(text, start, colon), mayPrecedeURL(text, start) else { return nil }
        let host = colon + 3
        guard let hostEnd = domain(text, host, limit: text.count) else { return nil }
        return whole(text, start: start, content: host, hostEnd: hostEnd)
    }

    /// Where `http` or `https` begins before `colon`, not before `first`.
    private func scheme(_ text: Span<UInt8>, _ first: Int, _ colon: Int) -> Int? {
        for name in [[0x68, 0x74, 0x74, 0x70, 0x73], [0x68, 0x74, 0x74, 0x70]] as [[UInt8]] {
            let start = colon - name.count
            guard start >= first else { continue }
            var index = 0
            while index < name.count, text[start + index] | 0x20 == name[index] { index += 1 }
            if index == name.count { return start }
        }
        return nil
    }

    private func mayPrecedeURL(_ text: Span<UInt8>, _ start: Int) -> Bool {
        guard let (point, _) = decode(text, before: start) else { return true }
        switch point {
        case 0x40, 0xFF20, 0x24, 0x23, 0xFF03, 0xFFFE, 0xFEFF, 0xFFFF: return false
        case ..<0x80: return !isAlphanumeric(UInt8(point))
        default: return true
        }
    }

    /// Where the domain name that begins at `start` ends, before `limit`; labels of any script.
    private func domain(_ text: Span<UInt8>, _ start: Int, limit: Int) -> Int? {
        var index = start
        var labels = 0
        var best: Int?
        // Whether all labels so far may be subdomains, and the last one a domain's name.
        var previousIsName = false
        while index <= limit, index < text.count, labels < 128 {
            let label = index
            if labels > 0, previousIsName, let end = topLevel(text, label) { best = end }
            var hasLowLine = false
            var isASCII = true
            var scalars = 0
            while index < limit {
                let (point, width) = decode(text, index)
                guard isDomainPart(point) || point == 0x2D || point == 0x5F else { break }
                hasLowLine = hasLowLine || point == 0x5F
                isASCII = isASCII && point < 0x80
                index += width
                scalars += 1
            }
            guard index > label, index < limit, text[index] == 0x2E,
                !isHyphen(text[label]), !isHyphen(text[index - 1]), scalars <= 63,
                isASCII || !beginsPunycode(text, label)
            else { break }
            previousIsName = !hasLowLine
            labels += 1
            index += 1
        }
        return best
    }

    private func isHyphen(_ byte: UInt8) -> Bool { byte == 0x2D || byte == 0x5F }

    private func beginsPunycode(_ text: Span<UInt8>, _ label: Int) -> Bool {
        label + 4 <= text.count && text[label] | 0x20 == 0x78 && text[label + 1] | 0x20 == 0x6E
            && text[label + 2] == 0x2D && text[label + 3] == 0x2D
    }

    /// twitter-text's `validDomainChars`: no punctuation, space or direction mark.
    private func isDomainPart(_ point: UInt32) -> Bool {
        if point < 0x80 { return isAlphanumeric(UInt8(point)) || point == 0x22 || point == 0x60 }
        switch point {
        case 0x202A...0x202E, 0x2061...0x2069, 0xFEFF, 0xFFFD...0xFFFF, 0x200E, 0x200F: return false
        default: return points.classOf(point) != .space
        }
    }

    /// The end of the longest top-level domain at `label` after which a name may end.
    private func topLevel(_ text: Span<UInt8>, _ label: Int) -> Int? {
        var end = label
        while end < text.count, isAlphanumeric(text[end]) || text[end] == 0x2D { end += 1 }
        if end > label {
            guard domains.isKnown(text, label..<end) else { return nil }
            return mayFollowDomain(text, end) ? end : nil
        }
        var best: Int?
        while end < text.count, end - label < 64 {
            let (point, width) = decode(text, end)
            guard point >= 0x80, isDomainPart(point) else { break }
            end += width
            if domains.isKnownWide(text, label..<end), mayFollowDomain(text, end) { best = end }
        }
        return best
    }

    private func mayFollowDomain(_ text: Span<UInt8>, _ index: Int) -> Bool {
        guard index < text.count else { return true }
        let byte = text[index]
        return !(isAlphanumeric(byte) || byte == 0x40 || byte == 0x2B || byte == 0x2D)
    }

    /// A link without scheme around the full stop at `dot`: labels of ASCII and Latin letters.
    ///
    /// A run that is no link is not looked at again: `failedUntil` moves behind it.
    func bareURL(
        _ text: Span<UInt8>,
        dot: Int,
        free: Int,
        failedUntil: inout Int
    ) -> Entity? {
        guard dot > free, dot + 1 < text.count else { return nil }
        var start = dot
        while start > free, let (point, width) = decode(text, before: start), isBarePart(point) {
            start -= width
        }
        var runEnd = dot
        while runEnd < text.count {
            let (point, width) = decode(text, runEnd)
            guard isBarePart(point) else { break }
            runEnd += width
        }
        failedUntil = runEnd
        guard start < dot, mayPrecedeURL(text, start) else { return nil }
        if let (point, _) = decode(text, before: start),
            point == 0x2D || point == 0x5F || point == 0x2E || point == 0x2F
        {
            return nil
        }
        guard let hostEnd = domain(text, start, limit: runEnd) else { return nil }
        return whole(text, start: start, content: start, hostEnd: hostEnd)
    }

    private func isBarePart(_ point: UInt32) -> Bool {
        if point < 0x80 { return isAlphanumeric(UInt8(point)) || point == 0x2D || point == 0x2E }
        return isLatinAccent(point)
    }

    /// The link from `start`, with port, path and query behind its host.
    private func whole(_ text: Span<UInt8>, start: Int, content: Int, hostEnd: Int) -> Entity? {
        var index = hostEnd
        if index + 1 < text.count, text[index] == 0x3A, isDigit(text[index + 1]) {
            index += 1
            while index < text.count, isDigit(text[index]) { index += 1 }
        }
        if content != start, isTCo(text, content..<hostEnd), index == hostEnd {
            guard let end = shortPath(text, index) else { return nil }
            index = end
        } else {
            if index < text.count, text[index] == 0x2F { index = path(text, index) }
        }
        index = query(text, index)
        return Entity(kind: .url, start: start, end: index, content: content, hostEnd: hostEnd)
    }

    private func isTCo(_ text: Span<UInt8>, _ host: Range<Int>) -> Bool {
        let name: [UInt8] = [0x74, 0x2E, 0x63, 0x6F]
        guard host.count == 4 else { return false }
        for index in 0..<4 where text[host.lowerBound + index] | 0x20 != name[index] | 0x20 {
            return false
        }
        return true
    }

    /// The end of a t.co path, letters and digits alone; nil where they are more than 40.
    private func shortPath(_ text: Span<UInt8>, _ start: Int) -> Int? {
        guard start + 1 < text.count, text[start] == 0x2F, isAlphanumeric(text[start + 1])
        else { return start }
        var index = start + 1
        while index < text.count, isAlphanumeric(text[index]) { index += 1 }
        return index - start - 1 > 40 ? nil : index
    }

    private func path(_ text: Span<UInt8>, _ slash: Int) -> Int {
        var index = slash + 1
        var end = index
        while index < text.count {
            let (point, width) = decode(text, index)
            if point == 0x28 {
                guard let closed = parentheses(text, index) else { break }
                index = closed
                end = closed
                continue
            }
            guard isPathPart(point) else { break }
            index += width
            if isPathEnd(point) { end = index }
        }
        return end
    }

    /// The end of balanced parentheses, one pair in another at most, that begin at `open`.
    private func parentheses(_ text: Span<UInt8>, _ open: Int) -> Int? {
        var index = open + 1
        var depth = 1
        var inner = false
        while index < text.count, index - open < 1_024 {
            let (point, width) = decode(text, index)
            switch point {
            case 0x28:
                guard depth == 1, !inner else { return nil }
                depth = 2
                inner = true
            case 0x29:
                // Nothing between them is no pair.
                guard text[index - 1] != 0x28 else { return nil }
                depth -= 1
                if depth == 0 { return index + 1 }
            default:
                guard isPathPart(point) else { return nil }
            }
            index += width
        }
        return nil
    }

    private func isPathPart(_ point: UInt32) -> Bool {
        if point < 0x80 {
            if isAlphanumeric(UInt8(point)) { return true }
            switch UInt8(point) {
            case 0x21, 0x2A, 0x27, 0x3B, 0x3A, 0x3D, 0x2B, 0x2C, 0x2E, 0x24, 0x2F, 0x25, 0x23, 0x5B,
                0x5D, 0x2D, 0x5F, 0x7E, 0x40, 0x7C, 0x26:
                return true
            default:
                return false
            }
        }
        return point == 0x2013 || point >= 0x400 && point <= 0x4FF || isLatinAccent(point)
    }

    private func isPathEnd(_ point: UInt32) -> Bool {
        if point < 0x80 {
            return isAlphanumeric(UInt8(point)) || point == 0x2B || point == 0x2D || point == 0x3D
                || point == 0x5F || point == 0x23 || point == 0x2F
        }
        return point >= 0x400 && point <= 0x4FF || isLatinAccent(point)
    }

    private func query(_ text: Span<UInt8>, _ start: Int) -> Int {
        guard start < text.count, text[start] == 0x3F else { return start }
        var index = start + 1
        var end = start
        while index < text.count {
            let byte = text[index]
            let isEnd: Bool
            switch byte {
            case 0x2D, 0x5F, 0x26, 0x3D, 0x23, 0x2F: isEnd = true
            case 0x21, 0x3F, 0x2A, 0x27, 0x40, 0x28, 0x29, 0x3B, 0x3A, 0x2B, 0x24, 0x25, 0x5B, 0x5D,
                0x2E, 0x2C, 0x7E, 0x7C:
                isEnd = false
            default:
                guard isAlphanumeric(byte) else { return end }
                isEnd = true
            }
            index += 1
            if isEnd { end = index }
        }
        return end
    }
}
