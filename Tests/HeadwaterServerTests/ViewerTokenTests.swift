import HTTPTypes
import HeadwaterCore
import HeadwaterEvents
import JWTKit
import Testing

@testable import HeadwaterServer

@Suite("Viewer tokens")
struct ViewerTokenTests {
    @Test("A token implies its viewer, and another viewer is 403")
    func sub() async throws {
        try await TestServer.with(Tokens.guarded) { server in
            try await server.events(
                [Say.post("p1", by: "bo"), Say.edge("follow", "ada", "bo")],
                Tokens.key("in")
            )
            let ada = try await Tokens.viewer("ada")
            let page = try await server.get("/v1/feed", ada)
            #expect(page.status == 200)
            let request = try #require(try page.json["request"]?.string)
            let receipt = try await server.get("/v1/feed/\(request)/receipt", ada)
            #expect(try receipt.json["viewer"]?.string == "ada")
            #expect(try await server.get("/v1/feed?viewer=ada", ada).status == 200)
            let other = try await server.get("/v1/feed?viewer=bo", ada)
            #expect(other.status == 403)
            #expect(try other.param == "viewer")
            for (path, body) in [
                ("/v1/search", #"{"query":"seal","viewer":"bo"}"#),
                ("/v1/ask", #"{"question":"Who sleeps?","viewer":"bo"}"#),
            ] {
                #expect(try await server.post(path, body, ada).status == 403, "\(path)")
            }
            #expect(try await server.get("/v1/posts?id=p1&viewer=bo", ada).status == 403)
            #expect(try await server.get("/v1/accounts?id=bo&viewer=bo", ada).status == 403)
        }
    }

    @Test("A token sees as its viewer does")
    func seesAsViewer() async throws {
        try await TestServer.with(Tokens.guarded) { server in
            try await server.events(
                [
                    Say.post("p1", by: "bo", #"A quiet word"#, #","audience":"followers""#),
                    Say.edge("follow", "ada", "bo"),
                ],
                Tokens.key("in")
            )
            for (viewer, expected) in [("ada", ["p1"]), ("cy", [])] {
                let token = try await Tokens.viewer(viewer)
                let found = try await server.post("/v1/search", #"{"query":"quiet"}"#, token)
                #expect(try found.all("post", in: "hits") == expected)
                let known = try await server.get("/v1/posts?id=p1", token)
                #expect(try known.all("post", in: "posts") == expected)
            }
        }
    }

    @Test("Another viewer's receipt does not exist")
    func foreignReceipt() async throws {
        try await TestServer.with(Tokens.guarded) { server in
            try await server.events([Say.post("p1", by: "bo")], Tokens.key("in"))
            let page = try await server.get("/v1/feed", try await Tokens.viewer("ada"))
            let request = try #require(try page.json["request"]?.string)
            let path = "/v1/feed/\(request)/receipt"
            let unknown = try await server.get(
                "/v1/feed/r0/receipt",
                try await Tokens.viewer("cy")
            )
            let foreign = try await server.get(path, try await Tokens.viewer("cy"))
            #expect(foreign.status == 404)
            #expect(unknown.status == 404)
            #expect(try await server.get(path, Tokens.key("out")).status == 200)
        }
    }

    @Test("A token does not learn that there is a post which its viewer may not see")
    func hiddenReasons() async throws {
        try await TestServer.with(Tokens.guarded) { server in
            try await server.events(
                [
                    Say.post("open", by: "bo"), Say.post("gone", by: "bo"), Say.delete("gone"),
                    Say.post(
                        "closed",
                        by: "cy",
                        "x",
                        at: "2026-11-25T11:59:00Z",
                        #","audience":"followers""#
                    ),
                    Say.post("blocked", by: "eve"), Say.edge("block", "eve", "ada"),
                    Say.post("muted", by: "dot"), Say.edge("mute", "ada", "dot"),
                ],
                Tokens.key("in")
            )
            let ada = try await Tokens.viewer("ada")
            let page = try await server.get("/v1/feed", ada)
            let request = try #require(try page.json["request"]?.string)
            #expect(try page.all("post", in: "items") == ["open"])
            func reasons(_ post: String) async throws -> JSONValue? {
                try await server.get("/v1/feed/\(request)/receipt?post=\(post)", ada)
                    .json["reasons"]
            }
            let unknown = try await reasons("nothing")
            for post in ["closed", "blocked", "gone"] {
                #expect(try await reasons(post) == unknown, "\(post)")
            }
            #expect(try await reasons("muted") != unknown)
            let asServer = try await server.get(
                "/v1/feed/\(request)/receipt?post=closed",
                Tokens.key("out")
            )
            #expect(try asServer.json["reasons"] != unknown)
        }
    }

    @Test("A token's receipt tells what is known now; only a key has the past replayed")
    func noReplays() async throws {
        try await TestServer.with(Tokens.guarded) { server in
            let town = (0..<40).map {
                Say.post("p\($0)", by: "author\($0 % 8)", "post number \($0)")
            }
            try await server.events(town, Tokens.key("in"))
            let ada = try await Tokens.viewer("ada")
            let page = try await server.get("/v1/feed?limit=3", ada)
            let request = try #require(try page.json["request"]?.string)
            let shown = try page.all("post", in: "items")
            let other = try #require((0..<40).map { "p\($0)" }.first { !shown.contains($0) })
            // From here on, what is known now is not what was known when the page was made.
            try await server.events(
                [Say.post("later", by: "author0"), Say.edge("follow", "ada", "author1")],
                Tokens.key("in")
            )
            let path = "/v1/feed/\(request)/receipt?post=\(other)"
            let phone = try await server.get(path, ada)
            #expect(try phone.json["evidence"]?.string == "present")
            #expect(try phone.json["reasons"]?.array?.isEmpty == false)
            let backend = try await server.get(path, Tokens.key("out"))
            #expect(try backend.json["evidence"]?.string == "replay")
        }
    }

    @Test("A token can't take back what another viewer did by naming its id")
    func foreignUndo() async throws {
        try await TestServer.with(Tokens.guarded) { server in
            try await server.events(
                [
                    Say.post("p1", by: "bo"),
                    Say.engagement("like", "cy", "p1", at: "2026-11-25T11:59:30Z", #","id":"L1""#),
                    Say.edge("block", "cy", "ada", at: "2026-11-25T11:30:00Z", #","id":"B1""#),
                ],
                Tokens.key("in")
            )
            try await server.events(
                [
                    #"""
                    {"type":"engagement","kind":"like","actor":"ada","id":"L1","undone":true,\#
                    "at":"2026-11-25T11:59:50Z"}
                    """#,
                    #"""
                    {"type":"edge","kind":"block","actor":"ada","id":"B1","undone":true,\#
                    "at":"2026-11-25T11:59:50Z"}
                    """#,
                ],
                try await Tokens.viewer("ada")
            )
            let seen = try await server.get("/v1/posts?id=p1", Tokens.key("out"))
            #expect(try seen.json["posts"]?[0]?["counts"] == ["like": 1])
            try await server.events([Say.post("p2", by: "cy")], Tokens.key("in"))
            let blocked = try await server.get("/v1/posts?id=p2&viewer=ada", Tokens.key("out"))
            #expect(try blocked.all("post", in: "posts").isEmpty)
        }
    }

    @Test("Expired, unsigned, wrongly signed and empty tokens are 401")
    func invalid() async throws {
        // {"alg":"none","typ":"JWT"} . {"sub":"ada","exp":4102444800} .
        let unsigned =
            "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJhZGEiLCJleHAiOjQxMDI0NDQ4MDB9."
        let tokens = [
            try await Tokens.token("ada", expiresIn: 0),
            try await Tokens.token("ada", expiresIn: -60),
            try await Tokens.token("ada", secret: "another-secret-of-32-characters!"),
            try await Tokens.token("ada", digest: .sha512), try await Tokens.token(nil),
            try await Tokens.token("ada", expiresIn: nil), try await Tokens.token(""),
            try await Tokens.token(String(repeating: "a", count: 513)), unsigned, "a.b.c", "..",
        ]
        try await TestServer.with(Tokens.guarded) { server in
            for token in tokens {
                let answer = try await server.get("/v1/feed", Tokens.bearer(token))
                #expect(answer.status == 401, "\(token)")
                #expect(try answer.code == "unauthorized")
            }
        }
    }

    @Test("A token is good until its moment, and then no more")
    func expiry() async throws {
        try await TestServer.with(Tokens.guarded) { server in
            let ada = Tokens.bearer(try await Tokens.token("ada", expiresIn: 60))
            server.time.advance(byMilliseconds: 59_999)
            #expect(try await server.get("/v1/feed", ada).status == 200)
            server.time.advance(byMilliseconds: 1)
            #expect(try await server.get("/v1/feed", ada).status == 401)
        }
    }

    @Test("Without a viewer secret a token is no key")
    func noSecret() async throws {
        try await TestServer.with(Tokens.keysAlone) { server in
            let answer = try await server.get("/v1/feed", try await Tokens.viewer("ada"))
            #expect(answer.status == 401)
        }
    }

    @Test("A token reports its own viewer's impressions, engagements and edges alone")
    func events() async throws {
        let own = [
            Say.impression("ada", "p1"), Say.engagement("like", "ada", "p1"),
            Say.engagement("hide", "ada", "p1"), Say.edge("follow", "ada", "bo"),
            Say.edge("block", "ada", "cy"), Say.edge("mute", "ada", "dot"),
        ]
        let others = [
            Say.impression("bo", "p1"), Say.engagement("like", "bo", "p1"),
            Say.edge("follow", "bo", "ada"), Say.edge("member", "ada", "club"),
            Say.post("p2", by: "ada"), Say.delete("p1"), Say.account("ada"),
            Say.label("p1", "spam"),
        ]
        try await TestServer.with(Tokens.guarded) { server in
            try await server.events([Say.post("p1", by: "bo")], Tokens.key("in"))
            let ada = try await Tokens.viewer("ada")
            let answer = try await server.events(own + others, ada)
            #expect(answer.status == 200)
            #expect(try answer.number("accepted") == Int64(own.count))
            #expect(
                Set(try answer.rejected.keys) == Set(own.count + 1...own.count + others.count)
            )
        }
    }

    @Test("A token does not open status or metrics")
    func operations() async throws {
        try await TestServer.with(Tokens.guarded) { server in
            let ada = try await Tokens.viewer("ada")
            #expect(try await server.get("/v1/status", ada).status == 403)
            #expect(try await server.get("/metrics", ada).status == 403)
        }
    }

    @Test("A viewer has a rate of its own")
    func rate() async throws {
        let change: (inout ServerSettings) -> Void = { settings in
            Tokens.guarded(&settings)
            settings.knobs.set(ServerSettings.viewerRate, to: 1)
        }
        try await TestServer.with(change) { server in
            let ada = try await Tokens.viewer("ada")
            var status = 200
            for _ in 0..<100 where status == 200 {
                status = try await server.get("/v1/posts?id=p1", ada).status
            }
            #expect(status == 429)
            let cy = try await Tokens.viewer("cy")
            #expect(try await server.get("/v1/posts?id=p1", cy).status == 200)
        }
    }
}
