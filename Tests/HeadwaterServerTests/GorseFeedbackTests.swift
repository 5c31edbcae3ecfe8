import HTTPTypes
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import Testing

@testable import HeadwaterServer

@Suite("Gorse's API: feedback")
struct GorseFeedbackTests {
    /// The counts of an item as the API of our own shows them.
    private static func counts(_ server: TestServer, _ item: String) async throws -> JSONValue {
        let posts = try await server.get("/v1/posts?id=gorse:item:\(item)")
        return try posts.json["posts"]?[0]?["counts"] ?? .null
    }

    @Test("It comes back as it went in, by user, item, both, type and all")
    func lists() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            let given: JSONValue = [
                Gorse.feedback(
                    "like",
                    "u",
                    "a",
                    value: 2,
                    at: "2020-01-01T00:00:00Z",
                    comment: "c"
                ),
                Gorse.feedback("read", "u", "a"), Gorse.feedback("read", "v", "b"),
            ]
            try await server.affects(3, .post, "/api/feedback", given)
            func plain(_ answer: JSONValue?) -> JSONValue {
                .array(
                    (answer?.array ?? []).map { row in
                        .object((row.members ?? []).filter { $0.name != "Updated" })
                    }
                )
            }
            let all = given.array ?? []
            for (path, wanted) in [
                ("/api/user/u/feedback", [0, 1]), ("/api/user/u/feedback/read", [1]),
                ("/api/item/a/feedback", [0, 1]), ("/api/item/b/feedback/read", [2]),
                ("/api/feedback/u/a", [0, 1]), ("/api/feedback/u/b", []),
                ("/api/user/nobody/feedback/read", []), ("/api/user/u/feedback/other", []),
            ] {
                let answer = try await server.gorse(.get, path)
                #expect(plain(answer) == .array(wanted.map { all[$0] }), "\(path)")
            }
            let one = try await server.gorse(.get, "/api/feedback/like/u/a")
            #expect(plain([one]) == [all[0]])
            #expect(one["Updated"] == "2026-11-25T12:00:00Z")
            #expect(try await server.get("/api/feedback/like/v/b").status == 404)
            var found: [JSONValue] = []
            var cursor = ""
            repeat {
                let page = try await server.gorse(.get, "/api/feedback?n=2&cursor=\(cursor)")
                found += plain(page["Feedback"]).array ?? []
                cursor = page["Cursor"]?.string ?? ""
            } while !cursor.isEmpty
            #expect(found == all)
            let typed = try await server.gorse(.get, "/api/feedback/read?n=5")
            #expect(plain(typed["Feedback"]) == .array([all[1], all[2]]))
            #expect(typed["Cursor"] == "")
        }
    }

    @Test(
        "Users and items that nobody inserted come with their feedback, and give way to whoever is"
    )
    func unknown() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            try await server.affects(1, .post, "/api/feedback", [Gorse.feedback("like", "u", "a")])
            #expect(
                try await server.gorse(.get, "/api/item/a")
                    == Gorse.item("a", timestamp: "0001-01-01T00:00:00Z")
            )
            #expect(
                try await server.gorse(.get, "/api/user/u")
                    == ["UserId": "u", "Labels": nil, "Comment": ""]
            )
            let item = Gorse.item("a", labels: ["x"], comment: "now known")
            try await server.affects(1, .post, "/api/item", item)
            try await server.affects(1, .post, "/api/feedback", [Gorse.feedback("read", "u", "a")])
            #expect(try await server.gorse(.get, "/api/item/a") == item)
            #expect(try await Self.counts(server, "a")["like"] == 1)
        }
    }

    @Test("POST adds to the value, PUT takes the place of all of it; each is one row")
    func values() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            for (method, value, wanted) in [
                (HTTPRequest.Method.post, 1.5, "like a 1.5"), (.post, 2, "like a 3.5"),
                (.post, 0, "like a 3.5"), (.put, 2, "like a 2.0"), (.put, 0, "like a 0.0"),
                (.post, -1, "like a -1.0"),
            ] {
                let given = Gorse.feedback("like", "u", "a", value: value)
                try await server.affects(1, method, "/api/feedback", [given])
                #expect(try await server.feedback(of: "u") == [wanted])
            }
            #expect(try await Self.counts(server, "a") == ["like": 1])
            // What is counted is counted once, however often it is sent.
            for value in [0.0, 0, 1, 1] {
                let given = Gorse.feedback("click", "u", "a", value: value)
                try await server.affects(1, .post, "/api/feedback", [given])
            }
            #expect(try await Self.counts(server, "a") == ["like": 1, "click": 1])
            let twice: JSONValue = [
                Gorse.feedback("click", "w", "b", value: 1),
                Gorse.feedback("click", "w", "b", value: 1),
            ]
            try await server.affects(2, .post, "/api/feedback", twice)
            #expect(try await server.feedback(of: "w") == ["click b 2.0"])
            #expect(try await Self.counts(server, "b") == ["click": 1])
        }
    }

    @Test("What is deleted counts no more, and may come again, with the timestamp that it had")
    func deletes() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            for round in 0..<3 {
                let given: JSONValue = [
                    Gorse.feedback("like", "u", "a"), Gorse.feedback("star", "u", "a"),
                    Gorse.feedback("click", "u", "a"), Gorse.feedback("read", "u", "a"),
                    Gorse.feedback("like", "u", "b"),
                ]
                try await server.affects(5, .post, "/api/feedback", given)
                #expect(
                    try await Self.counts(server, "a") == ["like": 1, "click": 1, "view": 1],
                    "round \(round)"
                )
                // Two types are one like inside: it stands while either does.
                try await server.affects(1, .delete, "/api/feedback/like/u/a")
                #expect(try await Self.counts(server, "a")["like"] == 1)
                try await server.affects(0, .delete, "/api/feedback/like/u/a")
                try await server.affects(1, .delete, "/api/feedback/star/u/a")
                #expect(try await Self.counts(server, "a") == ["click": 1, "view": 1])
                try await server.affects(2, .delete, "/api/feedback/u/a")
                #expect(try await Self.counts(server, "a") == [:])
                #expect(try await server.feedback(of: "u") == ["like b 0.0"])
            }
            try await server.affects(0, .delete, "/api/feedback/nobody/a")
            // All of it follows from the log.
            let restarted = try await TestServer.make(log: server.log, Gorse.spoken)
            #expect(try await restarted.feedback(of: "u") == ["like b 0.0"])
            try restarted.engine.stop()
        }
    }

    @Test("The mapping decides what a type is inside; what it doesn't name is refused")
    func mapping() async throws {
        let mapping = try FeedbackMapping("rating>=4=like, rating<2=hide,rating=click,read=view")
        let settings = { (settings: inout ServerSettings) in
            settings.gorse = GorseSettings(feedback: mapping)
        }
        try await TestServer.with(settings) { server in
            for (value, wanted) in [
                (5.0, ["like": 1] as JSONValue), (4, ["like": 1]), (3.9, ["click": 1]),
                (2, ["click": 1]), (1, ["hide": 1]), (5, ["like": 1]),
            ] {
                let given = Gorse.feedback("rating", "u", "a", value: value)
                try await server.affects(1, .put, "/api/feedback", [given])
                #expect(try await Self.counts(server, "a") == wanted, "\(value)")
            }
            let answer = try await server.post(
                "/api/feedback",
                JSONValue.array([Gorse.feedback("star", "u", "a")]).json
            )
            #expect(answer.status == 400)
            #expect(try answer.param == "[0].FeedbackType")
        }
    }

    @Test("Mappings that can't be read are refused in plain words")
    func wrongMappings() throws {
        for text in [
            "", "like", "like=adore", "=like", "rating>=x=like", ">=4=like", "a=like,b",
            "rating>=nan=like",
        ] {
            #expect(throws: SettingError.self, "\(text)") { try FeedbackMapping(text) }
        }
        #expect(FeedbackMapping.standard.kind(of: "star", value: 0) == .like)
        #expect(FeedbackMapping.standard.kind(of: "whatever", value: 0) == .click)
        let only = try FeedbackMapping("a=like")
        #expect(only.kind(of: "b", value: 0) == nil)
        #expect(try FeedbackMapping("a=like,*=view").kind(of: "b", value: 0) == .view)
    }

    /// Random feedback against a plain dictionary, with a restart at the end.
    @Test("Whatever is inserted and deleted, a dictionary agrees", arguments: 1...6)
    func model(seed: UInt64) async throws {
        try await TestServer.with(Gorse.spoken) { server in
            var random = SeededGenerator(seed: seed)
            var model: [String: Double] = [:]
            let types = ["like", "star", "click", "read", "dislike"]
            for _ in 0..<60 {
                server.time.advance(byMilliseconds: Int64.random(in: 0...2, using: &random))
                let type = types[Int.random(in: 0..<types.count, using: &random)]
                let item = "i\(Int.random(in: 0..<3, using: &random))"
                let key = "\(type) \(item)"
                switch Int.random(in: 0..<10, using: &random) {
                case 0:
                    let count = model.keys.count { $0.hasSuffix(" \(item)") }
                    let path = "/api/feedback/u/\(item)"
                    try await server.affects(Int64(count), .delete, path)
                    model = model.filter { !$0.key.hasSuffix(" \(item)") }
                case 1, 2:
                    let count: Int64 = model.removeValue(forKey: key) == nil ? 0 : 1
                    try await server.affects(count, .delete, "/api/feedback/\(type)/u/\(item)")
                case 3:
                    _ = try await server.gorse(.delete, "/api/item/\(item)")
                    model = model.filter { !$0.key.hasSuffix(" \(item)") }
                default:
                    let value = Double(Int.random(in: 0...3, using: &random))
                    let hour = Int.random(in: 10...12, using: &random)
                    let given = Gorse.feedback(
                        type,
                        "u",
                        item,
                        value: value,
                        at: "2026-11-25T\(hour):00:00Z"
                    )
                    let overwrites = Bool.random(using: &random)
                    try await server.affects(1, overwrites ? .put : .post, "/api/feedback", [given])
                    model[key] = overwrites ? value : (model[key] ?? 0) + value
                }
                let wanted = Set(model.map { "\($0.key) \($0.value)" })
                #expect(Set(try await server.feedback(of: "u")) == wanted, "seed \(seed)")
            }
            let restarted = try await TestServer.make(log: server.log, Gorse.spoken)
            let before = try await server.feedback(of: "u")
            #expect(try await restarted.feedback(of: "u") == before, "seed \(seed)")
            for item in ["i0", "i1", "i2"] {
                let posts = "/v1/posts?id=gorse:item:\(item)&id=gorse:item~2:\(item)"
                let shown = try await server.get(posts).json
                #expect(try await restarted.get(posts).json == shown, "seed \(seed)")
            }
            try restarted.engine.stop()
        }
    }
}
