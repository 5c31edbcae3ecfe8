import HeadwaterCore

/// Writes events in their one canonical form: compact JSON on one line, the fields in the order of
/// EVENTS.md, and nothing that is absent or has its default.
///
/// Equal events give equal bytes, and ``EventDecoder`` reads the same event back.
public enum EventEncoder {
    /// Appends an event, without an end of line.
    public static func encode(_ event: Event, into bytes: inout [UInt8]) {
        var out = JSONWriter(after: exchange(&bytes, with: []))
        out.beginObject()
        switch event {
        case .post(let event): write(event, &out)
        case .delete(let event):
            out.field("type", "delete")
            out.field("post", event.post)
            out.field("at", event.at)
        case .account(let event): write(event, &out)
        case .edge(let event): write(event, &out)
        case .engagement(let event): write(event, &out)
        case .impression(let event): write(event, &out)
        case .label(let event): write(event, &out)
        }
        out.endObject()
        bytes = out.takeBytes()
    }

    private static func write(_ event: Post, _ out: inout JSONWriter) {
        out.field("type", "post")
        out.field("id", event.id)
        out.field("author", event.author)
        out.field("at", event.at)
        out.field("text", event.text)
        out.field("edited", event.edited)
        if event.kind != .post { out.field("kind", event.kind.rawValue) }
        out.field("title", event.title)
        out.field("url", event.url)
        switch event.audience {
        case .public: break
        case .unlisted: out.field("audience", "unlisted")
        case .followers: out.field("audience", "followers")
        case .mentioned: out.field("audience", "mentioned")
        case .group(let group): out.field("audience", group)
        }
        out.field("langs", event.langs)
        out.field("tags", event.tags)
        out.field("links", event.links)
        out.field("mentions", event.mentions)
        out.field("labels", event.labels)
        out.field("reply_root", event.replyRoot)
        out.field("reply_parent", event.replyParent)
        out.field("quote", event.quote)
        if !event.media.isEmpty {
            out.key("media")
            out.beginArray()
            for media in event.media { write(media, &out) }
            out.endArray()
        }
        if let place = event.place {
            out.key("place")
            out.beginObject()
            out.field("lat", place.latitude)
            out.field("lon", place.longitude)
            out.field("name", place.name)
            out.endObject()
        }
        write(event.vectors, &out)
        if !event.attributes.isEmpty { write(event.attributes, &out) }
    }

    private static func write(_ media: Media, _ out: inout JSONWriter) {
        out.beginObject()
        out.field("kind", media.kind.rawValue)
        out.field("url", media.url)
        out.field("poster", media.poster)
        out.field("alt", media.alt)
        out.field("transcript", media.transcript)
        if !media.segments.isEmpty {
            out.key("segments")
            out.beginArray()
            for segment in media.segments {
                out.beginObject()
                out.field("start_ms", segment.startMs)
                out.field("end_ms", segment.endMs)
                out.field("text", segment.text)
                out.endObject()
            }
            out.endArray()
        }
        out.field("ocr", media.ocr)
        out.field("duration_ms", media.durationMs)
        out.field("sound", media.sound)
        out.field("width", media.width)
        out.field("height", media.height)
        out.endObject()
    }

    private static func write(_ vectors: [Vector], _ out: inout JSONWriter) {
        guard !vectors.isEmpty else { return }
        out.key("vectors")
        out.beginObject()
        for vector in vectors {
            out.key(vector.space)
            var text: [UInt8] = [0x22]
            Base64.append(vector.values, to: &text)
            text.append(0x22)
            out.rawJSON(text)
        }
        out.endObject()
    }

    private static func write(_ attributes: [Attribute], _ out: inout JSONWriter) {
        out.key("attributes")
        out.beginObject()
        for attribute in attributes {
            out.key(attribute.name)
            out.string(attribute.value)
        }
        out.endObject()
    }

    private static func write(_ event: Account, _ out: inout JSONWriter) {
        out.field("type", "account")
        out.field("id", event.id)
        out.field("at", event.at)
        out.field("handle", event.handle)
        out.field("name", event.name)
        out.field("avatar", event.avatar)
        out.field("status", event.status?.rawValue)
        out.field("indexable", event.indexable)
        out.field("discoverable", event.discoverable)
        if let human = event.human {
            out.key("human")
            out.rawJSON(human)
        }
        if let attributes = event.attributes { write(attributes, &out) }
    }

    private static func write(_ event: Edge, _ out: inout JSONWriter) {
        out.field("type", "edge")
        out.field("kind", event.kind.name)
        out.field("actor", event.actor)
        out.field("subject", event.subject)
        out.field("at", event.at)
        out.field("id", event.id)
        if event.undone { out.field("undone", true) }
    }

    private static func write(_ event: Engagement, _ out: inout JSONWriter) {
        out.field("type", "engagement")
        out.field("kind", event.kind.name)
        out.field("actor", event.actor)
        out.field("post", event.post)
        out.field("at", event.at)
        out.field("id", event.id)
        if event.undone { out.field("undone", true) }
        out.field("watch_ms", event.watchMs)
        out.field("duration_ms", event.durationMs)
        out.field("request", event.request)
        out.field("reason", event.reason)
        if !event.attributes.isEmpty { write(event.attributes, &out) }
    }

    private static func write(_ event: Impression, _ out: inout JSONWriter) {
        out.field("type", "impression")
        out.field("actor", event.actor)
        out.field("post", event.post)
        out.field("at", event.at)
        out.field("request", event.request)
        out.field("position", event.position)
        out.field("surface", event.surface)
        out.field("propensity", event.propensity)
        guard let outcomes = event.outcomes else { return }
        out.key("outcomes")
        out.beginObject()
        for kind in Engagement.Kind.allCases {
            guard let happened = outcomes[kind] else { continue }
            out.key(kind.name)
            out.bool(happened)
        }
        out.field("long_view", outcomes.longView)
        out.field("watch_ms", outcomes.watchMs)
        out.field("duration_ms", outcomes.durationMs)
        out.endObject()
    }

    private static func write(_ event: Label, _ out: inout JSONWriter) {
        out.field("type", "label")
        out.field("subject", event.subject)
        out.field("value", event.value)
        out.field("source", event.source)
        out.field("at", event.at)
        if event.undone { out.field("undone", true) }
        out.field("reason", event.reason)
        out.field("expires", event.expires)
    }
}

/// Fields of objects: those that are nil, or lists that are empty, are left out.
extension JSONWriter {
    @inline(__always)
    mutating func field(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        key(name)
        string(text)
    }

    @inline(__always)
    mutating func field(_ name: StaticString, _ time: Timestamp?) {
        guard let time else { return }
        key(name)
        self.time(time)
    }

    @inline(__always)
    mutating func field(_ name: StaticString, _ number: Int64?) {
        guard let number else { return }
        key(name)
        integer(number)
    }

    @inline(__always)
    mutating func field(_ name: StaticString, _ number: Double?) {
        guard let number else { return }
        key(name)
        double(number)
    }

    @inline(__always)
    mutating func field(_ name: StaticString, _ flag: Bool?) {
        guard let flag else { return }
        key(name)
        bool(flag)
    }

    mutating func field(_ name: StaticString, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        key(name)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }
}

/// Swaps a value out of its place without copying it.
func exchange<Value>(_ place: inout Value, with new: Value) -> Value {
    let old = place
    place = new
    return old
}
