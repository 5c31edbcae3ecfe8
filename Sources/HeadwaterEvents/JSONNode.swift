/// A JSON value that knows where it stands, for files that people write: whoever reads one can say
/// which line is at fault.
///
/// Events have a reader of their own, ``EventDecoder``, and requests ``JSONValue``.
public struct JSONNode: Sendable, Hashable {
    /// What stands there.
    public enum Content: Sendable, Hashable {
        /// Nothing.
        case null
        /// True or false.
        case bool(Bool)
        /// A number; always finite.
        case number(Double)
        /// A text.
        case string(String)
        /// A list.
        case array([JSONNode])
        /// An object's members, in the order in which they stand; no name twice.
        case object([Member])
    }

    /// A name and its value.
    public struct Member: Sendable, Hashable {
        /// The name.
        public var name: String
        /// Where the name stands, as an offset in bytes.
        public var offset: Int
        /// What stands there.
        public var value: JSONNode
    }

    /// What stands there.
    public var content: Content
    /// Where it begins, as an offset in bytes.
    public var offset: Int

    /// Reads one JSON text by the letter of RFC 8259, with no key twice in an object.
    ///
    /// - Throws: what is wrong, and where.
    public init(
        parsing bytes: Span<UInt8>,
        depth: Int = 64,
        limitBytes: Int = 16 << 20
    ) throws(JSONError) {
        var tape = JSONTape()
        try tape.read(bytes, depth: depth, limitBytes: limitBytes)
        var index = 0
        self = try Self.node(tape, bytes, &index)
    }

    private init(_ content: Content, _ token: JSONToken) {
        self.content = content
        // A text's token begins behind its quote.
        offset = Int(token.start) - (token.kind == .string ? 1 : 0)
    }

    private static func node(
        _ tape: JSONTape,
        _ text: Span<UInt8>,
        _ index: inout Int
    ) throws(JSONError) -> JSONNode {
        let token = tape.tokens[index]
        index += 1
        switch token.kind {
        case .null: return JSONNode(.null, token)
        case .true: return JSONNode(.bool(true), token)
        case .false: return JSONNode(.bool(false), token)
        case .string, .key: return JSONNode(.string(JSONText.string(of: token, text)), token)
        case .number:
            guard let number = Double(JSONText.string(of: token, text)), number.isFinite else {
                throw JSONError(.range, column: Int(token.start) + 1, "the number is too great")
            }
            return JSONNode(.number(number), token)
        case .array:
            var items: [JSONNode] = []
            while index < Int(token.next) { items.append(try node(tape, text, &index)) }
            return JSONNode(.array(items), token)
        case .object:
            var members: [Member] = []
            while index < Int(token.next) {
                let key = tape.tokens[index]
                index += 1
                members.append(
                    Member(
                        name: JSONText.string(of: key, text),
                        offset: Int(key.start) - 1,
                        value: try node(tape, text, &index)
                    )
                )
            }
            return JSONNode(.object(members), token)
        }
    }
}
