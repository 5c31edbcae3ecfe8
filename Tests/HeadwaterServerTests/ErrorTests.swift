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

    @Test("A parameter that is given twice is refused by its name, unless a list is meant")
    func twice() async throws {
        try await TestServer.with {
            $0.hasMediaProxy = true
        } _: { server in
            try await server.tell(Say.post("p1", by: "ada"))
            for (path, param) in [
                ("/v1/feed?viewer=a&viewer=b", "viewer"), ("/v1/feed?viewer=a&viewer=a", "viewer"),
                ("/v1/feed?viewer=a&limit=1&limit=2", "limit"),
                ("/v1/feed?viewer=a&cursor=x&cursor=y", "cursor"),
                ("/v1/feed?viewer=a&surface=main&surface=main", "surface"),
                ("/v1/feed?viewer=a&explain=true&explain=false", "explain"),
                ("/v1/feed?viewer=a&view%65r=b", "viewer"),
                ("/v1/feed/r1/receipt?post=a&post=b", "post"),
                ("/v1/posts?id=p1&viewer=a&viewer=b", "viewer"),
                ("/v1/accounts?id=ada&viewer=a&viewer=b", "viewer"),
                ("/v1/posts/similar?id=p1&id=p2", "id"),
                ("/v1/posts/similar?id=p1&limit=1&limit=1", "limit"),
                ("/v1/media?post=p1&post=p2", "post"), ("/v1/media?post=p1&part=url&part=", "part"),
                ("/v1/media?post=p1&index=0&index=0", "index"),
                ("/v1/media?ticket=a&ticket=b", "ticket"),
                ("/v1/media/ticket?viewer=a&viewer=b", "viewer"),
            ] {
                let answer = try await server.get(path)
                #expect(answer.status == 400, "\(path)")
                #expect(try answer.param == param, "\(path)")
                #expect(try answer.message.contains("2 times"), "\(path)")
            }
            #expect(try await server.get("/v1/posts?id=p1&id=p1").status == 200)
            #expect(try await server.get("/v1/accounts?id=ada&id=bo").status == 200)
        }
    }

    @Test("A compressed body that is no stream of events is refused in words")
    func compressed() async throws {
        try await TestServer.with { server in
            let body = #"{"query":"seal"}"#
            let coded = try await server.post("/v1/search", body, [.contentEncoding: "gzip"])
            #expect(coded.status == 400)
            #expect(try coded.message.hasPrefix("Content-Encoding gzip: send this body as it is"))
            let plain = try await server.post("/v1/search", body, [.contentEncoding: "identity"])
            #expect(plain.status == 200)
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
