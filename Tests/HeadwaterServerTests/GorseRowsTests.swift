import HTTPTypes
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import Hummingbird
import Testing

@testable import HeadwaterServer

@Suite("Gorse's API: users and items")
struct GorseRowsTests {
    @Test("Without the dialect there is none of it")
    func off() async throws {
        try await TestServer.with { server in
            let paths = await server.server.routes().routes.map(\.path.description)
            #expect(!paths.contains { $0.hasPrefix("/api/") || $0.hasPrefix("api/") })
            #expect(paths.contains { $0.hasSuffix("v1/events") })
        }
    }

    @Test("An item comes back as it went in")
    func items() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            let items = [
                Gorse.item("plain", timestamp: "2020-02-24T00:00:00Z"),
                Gorse.item(
                    "full",
                    categories: ["News", "news", "ä b"],
                    labels: ["title": "T", "topics": ["a", "b"], "n": 1.5, "deep": ["x": [nil]]],
                    hidden: true,
                    timestamp: "2026-11-25T10:00:00.123456Z",
                    comment: "line\nline \"quoted\" \u{0}"
                ),
                Gorse.item("list", labels: ["a", "b"]), Gorse.item("text", labels: "x"),
                Gorse.item("a/b c%é:~2", comment: "odd id"),
                Gorse.item("ahead", timestamp: "2090-01-01T00:00:00Z"),
                Gorse.item("zero", timestamp: "0001-01-01T00:00:00Z"),
            ]
            for item in items { try await server.affects(1, .post, "/api/item", item) }
            for item in items {
                let id = item["ItemId"]?.string ?? ""
                let path = id.utf8.map {
                    UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0
                        ? String(UnicodeScalar($0)) : "%" + String($0, radix: 16)
                }
                #expect(try await server.gorse(.get, "/api/item/" + path.joined()) == item)
            }
            #expect(try await server.get("/api/item/nobody").status == 404)
            // In pages, in the order in which they came.
            var found: [JSONValue] = []
            var cursor = ""
            repeat {
                let page = try await server.gorse(.get, "/api/items?n=3&cursor=\(cursor)")
                found += page["Items"]?.array ?? []
                cursor = page["Cursor"]?.string ?? "none"
            } while !cursor.isEmpty
            #expect(found == items)
            // And outside: a post with its text, title and tags.
            let post = try await server.get("/v1/posts?id=gorse:item:full").json["posts"]?[0]
            #expect(post?["title"] == "T")
            #expect(post?["author"] == "gorse:item:full")
        }
    }

    @Test("Times are read as Gorse reads them")
    func times() {
        let read = [
            "2022-02-24": "2022-02-24T00:00:00Z", "2022/02/24 10:20": "2022-02-24T10:20:00Z",
            "2022-02-24 10:20:30": "2022-02-24T10:20:30Z",
            "2010-01-01T01:01:01.000001": "2010-01-01T01:01:01.000001Z",
            "2022-02-24T10:20:30+02:00": "2022-02-24T08:20:30Z",
            "1645660800": "2022-02-24T00:00:00Z",
            "1645660800123": "2022-02-24T00:00:00.123Z", "": "0001-01-01T00:00:00Z",
            "0001-01-01T00:00:00Z": "0001-01-01T00:00:00Z",
            "2022-02-24T10:20:30.5Z": "2022-02-24T10:20:30.5Z",
        ]
        for (text, wanted) in read { #expect(GorseTime(text)?.text == wanted, "\(text)") }
        for text in ["now", "2022-13-01", "2022-02-30", "24.02.2022", "-5", "2022-02-24T25:00:00Z"]
        {
            #expect(GorseTime(text) == nil, "\(text)")
        }
        let durations: [String: Int64?] = [
            "10m": 600_000, "1h30m": 5_400_000, "1.5s": 1500, "0h0m0s": 0, "0": 0, "-1s": -1000,
            "24h": 86_400_000, "5": nil, "m": nil, "1x": nil, "": nil, "1h-3m": nil,
            "99999999999h": nil, "1.2.3s": nil,
        ]
        for (text, wanted) in durations { #expect(GorseTime.duration(text) == wanted, "\(text)") }
    }

    @Test("A change leaves the rest as it was; categories come and go alone")
    func changes() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            let item = Gorse.item("a", categories: ["x"], labels: ["k": "v"], comment: "c")
            try await server.affects(1, .post, "/api/items", [item])
            try await server.affects(
                1,
                .patch,
                "/api/item/a",
                ["Labels": ["z"], "IsHidden": nil, "Comment": nil]
            )
            try await server.affects(1, .patch, "/api/item/a", ["IsHidden": true])
            try await server.affects(1, .put, "/api/item/a/category/y%20z")
            try await server.affects(1, .put, "/api/item/a/category/y%20z")
            try await server.affects(1, .delete, "/api/item/a/category/x")
            #expect(
                try await server.gorse(.get, "/api/item/a")
                    == Gorse.item(
                        "a",
                        categories: ["y z"],
                        labels: ["z"],
                        hidden: true,
                        comment: "c"
                    )
            )
            try await server.affects(0, .patch, "/api/item/b", ["Comment": "x"])
            #expect(try await server.send(.put, "/api/item/b/category/x").status == 404)
        }
    }

    @Test("A user comes back as it went in")
    func users() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            let users: [JSONValue] = [
                ["UserId": "1", "Labels": ["a", "b"], "Subscribe": ["d"], "Comment": "c"],
                ["UserId": "2", "Labels": ["gender": "M", "age": 24], "Comment": ""],
                ["UserId": "3", "Labels": nil, "Comment": ""],
            ]
            try await server.affects(1, .post, "/api/user", users[0])
            try await server.affects(2, .post, "/api/users", .array(Array(users[1...])))
            for (index, user) in users.enumerated() {
                #expect(try await server.gorse(.get, "/api/user/\(index + 1)") == user)
            }
            let page = try await server.gorse(.get, "/api/users?n=2")
            #expect(page["Users"]?.array == Array(users[..<2]))
            let rest = try await server.gorse(
                .get,
                "/api/users?n=2&cursor=\(page["Cursor"]?.string ?? "")"
            )
            #expect(rest == ["Cursor": "", "Users": [users[2]]])
            try await server.affects(1, .patch, "/api/user/1", ["Comment": "new"])
            #expect(
                try await server.gorse(.get, "/api/user/1")
                    == ["UserId": "1", "Labels": ["a", "b"], "Subscribe": ["d"], "Comment": "new"]
            )
            try await server.affects(0, .patch, "/api/user/9", ["Comment": "new"])
        }
    }

    @Test("What is inserted after its deletion is new inside, again and again, after a restart too")
    func again() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            for generation in 1...4 {
                let inner = generation == 1 ? "gorse:item:a" : "gorse:item~\(generation):a"
                try await server.affects(1, .post, "/api/item", Gorse.item("a", comment: "one"))
                try await server.affects(1, .post, "/api/user", ["UserId": "u"])
                try await server.affects(
                    1,
                    .post,
                    "/api/feedback",
                    [Gorse.feedback("like", "u", "a")]
                )
                #expect(
                    try await server.get("/v1/posts?id=\(inner)").all("post", in: "posts") == [
                        inner
                    ]
                )
                try await server.affects(1, .delete, "/api/item/a")
                #expect(try await server.get("/api/item/a").status == 404)
                #expect(try await server.feedback(of: "u") == [])
                try await server.affects(0, .delete, "/api/item/a")
                try await server.affects(1, .delete, "/api/user/u")
                try await server.affects(0, .delete, "/api/user/u")
                #expect(try await server.get("/api/user/u").status == 404)
            }
            let restarted = try await TestServer.make(log: server.log, Gorse.spoken)
            try await restarted.affects(1, .post, "/api/item", Gorse.item("a", comment: "five"))
            let found = try await restarted.get("/v1/posts?id=gorse:item~5:a")
            #expect(try found.all("text", in: "posts") == ["five"])
            let page = try await restarted.gorse(.get, "/api/items")
            #expect(page["Items"] == [Gorse.item("a", comment: "five")])
            try restarted.engine.stop()
        }
    }

    @Test("Each upsert is a later version, within one millisecond too; the last one stands")
    func upserts() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            for comment in ["one", "two", "three"] {
                try await server.affects(1, .post, "/api/item", Gorse.item("a", comment: comment))
                try await server.affects(
                    1,
                    .post,
                    "/api/user",
                    ["UserId": "u", "Comment": .string(comment)]
                )
            }
            #expect(try await server.gorse(.get, "/api/item/a")["Comment"] == "three")
            #expect(try await server.gorse(.get, "/api/user/u")["Comment"] == "three")
            // Twice in one request, too.
            let both: JSONValue = [Gorse.item("a", comment: "4"), Gorse.item("a", comment: "5")]
            try await server.affects(2, .post, "/api/items", both)
            #expect(try await server.gorse(.get, "/api/item/a")["Comment"] == "5")
            server.time.advance(byMilliseconds: -5000)
            try await server.affects(1, .post, "/api/item", Gorse.item("a", comment: "6"))
            #expect(try await server.gorse(.get, "/api/item/a")["Comment"] == "6")
        }
    }

    @Test("An item's author is what the label names, and stays it; else the item")
    func authors() async throws {
        let settings = { (settings: inout ServerSettings) in
            settings.gorse = GorseSettings(authorLabel: "by")
        }
        try await TestServer.with(settings) { server in
            let items: JSONValue = [
                Gorse.item("a", labels: ["by": "ada"]), Gorse.item("b", labels: ["by": 7]),
                Gorse.item("c", labels: ["by": ["bo", "cy"]]), Gorse.item("d", labels: ["by": ""]),
                Gorse.item("e", labels: ["x"]),
            ]
            try await server.affects(5, .post, "/api/items", items)
            try await server.affects(
                1,
                .patch,
                "/api/item/a",
                ["Labels": ["by": "another"], "Comment": "edited"]
            )
            let ids = ["a", "b", "c", "d", "e"].map { "id=gorse:item:\($0)" }
            let posts = try await server.get("/v1/posts?" + ids.joined(separator: "&"))
            #expect(
                try posts.all("author", in: "posts") == [
                    "gorse:author:ada", "gorse:author:7", "gorse:author:bo", "gorse:item:d",
                    "gorse:item:e",
                ]
            )
            #expect(
                try await server.gorse(.get, "/api/item/a")["Labels"] == ["by": "another"]
            )
            // The user of that name is somebody else.
            try await server.affects(1, .post, "/api/user", ["UserId": "ada"])
            try await server.affects(1, .delete, "/api/user/ada")
            _ = try await server.gorse(.get, "/api/item/a")
        }
    }

    @Test("Search finds items by their words, and nothing but items")
    func search() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            try await server.tell(Say.post("p1", by: "ada", "a grey seal on the pier"))
            let items: JSONValue = [
                Gorse.item("a", labels: ["title": "Seals"], comment: "a grey seal"),
                Gorse.item("b", comment: "a walrus"),
            ]
            try await server.affects(2, .post, "/api/items", items)
            let found = try await server.gorse(.get, "/api/items?q=grey%20seal&n=5")
            #expect(found["Items"]?.array?.compactMap { $0["ItemId"]?.string } == ["a"])
            #expect(found["Cursor"] == "")
        }
    }
}
