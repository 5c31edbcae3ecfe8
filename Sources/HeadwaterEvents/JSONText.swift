/// Strings of JSON texts: finding their end, resolving their escapes.
enum JSONText {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// Eight bytes of a text, the first in the least significant place; zeros stand for what lies
    /// beyond `count`.
    @inline(__always)
    static func word(_ text: Span<UInt8>, from start: Int, count: Int) -> UInt64 {
        if start &+ 8 <= text.count {
            let word = eightBytes(text, start)
            return count >= 8 ? word : word & ((1 << UInt64(truncatingIfNeeded: count &* 8)) &- 1)
        }
        var word: UInt64 = 0
        for place in 0..<min(count, 8) {
            word |= UInt64(text[start + place]) << UInt64(place * 8)
        }
        return word
    }

    /// - Precondition: `start + 8 <= text.count`.
    @inline(__always)
    private static func eightBytes(_ text: Span<UInt8>, _ start: Int) -> UInt64 {
        // The load is bounds-checked; any eight bytes are a UInt64.
        UInt64(littleEndian: text.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self))
    }

    /// Whether a byte of the word is a quote, a backslash or a control character: the lowest such
    /// byte has its top bit set in the result, those above it may be wrong.
    ///
    /// Source: Anderson, "Bit Twiddling Hacks", "Determine if a word has a byte less than n".
    @inline(__always)
    static func special(_ word: UInt64) -> UInt64 {
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        return
            (((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
            | ((word &- (ones &* 0x20)) & ~word)) & tops
    }

    /// The offset past the closing quote of the string whose first byte is at `start`.
    ///
    /// Checks the string's escapes and notes in `token` what it holds.
    static func scanString(
        _ text: Span<UInt8>,
        from start: Int,
        _ token: inout JSONToken
    ) throws(JSONError) -> Int {
        var at = start
        var seen: UInt64 = 0
        while true {
            while at &+ 8 <= text.count {
                let word = eightBytes(text, at)
                let hit = special(word)
                if hit == 0 {
                    seen |= word
                    at &+= 8
                    continue
                }
                let skip = hit.trailingZeroBitCount & ~7
                seen |= word & ((1 << UInt64(truncatingIfNeeded: skip)) &- 1)
                at &+= skip / 8
                break
            }
            guard at < text.count else {
                throw JSONError(.syntax, column: at + 1, "not valid JSON: a string does not end")
            }
            switch text[at] {
            case 0x22:
                token.isASCII = seen & tops == 0
                return at + 1
            case 0x5C:
                token.hasEscapes = true
                at = try checkEscape(text, at)
            case 0x00..<0x20:
                throw JSONError(
                    .syntax,
                    column: at + 1,
                    "not valid JSON: a control character in a string must be escaped"
                )
            default:
                seen |= UInt64(text[at])
                at &+= 1
            }
        }
    }

    /// The offset past a valid escape.
    private static func checkEscape(_ text: Span<UInt8>, _ at: Int) throws(JSONError) -> Int {
        guard at + 1 < text.count else { throw badEscape(at) }
        switch text[at + 1] {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return at + 2
        case 0x75: break
        default: throw badEscape(at)
        }
        guard let unit = hex(text, at + 2) else { throw badEscape(at) }
        switch unit {
        case 0xD800..<0xDC00:
            guard at + 7 < text.count, text[at + 6] == 0x5C, text[at + 7] == 0x75,
                let low = hex(text, at + 8), low >= 0xDC00, low < 0xE000
            else { throw loneSurrogate(at) }
            return at + 12
        case 0xDC00..<0xE000: throw loneSurrogate(at)
        default: return at + 6
        }
    }

    private static func badEscape(_ at: Int) -> JSONError {
        JSONError(.syntax, column: at + 1, "not valid JSON: no such escape")
    }

    private static func loneSurrogate(_ at: Int) -> JSONError {
        JSONError(.syntax, column: at + 1, "half of a surrogate pair stands alone")
    }

    private static func hex(_ text: Span<UInt8>, _ start: Int) -> UInt32? {
        guard start + 4 <= text.count else { return nil }
        var value: UInt32 = 0
        for place in start..<start + 4 {
            let byte = text[place]
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: value = value << 4 | UInt32(byte - 0x57)
            default: return nil
            }
        }
        return value
    }

    /// The text of a string or key.
    ///
    /// Complexity: one copy.
    static func string(of token: JSONToken, _ text: Span<UInt8>) -> String {
        guard !token.hasEscapes else {
            return String(decoding: bytes(of: token, text), as: UTF8.self)
        }
        // The whole text was checked to be UTF-8, and quotes are never inside a character.
        let units = text.extracting(Int(token.start)..<Int(token.end))
        return String(copying: UTF8Span(unchecked: units, isKnownASCII: token.isASCII))
    }

    /// The UTF-8 bytes of a string or key, its escapes resolved.
    static func bytes(of token: JSONToken, _ text: Span<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(token.count)
        var at = Int(token.start)
        let end = Int(token.end)
        while at < end {
            let byte = text[at]
            guard byte == 0x5C else {
                result.append(byte)
                at += 1
                continue
            }
            switch text[at + 1] {
            case 0x62: result.append(0x08)
            case 0x66: result.append(0x0C)
            case 0x6E: result.append(0x0A)
            case 0x72: result.append(0x0D)
            case 0x74: result.append(0x09)
            case 0x75:
                at = appendUnicode(text, at, to: &result)
                continue
            case let other: result.append(other)
            }
            at += 2
        }
        return result
    }

    /// Appends the character of the `\u` escape at `at`, which was checked; the offset past it.
    private static func appendUnicode(
        _ text: Span<UInt8>,
        _ at: Int,
        to result: inout [UInt8]
    ) -> Int {
        var code = hex(text, at + 2) ?? 0xFFFD
        var next = at + 6
        if code >= 0xD800, code < 0xDC00, let low = hex(text, at + 8) {
            code = 0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00)
            next = at + 12
        }
        if let scalar = Unicode.Scalar(code) { result.append(contentsOf: scalar.utf8) }
        return next
    }
}
