import HTTPTypes
import HeadwaterEvents
import Testing

@testable import HeadwaterServer

@Suite("Search over HTTP")
struct SearchTests {
    private static let town = [
        Say.account("ada", #","handle":"ada.example""#),
        Say.post(
            "p1",
            by: "ada",
            "The harbour bridge is closed",
            at: "2026-11-25T09:00:00Z",
            #","langs":["en"],"tags":["bridge"]"#
        ),
        Say.post(
            "p2",
            by: "bo",
            "A ship hit the bridge",
            at: "2026-11-25T10:00:00Z",
            #","langs":["en"],"tags":["ship"]"#
        ),
        Say.post(
            "p3",
            by: "cy",
            "Die Brücke ist zu, bridge closed",
            at: "2026-11-25T11:00:00Z",
            #","langs":["de"],"tags":["bridge"]"#
        ),
        Say.engagement("like", "dot", "p2"), Say.engagement("repost", "dot", "p2"),
    ]

    private static func found(
        _ server: TestServer,
        _ fields: String,
        at location: SourceLocation = #_sourceLocation
    ) async throws -> [String] {
        let answer = try await server.post("/v1/search", "{\(fields)}", at: location)
        #expect(answer.status == 200, "\(answer.text)", sourceLocation: location)
        return try answer.all("post", in: "hits")
    }

    @Test("Every field does what it says")
    func fields() async throws {
        try await TestServer.with { server in
            try await server.events(Self.town)
            func found(_ fields: String, _ expected: Set<String>) async throws {
                #expect(Set(try await Self.found(server, fields)) == expected, "\(fields)")
            }
            try await found(#""query":"bridge""#, ["p1", "p2", "p3"])
            try await found(#""query":"bridge closed""#, ["p1", "p2", "p3"])
            try await found(#""query":"bridge closed","match":"all""#, ["p1", "p3"])
            try await found(#""query":"bridge closed","sort":"latest""#, ["p1", "p3"])
            try await found(#""query":"bridge closed","sort":"top""#, ["p1", "p3"])
            try await found(
                #""query":"bridge closed","sort":"latest","match":"any""#,
                ["p1", "p2", "p3"]
            )
            try await found(#""query":"bridge","authors":["ada","bo"]"#, ["p1", "p2"])
            try await found(#""query":"bridge","authors":["nobody"]"#, [])
            try await found(#""query":"bridge","langs":["de"]"#, ["p3"])
            try await found(#""query":"bridge","tags":["bridge"]"#, ["p1", "p3"])
            try await found(#""query":"bridge","since":"2026-11-25T10:00:00Z""#, ["p2", "p3"])
            try await found(#""query":"bridge","until":"2026-11-25T10:00:00Z""#, ["p1"])
            try await found(
                #"""
                "query":"bridge","since":"2026-11-25T11:00:00+01:00",\#
                "until":"2026-11-25T12:00:00+01:00"
                """#,
                ["p2"]
            )
            try await found(#""query":"\"bridge is closed\"""#, ["p1"])
            try await found(#""query":"bridge -ship""#, ["p1", "p3"])
            try await found(#""query":"bridge from:ada.example""#, ["p1"])
            try await found(##""query":"#bridge""##, ["p1", "p3"])
            try await found(
                #"""
                "query":"bridge","viewer":null,"limit":null,"cursor":null,"since":null,\#
                "authors":null,"sort":null,"more":1
                """#,
                ["p1", "p2", "p3"]
            )
        }
    }

    @Test("Latest and top stand in their order")
    func order() async throws {
        try await TestServer.with { server in
            try await server.events(Self.town)
            #expect(
                try await Self.found(server, #""query":"bridge","sort":"latest""#)
                    == ["p3", "p2", "p1"]
            )
            #expect(try await Self.found(server, #""query":"bridge","sort":"top""#).first == "p2")
            #expect(
                try await Self.found(server, #""query":"bridge","half_life":60"#).first == "p3"
            )
        }
    }

    @Test("Highlights are byte offsets of the words")
    func highlights() async throws {
        try await TestServer.with { server in
            try await server.events(Self.town)
            let answer = try await server.post("/v1/search", #"{"query":"brucke bridge"}"#)
            let hit = try #require(try answer.json["hits"]?[0])
            let text = Array((hit["text"]?.string ?? "").utf8)
            let words = (hit["highlights"]?.array ?? []).compactMap { highlight -> String? in
                guard highlight["field"] == "text", let start = highlight["start"]?.integer,
                    let end = highlight["end"]?.integer
                else { return nil }
                return String(decoding: text[Int(start)..<Int(end)], as: UTF8.self)
            }
            #expect(words.sorted() == ["Brücke", "bridge"])
        }
    }

    @Test("Pages by cursor hold each hit once", arguments: ["relevance", "latest", "top"])
    func pages(_ sort: String) async throws {
        try await TestServer.with { server in
            try await server.events(
                (0..<25).map { Say.post("p\($0)", by: "ada", "seal number \($0)") }
            )
            var seen: [String] = []
            var cursor: String?
            for _ in 0..<10 {
                let tail = cursor.map { #","cursor":"\#($0)""# } ?? ""
                let answer = try await server.post(
                    "/v1/search",
                    #"{"query":"seal","limit":10,"sort":"\#(sort)"\#(tail)}"#
                )
                seen += try answer.all("post", in: "hits")
                cursor = try answer.json["cursor"]?.string
                if cursor == nil { break }
            }
            #expect(cursor == nil)
            #expect(seen.count == 25)
            #expect(Set(seen).count == 25)
        }
    }

    @Test("A post is found the moment that it is acknowledged, and gone with its delete")
    func atOnce() async throws {
        try await TestServer.with { server in
            for index in 0..<20 {
                try await server.tell(Say.post("p\(index)", by: "ada", "walrus\(index) here"))
                let query = #""query":"walrus\#(index)""#
                #expect(try await Self.found(server, query) == ["p\(index)"])
                try await server.tell(Say.delete("p\(index)"))
                #expect(try await Self.found(server, query) == [])
            }
        }
    }

    @Test(
        "A wrong field is 400 and named",
        arguments: [
            (#"{"query":7}"#, "query"), (#"{"query":"a","limit":0}"#, "limit"),
            (#"{"query":"a","limit":101}"#, "limit"), (#"{"query":"a","limit":"5"}"#, "limit"),
            (#"{"query":"a","limit":1.5}"#, "limit"), (#"{"query":"a","viewer":1}"#, "viewer"),
            (#"{"query":"a","since":"today"}"#, "since"), (#"{"query":"a","until":5}"#, "until"),
            (#"{"query":"a","authors":"ada"}"#, "authors"),
            (#"{"query":"a","langs":[1]}"#, "langs"),
            (#"{"query":"a","tags":{}}"#, "tags"), (#"{"query":"a","match":"some"}"#, "match"),
            (#"{"query":"a","sort":"best"}"#, "sort"),
            (#"{"query":"a","half_life":0}"#, "half_life"),
            (#"{"query":"a","half_life":-5}"#, "half_life"),
            (#"{"query":"a","half_life":"day"}"#, "half_life"),
            (#"{"query":"a","cursor":"nonsense"}"#, "cursor"),
            (#"{"query":"a","cursor":""}"#, "cursor"),
        ]
    )
    func wrong(_ body: String, _ param: String) async throws {
        try await TestServer.with { server in
            let answer = try await server.post("/v1/search", body)
            #expect(answer.status == 400)
            #expect(try answer.code == "bad_request")
            #expect(try answer.param == param)
        }
    }

    @Test(
        "A body that is no JSON object is 400",
        arguments: [
            "", "{", "[]", "null", #"{"query":"a","query":"b"}"#, "\u{FEFF}{}", #"{"query":"a"} x"#,
        ]
    )
    func noObject(_ body: String) async throws {
        try await TestServer.with { server in
            let answer = try await server.post("/v1/search", body)
            #expect(answer.status == 400)
        }
    }

    @Test("Invalid UTF-8, deep nesting and a body beyond a mebibyte are refused")
    func hostile() async throws {
        try await TestServer.with { server in
            let invalid = Array(#"{"query":"a"#.utf8) + [0xFF] + Array(#""}"#.utf8)
            #expect(try await server.send(.post, "/v1/search", bytes: invalid).status == 400)
            let deep = String(repeating: "[", count: 300) + String(repeating: "]", count: 300)
            #expect(try await server.post("/v1/search", #"{"more":\#(deep)}"#).status == 400)
            let long = #"{"query":"\#(String(repeating: "a", count: 1 << 20))"}"#
            let answer = try await server.post("/v1/search", long)
            #expect(answer.status == 413)
            #expect(try answer.code == "content_too_large")
        }
    }

    @Test("A cursor of another search is 400")
    func foreignCursor() async throws {
        try await TestServer.with { server in
            try await server.events((0..<5).map { Say.post("p\($0)", by: "ada", "seal \($0)") })
            let page = try await server.post("/v1/search", #"{"query":"seal","limit":2}"#)
            let cursor = try #require(try page.json["cursor"]?.string)
            let answer = try await server.post(
                "/v1/search",
                #"{"query":"walrus","limit":2,"cursor":"\#(cursor)"}"#
            )
            #expect(answer.status == 400)
            #expect(try answer.param == "cursor")
        }
    }
}
