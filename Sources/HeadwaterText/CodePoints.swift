/// What a code point is to the tokenizer.
///
/// The raw values are those of the generated table.
enum CodePointClass: UInt8 {
    /// Punctuation, symbols and all else that ends a word.
    case other
    /// A letter of a script with spaces between words.
    case letter
    /// A decimal digit.
    case digit
    /// A combining mark.
    case mark
    /// A letter of a script that is found by bigrams.
    case ideograph
    /// A pictograph.
    case emoji
    /// A skin tone.
    case modifier
    /// Half of a flag.
    case regional
    /// U+200D.
    case joiner
    /// U+FE0E and U+FE0F.
    case selector
    /// The low line and its kin.
    case connector
    /// An apostrophe.
    case apostrophe
    /// An invisible character, such as the soft hyphen.
    case format
    /// White space.
    case space
    /// A number that is no decimal digit, such as ½.
    case numeral
}

/// A map from code points to small numbers in two stages: pages of 256, shared where all are 0.
struct CodePointMap<Value: FixedWidthInteger & Sendable>: Sendable {
    private var pages = [UInt16](repeating: 0, count: 0x1100)
    private var values = [Value](repeating: 0, count: 256)

    subscript(_ point: UInt32) -> Value {
        get { values[Int(pages[Int(point >> 8)]) << 8 | Int(point & 255)] }
        set {
            let page = Int(point >> 8)
            if pages[page] == 0 {
                pages[page] = UInt16(values.count >> 8)
                values.append(contentsOf: repeatElement(0, count: 256))
            }
            values[Int(pages[page]) << 8 | Int(point & 255)] = newValue
        }
    }
}

/// Facts about code points, unpacked once from the generated tables.
///
/// Complexity: each look-up is two array reads.
struct CodePoints: Sendable {
    static let shared = CodePoints()

    private var classes = CodePointMap<UInt8>()
    private var lowered = CodePointMap<UInt32>()
    /// 0 where a code point folds to itself; else the offset of its bytes in `pool` times 64, and
    /// their number plus one.
    private var folds = CodePointMap<UInt32>()
    private var pool: [UInt8] = []

    func classOf(_ point: UInt32) -> CodePointClass {
        CodePointClass(rawValue: classes[point]) ?? .other
    }

    /// The lower case of a code point, where that is one code point, else itself.
    func lower(_ point: UInt32) -> UInt32 {
        let value = lowered[point]
        return value == 0 ? point : value
    }

    /// Appends what a code point folds to: compatibility forms and case folded, marks removed.
    func appendFold(of point: UInt32, to bytes: inout [UInt8]) {
        let entry = folds[point]
        guard entry != 0 else {
            appendUTF8(point, to: &bytes)
            return
        }
        let start = Int(entry >> 6)
        for index in start..<start + Int(entry & 63) - 1 { bytes.append(pool[index]) }
    }

    private init() {
        UnicodeTables.classes.forEachItem { item in
            var fields = Fields(item)
            guard let start = fields.next(), let count = fields.next(), let value = fields.next()
            else { return }
            for point in start..<start + count { classes[point] = UInt8(value) }
        }
        UnicodeTables.lower.forEachItem { item in
            var fields = Fields(item)
            guard let start = fields.next(), let count = fields.next(), let step = fields.next(),
                let target = fields.next()
            else { return }
            for index in 0..<count { lowered[start + index * step] = target + index * step }
        }
        UnicodeTables.folds.forEachItem { item in
            var fields = Fields(item)
            guard let point = fields.next() else { return }
            let start = pool.count
            while let part = fields.next() { appendUTF8(part, to: &pool) }
            folds[point] = UInt32(start) << 6 | UInt32(pool.count - start + 1)
        }
    }
}

/// Hexadecimal numbers with one character between them.
private struct Fields {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func next() -> UInt32? {
        var value: UInt32?
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            let digit: UInt32
            switch byte {
            case 0x30...0x39: digit = UInt32(byte - 0x30)
            case 0x41...0x46: digit = UInt32(byte - 0x37)
            default: return value
            }
            value = (value ?? 0) << 4 | digit
        }
        return value
    }
}

extension StaticString {
    /// Calls `body` with each item of a text that spaces and line ends separate.
    func forEachItem(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        withUTF8Buffer { buffer in
            var start = 0
            for index in 0...buffer.count {
                guard index == buffer.count || buffer[index] == 0x20 || buffer[index] == 0x0A
                else { continue }
                if index > start {
                    body(UnsafeBufferPointer(rebasing: buffer[start..<index]))
                }
                start = index + 1
            }
        }
    }
}

/// The code point at `index` and its width in bytes; U+FFFD of width 1 where the bytes are no
/// UTF-8.
@inline(__always)
func decode(_ text: Span<UInt8>, _ index: Int) -> (point: UInt32, width: Int) {
    let first = text[index]
    if first < 0x80 { return (UInt32(first), 1) }
    return decodeWide(text, index)
}

private func decodeWide(_ text: Span<UInt8>, _ index: Int) -> (point: UInt32, width: Int) {
    let first = text[index]
    let width = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first < 0xF5, index + width <= text.count else { return (0xFFFD, 1) }
    var point = UInt32(first & (0x7F >> UInt8(width)))
    for place in 1..<width {
        let byte = text[index + place]
        guard byte & 0xC0 == 0x80 else { return (0xFFFD, 1) }
        point = point << 6 | UInt32(byte & 0x3F)
    }
    return point > 0x10FFFF ? (0xFFFD, 1) : (point, width)
}

/// The code point that ends before `index`, and its width; nil at the beginning.
func decode(_ text: Span<UInt8>, before index: Int) -> (point: UInt32, width: Int)? {
    guard index > 0 else { return nil }
    var start = index - 1
    while start > 0, index - start < 4, text[start] & 0xC0 == 0x80 { start -= 1 }
    let (point, width) = decode(text, start)
    return start + width == index ? (point, width) : (0xFFFD, 1)
}

/// Appends the UTF-8 of a code point.
func appendUTF8(_ point: UInt32, to bytes: inout [UInt8]) {
    switch point {
    case ..<0x80:
        bytes.append(UInt8(point))
    case ..<0x800:
        bytes.append(0xC0 | UInt8(point >> 6))
        bytes.append(0x80 | UInt8(point & 0x3F))
    case ..<0x10000:
        bytes.append(0xE0 | UInt8(point >> 12))
        bytes.append(0x80 | UInt8(point >> 6 & 0x3F))
        bytes.append(0x80 | UInt8(point & 0x3F))
    default:
        bytes.append(0xF0 | UInt8(point >> 18))
        bytes.append(0x80 | UInt8(point >> 12 & 0x3F))
        bytes.append(0x80 | UInt8(point >> 6 & 0x3F))
        bytes.append(0x80 | UInt8(point & 0x3F))
    }
}
