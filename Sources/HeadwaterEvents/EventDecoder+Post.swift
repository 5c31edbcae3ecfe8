import HeadwaterCore

extension EventDecoder {
    func post(_ fields: borrowing Fields, _ line: Span<UInt8>) throws(EventError) -> Post {
        var event = Post(
            id: try reader.needID(.id, fields, line),
            author: try reader.needID(.author, fields, line),
            at: try reader.needTime(.at, fields, line),
            text: try reader.needText(.text, fields, line)
        )
        event.edited = try reader.time(.edited, fields, line)
        event.kind =
            try choice(.kind, fields, line, among: "post, article", Post.Kind.init(rawValue:))
            ?? .post
        event.title = try reader.text(.title, fields, line)
        event.url = try reader.text(.url, fields, line)
        event.audience = try audience(fields, line)
        event.langs = try reader.texts(.langs, fields, line)
        event.tags = try reader.texts(.tags, fields, line)
        event.links = try reader.texts(.links, fields, line)
        event.mentions = try reader.texts(.mentions, fields, line, areIDs: true)
        event.labels = try reader.texts(.labels, fields, line)
        event.replyRoot = try reader.id(.replyRoot, fields, line)
        event.replyParent = try reader.id(.replyParent, fields, line)
        event.quote = try reader.id(.quote, fields, line)
        event.media = try objects(.media, fields, line, limit: EventLimits.listItems, medium)
        event.place = try place(fields, line)
        event.vectors = try vectors(fields, line)
        event.attributes = try reader.attributes(fields, line) ?? []
        return event
    }

    private func audience(
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> Audience {
        switch try reader.id(.audience, fields, line) {
        case nil, "public": return .public
        case "unlisted": return .unlisted
        case "followers": return .followers
        case "mentioned": return .mentioned
        case .some(let group): return .group(group)
        }
    }

    /// The items of a list of objects.
    func objects<Item>(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>,
        limit: Int,
        _ read: (borrowing Fields, Span<UInt8>) throws(EventError) -> Item
    ) throws(EventError) -> [Item] {
        guard fields[field] != nil else { return [] }
        var items: [Item] = []
        for (place, token) in try reader.items(field, fields, line, limit: limit).enumerated() {
            do throws(EventError) {
                guard reader.tape.tokens[token].kind == .object else {
                    throw EventError(
                        .type,
                        field: "",
                        column: Int(reader.tape.tokens[token].start) + 1,
                        "an object is expected here, not \(reader.found(token, line))"
                    )
                }
                items.append(try read(reader.fields(of: token, line), line))
            } catch {
                throw error.within("\(field.name)[\(place)]")
            }
        }
        return items
    }

    private func medium(
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> Media {
        var media = Media(
            kind: try needChoice(
                .kind,
                fields,
                line,
                among: "image, video, audio",
                Media.Kind.init(rawValue:)
            )
        )
        media.url = try reader.text(.url, fields, line)
        media.poster = try reader.text(.poster, fields, line)
        media.alt = try reader.text(.alt, fields, line)
        media.transcript = try reader.text(.transcript, fields, line)
        media.segments = try objects(
            .segments,
            fields,
            line,
            limit: EventLimits.segmentItems,
            segment
        )
        media.ocr = try reader.text(.ocr, fields, line)
        media.durationMs = try reader.duration(fields, line)
        media.sound = try reader.id(.sound, fields, line)
        media.width = try reader.integer(.width, fields, line)
        media.height = try reader.integer(.height, fields, line)
        return media
    }

    private func segment(
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> Media.Segment {
        Media.Segment(
            startMs: try reader.needInteger(.startMs, fields, line),
            endMs: try reader.needInteger(.endMs, fields, line),
            text: try reader.needText(.text, fields, line)
        )
    }

    private func place(
        _ outer: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> Place? {
        guard let token = outer[.place] else { return nil }
        guard reader.tape.tokens[token].kind == .object else {
            throw reader.wrongType(.place, token, line, expected: "an object")
        }
        let fields = reader.fields(of: token, line)
        do throws(EventError) {
            return Place(
                latitude: try degrees(.latitude, fields, line, limit: 90),
                longitude: try degrees(.longitude, fields, line, limit: 180),
                name: try reader.text(.name, fields, line)
            )
        } catch {
            throw error.within(Field.place.name)
        }
    }

    private func degrees(
        _ field: Field,
        _ fields: borrowing Fields,
        _ line: Span<UInt8>,
        limit: Double
    ) throws(EventError) -> Double? {
        guard let token = fields[field], let degrees = try reader.number(field, fields, line)
        else { return nil }
        guard abs(degrees) <= limit else {
            throw reader.error(
                .value,
                field,
                token,
                "\(reader.found(token, line)) is not within \(Int(limit)) degrees"
            )
        }
        return degrees
    }

    private func vectors(
        _ fields: borrowing Fields,
        _ line: Span<UInt8>
    ) throws(EventError) -> [Vector] {
        guard let members = try reader.members(.vectors, fields, line) else { return [] }
        var vectors: [Vector] = []
        for (key, value) in members {
            let space = JSONText.string(of: reader.tape.tokens[key], line)
            do throws(EventError) {
                vectors.append(Vector(space: space, values: try numbers(of: value, line)))
            } catch {
                throw EventError(
                    error.kind,
                    field: "vectors.\(quotedText(space))",
                    column: error.column,
                    error.message
                )
            }
        }
        return vectors.sorted { $0.space.utf8.lexicographicallyPrecedes($1.space.utf8) }
    }

    private func numbers(
        of index: Int,
        _ line: Span<UInt8>
    ) throws(EventError) -> [Float] {
        let numbers = try reader.floats(at: index, .vectors, line)
        guard (1...EventLimits.vectorNumbers).contains(numbers.count) else {
            throw reader.error(
                .length,
                .vectors,
                index,
                "\(numbers.count) numbers; a vector has 1 to \(EventLimits.vectorNumbers)"
            )
        }
        guard numbers.allSatisfy(\.isFinite) else {
            throw reader.error(.value, .vectors, index, "a number is not finite")
        }
        return numbers
    }
}
