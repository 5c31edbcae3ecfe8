/// Why bytes are no JSON text that is accepted.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of fault it is.
    public enum Kind: Sendable, Hashable {
        /// The grammar of RFC 8259 is broken.
        case syntax
        /// The bytes are no UTF-8.
        case encoding
        /// Objects and lists stand too deep in one another.
        case tooDeep
        /// The text is too long.
        case tooLong
        /// An object has the same key twice.
        case repeatedKey
        /// A number is beyond the range of a double.
        case range
    }

    /// What kind of fault it is.
    public var kind: Kind
    /// The byte at which it shows, from 1.
    public var column: Int
    /// What is wrong there.
    public var message: String

    /// A fault at a byte, counted from 1.
    public init(_ kind: Kind, column: Int, _ message: String) {
        self.kind = kind
        self.column = column
        self.message = message
    }

    /// A plain sentence.
    public var description: String { "\(message) (byte \(column))" }
}

extension Span<UInt8> {
    /// What stands between two offsets, fit to be quoted in one line of an error: at most 40
    /// characters, nothing invisible.
    func quoted(_ start: Int, _ end: Int) -> String {
        quotedText(
            String(decoding: (start..<Swift.min(end, start + 200)).map { self[$0] }, as: UTF8.self)
        )
    }
}

/// A text fit to be quoted in one line of an error: at most 40 characters, nothing invisible.
func quotedText(_ text: String) -> String {
    var result = ""
    for (count, scalar) in text.unicodeScalars.prefix(41).enumerated() {
        if count == 40 { return result + "…" }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
            .unassigned:
            result += "\\u{" + String(scalar.value, radix: 16) + "}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
