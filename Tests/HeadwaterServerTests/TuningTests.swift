import HTTPTypes
import HeadwaterEvents
import Testing

@testable import HeadwaterServer

@Suite("Tuning")
struct TuningTests {
    private func post(_ server: TestServer, _ body: String) async throws -> Answer {
        try await server.post("/v1/knobs", body)
    }

    @Test("A knob that is turned is turned at once, and its range holds")
    func knobs() async throws {
        try await TestServer.with { server in
            let before = try await server.get("/v1/knobs")
            let turned = try await post(
                server,
                #"{"name":"feed.value.like","value":3.5,"why":"a test"}"#
            )
            #expect(turned.status == 200)
            func value(_ answer: Answer) throws -> Double? {
                try answer.json["knobs"]?.array?
                    .first { $0["name"]?.string == "feed.value.like" }?["value"]?.double
            }
            #expect(try value(before) != 3.5)
            #expect(try value(turned) == 3.5)
            #expect(try turned.json["knobs"]?.array?.count == 1)
            let tuning = try await server.get("/v1/tuning")
            let like = try tuning.json["heads"]?.array?.first { $0["head"]?.string == "like" }
            #expect(like?["weight"] == 3.5)
            for body in [
                #"{"name":"feed.value.like","value":1e9}"#, #"{"name":"feed.value.like"}"#,
                #"{"name":"no.such.knob","value":1}"#, #"{"value":1}"#,
            ] {
                #expect(try await post(server, body).status == 400, "\(body)")
            }
            #expect(try await value(server.get("/v1/knobs")) == 3.5)
        }
    }

    @Test("What counts something takes no fraction, and the error says what it takes")
    func wholeNumbers() async throws {
        try await TestServer.with { server in
            for value in ["1.5", "2.0000001", "1e-3"] {
                let answer = try await post(
                    server,
                    #"{"name":"feed.author.cap","value":\#(value)}"#
                )
                #expect(answer.status == 400)
                #expect(try answer.param == "value")
                #expect(
                    try answer.message == "feed.author.cap is from 1 to 10 posts, in whole numbers"
                )
            }
            for value in ["3", "3.0", "0.3e1"] {
                let answer = try await post(
                    server,
                    #"{"name":"feed.author.cap","value":\#(value)}"#
                )
                #expect(answer.status == 200)
                let knob = try #require(try answer.json["knobs"]?.array?.first)
                #expect(knob["value"]?.double == 3)
                #expect(knob["whole"] == true)
            }
        }
    }

    @Test("What pages are made of shows once they are served")
    func tallies() async throws {
        try await TestServer.with { server in
            for number in 1...12 {
                try await server.tell(Say.post("p\(number)", by: "a\(number)", "words \(number)"))
            }
            let empty = try await server.get("/v1/tuning")
            #expect(try empty.json["pages"]?.double == 0)
            #expect(try await server.get("/v1/feed?viewer=v&limit=5").status == 200)
            let one = try await server.get("/v1/tuning")
            #expect(try one.json["pages"]?.double == 1)
            let served = try one.json["sources"]?.array?.reduce(0) {
                $0 + ($1["served"]?.double ?? 0)
            }
            #expect(served == 5)
            for head in try one.json["heads"]?.array ?? [] {
                let chance = head["probability"]?.double ?? -1
                #expect(chance > 0 && chance < 1, "\(head)")
            }
            #expect((try one.json["exploration_cost"]?.double ?? -1) >= 0)
        }
    }

    @Test("Reading needs the scope read, turning the scope admin")
    func access() async throws {
        try await TestServer.with(Tokens.guarded) { server in
            let body = #"{"name":"feed.value.like","value":2}"#
            for (key, read, write) in [("out", 200, 403), ("all", 200, 200)] {
                let got = try await server.get("/v1/tuning", Tokens.key(key))
                #expect(got.status == read, "\(key)")
                let set = try await server.post("/v1/knobs", body, Tokens.key(key))
                #expect(set.status == write, "\(key)")
            }
            #expect(try await server.get("/v1/knobs").status == 401)
        }
    }
}
