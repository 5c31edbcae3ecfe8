import HeadwaterCore

/// Reads events off the wire: one line of the format that EVENTS.md describes, all of its rules.
///
/// Two passes: ``JSONTape`` checks that the line is JSON by the letter, whatever its fields, and
/// then the fields of the event's type are taken from it. Integers are strict: digits alone, so
/// `1.0` and `1e3` are wrong types. Where EVENTS.md says that null is as if absent, that holds for
/// items of lists and members of maps too.
///
/// Keep one and use it for many lines: its memory is reused. A value type, for one task at a time.
public struct EventDecoder: Sendable {
    var reader = FieldReader()

    /// A decoder.
    public init() {}

    /// Reads one line, without its end.
    ///
    /// - Throws: the first rule that the line breaks. A further line is read as if nothing had been.
    public mutating func decode(_ line: Span<UInt8>) throws(EventError) -> Event {
        guard line.count <= EventLimits.lineBytes else { throw .lineTooLong }
        guard case .event(let event) = try body(of: line, isOurs: false) else {
            preconditionFailure("records of our own are refused where they come from outside")
        }
        return event
    }

    /// Reads an event or, where `isOurs`, a record of our own, which no limit on lines binds.
    mutating func body(
        of line: Span<UInt8>,
        isOurs: Bool
    ) throws(EventError) -> Record.Body {
        do throws(JSONError) {
            try reader.tape.read(line, depth: EventLimits.depth, limitBytes: 1 << 30)
        } catch {
            throw EventError(error)
        }
        guard reader.tape.tokens[0].kind == .object else {
            throw EventError(.type, field: "", column: 1, "an event is one JSON object")
        }
        let fields = reader.fields(of: 0, line)
        let type = try reader.needText(.type, fields, line)
        switch type {
        case "impression": return .event(.impression(try impression(fields, line)))
        case "engagement": return .event(.engagement(try engagement(fields, line)))
        case "post": return .event(.post(try post(fields, line)))
        case "edge": return .event(.edge(try edge(fields, line)))
        case "account": return .event(.account(try account(fields, line)))
        case "delete": return .event(.delete(try delete(fields, line)))
        case "label": return .event(.label(try label(fields, line)))
        case "served", "change":
            guard isOurs else {
                throw reader.error(
                    .ownRecord,
                    .type,
                    0,
                    "\"\(type)\" is a record of Headwater's own and is not taken from outside"
                )
            }
            if type == "served" { return .served(try served(fields, line)) }
            return .change(try change(fields, line))
        default:
            throw EventError(
                .unknownType,
                field: "type",
                column: fields.column,
                "\"\(quotedText(type))\" is no event type; there are post, delete, account, edge, "
                    + "engagement, impression and label"
            )
        }
    }

    /// One of the values that a field allows.
    func choice<Value>(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>,
        among names: String,
        _ make: (String) -> Value?
    ) throws(EventError) -> Value? {
        guard let token = fields[field] else { return nil }
        let name = try reader.text(at: token, field, line, limit: EventLimits.textBytes)
        guard let value = make(name) else {
            throw reader.error(
                .value,
                field,
                token,
                "\"\(quotedText(name))\" is none of \(names)"
            )
        }
        return value
    }

    func needChoice<Value>(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>,
        among names: String,
        _ make: (String) -> Value?
    ) throws(EventError) -> Value {
        guard let value = try choice(field, fields, line, among: names, make) else {
            throw reader.missing(field, fields)
        }
        return value
    }

    /// The post or subject of an event, which may be left out only where the event undoes one that
    /// its `id` names.
    func target(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>,
        undone: Bool,
        id: String?
    ) throws(EventError) -> String? {
        let target = try reader.id(field, fields, line)
        guard target != nil || (undone && id != nil) else {
            throw EventError(
                .missing,
                field: field.name,
                column: fields.column,
                "this field is missing; it may be left out only where undone is true and an id is "
                    + "given"
            )
        }
        return target
    }
}
