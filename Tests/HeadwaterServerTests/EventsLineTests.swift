import HTTPTypes
import HeadwaterEvents
import Testing

@testable import HeadwaterServer

@Suite("Lines that are wrong")
struct EventsLineTests {
    /// Sends a wrong line between two good ones; nothing but it may be rejected.
    private static func reject(_ line: [UInt8], _ words: String) async throws {
        try await TestServer.with { server in
            let good = [Say.post("p1", by: "ada"), Say.post("p2", by: "ada")].map { Array($0.utf8) }
            let body = good[0] + [0x0A] + line + [0x0A] + good[1] + [0x0A]
            let answer = try await server.send(
                .post,
                "/v1/events",
                [.contentType: "application/x-ndjson"],
                bytes: body
            )
            #expect(answer.status == 200)
            #expect(try answer.number("accepted") == 2)
            #expect(try answer.number("rejected_count") == 1)
            let rejected = try answer.rejected
            #expect(Set(rejected.keys) == [2])
            #expect(rejected[2]?.contains(words) == true, "\(rejected[2] ?? "")")
            let seen = try await server.get("/v1/posts?id=p1&id=p2")
            #expect(try seen.all("post", in: "posts") == ["p1", "p2"])
        }
    }

    @Test(
        "Each is rejected by its number, with a reason, and no other",
        arguments: [
            (
                #"{"type":"post","id":"x","author":"ada","at":"2026-11-25T11:59:00Z","text":"cut"#,
                ""
            ),
            ("{", ""), ("nonsense", ""), ("[]", "object"), ("3", "object"), ("null", "object"),
            (#"{"type":"toast","id":"x"}"#, "toast"), ("{}", "type"),
            (Say.post("x", by: "ada", at: "1601-01-01T00:00:00Z"), "at"),
            (Say.post("x", by: "ada", at: "2200-01-01T00:00:00Z"), "at"),
            (Say.post("x", by: "ada", at: "yesterday"), "at"),
            (Say.post("x", by: "ada", at: "2026-02-30T00:00:00Z"), "at"),
            (Say.post(String(repeating: "i", count: 513), by: "ada"), "id"),
            (Say.post("", by: "ada"), "id"),
            (Say.post("x", by: "ada", String(repeating: "t", count: 65_537)), "text"),
            (
                #"""
                {"type":"post","id":"x","id":"y","author":"ada","at":"2026-11-25T11:59:00Z",\#
                "text":""}
                """#,
                "id"
            ),
            (#"{"type":"post","id":"x","at":"2026-11-25T11:59:00Z","text":"no author"}"#, "author"),
            (#"{"type":"post","id":7,"author":"ada","at":"2026-11-25T11:59:00Z","text":""}"#, "id"),
            (
                #"{"type":"served","request":"r1","viewer":"ada","at":"2026-11-25T11:59:00Z"}"#,
                "served"
            ),
            (#"{"type":"change","at":"2026-11-25T11:59:00Z"}"#, "change"),
            (Say.post("p1", by: "bo", at: "2026-11-25T11:59:10Z"), "author"),
            (Say.edge("admire", "ada", "bo"), "kind"),
            (Say.engagement("like", "ada", "p1", #","watch_ms":-1"#), "watch_ms"),
            (
                #"""
                {"type":"post","id":"\ud800","author":"ada","at":"2026-11-25T11:59:00Z",\#
                "text":""}
                """#,
                ""
            ),
        ]
    )
    func rejected(_ line: String, _ words: String) async throws {
        try await Self.reject(Array(line.utf8), words)
    }

    @Test("Nesting 300 levels deep")
    func nesting() async throws {
        let deep = String(repeating: "[", count: 300) + String(repeating: "]", count: 300)
        try await Self.reject(
            Array(
                Say.post("x", by: "ada", "deep", at: "2026-11-25T11:59:00Z", #","more":\#(deep)"#)
                    .utf8
            ),
            "deep"
        )
        try await Self.reject(Array(String(repeating: #"{"a":"#, count: 300).utf8), "")
    }

    @Test("Invalid UTF-8", arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82]])
    func encoding(_ bytes: [UInt8]) async throws {
        let start = #"{"type":"post","id":"x","author":"ada","at":"2026-11-25T11:59:00Z","text":""#
        try await Self.reject(Array(start.utf8) + bytes + Array(#""}"#.utf8), "UTF-8")
    }

    @Test("A line of 10 MB")
    func longLine() async throws {
        let line = Say.post("x", by: "ada", String(repeating: "long ", count: 2 << 20))
        try await Self.reject(Array(line.utf8), "1048576")
    }

    @Test("Blank lines count and are passed over; so do CR and a byte-order mark")
    func blanks() async throws {
        try await TestServer.with { server in
            let text =
                "\u{FEFF}\n\r\n   \t\n" + Say.post("p1", by: "ada") + "\r\n\n{}\n\n"
                + Say.post("p2", by: "ada") + "\n\n\n!"
            let answer = try await server.send(
                .post,
                "/v1/events",
                [.contentType: "text/plain"],
                bytes: Array(text.utf8),
                chunk: 5
            )
            #expect(try answer.number("accepted") == 2)
            #expect(Set(try answer.rejected.keys) == [6, 11])
        }
    }

    @Test("200 even where every line fails; the first 1,000 are listed in order")
    func manyRejections() async throws {
        try await TestServer.with { server in
            let answer = try await server.events((1...2500).map { _ in "{}" })
            #expect(answer.status == 200)
            #expect(try answer.number("accepted") == 0)
            #expect(try answer.number("rejected_count") == 2500)
            let lines = try answer.json["rejected"]?.array?.compactMap { $0["line"]?.integer }
            #expect(lines == (1...1000).map(Int64.init))
        }
    }

    @Test("Rejections by what is known stand among those of form, by line")
    func mixedRejections() async throws {
        try await TestServer.with { server in
            let lines = (0..<3000).flatMap { index in
                [Say.post("p\(index)", by: "ada"), Say.post("p\(index)", by: "bo"), "{}"]
            }
            let answer = try await server.events(lines)
            #expect(try answer.number("accepted") == 3000)
            #expect(try answer.number("rejected_count") == 6000)
            let listed =
                try answer.json["rejected"]?.array?.compactMap { $0["line"]?.integer } ?? []
            #expect(listed == (1...1500).filter { $0 % 3 != 1 }.map(Int64.init))
        }
    }

    @Test("Fields not listed are dropped, and null is as if absent")
    func dropped() async throws {
        try await TestServer.with { server in
            try await server.tell(
                Say.post(
                    "p1",
                    by: "ada",
                    "hello",
                    at: "2026-11-25T13:59:00+02:00",
                    #","title":null,"shoe":{"size":[1,2]}"#
                )
            )
            let post = try await server.get("/v1/posts?id=p1").json["posts"]?[0]
            #expect(
                post == [
                    "post": "p1", "author": "ada", "at": "2026-11-25T11:59:00.000Z",
                    "text": "hello",
                    "counts": [:],
                ]
            )
        }
    }
}
