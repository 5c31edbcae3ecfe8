import HTTPTypes
import HeadwaterEvents
import Testing

@testable import HeadwaterServer

/// Requests of Gorse's API.
enum Gorse {
    /// A server that speaks it.
    static func spoken(_ settings: inout ServerSettings) { settings.gorse = GorseSettings() }

    static func item(
        _ id: String,
        categories: [String] = [],
        labels: JSONValue = .null,
        hidden: Bool = false,
        timestamp: String = "2026-11-25T10:00:00Z",
        comment: String = ""
    ) -> JSONValue {
        [
            "ItemId": .string(id), "IsHidden": .bool(hidden),
            "Categories": .array(categories.map { .string($0) }),
            "Timestamp": .string(timestamp), "Labels": labels, "Comment": .string(comment),
        ]
    }

    static func feedback(
        _ type: String,
        _ user: String,
        _ item: String,
        value: Double = 0,
        at timestamp: String = "2026-11-25T11:00:00Z",
        comment: String = ""
    ) -> JSONValue {
        [
            "FeedbackType": .string(type), "UserId": .string(user), "ItemId": .string(item),
            "Value": .double(value), "Timestamp": .string(timestamp), "Comment": .string(comment),
        ]
    }
}

extension TestServer {
    /// Sends JSON, and wants 200.
    @discardableResult
    func gorse(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: JSONValue? = nil,
        _ headers: HTTPFields = [:],
        at location: SourceLocation = #_sourceLocation
    ) async throws -> JSONValue {
        var headers = headers
        if body != nil { headers[.contentType] = "application/json" }
        let answer = try await send(
            method,
            path,
            headers,
            bytes: Array((body?.json ?? "").utf8),
            at: location
        )
        #expect(answer.status == 200, "\(path) \(answer.text)", sourceLocation: location)
        return try answer.json
    }

    /// Writes, and wants so many rows affected.
    func affects(
        _ count: Int64,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: JSONValue? = nil,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await gorse(method, path, body, at: location)
        #expect(answer == ["RowAffected": .integer(count)], sourceLocation: location)
    }

    /// The ids that are recommended.
    func recommended(
        _ user: String,
        _ query: String = "",
        at location: SourceLocation = #_sourceLocation
    ) async throws -> [String] {
        let answer = try await gorse(.get, "/api/recommend/\(user)\(query)", at: location)
        return (answer.array ?? []).compactMap(\.string)
    }

    /// The feedback of a user, as `type item value`.
    func feedback(of user: String) async throws -> [String] {
        let answer = try await gorse(.get, "/api/user/\(user)/feedback")
        return (answer.array ?? []).map {
            "\($0["FeedbackType"]?.string ?? "") \($0["ItemId"]?.string ?? "") "
                + "\($0["Value"]?.double ?? -1)"
        }
    }
}
