import HTTPTypes
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterLog
import Testing

@testable import HeadwaterServer

@Suite("Gorse's API: what is wrong, and who may not")
struct GorseHostileTests {
    @Test("An id with a slash is reached with the slash escaped, and not without, as in Gorse")
    func slash() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            try await server.gorse(.post, "/api/item", Gorse.item("a/b"))
            try await server.gorse(.post, "/api/user", ["UserId": "u/v"])
            try await server.gorse(.put, "/api/feedback", [Gorse.feedback("like", "u/v", "a/b")])
            #expect(try await server.gorse(.get, "/api/item/a%2Fb")["ItemId"] == "a/b")
            #expect(try await server.gorse(.get, "/api/user/u%2fv")["UserId"] == "u/v")
            for path in ["/api/user/u%2Fv/feedback/like", "/api/item/a%2Fb/feedback"] {
                let list = try await server.gorse(.get, path)
                #expect(list.array?.count == 1, "\(path)")
            }
            // PyGorse writes ids into the path as they are, and Gorse itself has no route for that.
            for path in ["/api/item/a/b", "/api/user/u/v", "/api/user/u/v/feedback/like"] {
                #expect(try await server.get(path).status == 404, "\(path)")
            }
            try await server.gorse(.delete, "/api/item/a%2Fb")
            #expect(try await server.get("/api/item/a%2Fb").status == 404)
        }
    }

    @Test("What is wrong is refused by its name, and nothing of it is kept")
    func wrong() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            let long = String(repeating: "x", count: 481)
            let huge = String(repeating: "x", count: 65_537)
            let many = Array(repeating: #""c""#, count: 257).joined(separator: ",")
            let deep = String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
            for (method, path, body, param) in [
                (HTTPRequest.Method.post, "/api/item", "", nil as String?),
                (.post, "/api/item", "{", nil), (.post, "/api/item", "[]", nil),
                (.post, "/api/item", "{}", "ItemId"),
                (.post, "/api/item", #"{"ItemId":7}"#, "ItemId"),
                (.post, "/api/item", #"{"ItemId":""}"#, "ItemId"),
                (.post, "/api/item", #"{"ItemId":"\#(long)"}"#, "ItemId"),
                (.post, "/api/item", #"{"ItemId":"a","IsHidden":"yes"}"#, "IsHidden"),
                (.post, "/api/item", #"{"ItemId":"a","Categories":"x"}"#, "Categories"),
                (.post, "/api/item", #"{"ItemId":"a","Categories":[1]}"#, "Categories"),
                (.post, "/api/item", #"{"ItemId":"a","Categories":[\#(many)]}"#, "Categories"),
                (.post, "/api/item", #"{"ItemId":"a","Timestamp":"soon"}"#, "Timestamp"),
                (.post, "/api/item", #"{"ItemId":"a","Timestamp":5}"#, "Timestamp"),
                (.post, "/api/item", #"{"ItemId":"a","Comment":"\#(huge)"}"#, "Comment"),
                (.post, "/api/item", #"{"ItemId":"a","Labels":"\#(huge)"}"#, "Labels"),
                (.post, "/api/item", #"{"ItemId":"a","Labels":\#(deep)}"#, nil),
                (.post, "/api/item", #"{"ItemId":"a","ItemId":"b"}"#, nil),
                (.post, "/api/items", "{}", nil), (.post, "/api/items", "[1]", "[0]"),
                (.post, "/api/items", #"[{"ItemId":"a"},{"ItemId":""}]"#, "[1].ItemId"),
                (.post, "/api/user", #"{"UserId":[]}"#, "UserId"),
                (.post, "/api/users", #"[{"UserId":"a","Subscribe":{}}]"#, "[0].Subscribe"),
                (.post, "/api/feedback", "{}", nil),
                (
                    .post, "/api/feedback", #"[{"UserId":"u","ItemId":"a"}]"#, "[0].FeedbackType"
                ),
                (
                    .put, "/api/feedback",
                    #"[{"FeedbackType":"like","UserId":"u","ItemId":"a","Value":"x"}]"#, "[0].Value"
                ),
                (
                    .put, "/api/feedback",
                    #"[{"FeedbackType":"like","UserId":"u","ItemId":"a","Value":1e999}]"#, nil
                ),
                (.patch, "/api/item/a", "[]", nil),
                (.patch, "/api/user/a", #"{"Comment":1}"#, "Comment"),
                (.post, "/api/session/recommend", #"[{"FeedbackType":"like"}]"#, "[0].ItemId"),
            ] {
                let answer = try await server.send(method, path, bytes: Array(body.utf8))
                #expect(
                    answer.status == 400,
                    "\(path) \(body.prefix(60)) \(answer.text.prefix(200))"
                )
                #expect(try answer.param == param, "\(path) \(body.prefix(60))")
            }
            #expect(try await server.gorse(.get, "/api/items") == ["Cursor": "", "Items": []])
            #expect(server.log.end.rawValue == 0)
            for path in [
                "/api/items?n=-1", "/api/items?n=x", "/api/items?n=99999999999999999999",
                "/api/items?cursor=%21", "/api/items?cursor=-1", "/api/recommend/u?offset=-1",
                "/api/recommend/u?n=1.5", "/api/recommend/u?write-back-delay=x",
                "/api/recommend/\(long)", "/api/item/%ff", "/api/latest?user-id=\(long)",
                "/api/recommend/u?write-back-type=\(String(repeating: "x", count: 257))",
            ] {
                #expect(try await server.get(path).status == 400, "\(path.prefix(60))")
            }
            for path in [
                "/api/items?n=\(Int.max)", "/api/items?cursor=zzzzzzzzz", "/api/recommend/u?n=",
            ] {
                #expect(try await server.get(path).status == 200, "\(path)")
            }
            #expect(try await server.get("/api/nothing").status == 404)
            #expect(try await server.send(.put, "/api/item").status == 405)
        }
    }

    @Test("The longest ids, texts and lists are taken, come back, and can be read from the log")
    func longest() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            let id = String(repeating: "é", count: 240)
            let text = String(repeating: "\u{1}", count: 65_536)
            let item = Gorse.item(
                id,
                categories: (0..<256).map { "\($0)" + String(repeating: "c", count: 200) },
                labels: ["title": .string(String(repeating: "t", count: 65_000))],
                comment: text
            )
            try await server.affects(1, .post, "/api/item", item)
            try await server.affects(1, .delete, "/api/item/" + id)
            try await server.affects(1, .post, "/api/item", item)
            let type = String(repeating: "y", count: 256)
            let given = Gorse.feedback(type, id, id, value: 1e300, comment: text)
            try await server.affects(2, .post, "/api/feedback", [given, given])
            let restarted = try await TestServer.make(log: server.log, Gorse.spoken)
            let items = try await restarted.gorse(.get, "/api/items")
            #expect(items == ["Cursor": "", "Items": [item]])
            let rows = try await restarted.gorse(.get, "/api/feedback")
            #expect(rows["Feedback"]?[0]?["Value"]?.double == 2e300)
            #expect(rows["Feedback"]?[0]?["Comment"]?.string == text)
            try restarted.engine.stop()
        }
    }

    @Test("There is an end to the types of feedback")
    func types() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            let most = (0..<1024).map { Gorse.feedback("t\($0)", "u", "a") }
            try await server.affects(1024, .post, "/api/feedback", .array(most))
            let more = JSONValue.array([Gorse.feedback("more", "u", "a")]).json
            #expect(try await server.post("/api/feedback", more).status == 400)
            #expect(
                try await server.get("/api/recommend/u?write-back-type=more").status == 400
            )
            try await server.affects(1, .post, "/api/feedback", [most[0]])
        }
    }

    @Test("Keys are asked for, as Gorse's clients send them, and their scopes hold")
    func keys() async throws {
        let settings = { (settings: inout ServerSettings) in
            Gorse.spoken(&settings)
            Tokens.guarded(&settings)
        }
        try await TestServer.with(settings) { server in
            let name = try #require(HTTPField.Name("X-API-Key"))
            let reads = [
                "/api/items", "/api/users", "/api/feedback", "/api/recommend/u", "/api/latest",
            ]
            let writes: [(HTTPRequest.Method, String, String)] = [
                (.post, "/api/item", #"{"ItemId":"a"}"#), (.post, "/api/user", #"{"UserId":"a"}"#),
                (.post, "/api/feedback", "[]"), (.delete, "/api/item/a", ""),
                (.delete, "/api/feedback/u/a", ""), (.patch, "/api/user/a", "{}"),
            ]
            let viewer = try await Tokens.viewer("gorse:user:u")
            for (headers, reading, writing) in [
                ([:] as HTTPFields, 401, 401), ([name: "no-such-key-00001"], 401, 401),
                ([name: "read-secret-000001"], 200, 403), ([name: "ingest-secret-0001"], 403, 200),
                ([name: "admin-secret-00001"], 200, 200), (Tokens.key("all"), 200, 200),
                (viewer, 403, 403),
            ] {
                for path in reads {
                    #expect(try await server.get(path, headers).status == reading, "\(path)")
                }
                for (method, path, body) in writes {
                    let answer = try await server.send(
                        method,
                        path,
                        headers,
                        bytes: Array(body.utf8)
                    )
                    #expect(answer.status == writing, "\(method) \(path)")
                }
            }
            // Writing back is writing.
            let path = "/api/recommend/u?write-back-type=read"
            #expect(try await server.get(path, [name: "read-secret-000001"]).status == 403)
            #expect(try await server.get("/api/health/live").status == 200)
            #expect(try await server.get("/api/health/ready").status == 200)
        }
    }

    @Test("Before the log is replayed it says so")
    func notReady() async throws {
        try await TestServer.with(isReady: false, Gorse.spoken) { server in
            let live = try await server.gorse(.get, "/api/health/live")
            #expect(live["Ready"] == false)
            for path in ["/api/health/ready", "/api/items", "/api/recommend/u"] {
                #expect(try await server.get(path).status == 503, "\(path)")
            }
        }
    }

    @Test("What comes at once is written in some order, none of it lost")
    func together() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        let given = Gorse.feedback("like", "u", "a", value: 1)
                        try await server.affects(1, .post, "/api/feedback", [given])
                        let item = Gorse.item("i\(number % 4)", comment: "\(number)")
                        try await server.affects(1, .post, "/api/item", item)
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await server.feedback(of: "u") == ["like a 40.0"])
            let page = try await server.gorse(.get, "/api/items")
            #expect(page["Items"]?.array?.count == 5)
        }
    }

    /// Events of our own API about Gorse's users and items, and the other way round.
    @Test("What the other API says of them is taken as it is")
    func mixed() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            try await server.tell(
                Say.post("gorse:item:a", by: "ada", "posted outside"),
                Say.engagement("like", "gorse:user:u", "gorse:item:a"),
                Say.engagement(
                    "view",
                    "gorse:user:v",
                    "gorse:item:a",
                    at: "2026-11-25T11:59:00Z",
                    #","attributes":{"feedback":"odd","value":"nan","timestamp":"x","due":"y"}"#
                ),
                Say.account("gorse:user:v", #","attributes":{"gorse.labels":"{broken"}"#)
            )
            let item = try await server.gorse(.get, "/api/item/a")
            #expect(item["Comment"] == "posted outside")
            #expect(try await server.gorse(.get, "/api/user/v")["Labels"] == nil)
            #expect(try await server.feedback(of: "u") == [])
            #expect(try await server.feedback(of: "v") == ["odd a 0.0"])
            try await server.affects(1, .post, "/api/item", Gorse.item("a", comment: "edited"))
            let posts = try await server.get("/v1/posts?id=gorse:item:a")
            #expect(try posts.all("text", in: "posts") == ["edited"])
            #expect(try posts.all("author", in: "posts") == ["ada"])
        }
    }
}
