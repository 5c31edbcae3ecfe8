public import HeadwaterCore

/// Writes compact JSON, piece by piece, to bytes that grow.
///
/// Commas come by themselves. The caller closes what it opens and gives every value in an object a
/// key first; nothing else can go wrong.
public struct JSONWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8]
    private var needsComma = false

    /// An empty writer.
    public init() { bytes = [] }

    /// A writer that goes on after `bytes`, as if nothing had been written.
    public init(after bytes: consuming [UInt8]) { self.bytes = bytes }

    /// What has been written, as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Removes what has been written, and keeps the memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    /// Hands over what has been written and begins anew.
    public mutating func takeBytes() -> [UInt8] {
        needsComma = false
        return exchange(&bytes, with: [])
    }

    /// Opens an object.
    public mutating func beginObject() { open(0x7B) }

    /// Closes the object opened last.
    public mutating func endObject() { close(0x7D) }

    /// Opens a list.
    public mutating func beginArray() { open(0x5B) }

    /// Closes the list opened last.
    public mutating func endArray() { close(0x5D) }

    /// Writes the key of the value that follows.
    public mutating func key(_ name: String) {
        comma()
        Self.append(name, to: &bytes)
        bytes.append(0x3A)
        needsComma = false
    }

    /// Writes the key of the value that follows; `name` needs no escape.
    @inline(__always)
    public mutating func key(_ name: StaticString) {
        comma()
        bytes.append(0x22)
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(0x22)
        bytes.append(0x3A)
        needsComma = false
    }

    /// Writes a string.
    public mutating func string(_ text: String) {
        comma()
        Self.append(text, to: &bytes)
    }

    /// Writes a whole number.
    public mutating func integer(_ number: some BinaryInteger) {
        comma()
        Self.append(Int64(number), to: &bytes)
    }

    /// Writes a number in the shortest digits that read back the same; what is not finite, for
    /// which JSON has no way, as null.
    public mutating func double(_ number: Double) {
        guard number.isFinite else { return null() }
        comma()
        var text = number.description
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    /// Writes true or false.
    public mutating func bool(_ flag: Bool) { raw(flag ? "true" : "false") }

    /// Writes null.
    public mutating func null() { raw("null") }

    /// Writes a moment as a string.
    public mutating func time(_ time: Timestamp) {
        comma()
        bytes.append(0x22)
        time.append(to: &bytes)
        bytes.append(0x22)
    }

    /// Writes one whole value that is JSON already.
    public mutating func rawJSON(_ json: String) {
        comma()
        bytes.append(contentsOf: json.utf8)
    }

    /// Writes one whole value that is JSON already.
    public mutating func rawJSON(_ json: [UInt8]) {
        comma()
        bytes.append(contentsOf: json)
    }

    /// Writes any value.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): bool(flag)
        case .integer(let number): integer(number)
        case .double(let number): double(number)
        case .string(let text): string(text)
        case .array(let items):
            beginArray()
            for item in items { self.value(item) }
            endArray()
        case .object(let members):
            beginObject()
            for member in members {
                key(member.name)
                self.value(member.value)
            }
            endObject()
        }
    }

    private mutating func raw(_ word: StaticString) {
        comma()
        word.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    @inline(__always)
    private mutating func comma() {
        if needsComma { bytes.append(0x2C) }
        needsComma = true
    }

    @inline(__always)
    private mutating func open(_ bracket: UInt8) {
        comma()
        bytes.append(bracket)
        needsComma = false
    }

    @inline(__always)
    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }
}

extension JSONWriter {
    /// Appends a text as a JSON string.
    ///
    /// Only quotes, backslashes and control characters are escaped, the rest stays UTF-8.
    /// Complexity: O(n), one copy where nothing is escaped.
    public static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        bytes.append(0x22)
        text.withUTF8 { buffer in
            let units = buffer.span
            var from = 0
            while true {
                let stop = firstSpecial(units, from: from)
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[from..<stop]))
                guard stop < units.count else { break }
                appendEscape(of: units[stop], to: &bytes)
                from = stop + 1
            }
        }
        bytes.append(0x22)
    }

    private static func firstSpecial(_ units: Span<UInt8>, from start: Int) -> Int {
        var at = start
        while at < units.count {
            let left = units.count - at
            var word = JSONText.word(units, from: at, count: left)
            // Zeros beyond the end would look like control characters.
            if left < 8 { word |= UInt64.max << UInt64(left * 8) }
            let hit = JSONText.special(word)
            if hit != 0 { return at + hit.trailingZeroBitCount / 8 }
            at += min(8, left)
        }
        return at
    }

    private static func appendEscape(of byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(0x5C)
        switch byte {
        case 0x22, 0x5C: bytes.append(byte)
        case 0x08: bytes.append(0x62)
        case 0x09: bytes.append(0x74)
        case 0x0A: bytes.append(0x6E)
        case 0x0C: bytes.append(0x66)
        case 0x0D: bytes.append(0x72)
        default:
            let digits: StaticString = "0123456789abcdef"
            bytes.append(contentsOf: [0x75, 0x30, 0x30])
            bytes.append(digits.utf8Start[Int(byte >> 4)])
            bytes.append(digits.utf8Start[Int(byte & 15)])
        }
    }

    static func append(_ number: Int64, to bytes: inout [UInt8]) {
        var rest = number.magnitude
        if number < 0 { bytes.append(0x2D) }
        let start = bytes.count
        repeat {
            bytes.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        var left = start
        var right = bytes.count - 1
        while left < right {
            bytes.swapAt(left, right)
            left += 1
            right -= 1
        }
    }
}
