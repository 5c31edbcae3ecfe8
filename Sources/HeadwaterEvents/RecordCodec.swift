import HeadwaterCore

/// Writes and reads what a record of the log says.
///
/// Events stand in the log as on the wire. Headwater's own records are JSON objects with a `type`,
/// `served` or `change`, and a version `v`. Pages are written as version 2 and changes as 1; pages
/// of version 1 are still read.
public enum RecordCodec {
    /// Appends a record's body.
    public static func encode(_ body: Record.Body, into bytes: inout [UInt8]) {
        switch body {
        case .event(let event): EventEncoder.encode(event, into: &bytes)
        case .served(let served):
            var out = JSONWriter(after: exchange(&bytes, with: []))
            write(served, &out)
            bytes = out.takeBytes()
        case .change(let change):
            var out = JSONWriter(after: exchange(&bytes, with: []))
            write(change, &out)
            bytes = out.takeBytes()
        }
    }

    /// Reads a record's body.
    ///
    /// - Throws: an error of kind `unknownVersion` where a later release has written it.
    public static func decode(_ bytes: Span<UInt8>) throws(EventError) -> Record.Body {
        var decoder = EventDecoder()
        return try decoder.body(of: bytes, isOurs: true)
    }

    /// Reads a record's body with a decoder that is kept, for reading many.
    public static func decode(
        _ bytes: Span<UInt8>,
        using decoder: inout EventDecoder
    ) throws(EventError) -> Record.Body {
        try decoder.body(of: bytes, isOurs: true)
    }

    private static func write(_ change: Change, _ out: inout JSONWriter) {
        out.beginObject()
        out.field("type", "change")
        out.field("v", Int64(1))
        out.field("kind", change.kind)
        out.field("name", change.name)
        out.field("before", change.before)
        out.field("after", change.after)
        out.field("who", change.who)
        out.field("why", change.why)
        out.field("at", change.at)
        out.endObject()
    }
}
