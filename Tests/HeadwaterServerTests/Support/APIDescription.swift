import Foundation
import HTTPTypes
import HeadwaterEvents

/// `/openapi.json`, and whether an answer is as it says.
struct APIDescription: Sendable {
    static let shared = APIDescription()

    let document: JSONValue
    let checker: SchemaChecker

    private init() {
        let file = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
            .appendingPathComponent("Sources/HeadwaterServer/Console/openapi.json")
        let bytes = [UInt8](FileManager.default.contents(atPath: file.path) ?? Data())
        // Where it can't be read, nothing is described, and the tests of the description say so.
        do { document = try JSONValue(parsing: bytes.span) } catch { document = .null }
        checker = SchemaChecker(document: document)
    }

    /// The operations, as `GET /v1/feed`.
    var operations: Set<String> {
        var found: Set<String> = []
        for path in document["paths"]?.members ?? [] {
            for method in path.value.members ?? [] {
                found.insert("\(method.name.uppercased()) \(path.name)")
            }
        }
        return found
    }

    func operation(_ method: HTTPRequest.Method, _ path: String) -> JSONValue? {
        let plain = path.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: true)
        let described = document["paths"]?.members?.first { member in
            let parts = member.name.split(separator: "/")
            return parts.count == plain.count
                && zip(parts, plain).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
        return described?.value[method.rawValue.lowercased()]
    }

    /// What an answer has that the description doesn't allow, and what it lacks.
    func problems(_ method: HTTPRequest.Method, _ path: String, _ answer: Answer) -> [String] {
        let type = answer.headers[.contentType].map { String($0.prefix { $0 != ";" }) }
        guard let operation = operation(method, path) else {
            guard answer.status >= 400 else { return [] }
            let name = path.hasPrefix("/xrpc/") ? "XRPCError" : "Error"
            return problems(answer, against: ["$ref": .string("#/components/schemas/\(name)")])
        }
        guard answer.status != 304, !(answer.status == 204 && method == .options) else { return [] }
        guard var response = operation["responses"]?["\(answer.status)"] else {
            return ["status \(answer.status) is not described: \(answer.text.prefix(300))"]
        }
        response = checker.resolve(response)
        let range = type.map { "\($0.prefix { $0 != "/" })/*" }
        let contents = response["content"]
        guard let content = contents?[type ?? ""] ?? contents?[range ?? ""] else {
            return ["content type \(type ?? "none") is not described"]
        }
        guard type == "application/json", let schema = content["schema"] else { return [] }
        return problems(answer, against: schema)
    }

    private func problems(_ answer: Answer, against schema: JSONValue) -> [String] {
        do {
            return checker.problems(try answer.json, schema)
        } catch {
            return ["the answer is no JSON: \(error)"]
        }
    }
}
