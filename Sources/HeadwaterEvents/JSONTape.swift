/// One value or key of a JSON text, by its place in the bytes.
struct JSONToken {
    /// What stands there.
    enum Kind: UInt8 {
        case object
        case array
        case string
        case key
        case number
        case `true`
        case `false`
        case null
    }

    /// What stands there.
    var kind: Kind
    /// A string or key: whether it has escapes, so that its bytes differ from its text.
    var hasEscapes = false
    /// A string or key: whether all its bytes are ASCII.
    var isASCII = true
    /// A number: whether it is only digits.
    var isDigits = false
    /// The first byte; of a string, the one after its quote.
    var start: UInt32
    /// The byte after the last one; of a string, its closing quote.
    var end: UInt32 = 0
    /// The token after this value and everything in it.
    var next: UInt32 = 0
    /// A key: its first eight bytes, least significant first, with zeros after its end.
    var head: UInt64 = 0

    /// The bytes it takes.
    var count: Int { Int(end) - Int(start) }
}

/// A whole JSON text as a flat list of tokens, read in one strict pass over its bytes.
///
/// Layout: a container's token stands before those of its content; an object's content is key,
/// value, key, value …; `next` leads past a value. What is on a tape is well-formed: the grammar of
/// RFC 8259 to the letter, valid UTF-8, no lone surrogate, no key twice in an object (after its
/// escapes are resolved), no deeper than the limit. So a second pass, which knows the schema, needs
/// only to look at types.
///
/// The tape holds no bytes; every call is handed the same span. It is reused from text to text, so
/// that reading takes no memory of its own. Memory: 24 bytes a token, at most one token a byte.
struct JSONTape {
    /// The tokens, the whole text's first.
    var tokens: [JSONToken] = []
    private var at = 0
    private var deepest = 0

    /// Reads `text`, which is one value with white space around it.
    ///
    /// - Precondition: `limitBytes` is below 4 GiB.
    mutating func read(
        _ text: Span<UInt8>,
        depth: Int,
        limitBytes: Int
    ) throws(JSONError) {
        guard text.count <= limitBytes else {
            throw JSONError(.tooLong, column: limitBytes + 1, "longer than \(limitBytes) bytes")
        }
        if tokens.capacity > 1 << 16 {
            tokens = []
        } else {
            tokens.removeAll(keepingCapacity: true)
        }
        at = 0
        deepest = depth
        try Self.checkEncoding(text)
        try value(text, depth: 0)
        skipSpace(text)
        guard at == text.count else { throw expected("nothing more", text) }
    }

    private static func checkEncoding(_ text: Span<UInt8>) throws(JSONError) {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: text)
        } catch {
            throw JSONError(
                .encoding,
                column: error.byteOffsets.lowerBound + 1,
                "these bytes are not UTF-8"
            )
        }
    }

    private func expected(_ what: String, _ text: Span<UInt8>) -> JSONError {
        let found = at < text.count ? "not '\(text.quoted(at, at + 1))'" : "but it ends"
        return JSONError(.syntax, column: at + 1, "not valid JSON: \(what) should follow, \(found)")
    }

    @inline(__always)
    private mutating func skipSpace(_ text: Span<UInt8>) {
        while at < text.count {
            switch text[at] {
            case 0x20, 0x09, 0x0A, 0x0D: at += 1
            default: return
            }
        }
    }

    private mutating func value(_ text: Span<UInt8>, depth: Int) throws(JSONError) {
        skipSpace(text)
        guard at < text.count else { throw expected("a value", text) }
        switch text[at] {
        case 0x22: try string(text, .string)
        case 0x7B: try object(text, depth: depth + 1)
        case 0x5B: try array(text, depth: depth + 1)
        case 0x2D, 0x30...0x39: try number(text)
        case 0x74: try literal("true", .true, text)
        case 0x66: try literal("false", .false, text)
        case 0x6E: try literal("null", .null, text)
        default: throw expected("a value", text)
        }
    }

    private mutating func open(
        _ kind: JSONToken.Kind,
        _ text: Span<UInt8>,
        depth: Int
    ) throws(JSONError) -> Int {
        guard depth <= deepest else {
            throw JSONError(.tooDeep, column: at + 1, "nested deeper than \(deepest) levels")
        }
        tokens.append(JSONToken(kind: kind, start: UInt32(truncatingIfNeeded: at)))
        at += 1
        skipSpace(text)
        return tokens.count - 1
    }

    private mutating func close(_ index: Int) {
        at += 1
        tokens[index].end = UInt32(truncatingIfNeeded: at)
        tokens[index].next = UInt32(truncatingIfNeeded: tokens.count)
    }

    private mutating func object(_ text: Span<UInt8>, depth: Int) throws(JSONError) {
        let index = try open(.object, text, depth: depth)
        if at < text.count, text[at] == 0x7D { return close(index) }
        var keys = 0
        while true {
            guard at < text.count, text[at] == 0x22 else { throw expected("a key", text) }
            try string(text, .key)
            keys += 1
            skipSpace(text)
            guard at < text.count, text[at] == 0x3A else { throw expected("':'", text) }
            at += 1
            try value(text, depth: depth)
            skipSpace(text)
            guard at < text.count else { throw expected("',' or '}'", text) }
            if text[at] == 0x7D { break }
            guard text[at] == 0x2C else { throw expected("',' or '}'", text) }
            at += 1
            skipSpace(text)
        }
        close(index)
        try checkKeys(of: index, count: keys, text)
    }

    private mutating func array(_ text: Span<UInt8>, depth: Int) throws(JSONError) {
        let index = try open(.array, text, depth: depth)
        if at < text.count, text[at] == 0x5D { return close(index) }
        while true {
            try value(text, depth: depth)
            skipSpace(text)
            guard at < text.count else { throw expected("',' or ']'", text) }
            if text[at] == 0x5D { break }
            guard text[at] == 0x2C else { throw expected("',' or ']'", text) }
            at += 1
        }
        close(index)
    }

    private mutating func add(_ token: JSONToken) {
        var token = token
        token.end = UInt32(truncatingIfNeeded: at)
        token.next = UInt32(truncatingIfNeeded: tokens.count + 1)
        tokens.append(token)
    }

    private mutating func literal(
        _ name: StaticString,
        _ kind: JSONToken.Kind,
        _ text: Span<UInt8>
    ) throws(JSONError) {
        let start = at
        for place in 0..<name.utf8CodeUnitCount {
            guard at < text.count, text[at] == name.utf8Start[place] else {
                at = start
                throw expected("a value", text)
            }
            at += 1
        }
        add(JSONToken(kind: kind, start: UInt32(truncatingIfNeeded: start)))
    }

    private mutating func digits(_ text: Span<UInt8>) throws(JSONError) {
        let start = at
        while at < text.count, text[at] &- 0x30 < 10 { at += 1 }
        guard at > start else { throw expected("a digit", text) }
    }

    private mutating func number(_ text: Span<UInt8>) throws(JSONError) {
        var token = JSONToken(kind: .number, start: UInt32(truncatingIfNeeded: at))
        token.isDigits = true
        if text[at] == 0x2D {
            token.isDigits = false
            at += 1
        }
        if at < text.count, text[at] == 0x30 {
            at += 1
            if at < text.count, text[at] &- 0x30 < 10 {
                throw JSONError(
                    .syntax,
                    column: at,
                    "not valid JSON: a number must not begin with a zero"
                )
            }
        } else {
            try digits(text)
        }
        if at < text.count, text[at] == 0x2E {
            token.isDigits = false
            at += 1
            try digits(text)
        }
        if at < text.count, text[at] | 0x20 == 0x65 {
            token.isDigits = false
            at += 1
            if at < text.count, text[at] == 0x2B || text[at] == 0x2D { at += 1 }
            try digits(text)
        }
        add(token)
    }

    private mutating func string(
        _ text: Span<UInt8>,
        _ kind: JSONToken.Kind
    ) throws(JSONError) {
        var token = JSONToken(kind: kind, start: UInt32(truncatingIfNeeded: at + 1))
        at = try JSONText.scanString(text, from: at + 1, &token)
        add(token)
        tokens[tokens.count - 1].end = UInt32(truncatingIfNeeded: at - 1)
        if kind == .key { tokens[tokens.count - 1].head = head(of: tokens.count - 1, text) }
    }

    private func head(of index: Int, _ text: Span<UInt8>) -> UInt64 {
        let token = tokens[index]
        guard !token.hasEscapes else { return 0 }
        return JSONText.word(text, from: Int(token.start), count: min(token.count, 8))
    }

    private func checkKeys(
        of object: Int,
        count: Int,
        _ text: Span<UInt8>
    ) throws(JSONError) {
        guard count > 1 else { return }
        guard count <= 24 else { return try checkManyKeys(of: object, text) }
        var left = object + 1
        let end = Int(tokens[object].next)
        while left < end {
            var right = Int(tokens[left + 1].next)
            while right < end {
                if sameKey(left, right, text) { throw repeated(right, text) }
                right = Int(tokens[right + 1].next)
            }
            left = Int(tokens[left + 1].next)
        }
    }

    /// Sorts the keys, since a set would need a hash that nobody can attack.
    private func checkManyKeys(of object: Int, _ text: Span<UInt8>) throws(JSONError) {
        var keys: [(text: [UInt8], token: Int)] = []
        var index = object + 1
        let end = Int(tokens[object].next)
        while index < end {
            keys.append((JSONText.bytes(of: tokens[index], text), index))
            index = Int(tokens[index + 1].next)
        }
        keys.sort { left, right in
            left.text == right.text
                ? left.token < right.token : left.text.lexicographicallyPrecedes(right.text)
        }
        for place in 1..<keys.count where keys[place - 1].text == keys[place].text {
            throw repeated(keys[place].token, text)
        }
    }

    private func repeated(_ key: Int, _ text: Span<UInt8>) -> JSONError {
        let name = quotedText(JSONText.string(of: tokens[key], text))
        return JSONError(
            .repeatedKey,
            column: Int(tokens[key].start),
            "the key \"\(name)\" stands twice in one object"
        )
    }

    private func sameKey(_ left: Int, _ right: Int, _ text: Span<UInt8>) -> Bool {
        let a = tokens[left]
        let b = tokens[right]
        guard !a.hasEscapes, !b.hasEscapes else {
            return JSONText.bytes(of: a, text) == JSONText.bytes(of: b, text)
        }
        guard a.head == b.head, a.count == b.count else { return false }
        for place in min(8, a.count)..<a.count
        where text[Int(a.start) + place] != text[Int(b.start) + place] { return false }
        return true
    }
}
