import HTTPTypes
import HeadwaterLog
import Testing

@testable import HeadwaterServer

@Suite("Errors")
struct ErrorTests {
    @Test(
        "A path that isn't there is 404 in the API's own shape",
        arguments: ["/nowhere", "/v1", "/v1/", "/v2/feed", "/v1/feed/r1", "/v1/feed/r1/receipt/x"]
    )
    func notFound(_ path: String) async throws {
        try await TestServer.with { server in
            for method: HTTPRequest.Method in [.get, .post, .delete] {
                let answer = try await server.send(method, path)
                #expect(answer.status == 404)
                #expect(try answer.code == "not_found")
                #expect(try !answer.message.isEmpty)
                #expect(answer.headers[.contentType] == "application/json; charset=utf-8")
            }
        }
    }

    @Test("A method that isn't there is 405 and says which are")
    func methods() async throws {
        try await TestServer.with { server in
            for (method, path, allowed) in [
                (.get, "/v1/events", "POST"), (.put, "/v1/events", "POST"),
                (.get, "/v1/search", "POST"), (.delete, "/v1/posts", "GET, HEAD"),
                (.post, "/v1/feed", "GET"), (.head, "/v1/feed", "GET"),
                (.patch, "/v1/feed/r1/receipt", "GET, HEAD"), (.post, "/healthz", "GET, HEAD"),
                (.post, "/", "GET, HEAD"), (.post, "/console/app.js", "GET, HEAD"),
                (.options, "/v1/events", "POST"), (.trace, "/v1/status", "GET, HEAD"),
            ] as [(HTTPRequest.Method, String, String)] {
                let answer = try await server.send(method, path)
                #expect(answer.status == 405, "\(method) \(path)")
                #expect(try answer.code == "method_not_allowed")
                #expect(answer.headers[.allow] == allowed)
            }
        }
    }

    @Test("HEAD is GET without its body")
    func head() async throws {
        try await TestServer.with { server in
            for path in ["/", "/healthz", "/readyz", "/console/app.js", "/v1/status"] {
                let answer = try await server.send(.head, path)
                #expect(answer.status == 200, "\(path)")
                #expect(answer.bytes.isEmpty)
            }
        }
    }

    @Test("An error of the log is 500 and says no more than it must")
    func readFault() async throws {
        try await TestServer.with { server in
            try await server.tell(Say.post("p1", by: "ada"))
            var faults = server.log.faults
            faults.reading = .io("disk /secret/place")
            server.log.faults = faults
            let answer = try await server.get("/v1/posts?id=p1")
            #expect(answer.status == 500)
            #expect(try answer.code == "log")
            #expect(!answer.text.contains("/secret/place"))
            server.log.faults = .init()
            #expect(try await server.get("/v1/posts?id=p1").status == 200)
        }
    }
}
