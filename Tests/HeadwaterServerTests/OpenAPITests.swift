import HTTPTypes
import HeadwaterCore
import HeadwaterEvents
import Hummingbird
import Testing

@testable import HeadwaterServer

/// Beside these, ``TestServer`` holds every answer of every test against the description.
@Suite("The description of the API")
struct OpenAPITests {
    @Test("It is OpenAPI 3.1 and served without a key")
    func served() async throws {
        try await TestServer.with(Tokens.guarded) { server in
            let answer = try await server.get("/openapi.json")
            #expect(answer.headers[.contentType]?.hasPrefix("application/json") == true)
            #expect(try answer.json["openapi"] == "3.1.0")
            #expect(try answer.json["info"]?["title"] == "Headwater")
            #expect(try answer.json == APIDescription.shared.document)
        }
    }

    @Test("Every route of the API is in it, and nothing else is")
    func routes() async throws {
        try await TestServer.with {
            Gorse.spoken(&$0)
            $0.bluesky = BlueskyPeer.settings()
        } _: { server in
            var routes: Set<String> = []
            for route in await server.server.routes().routes {
                let path = route.path.description.split(separator: "/")
                    .map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }
                    .joined(separator: "/")
                routes.insert("\(route.method.rawValue) /\(path)")
            }
            let pages: Set<String> = ["GET /", "GET /console/**", "GET /demo/media/**"]
            #expect(routes.subtracting(pages) == APIDescription.shared.operations)
        }
    }

    @Test("Every reference leads somewhere, and every schema says only what is checked")
    func references() {
        func walk(_ value: JSONValue, _ path: String) {
            if let target = value["$ref"]?.string {
                #expect(
                    APIDescription.shared.checker.resolve(value).members != nil,
                    "\(path) leads to \(target)"
                )
            }
            if value["type"] != nil, value["in"] == nil, value["scheme"] == nil {
                for member in value.members ?? [] where value["properties"] == nil {
                    #expect(SchemaChecker.words.contains(member.name), "\(path) \(member.name)")
                }
            }
            for member in value.members ?? [] { walk(member.value, "\(path).\(member.name)") }
            for (index, item) in (value.array ?? []).enumerated() {
                walk(item, "\(path)[\(index)]")
            }
        }
        walk(APIDescription.shared.document["paths"] ?? .null, "paths")
    }

    @Test("Each operation has an id of its own, a summary, and says what goes wrong")
    func operations() {
        var ids: Set<String> = []
        for path in APIDescription.shared.document["paths"]?.members ?? [] {
            for method in path.value.members ?? [] {
                let operation = method.value
                let id = operation["operationId"]?.string ?? ""
                #expect(ids.insert(id).inserted && !id.isEmpty, "\(path.name)")
                #expect(operation["summary"]?.string?.isEmpty == false, "\(path.name)")
                #expect(operation["responses"]?["200"] != nil, "\(path.name)")
                guard path.name.hasPrefix("/v1/") else { continue }
                for status in ["401", "403", "429", "503"] {
                    #expect(operation["responses"]?[status] != nil, "\(path.name) \(status)")
                }
            }
        }
    }

    @Test("Events that are taken are as it describes them, and it rules out what is not")
    func events() async throws {
        let checker = APIDescription.shared.checker
        let schema: JSONValue = ["$ref": "#/components/schemas/Event"]
        let good = [
            Say.post(
                "p1",
                by: "ada",
                "a",
                at: "2026-11-25T11:59:00.000Z",
                #"""
                ,"edited":"2026-11-25T11:59:30.000Z","kind":"article","title":"t","url":"u",\#
                "audience":"club","langs":["en"],"tags":["t"],"links":["l"],\#
                "mentions":["bo"],"labels":["x"],"reply_root":"r","reply_parent":"r",\#
                "quote":"q","media":[{"kind":"image","alt":"a"}],"place":{"lat":1.5,"lon":2,\#
                "name":"n"},"vectors":{"s":"AACAPw=="},"attributes":{"k":"v"}
                """#
            ),
            Say.delete("p9").replacing("00Z", with: "00.000Z"),
            Say.account(
                "ada",
                #"""
                ,"handle":"h","name":"n","avatar":"a","status":"suspended","indexable":true,\#
                "discoverable":true,"human":{"by":"desk"},"attributes":{"k":"v"}
                """#,
                at: "2026-11-25T11:59:00.000Z"
            ),
            Say.edge(
                "follow",
                "ada",
                "bo",
                at: "2026-11-25T11:59:00.000Z",
                #","id":"e1","undone":false"#
            ),
            Say.engagement(
                "view",
                "ada",
                "p1",
                at: "2026-11-25T11:59:00.000Z",
                #"""
                ,"id":"g1","undone":false,"watch_ms":5,"duration_ms":9,"request":"r1",\#
                "reason":"x"
                """#
            ),
            Say.impression(
                "ada",
                "p1",
                #"""
                ,"request":"r1","position":0,"surface":"home","propensity":0.5,\#
                "outcomes":{"like":true,"watch_ms":5}
                """#
            ).replacing("30Z", with: "30.000Z"),
            Say.label(
                "p1",
                "spam",
                at: "2026-11-25T11:59:00.000Z",
                #","undone":false,"reason":"r","expires":"2026-11-26T11:59:00.000Z""#
            ),
        ]
        for line in good {
            #expect(checker.problems(try JSONValue(parsing: line), schema) == [])
        }
        try await TestServer.with { server in
            let answer = try await server.events(good)
            #expect(try answer.number("accepted") == Int64(good.count), "\(answer.text)")
            let bad = [
                #"{"type":"toast"}"#, #"{"type":"delete","post":"p1"}"#,
                #"{"type":"served","request":"r"}"#,
                Say.edge("admire", "a", "b", at: "2026-11-25T11:59:00.000Z"),
                #"{"type":"delete","post":7,"at":"2026-11-25T11:59:00.000Z"}"#,
            ]
            for line in bad {
                #expect(checker.problems(try JSONValue(parsing: line), schema) != [], "\(line)")
            }
            #expect(try await server.events(bad).number("rejected_count") == Int64(bad.count))
        }
    }

    @Test("The checker finds what is wrong")
    func checker() throws {
        let checker = SchemaChecker(document: ["defs": ["id": ["type": "string", "minLength": 1]]])
        let schema: JSONValue = [
            "type": "object", "required": ["id"],
            "properties": [
                "id": ["$ref": "#/defs/id"], "n": ["type": ["integer", "null"], "minimum": 0],
                "list": ["type": "array", "items": ["enum": ["a", "b"]], "maxItems": 2],
                "at": ["type": "string", "format": "date-time"],
                "map": ["type": "object", "additionalProperties": ["type": "number"]],
            ],
        ]
        for text in [
            #"{"id":"x"}"#,
            #"{"id":"x","n":0,"list":["a","b"],"at":"2026-11-25T12:00:00.000Z","map":{"k":1.5}}"#,
        ] {
            #expect(checker.problems(try JSONValue(parsing: text), schema) == [])
        }
        for text in [
            "[]", "{}", #"{"id":""}"#, #"{"id":1}"#, #"{"id":"x","n":-1}"#, #"{"id":"x","n":1.5}"#,
            #"{"id":"x","list":["c"]}"#, #"{"id":"x","list":["a","a","a"]}"#,
            #"{"id":"x","at":"2026-11-25T12:00:00Z"}"#, #"{"id":"x","map":{"k":"v"}}"#,
            #"{"id":"x","extra":1}"#,
        ] {
            #expect(checker.problems(try JSONValue(parsing: text), schema).count == 1, "\(text)")
        }
        #expect(checker.problems(1, ["pattern": "x"]) != [])
        #expect(checker.problems(1, ["$ref": "#/defs/nothing"]) != [])
        #expect(checker.problems(1, ["oneOf": [["type": "integer"], ["type": "number"]]]) != [])
    }
}
