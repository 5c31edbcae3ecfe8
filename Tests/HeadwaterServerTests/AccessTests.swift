import HTTPTypes
import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterServer

@Suite("Who may call what")
struct AccessTests {
    /// A request to each route that asks who calls.
    private static let calls: [(method: HTTPRequest.Method, path: String, body: String)] = [
        (.post, "/v1/events", ""), (.get, "/v1/feed?viewer=ada", ""),
        (.get, "/v1/feed/r1/receipt", ""), (.post, "/v1/search", #"{"query":"seal"}"#),
        (.get, "/v1/posts?id=p1", ""), (.get, "/v1/accounts?id=ada", ""), (.get, "/v1/status", ""),
        (.get, "/metrics", ""),
    ]

    private static func statuses(
        _ server: TestServer,
        _ headers: HTTPFields
    ) async throws -> [Int] {
        var found: [Int] = []
        for call in calls {
            let answer = try await server.send(
                call.method,
                call.path,
                headers,
                bytes: Array(call.body.utf8)
            )
            found.append(answer.status)
        }
        return found
    }

    @Test("With keys, nothing of the API answers without one")
    func none() async throws {
        try await TestServer.with(Tokens.guarded) { server in
            for headers: HTTPFields in [
                [:], Tokens.bearer("wrong-secret-000001"), [.authorization: "Basic YTpi"],
                Tokens.bearer(""), [.authorization: "ingest-secret-0001"],
                Tokens.bearer("ingest-secret-000"), Tokens.bearer("ingest-secret-00011"),
            ] {
                for (index, call) in Self.calls.enumerated() {
                    let answer = try await server.send(
                        call.method,
                        call.path,
                        headers,
                        bytes: Array(call.body.utf8)
                    )
                    #expect(answer.status == 401, "call \(index)")
                    #expect(try answer.code == "unauthorized")
                    #expect(answer.headers[.wwwAuthenticate] == "Bearer")
                }
            }
        }
    }

    @Test("Liveness, readiness, the console and the description need none")
    func open() async throws {
        try await TestServer.with(Tokens.guarded) { server in
            for path in ["/healthz", "/readyz", "/", "/console/app.js", "/openapi.json"] {
                let answer = try await server.get(path)
                #expect(answer.status == 200, "\(path)")
            }
        }
    }

    @Test("Each scope opens its own calls and no other")
    func scopes() async throws {
        try await TestServer.with(Tokens.guarded) { server in
            for (name, expected) in [
                ("in", [200, 403, 403, 403, 403, 403, 403, 403]),
                ("out", [403, 200, 404, 200, 200, 200, 200, 200]),
                ("mod", [200, 403, 403, 403, 403, 403, 403, 403]),
                ("all", [200, 200, 404, 200, 200, 200, 200, 200]),
            ] {
                let statuses = try await Self.statuses(server, Tokens.key(name))
                #expect(statuses == expected, "\(name)")
            }
        }
    }

    @Test("The scheme's case does not matter")
    func scheme() async throws {
        try await TestServer.with(Tokens.guarded) { server in
            let answer = try await server.get(
                "/v1/status",
                [.authorization: "bEARER read-secret-000001"]
            )
            #expect(answer.status == 200)
        }
    }

    @Test("Labels, and the statuses suspended and takendown, need moderate")
    func moderation() async throws {
        let lines = [
            Say.post("p1", by: "ada"), Say.label("p1", "spam"),
            Say.account("bo", #","status":"suspended""#),
            Say.account("cy", #","status":"takendown""#),
            Say.account("dot", #","status":"deactivated""#),
        ]
        try await TestServer.with(Tokens.guarded) { server in
            let plain = try await server.events(lines, Tokens.key("in"))
            #expect(try plain.number("accepted") == 2)
            #expect(Set(try plain.rejected.keys) == [2, 3, 4])
            #expect(try plain.rejected.values.allSatisfy { $0.contains("moderate") })
            for name in ["mod", "all"] {
                let all = try await server.events(lines, Tokens.key(name))
                #expect(try all.number("rejected_count") == 0, "\(name)")
            }
        }
    }

    @Test("Beyond its rate a key gets 429 and is told how long to wait; another key does not")
    func rate() async throws {
        let change: (inout ServerSettings) -> Void = { settings in
            Tokens.guarded(&settings)
            settings.knobs.set(ServerSettings.keyRate, to: 1)
        }
        try await TestServer.with(change) { server in
            var last = try await server.get("/v1/status", Tokens.key("out"))
            // The burst is two; on a machine that stalls for a second a third may still pass.
            for _ in 0..<100 where last.status == 200 {
                last = try await server.get("/v1/status", Tokens.key("out"))
            }
            #expect(last.status == 429)
            #expect(try last.code == "too_many_requests")
            #expect(Int(last.headers[.retryAfter] ?? "") == 1)
            #expect(try await server.get("/v1/status", Tokens.key("all")).status == 200)
        }
    }

    @Test("A bucket holds twice its rate and fills at its rate")
    func bucket() {
        let limiter = RateLimiter()
        let second: UInt64 = 1_000_000_000
        func waits(_ name: String, _ now: UInt64) -> Int? {
            limiter.secondsToWait(name, perSecond: 3, now: now)
        }
        for _ in 0..<6 { #expect(waits("a", second) == nil) }
        #expect(waits("a", second) == 1)
        #expect(waits("b", second) == nil)
        for _ in 0..<3 { #expect(waits("a", 2 * second) == nil) }
        #expect(waits("a", 2 * second) == 1)
        for _ in 0..<6 { #expect(waits("a", 60 * second) == nil) }
        #expect(waits("a", 60 * second) == 1)
    }
}
