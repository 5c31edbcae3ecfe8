/// A field that the format names somewhere.
enum Field: UInt8, CaseIterable {
    case type, id, author, at, text, edited, kind, title, url, audience, langs, tags, links
    case mentions, labels, replyRoot, replyParent, quote, media, place, vectors, attributes
    case post, handle, name, avatar, status, indexable, discoverable, human
    case actor, subject, undone, watchMs, durationMs, request, reason
    case position, surface, propensity, outcomes, longView
    case value, source, expires
    case latitude, longitude, poster, alt, transcript, segments, ocr, sound, width, height
    case startMs, endMs
    case v, viewer, previous, limit, slots, score, reasons, before, after, who, why
    case arms, models, seed, notes, weights, prior, greedy, expected, thinned, sources, heads
    case parts, considered, posts, scores

    /// The name on the wire, at most 16 bytes.
    var name: String { Self.names[Int(rawValue)] }

    private static let names = [
        "type", "id", "author", "at", "text", "edited", "kind", "title", "url", "audience",
        "langs", "tags", "links", "mentions", "labels", "reply_root", "reply_parent", "quote",
        "media", "place", "vectors", "attributes", "post", "handle", "name", "avatar", "status",
        "indexable", "discoverable", "human", "actor", "subject", "undone", "watch_ms",
        "duration_ms", "request", "reason", "position", "surface", "propensity", "outcomes",
        "long_view", "value", "source", "expires", "lat", "lon", "poster", "alt", "transcript",
        "segments", "ocr", "sound", "width", "height", "start_ms", "end_ms", "v", "viewer",
        "previous", "limit", "slots", "score", "reasons", "before", "after", "who", "why",
        "arms", "models", "seed", "notes", "weights", "prior", "greedy", "expected", "thinned",
        "sources", "heads", "parts", "considered", "posts", "scores",
    ]
}

/// Finds a field by the bytes of a key: a hash table over (length, first eight, last eight bytes),
/// which tell all names apart exactly, as none is longer than sixteen.
struct FieldTable: Sendable {
    private struct Entry {
        var head: UInt64 = 0
        var tail: UInt64 = 0
        var count = -1
        var field = Field.type
    }

    static let shared = FieldTable()

    private var entries = [Entry](repeating: Entry(), count: 256)

    private init() {
        for field in Field.allCases {
            let name = Array(field.name.utf8)
            let head = JSONText.word(name.span, from: 0, count: name.count)
            let tail = Self.tail(name.span, from: 0, count: name.count)
            var slot = Self.slot(head, tail)
            while entries[slot].count >= 0 { slot = (slot + 1) & 255 }
            entries[slot] = Entry(head: head, tail: tail, count: name.count, field: field)
        }
    }

    private static func slot(_ head: UInt64, _ tail: UInt64) -> Int {
        Int(((head ^ (tail &* 3)) &* 0x9E37_79B9_7F4A_7C15) >> 56)
    }

    @inline(__always)
    private static func tail(_ text: Span<UInt8>, from start: Int, count: Int) -> UInt64 {
        count <= 8 ? 0 : JSONText.word(text, from: start + count - 8, count: 8)
    }

    /// The field that a key names; nil where the format has none of that name.
    func field(of key: JSONToken, _ line: Span<UInt8>) -> Field? {
        guard !key.hasEscapes else {
            let bytes = JSONText.bytes(of: key, line)
            let head = JSONText.word(bytes.span, from: 0, count: bytes.count)
            let tail = Self.tail(bytes.span, from: 0, count: bytes.count)
            return find(head, tail, bytes.count)
        }
        return find(
            key.head,
            Self.tail(line, from: Int(key.start), count: key.count),
            key.count
        )
    }

    private func find(_ head: UInt64, _ tail: UInt64, _ count: Int) -> Field? {
        var slot = Self.slot(head, tail)
        while entries[slot].count >= 0 {
            let entry = entries[slot]
            if entry.head == head, entry.tail == tail, entry.count == count { return entry.field }
            slot = (slot + 1) & 255
        }
        return nil
    }
}

/// Where the values of one object's fields stand on the tape.
///
/// A field that is null counts as absent; keys that are no fields of the format are left out.
struct Fields {
    private var places = InlineArray<96, UInt32>(repeating: 0)
    /// The first byte of the object, from 1, to point at where something is missing.
    let column: Int

    /// The fields of the object that is token `object`.
    init(of object: Int, _ tape: borrowing JSONTape, _ table: FieldTable, _ line: Span<UInt8>) {
        column = Int(tape.tokens[object].start) + 1
        var index = object + 1
        let end = Int(tape.tokens[object].next)
        while index < end {
            let value = index + 1
            if tape.tokens[value].kind != .null,
                let field = table.field(of: tape.tokens[index], line)
            {
                places[Int(field.rawValue)] = UInt32(truncatingIfNeeded: value)
            }
            index = Int(tape.tokens[value].next)
        }
    }

    /// The token of a field's value; nil where the field is absent. (Token 0 is the line itself.)
    subscript(_ field: Field) -> Int? {
        let place = Int(places[Int(field.rawValue)])
        return place == 0 ? nil : place
    }
}
