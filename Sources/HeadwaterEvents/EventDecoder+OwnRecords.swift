import HeadwaterCore

/// Headwater's own records, which only the log holds. Their texts are ours, so no limit binds them.
extension EventDecoder {
    private func checkVersion(
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) {
        let version = try reader.needInteger(.v, fields, line)
        guard version == 1 else {
            throw EventError(
                .unknownVersion,
                field: "v",
                column: fields.column,
                "this release knows version 1 of this record, not \(version)"
            )
        }
    }

    private func needOwnText(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> String {
        try reader.needText(field, fields, line, limit: .max)
    }

    func served(_ fields: borrowing Fields, _ line: Span<UInt8>) throws(EventError) -> Served {
        try checkVersion(fields, line)
        return Served(
            request: try needOwnText(.request, fields, line),
            viewer: try needOwnText(.viewer, fields, line),
            surface: try needOwnText(.surface, fields, line),
            at: try reader.needTime(.at, fields, line),
            previous: try reader.text(.previous, fields, line, limit: .max),
            limit: Int(try reader.needInteger(.limit, fields, line)),
            slots: try objects(.slots, fields, line, limit: .max, slot)
        )
    }

    private func slot(
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> Served.Slot {
        Served.Slot(
            post: try needOwnText(.post, fields, line),
            source: try needOwnText(.source, fields, line),
            score: try reader.number(.score, fields, line) ?? .nan,
            propensity: try reader.number(.propensity, fields, line) ?? .nan,
            reasons: try reader.texts(.reasons, fields, line)
        )
    }

    func change(_ fields: borrowing Fields, _ line: Span<UInt8>) throws(EventError) -> Change {
        try checkVersion(fields, line)
        return Change(
            kind: try needOwnText(.kind, fields, line),
            name: try needOwnText(.name, fields, line),
            before: try needOwnText(.before, fields, line),
            after: try needOwnText(.after, fields, line),
            who: try needOwnText(.who, fields, line),
            why: try needOwnText(.why, fields, line),
            at: try reader.needTime(.at, fields, line)
        )
    }
}
