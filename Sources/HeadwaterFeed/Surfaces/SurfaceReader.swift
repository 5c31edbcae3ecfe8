import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn

extension Surfaces {
    /// Reads a file of surfaces: `{"surfaces":[{"name":"video","sources":{"walks":60},
    /// "filters":{"media":"video"},"weights":{"like":2},"knobs":{"feed.temperature":0.02},
    /// "model":"main"}]}`.
    ///
    /// Of each surface all but the name may be left out. Where `sources` is given, those that it
    /// doesn't name offer nothing, but for the backfill, which fills pages that would be short.
    /// - Throws: what is wrong, and in which line: no JSON, a key that isn't known, a value of the
    ///   wrong type or out of range, a name that comes twice.
    public init(parsing bytes: [UInt8]) throws(SurfaceError) {
        self.init()
        let reader = SurfaceReader(bytes: bytes)
        let root = try reader.parse()
        var isThere = false
        for member in try reader.members(root, "a file of surfaces", ["surfaces"]) {
            isThere = true
            let items = try reader.items(member.value, "surfaces")
            guard items.count <= Self.most else {
                throw reader.error("at most \(Self.most) surfaces are allowed", member.offset)
            }
            var names: [String] = []
            var models: [(name: String, offset: Int)] = []
            for item in items {
                let surface = try reader.surface(item)
                guard !names.contains(where: { $0.hasSameBytes(as: surface.name) }) else {
                    throw reader.error("the surface \"\(surface.name)\" stands twice", item.offset)
                }
                names.append(surface.name)
                if let model = surface.model {
                    models.append((model, reader.offset(of: "model", in: item)))
                }
                put(surface)
            }
            // A feed may take the model of one that is declared below it.
            for model in models where self[model.name] == nil {
                throw reader.error(
                    "there is no surface \"\(model.name)\" whose model could be taken; there are "
                        + all.map { "\"\($0.name)\"" }.joined(separator: ", "),
                    model.offset
                )
            }
        }
        if !isThere { throw reader.error("\"surfaces\" is missing", root.offset) }
    }
}

extension Surface {
    /// Reads one surface, as it stands in the log.
    init(parsing bytes: [UInt8]) throws(SurfaceError) {
        let reader = SurfaceReader(bytes: bytes, isOfLog: true)
        self = try reader.surface(try reader.parse())
    }

    /// The surface as JSON, which reads back the same.
    public var json: String {
        var out = JSONWriter()
        out.beginObject()
        out.key("name")
        out.string(name)
        out.key("filters")
        out.beginObject()
        if let media = filters.media {
            out.key("media")
            out.string(media.rawValue)
        }
        for (key, texts) in [("langs", filters.langs), ("tags", filters.tags)]
        where !texts.isEmpty {
            out.key(key)
            out.beginArray()
            for text in texts { out.string(text) }
            out.endArray()
        }
        if let hours = filters.maxAgeHours {
            out.key("max_age_hours")
            out.double(hours)
        }
        out.key("replies")
        out.bool(filters.hasReplies)
        out.endObject()
        out.key("knobs")
        out.beginObject()
        for override in overrides {
            out.key(override.knob.name)
            out.double(override.value)
        }
        out.endObject()
        if let model {
            out.key("model")
            out.string(model)
        }
        out.endObject()
        return out.text
    }
}

/// Reads surfaces off a text that people write, and says in which line it is wrong.
struct SurfaceReader {
    private static let nameBytes = 128
    private static let mostTexts = 256

    let bytes: [UInt8]
    /// Whether the text stands in the log, where an earlier release may have let fractions of whole
    /// knobs in.
    var isOfLog = false

    func error(_ message: String, _ offset: Int) -> SurfaceError {
        SurfaceError(message, at: offset, in: bytes)
    }

    /// Where the value of a member begins; where the node begins that lacks it.
    func offset(of name: String, in node: JSONNode) -> Int {
        guard case .object(let members) = node.content,
            let member = members.first(where: { $0.name == name })
        else { return node.offset }
        return member.value.offset
    }

    func parse() throws(SurfaceError) -> JSONNode {
        do throws(JSONError) {
            return try JSONNode(parsing: bytes.span)
        } catch {
            throw SurfaceError(error.message, at: error.column - 1, in: bytes)
        }
    }

    func surface(_ node: JSONNode) throws(SurfaceError) -> Surface {
        let keys = ["name", "sources", "filters", "weights", "knobs", "model"]
        let members = try members(node, "a surface", keys)
        guard let named = members.first(where: { $0.name == "name" }) else {
            throw error("a surface needs a \"name\"", node.offset)
        }
        var surface = Surface(name: try text(named.value, "name"))
        for member in members {
            switch member.name {
            case "sources": try sources(member.value, &surface)
            case "filters": surface.filters = try filters(member.value)
            case "weights": try weights(member.value, &surface)
            case "knobs": try knobs(member.value, &surface)
            case "model": surface.model = try text(member.value, "model")
            default: break
            }
        }
        return surface
    }

    private func sources(_ node: JSONNode, _ surface: inout Surface) throws(SurfaceError) {
        let names = Source.allCases.map(\.name)
        let given = try members(node, "sources", names)
        for name in names where name != Source.backfill.name {
            if let knob = Surface.quota(of: name) { surface.set(knob, to: 0) }
        }
        for member in given {
            guard let knob = Surface.quota(of: member.name) else { continue }
            try set(knob, member, &surface)
        }
    }

    private func weights(_ node: JSONNode, _ surface: inout Surface) throws(SurfaceError) {
        for member in try members(node, "weights", Head.allCases.map(\.name)) {
            guard let head = Head.allCases.first(where: { $0.name == member.name }) else {
                continue
            }
            try set(FeedKnobs.value(of: head), member, &surface)
        }
    }

    private func knobs(_ node: JSONNode, _ surface: inout Surface) throws(SurfaceError) {
        for member in try members(node, "knobs", nil) {
            guard let knob = Surface.knobs.first(where: { $0.name == member.name }) else {
                let isKnown = FeedKnobs.all.contains { $0.name == member.name }
                throw error(
                    isKnown
                        ? "\(member.name) is the same on all surfaces and can't be set for one"
                        : "there is no knob \"\(member.name)\" of the feed",
                    member.offset
                )
            }
            try set(knob, member, &surface)
        }
    }

    private func set(
        _ knob: Knob,
        _ member: JSONNode.Member,
        _ surface: inout Surface
    ) throws(SurfaceError) {
        let value = try number(member.value, member.name)
        guard isOfLog || knob.accepts(value), surface.set(knob, to: value) else {
            throw error(
                "\"\(member.name)\" is from \(knob.bounds)",
                member.value.offset
            )
        }
    }

    private func filters(_ node: JSONNode) throws(SurfaceError) -> Surface.Filters {
        var filters = Surface.Filters()
        let keys = ["media", "langs", "tags", "max_age_hours", "replies"]
        for member in try members(node, "filters", keys) {
            switch member.name {
            case "media":
                let name = try text(member.value, "media")
                guard let media = Surface.Media(rawValue: name) else {
                    throw error(
                        "\"media\" is \(Self.list(Surface.Media.allCases.map(\.rawValue)))",
                        member.value.offset
                    )
                }
                filters.media = media
            case "langs": filters.langs = try texts(member.value, "langs")
            case "tags": filters.tags = try texts(member.value, "tags")
            case "max_age_hours":
                let hours = try number(member.value, "max_age_hours")
                guard hours > 0, hours <= 876_000 else {
                    throw error(
                        "\"max_age_hours\" is above 0 and at most 876000",
                        member.value.offset
                    )
                }
                filters.maxAgeHours = hours
            default:
                guard case .bool(let flag) = member.value.content else {
                    throw error("\"replies\" is true or false", member.value.offset)
                }
                filters.hasReplies = flag
            }
        }
        return filters
    }

    // MARK: Types

    /// The members of an object whose keys are among `keys`, where those are given.
    func members(
        _ node: JSONNode,
        _ what: String,
        _ keys: [String]?
    ) throws(SurfaceError) -> [JSONNode.Member] {
        guard case .object(let members) = node.content else {
            throw error("\(what) is an object", node.offset)
        }
        if let keys {
            for member in members where !keys.contains(member.name) {
                throw error(
                    "\"\(member.name)\" is unknown here; there is \(Self.list(keys))",
                    member.offset
                )
            }
        }
        return members
    }

    func items(_ node: JSONNode, _ key: String) throws(SurfaceError) -> [JSONNode] {
        guard case .array(let items) = node.content else {
            throw error("\"\(key)\" is a list", node.offset)
        }
        return items
    }

    private func texts(_ node: JSONNode, _ key: String) throws(SurfaceError) -> [String] {
        let items = try items(node, key)
        guard !items.isEmpty, items.count <= Self.mostTexts else {
            throw error("\"\(key)\" has 1 to \(Self.mostTexts) items", node.offset)
        }
        var texts: [String] = []
        for item in items { texts.append(try text(item, key)) }
        return texts
    }

    private func text(_ node: JSONNode, _ key: String) throws(SurfaceError) -> String {
        guard case .string(let text) = node.content, (1...Self.nameBytes).contains(text.utf8.count)
        else {
            throw error("\"\(key)\" is a text of 1 to \(Self.nameBytes) bytes", node.offset)
        }
        return text
    }

    private func number(_ node: JSONNode, _ key: String) throws(SurfaceError) -> Double {
        guard case .number(let number) = node.content else {
            throw error("\"\(key)\" is a number", node.offset)
        }
        return number
    }

    private static func list(_ names: [String]) -> String {
        let quoted = names.map { "\"\($0)\"" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
        return quoted.dropLast().joined(separator: ", ") + " and " + last
    }
}
