import HeadwaterCore

/// How a page stands in the log: a JSON object, with runs of numbers as base64 of little-endian
/// 32-bit floats, which keeps their bits and takes half the room of digits.
extension RecordCodec {
    static func write(_ served: Served, _ out: inout JSONWriter) {
        out.beginObject()
        out.field("type", "served")
        out.field("v", Int64(2))
        out.field("request", served.request)
        out.field("viewer", served.viewer)
        out.field("surface", served.surface)
        out.field("at", served.at)
        out.field("previous", served.previous)
        out.field("limit", Int64(served.limit))
        out.field("arms", served.arms)
        out.field("models", served.models)
        // A log's positions are dense counts, far below 2^53.
        out.field("position", served.standing.map { Int64(clamping: $0.rawValue) })
        out.field("seed", served.seed)
        out.field("notes", served.notes)
        out.field("weights", served.weights)
        out.field("prior", served.prior.map { Double($0) })
        out.field("greedy", served.greedy)
        out.field("expected", served.expected)
        if served.isThinned { out.field("thinned", true) }
        out.key("slots")
        out.beginArray()
        for slot in served.slots {
            out.beginObject()
            out.field("post", slot.post)
            out.field("source", slot.source)
            out.field("score", slot.score)
            out.field("propensity", slot.propensity)
            out.field("sources", slot.sources)
            out.field("heads", slot.heads)
            out.field("parts", slot.parts)
            out.field("reasons", slot.reasons)
            out.endObject()
        }
        out.endArray()
        if let considered = served.considered {
            out.key("considered")
            out.beginObject()
            out.field("posts", considered.posts)
            out.field("scores", considered.scores)
            out.field("heads", considered.heads)
            out.endObject()
        }
        out.endObject()
    }
}

extension JSONWriter {
    /// Writes numbers as base64, if there are any.
    mutating func field(_ name: StaticString, _ numbers: [Float]) {
        guard !numbers.isEmpty else { return }
        var text: [UInt8] = [0x22]
        Base64.append(numbers, to: &text)
        text.append(0x22)
        key(name)
        rawJSON(text)
    }
}
