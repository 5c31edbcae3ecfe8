import HeadwaterCore
import HeadwaterEvents

/// Checks a JSON value against a JSON Schema, as far as the API's description uses it.
///
/// Stricter than the standard in one point: a property that a schema with `properties` doesn't
/// name, and doesn't allow by `additionalProperties`, is a problem. So nothing goes undescribed.
struct SchemaChecker: Sendable {
    let document: JSONValue

    /// Everything that a schema may say; another word would silently check nothing.
    static let words: Set<String> = [
        "$ref", "type", "required", "properties", "additionalProperties", "items", "enum", "const",
        "oneOf", "minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength", "minItems",
        "maxItems", "format", "description", "default",
    ]

    /// What a `$ref` stands for.
    func resolve(_ value: JSONValue) -> JSONValue {
        guard let path = value["$ref"]?.string else { return value }
        var found = document
        for part in path.split(separator: "/").dropFirst() { found = found[String(part)] ?? .null }
        return found
    }

    func problems(_ value: JSONValue, _ schema: JSONValue, at path: String = "$") -> [String] {
        let schema = resolve(schema)
        guard let members = schema.members else { return ["\(path): no such schema"] }
        var found: [String] = []
        for member in members where !Self.words.contains(member.name) {
            found.append("\(path): the schema says \(member.name), which is not checked")
        }
        if let options = schema["oneOf"]?.array {
            let all = options.map { problems(value, $0, at: path) }
            if all.count(where: \.isEmpty) != 1 {
                found.append("\(path): is not one of: \(all.flatMap { $0.prefix(2) })")
            }
        }
        if let type = schema["type"] {
            let names = type.array?.compactMap(\.string) ?? [type.string ?? ""]
            guard names.contains(where: { Self.isOf($0, value) }) else {
                return found + ["\(path): \(value.json.prefix(80)) is not \(names)"]
            }
        }
        if let allowed = schema["enum"]?.array, !allowed.contains(value) {
            found.append("\(path): \(value.json) is none of \(allowed.map(\.json))")
        }
        if let only = schema["const"], only != value {
            found.append("\(path): \(value.json) is not \(only.json)")
        }
        found += limits(value, schema, path)
        if let given = value.members { found += object(given, schema, path) }
        if let items = value.array, let each = schema["items"] {
            for (index, item) in items.enumerated() {
                found += problems(item, each, at: "\(path)[\(index)]")
            }
        }
        return found
    }

    private func object(
        _ given: [JSONValue.Member],
        _ schema: JSONValue,
        _ path: String
    ) -> [String] {
        var found: [String] = []
        for name in schema["required"]?.array?.compactMap(\.string) ?? []
        where !given.contains(where: { $0.name == name }) {
            found.append("\(path): \(name) is missing")
        }
        let properties = schema["properties"]
        for member in given {
            let place = "\(path).\(member.name)"
            if let known = properties?[member.name] {
                found += problems(member.value, known, at: place)
            } else if let other = schema["additionalProperties"], other.members != nil {
                found += problems(member.value, other, at: place)
            } else if properties != nil, schema["additionalProperties"] != .bool(true) {
                found.append("\(place): is not described")
            }
        }
        return found
    }

    private func limits(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
        var found: [String] = []
        func check(_ word: String, _ measure: Double?, _ isFine: (Double, Double) -> Bool) {
            guard let measure, let limit = schema[word]?.double, !isFine(measure, limit) else {
                return
            }
            found.append("\(path): \(measure) against \(word) \(limit)")
        }
        check("minimum", value.double) { $0 >= $1 }
        check("maximum", value.double) { $0 <= $1 }
        check("exclusiveMinimum", value.double) { $0 > $1 }
        check("minLength", value.string.map { Double($0.unicodeScalars.count) }) { $0 >= $1 }
        check("maxLength", value.string.map { Double($0.unicodeScalars.count) }) { $0 <= $1 }
        check("minItems", value.array.map { Double($0.count) }) { $0 >= $1 }
        check("maxItems", value.array.map { Double($0.count) }) { $0 <= $1 }
        if schema["format"]?.string == "date-time", let text = value.string,
            Timestamp(text)?.description != text
        {
            found.append("\(path): \(text) is no time in UTC with milliseconds")
        }
        return found
    }

    private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("integer", .integer), ("number", .integer),
            ("number", .double), ("string", .string), ("array", .array), ("object", .object):
            true
        default: false
        }
    }
}
