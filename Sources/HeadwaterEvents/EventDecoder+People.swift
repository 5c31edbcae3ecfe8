import HeadwaterCore

extension EventDecoder {
    func account(_ fields: borrowing Fields, _ line: Span<UInt8>) throws(EventError) -> Account {
        var event = Account(
            id: try reader.needID(.id, fields, line),
            at: try reader.needTime(.at, fields, line)
        )
        event.handle = try reader.text(.handle, fields, line)
        event.name = try reader.text(.name, fields, line)
        event.avatar = try reader.text(.avatar, fields, line)
        event.status = try choice(
            .status,
            fields,
            line,
            among: "active, deactivated, suspended, takendown, deleted",
            Account.Status.init(rawValue:)
        )
        event.indexable = try reader.flag(.indexable, fields, line)
        event.discoverable = try reader.flag(.discoverable, fields, line)
        if let token = fields[.human] {
            guard reader.tape.tokens[token].kind == .object else {
                throw reader.wrongType(.human, token, line, expected: "an object")
            }
            var json: [UInt8] = []
            reader.tape.appendCanonical(token, line, to: &json)
            event.human = String(decoding: json, as: UTF8.self)
        }
        event.attributes = try reader.attributes(fields, line)
        return event
    }

    func edge(_ fields: borrowing Fields, _ line: Span<UInt8>) throws(EventError) -> Edge {
        let kind = try needChoice(
            .kind,
            fields,
            line,
            among: "follow, block, mute, member",
            Edge.Kind.init(name:)
        )
        let id = try reader.id(.id, fields, line)
        let undone = try reader.flag(.undone, fields, line) ?? false
        var event = Edge(
            kind: kind,
            actor: try reader.needID(.actor, fields, line),
            subject: try target(.subject, fields, line, undone: undone, id: id),
            at: try reader.needTime(.at, fields, line)
        )
        event.id = id
        event.undone = undone
        return event
    }

    func label(_ fields: borrowing Fields, _ line: Span<UInt8>) throws(EventError) -> Label {
        var event = Label(
            subject: try reader.needID(.subject, fields, line),
            value: try reader.needText(.value, fields, line),
            source: try reader.needText(.source, fields, line),
            at: try reader.needTime(.at, fields, line)
        )
        event.undone = try reader.flag(.undone, fields, line) ?? false
        event.reason = try reader.text(.reason, fields, line)
        event.expires = try reader.time(.expires, fields, line)
        return event
    }
}

extension Edge.Kind {
    /// The name that the format gives it.
    public var name: String {
        switch self {
        case .follow: "follow"
        case .block: "block"
        case .mute: "mute"
        case .member: "member"
        }
    }

    /// The kind of that name.
    public init?(name: String) {
        guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }
}

extension JSONTape {
    /// Appends a value in its one canonical form: no white space, an object's keys in the order of
    /// their bytes, the shortest escapes, numbers as they were written.
    func appendCanonical(_ index: Int, _ line: Span<UInt8>, to bytes: inout [UInt8]) {
        let token = tokens[index]
        switch token.kind {
        case .string, .key: JSONWriter.append(JSONText.string(of: token, line), to: &bytes)
        case .number, .true, .false, .null:
            for place in Int(token.start)..<Int(token.end) { bytes.append(line[place]) }
        case .array:
            bytes.append(0x5B)
            var item = index + 1
            while item < Int(token.next) {
                if item > index + 1 { bytes.append(0x2C) }
                appendCanonical(item, line, to: &bytes)
                item = Int(tokens[item].next)
            }
            bytes.append(0x5D)
        case .object:
            var members: [(name: [UInt8], token: Int)] = []
            var key = index + 1
            while key < Int(token.next) {
                members.append((JSONText.bytes(of: tokens[key], line), key))
                key = Int(tokens[key + 1].next)
            }
            members.sort { $0.name.lexicographicallyPrecedes($1.name) }
            bytes.append(0x7B)
            for (place, member) in members.enumerated() {
                if place > 0 { bytes.append(0x2C) }
                appendCanonical(member.token, line, to: &bytes)
                bytes.append(0x3A)
                appendCanonical(member.token + 1, line, to: &bytes)
            }
            bytes.append(0x7D)
        }
    }
}
