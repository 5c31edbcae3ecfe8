import HeadwaterEvents

/// A value of DAG-CBOR.
enum CBORValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case bytes(ArraySlice<UInt8>)
    case text(String)
    /// The name of another block.
    case link(ContentID)
    case array([CBORValue])
    /// In the order of the encoding, each key once.
    case map([Member])

    /// A key of a map and its value.
    struct Member: Sendable, Hashable {
        var key: String
        var value: CBORValue
    }

    /// The value of a key; nil where this is no map or has no such key.
    ///
    /// Complexity: linear in the keys.
    subscript(_ key: String) -> CBORValue? {
        guard case .map(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }

    var integer: Int64? { if case .integer(let number) = self { number } else { nil } }

    var bytes: ArraySlice<UInt8>? { if case .bytes(let bytes) = self { bytes } else { nil } }

    var link: ContentID? { if case .link(let id) = self { id } else { nil } }

    var array: [CBORValue]? { if case .array(let items) = self { items } else { nil } }

    /// The same in JSON, as the AT Protocol writes records for the web: a link is `{"$link": …}`.
    ///
    /// No record that Headwater reads holds bytes outside a blob, which only names them; they
    /// become `{"$bytes": ""}`.
    var json: JSONValue {
        switch self {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .integer(let number): .integer(number)
        case .double(let number): .double(number)
        case .bytes: ["$bytes": ""]
        case .text(let text): .string(text)
        case .link(let id): ["$link": .string(id.description)]
        case .array(let items): .array(items.map(\.json))
        case .map(let members): .object(members.map { JSONValue.Member($0.key, $0.value.json) })
        }
    }
}

/// Why bytes are no DAG-CBOR, and where.
struct CBORError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    enum Kind: String, Sendable, Hashable, CaseIterable {
        /// They end before the value does.
        case truncated
        /// More bytes come after the value.
        case trailing
        /// An item that DAG-CBOR doesn't have: of indefinite length, not written in the shortest
        /// way, `undefined`, a simple value, a short float.
        case item
        /// A tag other than 42, or one that holds no CID.
        case tag
        /// A key that is no text, or does not come after the one before it.
        case key
        /// A text that is no UTF-8.
        case text
        /// A number that no record may hold: beyond 64 bits, infinite, or none.
        case number
        /// Values within values beyond the limit.
        case deep
    }

    var kind: Kind
    /// The byte at which it was noticed, from the value's first.
    var offset: Int

    var description: String { "no DAG-CBOR: \(kind.rawValue) at byte \(offset)" }
}
