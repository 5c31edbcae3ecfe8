import HTTPTypes
import Testing

@testable import HeadwaterServer

@Suite("Host and Origin")
struct OriginTests {
    private static let paths = [
        "/v1/status", "/v1/posts?id=p1", "/", "/console/app.js", "/metrics",
    ]

    @Test(
        "Without a key a foreign Host gets 403",
        arguments: [
            "evil.example", "evil.example:8080", "127.0.0.1.evil.example", "localhost.evil", "",
        ]
    )
    func foreignHost(_ host: String) async throws {
        try await TestServer.with { server in
            for path in Self.paths {
                let answer = try await server.send(.get, path, host: host)
                #expect(answer.status == 403, "\(path)")
                #expect(try answer.code == "forbidden")
            }
        }
    }

    @Test(
        "Our own names are fine",
        arguments: ["127.0.0.1", "127.0.0.1:8080", "localhost:9", "[::1]:8080"]
    )
    func ownHost(_ host: String) async throws {
        try await TestServer.with { server in
            let answer = try await server.send(.get, "/v1/status", host: host)
            #expect(answer.status == 200)
        }
    }

    @Test(
        "Without a key a foreign Origin gets 403",
        arguments: ["https://evil.example", "null", "http://127.0.0.1.evil.example", "file://"]
    )
    func foreignOrigin(_ origin: String) async throws {
        try await TestServer.with { server in
            #expect(try await server.get("/v1/status", [.origin: origin]).status == 403)
            let sent = try await server.events([Say.post("p1", by: "ada")], [.origin: origin])
            #expect(sent.status == 403)
            #expect(sent.headers[.accessControlAllowOrigin] == nil)
            #expect(try await server.get("/v1/posts?id=p1").all("post", in: "posts").isEmpty)
        }
    }

    @Test("With a key, Host and Origin are free, and without CORS for origins not listed")
    func guarded() async throws {
        try await TestServer.with(Tokens.guarded) { server in
            var headers = Tokens.key("out")
            headers[.origin] = "https://evil.example"
            let answer = try await server.send(.get, "/v1/status", headers, host: "api.example")
            #expect(answer.status == 200)
            #expect(answer.headers[.accessControlAllowOrigin] == nil)
        }
    }

    @Test("Listed origins are answered with CORS, errors too", arguments: [true, false])
    func cors(_ isGuarded: Bool) async throws {
        let origin = "https://app.example"
        let change: (inout ServerSettings) -> Void = { settings in
            if isGuarded { Tokens.guarded(&settings) }
            settings.origins = [origin]
        }
        try await TestServer.with(change) { server in
            var headers = isGuarded ? Tokens.key("out") : [:]
            headers[.origin] = origin
            for (path, status) in [("/v1/status", 200), ("/v1/feed", 400), ("/nowhere", 404)] {
                let answer = try await server.get(path, headers)
                #expect(answer.status == status)
                #expect(answer.headers[.accessControlAllowOrigin] == origin)
                #expect(answer.headers[.vary]?.contains("Origin") == true)
            }
            let asked = try await server.send(
                .options,
                "/v1/events",
                [
                    .origin: origin, .accessControlRequestMethod: "POST",
                    .accessControlRequestHeaders: "authorization, content-type",
                ]
            )
            #expect(asked.status == 204)
            #expect(asked.headers[.accessControlAllowOrigin] == origin)
            #expect(asked.headers[.accessControlAllowMethods]?.contains("POST") == true)
            let allowed = asked.headers[.accessControlAllowHeaders] ?? ""
            for name in ["authorization", "content-type", "content-encoding"] {
                #expect(allowed.contains(name))
            }
            let foreign = try await server.send(
                .options,
                "/v1/events",
                [.origin: "https://evil.example", .accessControlRequestMethod: "POST"]
            )
            #expect(foreign.status >= 400)
            #expect(foreign.headers[.accessControlAllowOrigin] == nil)
        }
    }
}
