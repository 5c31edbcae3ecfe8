import HeadwaterCore
import HeadwaterEvents
import Hummingbird
import NIOCore

/// The JSON object of a request, read field by field: what is wrong is said by the field's name.
struct RequestBody: Sendable {
    private let value: JSONValue
    /// The longest body that is read.
    private static let limitBytes = 1 << 20

    init(_ request: Request) async throws {
        if let coding = request.headers[.contentEncoding], coding.lowercased() != "identity" {
            throw APIError.badRequest(
                "Content-Encoding \(coding): send this body as it is; /v1/events takes compressed ones"
            )
        }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: Self.limitBytes)
        } catch is NIOTooManyBytesError {
            throw APIError(
                status: .contentTooLarge,
                code: "content_too_large",
                message: "the body is longer than \(Self.limitBytes) bytes",
                param: nil
            )
        } catch {
            throw APIError.badRequest("the body broke off")
        }
        do {
            value = try JSONValue(parsing: Array(buffer: buffer).span)
        } catch {
            throw APIError.badRequest("the body: \(error)")
        }
        guard value.members != nil else {
            throw APIError.badRequest("the body must be a JSON object")
        }
    }

    private func field(_ name: String) -> JSONValue? {
        guard let field = value[name], field != .null else { return nil }
        return field
    }

    func text(_ name: String) throws(APIError) -> String? {
        guard let field = field(name) else { return nil }
        guard let text = field.string else { throw .badRequest("\(name) must be a text", name) }
        return text
    }

    func flag(_ name: String) throws(APIError) -> Bool? {
        guard let field = field(name) else { return nil }
        guard let flag = field.bool else {
            throw .badRequest("\(name) must be true or false", name)
        }
        return flag
    }

    func texts(_ name: String) throws(APIError) -> [String] {
        guard let field = field(name) else { return [] }
        guard let items = field.array else {
            throw .badRequest("\(name) must be a list of texts", name)
        }
        guard items.count <= 256 else {
            throw .badRequest("\(name) may have at most 256 items", name)
        }
        var texts: [String] = []
        for item in items {
            guard let text = item.string else {
                throw .badRequest("\(name) must be a list of texts", name)
            }
            texts.append(text)
        }
        return texts
    }

    func moment(_ name: String) throws(APIError) -> Timestamp? {
        guard let text = try text(name) else { return nil }
        guard let moment = Timestamp(text) else {
            throw .badRequest(
                "\(name): \"\(text)\" is no RFC 3339 time, such as 2026-11-25T08:30:00Z",
                name
            )
        }
        return moment
    }

    func number(_ name: String) throws(APIError) -> Double? {
        guard let field = field(name) else { return nil }
        guard let number = field.double else { throw .badRequest("\(name) must be a number", name) }
        return number
    }

    /// 1 to 100, 20 where nothing is said.
    func limit() throws(APIError) -> Int {
        guard let field = field("limit") else { return 20 }
        guard let limit = field.integer, (1...100).contains(limit) else {
            throw .badRequest("limit must be a whole number from 1 to 100", "limit")
        }
        return Int(limit)
    }
}

extension QueryParameters {
    /// The parameter `limit`: 1 to 100, 20 where nothing is said.
    func limit() throws(APIError) -> Int {
        guard let text = try get("limit") else { return 20 }
        guard let limit = Int(text), (1...100).contains(limit) else {
            throw .badRequest("limit must be a whole number from 1 to 100", "limit")
        }
        return limit
    }
}
