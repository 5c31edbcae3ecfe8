import HTTPTypes
import HeadwaterEvents
import Testing

@testable import HeadwaterServer

@Suite("Models")
struct ModelsTests {
    private func post(
        _ server: TestServer,
        _ model: String,
        _ command: String,
        _ headers: HTTPFields = [:]
    ) async throws -> Answer {
        try await server.post(
            "/v1/models",
            #"{"model":"\#(model)","command":"\#(command)","why":"a test"}"#,
            headers
        )
    }

    private func model(_ answer: Answer, _ name: String) throws -> JSONValue? {
        try answer.json["models"]?.array?.first { $0["model"]?.string == name }
    }

    @Test("A model is created as a copy, saved, promoted, rolled back and retired")
    func life() async throws {
        try await TestServer.with { server in
            #expect(try await model(server.get("/v1/models"), "main")?["serving"] == true)
            let created = try await post(server, "language=de,surface=video", "create parent=main")
            #expect(created.status == 200)
            // Whatever the order of its parts, it has one name.
            let name = "surface=video,language=de"
            #expect(try model(created, name)?["serving"] == false)
            #expect(try model(created, name)?["parent"] == "main")
            let saved = try await post(server, name, "save")
            let version = try model(saved, name)?["saved"]?.array?.first?.string ?? ""
            #expect(version != "")
            let promoted = try await post(server, name, "promote version=\(version)")
            #expect(try model(promoted, name)?["serving"] == true)
            #expect(try await post(server, name, "rollback").status == 200)
            let retired = try await post(server, name, "retire")
            #expect(try model(retired, name) == nil)
            #expect(try model(retired, "main") != nil)
        }
    }

    @Test(
        "What isn't understood or has no effect is refused in words that say what would be right",
        arguments: [
            ("main", "retire", "main serves"), ("main", "create", "already"),
            ("surface=x", "save", "there is no model surface=x"),
            ("surface=x", "create parent=language=de", "there is no model language=de"),
            ("main", "promote version=none", "no saved version none"),
            ("main", "dance", "write create"), ("sur face", "create", "write main"),
            ("surface=", "create", "write main"), ("main", "rollback", "no version"),
        ]
    )
    func refusals(model: String, command: String, words: String) async throws {
        try await TestServer.with { server in
            let before = try await server.get("/v1/models").json
            let answer = try await post(server, model, command)
            #expect(answer.status == 400)
            let message = try answer.json["error"]?["message"]?.string ?? ""
            #expect(message.contains(words), "\(message)")
            #expect(try await server.get("/v1/models").json == before)
        }
    }

    @Test("Reading needs the scope read, changing the scope admin")
    func access() async throws {
        try await TestServer.with(Tokens.guarded) { server in
            for (key, read, write) in [("out", 200, 403), ("all", 200, 200)] {
                #expect(try await server.get("/v1/models", Tokens.key(key)).status == read)
                let answer = try await post(server, "main", "save", Tokens.key(key))
                #expect(answer.status == write, "\(key)")
            }
            #expect(try await server.get("/v1/models").status == 401)
        }
    }
}
