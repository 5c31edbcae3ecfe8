import HeadwaterCore

/// Headwater's own records, which only the log holds. Their texts are ours, so no limit binds them.
extension EventDecoder {
    private func checkVersion(
        _ fields: borrowing Fields,
        _ line: Span<UInt8>,
        newest: Int64
    ) throws(EventError) {
        let version = try reader.needInteger(.v, fields, line)
        guard (1...newest).contains(version) else {
            throw EventError(
                .unknownVersion,
                field: "v",
                column: fields.column,
                "this release knows versions up to \(newest) of this record, not \(version)"
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
        try checkVersion(fields, line, newest: 2)
        var page = Served(
            request: try needOwnText(.request, fields, line),
            viewer: try needOwnText(.viewer, fields, line),
            surface: try needOwnText(.surface, fields, line),
            at: try reader.needTime(.at, fields, line),
            previous: try reader.text(.previous, fields, line, limit: .max),
            limit: Int(try reader.needInteger(.limit, fields, line)),
            slots: try objects(.slots, fields, line, limit: .max, slot)
        )
        // Version 1 has none of what follows.
        page.arms = try ownTexts(.arms, fields, line)
        page.models = try ownTexts(.models, fields, line)
        page.standing = try reader.integer(.position, fields, line).map {
            LogPosition(rawValue: UInt64($0))
        }
        page.seed = try reader.integer(.seed, fields, line)
        page.notes = try ownTexts(.notes, fields, line)
        page.weights = try reader.floats(.weights, fields, line)
        page.prior = try reader.number(.prior, fields, line).map { Float($0) }
        page.greedy = try reader.number(.greedy, fields, line)
        page.expected = try reader.number(.expected, fields, line)
        page.isThinned = try reader.flag(.thinned, fields, line) ?? false
        if let token = fields[.considered] {
            let columns = reader.fields(of: token, line)
            var considered = Served.Considered()
            considered.posts = try ownTexts(.posts, columns, line)
            considered.scores = try reader.floats(.scores, columns, line)
            considered.heads = try reader.floats(.heads, columns, line)
            page.considered = considered
        }
        return page
    }

    private func ownTexts(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> [String] {
        var texts: [String] = []
        for token in try reader.items(field, fields, line, limit: .max) {
            texts.append(try reader.text(at: token, field, line, limit: .max))
        }
        return texts
    }

    private func slot(
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> Served.Slot {
        var slot = Served.Slot(
            post: try needOwnText(.post, fields, line),
            source: try needOwnText(.source, fields, line),
            score: try reader.number(.score, fields, line) ?? .nan,
            propensity: try reader.number(.propensity, fields, line) ?? .nan,
            reasons: try reader.texts(.reasons, fields, line)
        )
        slot.sources = try ownTexts(.sources, fields, line)
        slot.heads = try reader.floats(.heads, fields, line)
        slot.parts = try reader.floats(.parts, fields, line)
        return slot
    }

    func change(_ fields: borrowing Fields, _ line: Span<UInt8>) throws(EventError) -> Change {
        try checkVersion(fields, line, newest: 1)
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
