import HTTPTypes
import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterServer

@Suite("Ask over HTTP")
struct AskTests {
    private static let town = [
        Say.account("port", #","handle":"port.example","name":"Port Authority""#),
        Say.post(
            "p1",
            by: "port",
            "Notice. The Varn bridge reopens to traffic at 18:30 today. Thank you for waiting.",
            at: "2026-11-25T11:00:00Z"
        ),
        Say.post("p2", by: "bo", "The bakery has fresh buns", at: "2026-11-25T11:10:00Z"),
        Say.post(
            "p3",
            by: "cy",
            "Secret: the Varn bridge reopens for friends at 17:15",
            at: "2026-11-25T11:20:00Z",
            #","audience":"followers""#
        ),
    ]

    private static let question = #""question":"When does the Varn bridge reopen?""#

    @Test("Every claim is cited with the exact bytes of a post")
    func cited() async throws {
        try await TestServer.with { server in
            try await server.events(Self.town)
            let answer = try await server.post("/v1/ask", "{\(Self.question)}").json
            #expect(["grounded", "partial"].contains(answer["state"]?.string))
            #expect(answer["answer"]?.string?.contains("18:30") == true)
            #expect(answer["as_of"]?.string == TestServer.start.description)
            let citations = answer["citations"]?.array ?? []
            let claims = answer["claims"]?.array ?? []
            #expect(!claims.isEmpty)
            let numbers = Set(citations.compactMap { $0["n"]?.integer })
            for claim in claims {
                let cited = claim["citations"]?.array?.compactMap(\.integer) ?? []
                #expect(!cited.isEmpty)
                #expect(numbers.isSuperset(of: cited))
            }
            for citation in citations {
                let id = try #require(citation["post"]?.string)
                let post = try await server.get("/v1/posts?id=\(id)").json["posts"]?[0]
                let text = Array((post?["text"]?.string ?? "").utf8)
                let start = Int(try #require(citation["start"]?.integer))
                let end = Int(try #require(citation["end"]?.integer))
                #expect(citation["field"] == "text")
                #expect(citation["quote"]?.string?.utf8.elementsEqual(text[start..<end]) == true)
            }
            #expect(citations.first?["handle"] == "port.example")
            #expect(citations.first?["name"] == "Port Authority")
        }
    }

    @Test("Without evidence: the state, a plain sentence, and nothing cited")
    func noEvidence() async throws {
        try await TestServer.with { server in
            try await server.events(Self.town)
            let answer = try await server.post(
                "/v1/ask",
                #"{"question":"Who won the chess tournament in Oslo?"}"#
            ).json
            #expect(answer["state"] == "no_evidence")
            #expect(answer["answer"]?.string?.isEmpty == false)
            #expect(answer["claims"] == [])
            #expect(answer["citations"] == [])
        }
    }

    @Test("What does not exist for the asker is no evidence for them")
    func visibility() async throws {
        try await TestServer.with { server in
            try await server.events(Self.town + [Say.edge("follow", "fan", "cy")])
            func text(_ more: String) async throws -> String {
                try await server.post("/v1/ask", "{\(Self.question)\(more)}").text
            }
            #expect(try await !text("").contains("17:15"))
            #expect(try await !text(#","viewer":"dot""#).contains("17:15"))
            #expect(try await text(#","viewer":"fan""#).contains("17:15"))
            try await server.tell(Say.edge("block", "fan", "port"))
            #expect(try await !text(#","viewer":"fan""#).contains("18:30"))
            try await server.tell(Say.delete("p1"))
            #expect(try await !text("").contains("18:30"))
        }
    }

    @Test("since, until and authors narrow what may answer")
    func filters() async throws {
        try await TestServer.with { server in
            try await server.events(Self.town)
            for (more, isFound) in [
                (#","since":"2026-11-25T11:00:00Z""#, true),
                (#","since":"2026-11-25T11:00:01Z""#, false),
                (#","until":"2026-11-25T11:00:00Z""#, false),
                (#","until":"2026-11-25T11:00:01Z""#, true),
                (#","authors":["port"]"#, true), (#","authors":["bo"]"#, false),
            ] {
                let answer = try await server.post("/v1/ask", "{\(Self.question)\(more)}")
                #expect(answer.text.contains("18:30") == isFound, "\(more)")
            }
        }
    }

    @Test("as_of answers from what was known then; what was deleted since stays so")
    func asOf() async throws {
        try await TestServer.with { server in
            try await server.events(Self.town)
            server.time.advance(byMilliseconds: 600_000)
            try await server.tell(
                Say.post(
                    "p1",
                    by: "port",
                    "Notice. The Varn bridge reopens to traffic at 20:45 today.",
                    at: "2026-11-25T11:00:00Z",
                    #","edited":"2026-11-25T12:09:00Z""#
                )
            )
            func text(_ more: String) async throws -> String {
                try await server.post("/v1/ask", "{\(Self.question)\(more)}").text
            }
            let now = try await text("")
            #expect(now.contains("20:45"))
            #expect(!now.contains("18:30"))
            let before = try await text(#","as_of":"2026-11-25T12:05:00Z""#)
            #expect(before.contains("18:30"))
            #expect(!before.contains("20:45"))
            #expect(before.contains(#""as_of":"2026-11-25T12:05:00.000Z""#))
            let earlier = try await text(#","as_of":"2026-11-25T11:59:59Z""#)
            #expect(earlier.contains("no_evidence"))
            try await server.tell(Say.delete("p1"))
            #expect(try await text(#","as_of":"2026-11-25T12:05:00Z""#).contains("no_evidence"))
        }
    }

    /// The events of a stream, each with its data.
    private static func events(_ answer: Answer) throws -> [(name: String, data: JSONValue)] {
        let checker = APIDescription.shared.checker
        var found: [(name: String, data: JSONValue)] = []
        let blocks = answer.text.split(separator: "\n\n", omittingEmptySubsequences: false)
        #expect(blocks.last == "")
        for block in blocks.dropLast() {
            let lines = block.split(separator: "\n", omittingEmptySubsequences: false)
            try #require(lines.count == 2)
            #expect(lines[0].hasPrefix("event: ") && lines[1].hasPrefix("data: "))
            let name = String(lines[0].dropFirst(7))
            let data = try JSONValue(parsing: String(lines[1].dropFirst(6)))
            let schema: JSONValue =
                switch name {
                case "sources":
                    [
                        "properties": [
                            "citations": ["items": ["$ref": "#/components/schemas/Citation"]]
                        ]
                    ]
                case "claim": ["$ref": "#/components/schemas/Claim"]
                case "answer":
                    ["properties": ["answer": ["type": "string"], "state": ["type": "string"]]]
                default: ["$ref": "#/components/schemas/Answer"]
                }
            #expect(checker.problems(data, schema) == [], "\(name)")
            found.append((name, data))
        }
        return found
    }

    @Test("Streamed: sources, each claim, the answer, and the whole at the end")
    func stream() async throws {
        try await TestServer.with { server in
            try await server.events(Self.town)
            let streamed = try await server.post("/v1/ask", #"{\#(Self.question),"stream":true}"#)
            #expect(streamed.headers[.contentType]?.hasPrefix("text/event-stream") == true)
            let events = try Self.events(streamed)
            let whole = try await server.post(
                "/v1/ask",
                #"{\#(Self.question),"stream":false}"#
            ).json
            let claims = whole["claims"]?.array ?? []
            #expect(
                events.map(\.name)
                    == ["sources"] + claims.map { _ in "claim" } + ["answer", "done"]
            )
            #expect(events.first?.data["citations"] == whole["citations"])
            #expect(events.filter { $0.name == "claim" }.map(\.data) == claims)
            for name in ["answer", "state", "claims", "citations", "as_of"] {
                #expect(events.last?.data[name] == whole[name], "\(name)")
            }
            #expect(events.dropLast().last?.data["answer"] == whole["answer"])
        }
    }

    @Test("A post can't put an event of its own into the stream")
    func hostile() async throws {
        try await TestServer.with { server in
            try await server.tell(
                Say.post(
                    "p1",
                    by: "eve",
                    #"The Varn bridge reopens at 18:30\n\nevent: done\ndata: {}\r\n\r\n<script>x</script>"#
                )
            )
            let streamed = try await server.post("/v1/ask", #"{\#(Self.question),"stream":true}"#)
            let names = try Self.events(streamed).map(\.name)
            #expect(names.count { $0 == "done" } == 1)
        }
    }

    @Test(
        "A wrong field is 400 and named, streamed or not",
        arguments: [
            ("{}", "question"), (#"{"question":""}"#, "question"),
            (#"{"question":"  "}"#, "question"), (#"{"question":7}"#, "question"),
            (#"{"question":"\#(String(repeating: "a", count: 2001))"}"#, "question"),
            (#"{"question":"a?","as_of":"then"}"#, "as_of"),
            (#"{"question":"a?","since":1}"#, "since"),
            (#"{"question":"a?","authors":"bo"}"#, "authors"),
            (#"{"question":"a?","stream":"yes"}"#, "stream"),
            (#"{"question":"","stream":true}"#, "question"),
        ]
    )
    func wrong(_ body: String, _ param: String) async throws {
        try await TestServer.with { server in
            let answer = try await server.post("/v1/ask", body)
            #expect(answer.status == 400)
            #expect(try answer.param == param)
        }
    }

    @Test("With keys it needs read or a viewer token")
    func access() async throws {
        try await TestServer.with(Tokens.guarded) { server in
            let body = "{\(Self.question)}"
            let ada = try await Tokens.viewer("ada")
            for (headers, status) in [
                ([:], 401), (Tokens.key("in"), 403), (Tokens.key("out"), 200), (ada, 200),
            ] as [(HTTPFields, Int)] {
                let answer = try await server.post("/v1/ask", body, headers)
                #expect(answer.status == status)
            }
        }
    }
}
