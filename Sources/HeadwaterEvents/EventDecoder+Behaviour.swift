import HeadwaterCore

extension EventDecoder {
    func delete(_ fields: borrowing Fields, _ line: Span<UInt8>) throws(EventError) -> Delete {
        Delete(
            post: try reader.needID(.post, fields, line),
            at: try reader.needTime(.at, fields, line)
        )
    }

    func engagement(
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> Engagement {
        let kind = try needChoice(
            .kind,
            fields,
            line,
            among: "like, repost, reply, quote, share, bookmark, click, view, follow, profile, "
                + "hide, report",
            Engagement.Kind.init(name:)
        )
        let id = try reader.id(.id, fields, line)
        let undone = try reader.flag(.undone, fields, line) ?? false
        var event = Engagement(
            kind: kind,
            actor: try reader.needID(.actor, fields, line),
            post: try target(.post, fields, line, undone: undone, id: id),
            at: try reader.needTime(.at, fields, line)
        )
        event.id = id
        event.undone = undone
        event.durationMs = try reader.duration(fields, line)
        event.watchMs = try reader.watched(fields, line, of: event.durationMs)
        event.request = try reader.id(.request, fields, line)
        event.reason = try reader.text(.reason, fields, line)
        event.attributes = try reader.attributes(fields, line) ?? []
        return event
    }

    func impression(
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> Impression {
        var event = Impression(
            actor: try reader.needID(.actor, fields, line),
            post: try reader.needID(.post, fields, line),
            at: try reader.needTime(.at, fields, line)
        )
        event.request = try reader.id(.request, fields, line)
        event.position = try reader.integer(.position, fields, line)
        event.surface = try reader.text(.surface, fields, line)
        if let chance = try reader.number(.propensity, fields, line),
            let token = fields[.propensity]
        {
            guard chance > 0, chance <= 1 else {
                throw reader.error(
                    .value,
                    .propensity,
                    token,
                    "\(reader.found(token, line)) is no chance above 0 and at most 1"
                )
            }
            event.propensity = chance
        }
        event.outcomes = try outcomes(fields, line)
        return event
    }

    private func outcomes(
        _ outer: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> Outcomes? {
        guard let members = try reader.members(.outcomes, outer, line),
            let token = outer[.outcomes]
        else { return nil }
        var outcomes = Outcomes()
        for (key, value) in members {
            let name = JSONText.string(of: reader.tape.tokens[key], line)
            guard let kind = Engagement.Kind(name: name) else { continue }
            do throws(EventError) {
                outcomes[kind] = try reader.flag(at: value, .value, line)
            } catch {
                throw EventError(
                    error.kind,
                    field: "outcomes.\(name)",
                    column: error.column,
                    error.message
                )
            }
        }
        let fields = reader.fields(of: token, line)
        do throws(EventError) {
            outcomes.longView = try reader.flag(.longView, fields, line)
            outcomes.durationMs = try reader.duration(fields, line)
            outcomes.watchMs = try reader.watched(fields, line, of: outcomes.durationMs)
        } catch {
            throw error.within(Field.outcomes.name)
        }
        return outcomes
    }
}
