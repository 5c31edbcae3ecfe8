/// Any JSON value, for requests and answers that come once in a while.
///
/// Events have a reader of their own, ``EventDecoder``.
public enum JSONValue: Sendable, Hashable {
    /// Nothing.
    case null
    /// True or false.
    case bool(Bool)
    /// A number written with digits alone (and a minus), within 64 bits.
    case integer(Int64)
    /// Any other number; always finite.
    case double(Double)
    /// A text.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// An object's members, in the order in which they stand; no name twice.
    case object([Member])

    /// A name and its value.
    public struct Member: Sendable, Hashable {
        /// The name.
        public var name: String
        /// What stands there.
        public var value: JSONValue

        /// A name and its value.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Reads one JSON text by the letter of RFC 8259, with no key twice in an object.
    ///
    /// - Throws: what is wrong, and where. Memory is bounded by `limitBytes` times a small factor.
    public init(
        parsing bytes: Span<UInt8>,
        depth: Int = 64,
        limitBytes: Int = 16 << 20
    ) throws(JSONError) {
        var tape = JSONTape()
        try tape.read(bytes, depth: depth, limitBytes: limitBytes)
        var index = 0
        self = try Self.value(tape, bytes, &index)
    }

    /// Reads one JSON text; see ``init(parsing:depth:limitBytes:)``.
    public init(parsing text: String, depth: Int = 64) throws(JSONError) {
        let bytes = Array(text.utf8)
        try self.init(parsing: bytes.span, depth: depth)
    }

    private static func value(
        _ tape: JSONTape,
        _ text: Span<UInt8>,
        _ index: inout Int
    ) throws(JSONError) -> JSONValue {
        let token = tape.tokens[index]
        index += 1
        switch token.kind {
        case .null: return .null
        case .true: return .bool(true)
        case .false: return .bool(false)
        case .string, .key: return .string(JSONText.string(of: token, text))
        case .number:
            let digits = text.extracting(Int(token.start)..<Int(token.end))
            let number = String(copying: UTF8Span(unchecked: digits, isKnownASCII: true))
            if let integer = Int64(number), number != "-0" { return .integer(integer) }
            guard let double = Double(number), double.isFinite else {
                throw JSONError(.range, column: Int(token.start) + 1, "the number is too great")
            }
            return .double(double)
        case .array:
            var items: [JSONValue] = []
            while index < Int(token.next) { items.append(try value(tape, text, &index)) }
            return .array(items)
        case .object:
            var members: [Member] = []
            while index < Int(token.next) {
                let name = JSONText.string(of: tape.tokens[index], text)
                index += 1
                members.append(Member(name, try value(tape, text, &index)))
            }
            return .object(members)
        }
    }

    /// The member of that name.
    ///
    /// Nil where there is none, where it is null, or where this is no object. Complexity:
    /// O(members).
    public subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self,
            let member = members.first(where: { $0.name == name }), member.value != .null
        else { return nil }
        return member.value
    }

    /// The item at that place; nil where there is none or this is no list.
    public subscript(_ index: Int) -> JSONValue? {
        guard case .array(let items) = self, items.indices.contains(index) else { return nil }
        return items[index]
    }

    /// The text, where this is one.
    public var string: String? { if case .string(let text) = self { text } else { nil } }

    /// The whole number, where this is one.
    public var integer: Int64? { if case .integer(let number) = self { number } else { nil } }

    /// The number, where this is one.
    public var double: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }

    /// The truth value, where this is one.
    public var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }

    /// The items, where this is a list.
    public var array: [JSONValue]? { if case .array(let items) = self { items } else { nil } }

    /// The members, where this is an object.
    public var members: [Member]? { if case .object(let members) = self { members } else { nil } }

    /// Compact JSON of this value.
    public var json: String {
        var writer = JSONWriter()
        writer.value(self)
        return writer.text
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// A text.
    public init(stringLiteral text: String) { self = .string(text) }
    /// A whole number.
    public init(integerLiteral number: Int64) { self = .integer(number) }
    /// A number.
    public init(floatLiteral number: Double) { self = .double(number) }
    /// A truth value.
    public init(booleanLiteral flag: Bool) { self = .bool(flag) }
    /// A list.
    public init(arrayLiteral items: JSONValue...) { self = .array(items) }
    /// An object, in the order written.
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(members.map { Member($0.0, $0.1) })
    }
    /// Null.
    public init(nilLiteral: ()) { self = .null }
}
