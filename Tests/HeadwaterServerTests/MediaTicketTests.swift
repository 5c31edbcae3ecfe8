import HTTPTypes
import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterServer

@Suite("Tickets for media")
struct MediaTicketTests {
    private static func guarded(_ settings: inout ServerSettings) {
        Tokens.guarded(&settings)
        MediaProxyTests.on(&settings)
    }

    private static func with(_ body: (TestServer) async throws -> Void) async throws {
        try await StubOrigin.with(MediaProxyTests.picture) { origin in
            try await TestServer.with(guarded) { server in
                let media = #","media":[{"kind":"image","url":"\#(origin.url("/a"))"}]"#
                let lines = [
                    Say.post("p", by: "ada", "seal", media), Say.edge("block", "ada", "bo"),
                ]
                _ = try await server.events(lines, Tokens.key("in"))
                try await body(server)
            }
        }
    }

    private static func ticket(
        _ server: TestServer,
        _ viewer: String?,
        _ headers: HTTPFields
    ) async throws -> String {
        let query = viewer.map { "?viewer=\($0)" } ?? ""
        let answer = try await server.get("/v1/media/ticket\(query)", headers)
        #expect(answer.status == 200, "\(answer.text)")
        #expect(try answer.number("expires_in_s") == 3600)
        return try #require(try answer.json["ticket"]?.string)
    }

    @Test("With a ticket and no key a page loads its viewer's media, and nothing else")
    func use() async throws {
        try await Self.with { server in
            #expect(try await server.get("/v1/media?post=p").status == 401)
            let cy = try await Self.ticket(server, "cy", Tokens.key("out"))
            let mine = try await server.get("/v1/media?post=p&viewer=cy&ticket=\(cy)")
            #expect(mine.status == 200)
            #expect(try await server.get("/v1/media?post=p&ticket=\(cy)").status == 200)
            #expect(try await server.get("/v1/media?post=p&viewer=dee&ticket=\(cy)").status == 403)
            let bo = try await Self.ticket(server, nil, try await Tokens.viewer("bo"))
            #expect(try await server.get("/v1/media?post=p&ticket=\(bo)").status == 404)
            for path in ["/v1/posts?id=p", "/v1/feed?viewer=cy", "/v1/media/ticket?viewer=cy"] {
                let mark = path.contains("?") ? "&" : "?"
                #expect(try await server.get("\(path)\(mark)ticket=\(cy)").status == 401, "\(path)")
                let answer = try await server.get(path, Tokens.bearer(cy))
                #expect(answer.status == 401, "\(path)")
            }
        }
    }

    @Test("It ends, and no other passes for it")
    func ends() async throws {
        try await Self.with { server in
            let ticket = try await Self.ticket(server, "cy", Tokens.key("out"))
            let token = try await Tokens.token("cy")
            for other in ["", "x", "a.b.c", String(ticket.dropLast()), ticket + "A", token] {
                let answer = try await server.get("/v1/media?post=p&ticket=\(other)")
                #expect(answer.status == 401, "\(other)")
            }
            server.time.advance(byMilliseconds: 3_599_000)
            #expect(try await server.get("/v1/media?post=p&ticket=\(ticket)").status == 200)
            server.time.advance(byMilliseconds: 1_000)
            #expect(try await server.get("/v1/media?post=p&ticket=\(ticket)").status == 401)
        }
    }

    @Test("Only who may read gets one, and for a viewer")
    func given() async throws {
        try await Self.with { server in
            let path = "/v1/media/ticket"
            #expect(try await server.get("\(path)?viewer=cy").status == 401)
            #expect(try await server.get("\(path)?viewer=cy", Tokens.key("in")).status == 403)
            let own = try await Tokens.viewer("bo")
            #expect(try await server.get("\(path)?viewer=cy", own).status == 403)
            let none = try await server.get(path, Tokens.key("out"))
            #expect(none.status == 400)
            #expect(try none.param == "viewer")
            let long = String(repeating: "a", count: 513)
            let answer = try await server.get("\(path)?viewer=\(long)", Tokens.key("out"))
            #expect(answer.status == 400)
        }
    }
}
