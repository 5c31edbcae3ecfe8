import HeadwaterCore

/// Reads typed fields off a tape, and says what is wrong with those that don't fit.
///
/// The functions come in pairs: one for a field that may be absent and one, `need…`, for a required
/// one. All are handed the line that the tape was read from.
struct FieldReader {
    /// What was read.
    var tape = JSONTape()
    private let table = FieldTable.shared

    func fields(of object: Int, _ line: Span<UInt8>) -> Fields {
        Fields(of: object, tape, table, line)
    }

    func error(
        _ kind: EventError.Kind,
        _ field: Field,
        _ token: Int,
        _ message: String
    ) -> EventError {
        let column = Int(tape.tokens[token].start) + 1
        return EventError(kind, field: field.name, column: column, message)
    }

    func missing(_ field: Field, _ fields: borrowing Fields) -> EventError {
        EventError(
            .missing,
            field: field.name,
            column: fields.column,
            "this required field is missing"
        )
    }

    func wrongType(
        _ field: Field,
        _ token: Int,
        _ line: Span<UInt8>,
        expected: String
    ) -> EventError {
        error(.type, field, token, "\(expected) is expected here, not \(found(token, line))")
    }

    /// A value as an error quotes it.
    func found(_ token: Int, _ line: Span<UInt8>) -> String {
        let token = tape.tokens[token]
        switch token.kind {
        case .object: return "an object"
        case .array: return "a list"
        case .string, .key: return "\"\(line.quoted(Int(token.start), Int(token.end)))\""
        default: return line.quoted(Int(token.start), Int(token.end))
        }
    }

    // MARK: - Texts and ids

    func text(
        at token: Int,
        _ field: Field,
        _ line: Span<UInt8>,
        limit: Int
    ) throws(EventError) -> String {
        let value = tape.tokens[token]
        guard value.kind == .string else {
            throw wrongType(field, token, line, expected: "a string")
        }
        let text = JSONText.string(of: value, line)
        guard text.utf8.count <= limit else {
            throw error(
                .length,
                field,
                token,
                "\(text.utf8.count) bytes are too many; at most \(limit) are allowed"
            )
        }
        return text
    }

    func text(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>,
        limit: Int = EventLimits.textBytes
    ) throws(EventError) -> String? {
        guard let token = fields[field] else { return nil }
        return try text(at: token, field, line, limit: limit)
    }

    func needText(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>,
        limit: Int = EventLimits.textBytes
    ) throws(EventError) -> String {
        guard let token = fields[field] else { throw missing(field, fields) }
        return try text(at: token, field, line, limit: limit)
    }

    func id(at token: Int, _ field: Field, _ line: Span<UInt8>) throws(EventError) -> String {
        let id = try text(at: token, field, line, limit: EventLimits.idBytes)
        guard !id.isEmpty else {
            throw error(
                .length,
                field,
                token,
                "an id is empty; it has 1 to \(EventLimits.idBytes) bytes"
            )
        }
        return id
    }

    func id(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> String? {
        guard let token = fields[field] else { return nil }
        return try id(at: token, field, line)
    }

    func needID(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> String {
        guard let token = fields[field] else { throw missing(field, fields) }
        return try id(at: token, field, line)
    }

    // MARK: - Times, numbers, truth values

    func time(at token: Int, _ field: Field, _ line: Span<UInt8>) throws(EventError) -> Timestamp {
        let value = tape.tokens[token]
        guard value.kind == .string else {
            throw wrongType(field, token, line, expected: "a time as a string")
        }
        let time: Timestamp?
        if value.hasEscapes {
            time = Timestamp(rfc3339: JSONText.bytes(of: value, line).span)
        } else {
            time = Timestamp(rfc3339: line.extracting(Int(value.start)..<Int(value.end)))
        }
        guard let time else {
            throw error(
                .time,
                field,
                token,
                "\(found(token, line)) is no RFC 3339 time from 1970 to 2099, such as "
                    + "2026-11-25T08:30:00.000Z"
            )
        }
        return time
    }

    func time(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> Timestamp? {
        guard let token = fields[field] else { return nil }
        return try time(at: token, field, line)
    }

    func needTime(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> Timestamp {
        guard let token = fields[field] else { throw missing(field, fields) }
        return try time(at: token, field, line)
    }

    /// A whole number from 0 to 2^53 − 1, written with digits alone: `1.0` and `1e3` are none.
    func integer(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> Int64? {
        guard let token = fields[field] else { return nil }
        let value = tape.tokens[token]
        guard value.kind == .number else {
            throw wrongType(field, token, line, expected: "a whole number")
        }
        var number: Int64 = 0
        if value.isDigits, value.count <= 16 {
            for place in Int(value.start)..<Int(value.end) {
                number = number &* 10 &+ Int64(line[place] &- 0x30)
            }
            if number <= EventLimits.integerMax { return number }
        }
        throw error(
            value.isDigits ? .value : .type,
            field,
            token,
            "\(found(token, line)) is no whole number from 0 to \(EventLimits.integerMax)"
        )
    }

    func needInteger(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> Int64 {
        guard let number = try integer(field, fields, line) else { throw missing(field, fields) }
        return number
    }

    /// A duration; 0 is as if absent.
    func duration(
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> Int64? {
        let number = try integer(.durationMs, fields, line)
        return number == 0 ? nil : number
    }

    /// How long something was watched: at most twenty times its duration.
    func watched(
        _ fields: borrowing Fields,
        _ line: Span<UInt8>,
        of duration: Int64?
    ) throws(EventError) -> Int64? {
        guard let watched = try integer(.watchMs, fields, line) else { return nil }
        guard let duration else { return watched }
        return min(watched, duration * EventLimits.watchedDurations)
    }

    func number(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> Double? {
        guard let token = fields[field] else { return nil }
        let value = tape.tokens[token]
        guard value.kind == .number else {
            throw wrongType(field, token, line, expected: "a number")
        }
        return Double(JSONText.string(of: value, line))
    }

    func flag(at token: Int, _ field: Field, _ line: Span<UInt8>) throws(EventError) -> Bool {
        switch tape.tokens[token].kind {
        case .true: return true
        case .false: return false
        default: throw wrongType(field, token, line, expected: "true or false")
        }
    }

    func flag(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> Bool? {
        guard let token = fields[field] else { return nil }
        return try flag(at: token, field, line)
    }

    /// Numbers in the base64 of little-endian 32-bit floats.
    func floats(
        at index: Int,
        _ field: Field,
        _ line: Span<UInt8>
    ) throws(EventError) -> [Float] {
        let token = tape.tokens[index]
        guard token.kind == .string else {
            throw wrongType(field, index, line, expected: "base64")
        }
        let numbers: [Float]?
        if token.hasEscapes {
            numbers = Base64.floats(from: JSONText.bytes(of: token, line).span)
        } else {
            numbers = Base64.floats(from: line.extracting(Int(token.start)..<Int(token.end)))
        }
        guard let numbers else {
            throw error(
                .value,
                field,
                index,
                "not the base64, with its padding, of little-endian 32-bit floats"
            )
        }
        return numbers
    }

    /// Numbers in base64; none where the field is absent.
    func floats(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> [Float] {
        guard let token = fields[field] else { return [] }
        return try floats(at: token, field, line)
    }

    // MARK: - Lists and maps

    /// The tokens of a list's items; null items are as if absent.
    func items(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>,
        limit: Int = EventLimits.listItems
    ) throws(EventError) -> [Int] {
        guard let token = fields[field] else { return [] }
        guard tape.tokens[token].kind == .array else {
            throw wrongType(field, token, line, expected: "a list")
        }
        var items: [Int] = []
        var index = token + 1
        let end = Int(tape.tokens[token].next)
        while index < end {
            if tape.tokens[index].kind != .null {
                guard items.count < limit else {
                    throw error(.length, field, token, "a list has at most \(limit) items")
                }
                items.append(index)
            }
            index = Int(tape.tokens[index].next)
        }
        return items
    }

    func texts(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>,
        areIDs: Bool = false
    ) throws(EventError) -> [String] {
        guard fields[field] != nil else { return [] }
        var texts: [String] = []
        for (place, token) in try items(field, fields, line).enumerated() {
            do throws(EventError) {
                let text =
                    areIDs
                    ? try id(at: token, field, line)
                    : try text(at: token, field, line, limit: EventLimits.textBytes)
                texts.append(text)
            } catch {
                throw EventError(
                    error.kind,
                    field: "\(field.name)[\(place)]",
                    column: error.column,
                    error.message
                )
            }
        }
        return texts
    }

    /// The key and value tokens of an object, those that are null left out.
    func members(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> [(key: Int, value: Int)]? {
        guard let token = fields[field] else { return nil }
        guard tape.tokens[token].kind == .object else {
            throw wrongType(field, token, line, expected: "an object")
        }
        var members: [(key: Int, value: Int)] = []
        var index = token + 1
        let end = Int(tape.tokens[token].next)
        while index < end {
            if tape.tokens[index + 1].kind != .null { members.append((index, index + 1)) }
            index = Int(tape.tokens[index + 1].next)
        }
        return members
    }

    func attributes(
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> [Attribute]? {
        guard let members = try members(.attributes, fields, line) else { return nil }
        var attributes: [Attribute] = []
        for (key, value) in members {
            let name = JSONText.string(of: tape.tokens[key], line)
            do throws(EventError) {
                let text = try text(at: value, .value, line, limit: EventLimits.textBytes)
                attributes.append(Attribute(name: name, value: text))
            } catch {
                throw EventError(
                    error.kind,
                    field: "attributes.\(quotedText(name))",
                    column: error.column,
                    error.message
                )
            }
        }
        return attributes.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}
