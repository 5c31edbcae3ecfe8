import HTTPTypes
import HeadwaterEvents
import Testing

@testable import HeadwaterServer

@Suite("Posts and accounts by id")
struct PostsTests {
    @Test("A post comes with all that is known of it, in the order asked for")
    func all() async throws {
        try await TestServer.with { server in
            try await server.tell(
                Say.account("ada", #","handle":"ada.example","name":"Ada""#),
                Say.post("q1", by: "bo", "first"),
                Say.post(
                    "p1",
                    by: "ada",
                    "look",
                    at: "2026-11-25T11:58:00Z",
                    #"""
                    ,"title":"Seals","url":"https://example.com/","langs":["en"],\#
                    "tags":["seal"],"reply_parent":"q1","quote":"q1",\#
                    "media":[{"kind":"video","url":"https://example.com/v","alt":"a seal",\#
                    "transcript":"hello","segments":[{"start_ms":0,"end_ms":900,\#
                    "text":"hello"}],"ocr":"sign","duration_ms":900,"sound":"s1","width":3,\#
                    "height":4,"poster":"https://example.com/p"}]
                    """#
                ),
                Say.engagement("like", "bo", "p1"),
                Say.engagement("view", "bo", "p1"),
                Say.engagement("view", "bo", "p1", at: "2026-11-25T11:59:31Z")
            )
            let answer = try await server.get("/v1/posts?id=p1&id=nothing&id=q1&viewer=cy")
            #expect(try answer.all("post", in: "posts") == ["p1", "q1"])
            let post = try answer.json["posts"]?[0]
            let expected: JSONValue = [
                "post": "p1", "author": "ada", "handle": "ada.example", "name": "Ada",
                "at": "2026-11-25T11:58:00.000Z", "title": "Seals", "url": "https://example.com/",
                "text": "look", "langs": ["en"], "tags": ["seal"], "reply_parent": "q1",
                "quote": "q1",
                "media": [
                    [
                        "kind": "video", "url": "https://example.com/v",
                        "poster": "https://example.com/p", "alt": "a seal", "transcript": "hello",
                        "segments": [["start_ms": 0, "end_ms": 900, "text": "hello"]],
                        "ocr": "sign",
                        "duration_ms": 900, "sound": "s1", "width": 3, "height": 4,
                    ]
                ],
                "counts": ["like": 1, "view": 2],
            ]
            #expect(post == expected)
        }
    }

    @Test("An edit shows its text, its time, and the first time")
    func edit() async throws {
        try await TestServer.with { server in
            try await server.tell(
                Say.post("p1", by: "ada", "first", at: "2026-11-25T11:50:00Z"),
                Say.post(
                    "p1",
                    by: "ada",
                    "second",
                    at: "2026-11-25T11:50:00Z",
                    #","edited":"2026-11-25T11:55:00.5Z""#
                )
            )
            let post = try await server.get("/v1/posts?id=p1").json["posts"]?[0]
            #expect(post?["text"] == "second")
            #expect(post?["at"] == "2026-11-25T11:50:00.000Z")
            #expect(post?["edited"] == "2026-11-25T11:55:00.500Z")
        }
    }

    @Test("An account has its event's fields")
    func accounts() async throws {
        try await TestServer.with { server in
            try await server.tell(
                Say.account(
                    "ada",
                    #"""
                    ,"handle":"ada.example","name":"Ada","avatar":"https://example.com/a",\#
                    "indexable":false,"discoverable":false,"human":{"by":"desk"},\#
                    "attributes":{"town":"Varn"}
                    """#
                ),
                Say.post("p1", by: "bo")
            )
            let answer = try await server.get("/v1/accounts?id=bo&id=ada&id=nobody&viewer=cy")
            #expect(try answer.all("id", in: "accounts") == ["ada"])
            let account = try answer.json["accounts"]?[0]
            for (name, value) in [
                ("handle", "ada.example"), ("name", "Ada"), ("avatar", "https://example.com/a"),
                ("status", "active"), ("indexable", false), ("discoverable", false),
                ("human", ["by": "desk"]), ("attributes", ["town": "Varn"]),
            ] as [(String, JSONValue)] {
                #expect(account?[name] == value)
            }
        }
    }

    @Test("No id, and more than a hundred, are 400", arguments: ["/v1/posts", "/v1/accounts"])
    func parameters(_ path: String) async throws {
        try await TestServer.with { server in
            let none = try await server.get(path)
            #expect(none.status == 400)
            #expect(try none.param == "id")
            let ids = (0..<101).map { "id=p\($0)" }
            #expect(try await server.get("\(path)?\(ids.joined(separator: "&"))").status == 400)
            let fine = try await server.get("\(path)?\(ids.dropFirst().joined(separator: "&"))")
            #expect(fine.status == 200)
        }
    }

    @Test("A space may come as a plus, as forms send it")
    func plus() async throws {
        try await TestServer.with { server in
            try await server.tell(Say.post("a post", by: "ada"), Say.post("a+post", by: "ada"))
            let answer = try await server.get("/v1/posts?id=a+post&id=a%2Bpost&id=a%20post")
            #expect(try answer.all("post", in: "posts") == ["a post", "a+post", "a post"])
        }
    }

    @Test("An address that is no UTF-8 is 400; a lone percent sign stands for itself")
    func percent() async throws {
        try await TestServer.with { server in
            for path in ["/v1/posts?id=%FF", "/v1/accounts?id=%C3", "/v1/feed?viewer=%ED%A0%80"] {
                let answer = try await server.get(path)
                #expect(answer.status == 400, "\(path)")
            }
            try await server.tell(Say.post("100%", by: "ada"), Say.post("%zz", by: "ada"))
            let answer = try await server.get("/v1/posts?id=100%&id=%zz&id=100%25&&=&id")
            #expect(try answer.all("post", in: "posts") == ["100%", "%zz", "100%"])
        }
    }

    @Test("Ids of any characters pass through the address")
    func escaped() async throws {
        try await TestServer.with { server in
            try await server.tell(Say.post("at://did:plc:x/app.bsky.feed.post/3k&ü +%", by: "ada"))
            let answer = try await server.get(
                "/v1/posts?id=at%3A%2F%2Fdid%3Aplc%3Ax%2Fapp.bsky.feed.post%2F3k%26%C3%BC%20%2B%25"
            )
            #expect(
                try answer.all("post", in: "posts") == ["at://did:plc:x/app.bsky.feed.post/3k&ü +%"]
            )
        }
    }
}
