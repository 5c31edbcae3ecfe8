import HeadwaterEngine
import HeadwaterEvents
import Hummingbird
import NIOCore

/// The body of a request in Gorse's API, field by field: what is wrong is said by the field's name.
struct GorseInput: Sendable {
    /// The longest body that is read.
    static let limitBytes = 16 << 20

    private let value: JSONValue
    /// What the fields' names begin with in errors: `[3].` in a list.
    private let place: String

    private init(_ value: JSONValue, _ place: String) {
        self.value = value
        self.place = place
    }

    /// Reads a body that is an object.
    static func object(_ request: Request) async throws -> GorseInput {
        let value = try await read(request)
        guard value.members != nil else {
            throw APIError.badRequest("the body must be a JSON object")
        }
        return GorseInput(value, "")
    }

    /// Reads a body that is a list of objects.
    static func list(_ request: Request) async throws -> [GorseInput] {
        let value = try await read(request)
        guard let items = value.array else {
            throw APIError.badRequest("the body must be a JSON list")
        }
        var inputs: [GorseInput] = []
        inputs.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            guard item.members != nil else {
                throw APIError.badRequest("[\(index)] must be a JSON object", "[\(index)]")
            }
            inputs.append(GorseInput(item, "[\(index)]."))
        }
        return inputs
    }

    private static func read(_ request: Request) async throws -> JSONValue {
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: limitBytes)
        } catch is NIOTooManyBytesError {
            throw APIError(
                status: .contentTooLarge,
                code: "content_too_large",
                message: "the body is longer than \(limitBytes) bytes: send fewer at once",
                param: nil
            )
        } catch {
            throw APIError.badRequest("the body broke off")
        }
        do {
            return try JSONValue(parsing: Array(buffer: buffer).span, depth: EventLimits.depth)
        } catch {
            throw APIError.badRequest("the body: \(error)")
        }
    }

    /// An id, which must be there.
    func id(_ name: String) throws(APIError) -> String {
        try Self.checked(id: try text(name) ?? "", place + name)
    }

    /// Refuses an id that can't be one.
    static func checked(id: String, _ name: String) throws(APIError) -> String {
        guard (1...GorseID.limitBytes).contains(id.utf8.count) else {
            throw .badRequest("\(name) must have 1 to \(GorseID.limitBytes) bytes", name)
        }
        return id
    }

    /// A text; nil where it is left out or null.
    func text(_ name: String, limit: Int = EventLimits.textBytes) throws(APIError) -> String? {
        guard let field = value[name] else { return nil }
        guard let text = field.string else {
            throw .badRequest("\(place)\(name) must be a text", place + name)
        }
        guard text.utf8.count <= limit else {
            throw .badRequest("\(place)\(name) has more than \(limit) bytes", place + name)
        }
        return text
    }

    /// True or false; nil where it is left out or null.
    func flag(_ name: String) throws(APIError) -> Bool? {
        guard let field = value[name] else { return nil }
        guard let flag = field.bool else {
            throw .badRequest("\(place)\(name) must be true or false", place + name)
        }
        return flag
    }

    /// A number; nil where it is left out or null.
    func number(_ name: String) throws(APIError) -> Double? {
        guard let field = value[name] else { return nil }
        guard let number = field.double, number.isFinite else {
            throw .badRequest("\(place)\(name) must be a number", place + name)
        }
        return number
    }

    /// A list of texts; nil where it is left out or null.
    func texts(_ name: String, limit: Int = 256) throws(APIError) -> [String]? {
        guard let field = value[name] else { return nil }
        guard let items = field.array, items.count <= limit else {
            throw .badRequest(
                "\(place)\(name) must be a list of at most \(limit) texts",
                place + name
            )
        }
        var texts: [String] = []
        for item in items {
            guard let text = item.string, text.utf8.count <= 256 else {
                throw .badRequest(
                    "\(place)\(name) must be a list of texts of at most 256 bytes",
                    place + name
                )
            }
            texts.append(text)
        }
        return texts
    }

    /// A moment; nil where it is left out or null.
    func time(_ name: String) throws(APIError) -> GorseTime? {
        guard let text = try text(name, limit: 256) else { return nil }
        guard let time = GorseTime(text) else {
            throw .badRequest(
                "\(place)\(name): \"\(text)\" is no time, such as 2026-11-25T08:30:00Z",
                place + name
            )
        }
        return time
    }

    /// Labels: any JSON, kept as it is; nil where they are left out or null.
    func labels() throws(APIError) -> JSONValue? {
        guard let labels = value["Labels"] else { return nil }
        guard labels.json.utf8.count <= EventLimits.textBytes else {
            throw .badRequest(
                "\(place)Labels has more than \(EventLimits.textBytes) bytes",
                place + "Labels"
            )
        }
        return labels
    }

    /// The error that something is wrong with a field.
    func wrong(_ name: String, _ message: String) -> APIError {
        .badRequest("\(place)\(name): \(message)", place + name)
    }
}
