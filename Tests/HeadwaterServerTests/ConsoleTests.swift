import Foundation
import HTTPTypes
import HeadwaterEvents
import Testing

@testable import HeadwaterServer

@Suite("The console's files")
struct ConsoleTests {
    @Test("The page and everything it names are there, with their types and a strict policy")
    func files() async throws {
        try await TestServer.with { server in
            let page = try await server.get("/")
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            let policy = page.headers[.contentSecurityPolicy] ?? ""
            for part in ["default-src 'self'", "object-src 'none'", "frame-ancestors 'none'"] {
                #expect(policy.contains(part))
            }
            #expect(!policy.contains("unsafe"))
            let names = page.text.matches(of: #/(?:src|href)="(\/?[a-z][^":#]*)"/#)
                .map { String($0.1) }
            #expect(names.count > 3)
            let types = ["js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"]
            for name in names {
                let path = name.hasPrefix("/") ? name : "/\(name)"
                let file = try await server.get(path)
                #expect(file.status == 200, "\(path)")
                let ending = String(path.split(separator: ".").last ?? "")
                if let type = types[ending] {
                    #expect(file.headers[.contentType]?.hasPrefix(type) == true, "\(path)")
                }
            }
        }
    }

    @Test("Each module that a script imports is there")
    func modules() async throws {
        try await TestServer.with { server in
            var open = ["app.js"]
            var seen: Set<String> = []
            while let name = open.popLast() {
                guard seen.insert(name).inserted else { continue }
                let script = try await server.get("/console/\(name)")
                #expect(script.status == 200, "\(name)")
                #expect(script.headers[.contentType] == "text/javascript; charset=utf-8")
                open += script.text.matches(of: #/from "\.\/([^"]+)"/#).map { String($0.1) }
            }
            #expect(seen.count > 10)
        }
    }

    @Test("What a browser has already is not sent again")
    func tags() async throws {
        try await TestServer.with { server in
            let file = try await server.get("/console/app.js")
            let tag = try #require(file.headers[.eTag])
            let again = try await server.get("/console/app.js", [.ifNoneMatch: tag])
            #expect(again.status == 304)
            #expect(again.bytes.isEmpty)
            #expect(try await server.get("/console/app.js", [.ifNoneMatch: "\"x\""]).status == 200)
        }
    }

    @Test("A range of bytes is answered as such")
    func ranges() async throws {
        try await TestServer.with { server in
            let whole = try await server.get("/console/app.js")
            let size = whole.bytes.count
            for (range, start, end) in [
                ("bytes=0-9", 0, 10), ("bytes=10-", 10, size), ("bytes=5-5", 5, 6),
                ("bytes=\(size - 1)-\(size + 50)", size - 1, size),
            ] {
                let part = try await server.get("/console/app.js", [.range: range])
                #expect(part.status == 206, "\(range)")
                #expect(part.bytes == Array(whole.bytes[start..<end]))
                #expect(part.headers[.contentRange] == "bytes \(start)-\(end - 1)/\(size)")
            }
            for range in [
                "bytes=\(size)-", "bytes=9-3", "lines=1-2", "bytes=0-1,3-4", "bytes=-5", "bytes=",
                "bytes=a-b", "bytes=--", "bytes=-1--1",
            ] {
                let answer = try await server.get("/console/app.js", [.range: range])
                #expect(answer.status == 200 || answer.status == 206, "\(range)")
            }
        }
    }

    @Test(
        "No path leads out of the folder",
        arguments: [
            "/console/../Server.swift", "/console/%2e%2e/Server.swift", "/console//etc/passwd",
            "/console/..%2f..%2fetc%2fpasswd", "/console/", "/console/nothing.js", "/console/.",
            "/demo/media/../posts-a.ndjson", "/demo/media/%2e%2e%2ftruth.json",
        ]
    )
    func outside(_ path: String) async throws {
        try await TestServer.with(Tokens.demo) { server in
            let answer = try await server.get(path)
            #expect(answer.status == 404)
        }
    }

    @Test("Every answer says that its type is meant, errors and data too")
    func nosniff() async throws {
        try await TestServer.with { server in
            for path in ["/", "/console/app.js", "/v1/status", "/v1/feed", "/nowhere", "/healthz"] {
                let answer = try await server.get(path)
                #expect(answer.headers[.xContentTypeOptions] == "nosniff", "\(path)")
            }
            for path in ["/v1/status", "/v1/feed", "/healthz"] {
                #expect(try await server.get(path).headers[.cacheControl] == "no-store", "\(path)")
            }
        }
    }
}
