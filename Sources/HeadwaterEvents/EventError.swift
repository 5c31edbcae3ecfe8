/// Why a line is rejected: what is wrong, where, and what would be right.
public struct EventError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of fault it is.
    public enum Kind: String, Sendable, Hashable {
        /// The line is no JSON text.
        case syntax
        /// The line is no UTF-8.
        case encoding
        /// The line, an id, a text, a list or a vector is too long, or an id is empty.
        case length
        /// Objects and lists stand too deep in one another.
        case depth
        /// An object has the same key twice.
        case repeatedKey
        /// A required field is missing.
        case missing
        /// A value has the wrong type.
        case type
        /// A time is no RFC 3339 time, or before 1970 or after 2099.
        case time
        /// A value is none of those allowed, or out of range.
        case value
        /// There is no event type of that name.
        case unknownType
        /// The record is Headwater's own and can't come from outside.
        case ownRecord
        /// A record of Headwater's own has a version that this release doesn't know.
        case unknownVersion
    }

    /// What kind of fault it is.
    public var kind: Kind
    /// The field, such as `media[0].kind`; empty where the fault is in the line as a whole.
    public var field: String
    /// The byte of the line at which it shows, from 1.
    public var column: Int
    /// What is wrong, and what would be right.
    public var message: String

    /// A fault in a field.
    public init(_ kind: Kind, field: String, column: Int, _ message: String) {
        self.kind = kind
        self.field = field
        self.column = column
        self.message = message
    }

    /// What a reader of JSON found.
    public init(_ error: JSONError) {
        let kind: Kind =
            switch error.kind {
            case .syntax: .syntax
            case .encoding: .encoding
            case .tooDeep: .depth
            case .tooLong: .length
            case .repeatedKey: .repeatedKey
            case .range: .value
            }
        self.init(kind, field: "", column: error.column, error.message)
    }

    /// The error of a line that is longer than the format allows.
    public static let lineTooLong = EventError(
        .length,
        field: "",
        column: EventLimits.lineBytes + 1,
        "the line is longer than \(EventLimits.lineBytes) bytes"
    )

    /// The same fault, seen from the object or list around it.
    func within(_ outer: String) -> EventError {
        var error = self
        if field.isEmpty {
            error.field = outer
        } else {
            error.field = field.hasPrefix("[") ? outer + field : "\(outer).\(field)"
        }
        return error
    }

    /// A plain sentence, such as `at: "yesterday" is no RFC 3339 time`.
    public var description: String {
        field.isEmpty ? "\(message) (byte \(column))" : "\(field): \(message)"
    }
}
