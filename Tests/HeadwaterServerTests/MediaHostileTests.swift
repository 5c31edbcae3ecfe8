import HTTPTypes
import HeadwaterCore
import NIOCore
import Testing

@testable import HeadwaterServer

@Suite("Hosts of media that mean harm, and many readers")
struct MediaHostileTests {
    /// Answers each path as its number in this list says.
    private static let heads = [
        "200 OK\nContent-Type: text/html\nContent-Length: 10",
        "200 OK\nContent-Type: image/svg+xml\nContent-Length: 10",
        "200 OK\nContent-Length: 10",
        "200 OK\nContent-Type: image/png\nContent-Encoding: gzip\nContent-Length: 10",
        "200 OK\nContent-Type: image/png\nContent-Length: 1048577",
        "200 OK\nContent-Type: image/png\nContent-Length: -1",
        "200 OK\nContent-Type: image/png\nContent-Length: 99999999999999999999",
        "404 None\nContent-Type: image/png\nContent-Length: 10",
        "500 Oh\nContent-Length: 0", "206 Part\nContent-Type: image/png\nContent-Length: 10",
        "302 Found\nContent-Length: 0", "304 Same", "\u{1}\u{2}",
        "200 OK\nContent-Type: image/png\nX: " + String(repeating: "x", count: 300_000),
    ]

    @Test("What is no medium, or contradicts itself, is refused")
    func refused() async throws {
        let answer: @Sendable (String, StubOrigin.Outbound) async throws -> Void = { head, out in
            let index = head.firstMatch(of: #/GET /(\d+)/#).flatMap { Int($0.1) } ?? 0
            try await StubOrigin.send(out, Self.heads[index], MediaProxyTests.bytes)
        }
        try await StubOrigin.with(answer) { origin in
            try await TestServer.with(MediaProxyTests.on) { server in
                let urls = Self.heads.indices.map { origin.url("/\($0)") }
                for (index, url) in urls.enumerated() {
                    try await MediaProxyTests.tell(server, [url], as: "p\(index)")
                    let answer = try await server.get("/v1/media?post=p\(index)")
                    #expect(answer.status == 502, "\(Self.heads[index].prefix(90))")
                    #expect(try answer.code?.hasPrefix("media_") == true)
                    #expect(answer.headers[.cacheControl] == "no-store")
                }
            }
        }
    }

    @Test("A body without end is cut off at the limit, and its host is left")
    func endless() async throws {
        let answer: @Sendable (String, StubOrigin.Outbound) async throws -> Void = { _, out in
            try await StubOrigin.send(out, "200 OK\nContent-Type: video/mp4")
            let piece = [UInt8](repeating: 7, count: 65_536)
            while !Task.isCancelled { try await out.write(ByteBuffer(bytes: piece)) }
        }
        try await StubOrigin.with(answer) { origin in
            try await TestServer.with(MediaProxyTests.on) { server in
                try await MediaProxyTests.tell(server, [origin.url("/a")])
                let error = await #expect(throws: APIError.self) {
                    try await server.get("/v1/media?post=p")
                }
                #expect(error?.code == "media_too_large")
                while origin.ended.value == 0 { await Task.yield() }
            }
        }
    }

    @Test("On the wire it ends so that no reader takes it for whole")
    func endlessOnTheWire() async throws {
        let answer: @Sendable (String, StubOrigin.Outbound) async throws -> Void = { _, out in
            try await StubOrigin.send(out, "200 OK\nContent-Type: video/mp4")
            let piece = [UInt8](repeating: UInt8(ascii: "v"), count: 65_536)
            while !Task.isCancelled { try await out.write(ByteBuffer(bytes: piece)) }
        }
        try await StubOrigin.with(answer) { origin in
            let url = origin.url("/a")
            try await LiveServer.with(MediaProxyTests.on) { server, port in
                try await MediaProxyTests.tell(server, [url])
                try await Wire.with(port: port) { wire in
                    try await wire.request("GET", "/v1/media?post=p")
                    let all = try await wire.rest()
                    #expect(all.starts(with: "HTTP/1.1 200".utf8))
                    #expect(all.count < 2 << 20)
                    #expect(!all.suffix(5).elementsEqual("0\r\n\r\n".utf8))
                }
            }
        }
    }

    @Test("A length that lies never passes for the truth")
    func lyingLength() async throws {
        let answer: @Sendable (String, StubOrigin.Outbound) async throws -> Void = { head, out in
            let length = head.hasPrefix("GET /short") ? 20 : 4
            try await StubOrigin.send(
                out,
                "200 OK\nContent-Type: image/png\nContent-Length: \(length)",
                MediaProxyTests.bytes
            )
        }
        try await StubOrigin.with(answer) { origin in
            try await TestServer.with(MediaProxyTests.on) { server in
                try await MediaProxyTests.tell(server, [origin.url("/short"), origin.url("/long")])
                await #expect(throws: (any Error).self) {
                    try await server.get("/v1/media?post=p&index=0")
                }
                let cut = try await server.get("/v1/media?post=p&index=1")
                #expect(cut.bytes == Array(MediaProxyTests.bytes[..<4]))
            }
        }
    }

    @Test("A host that is slow to begin, or to go on, is left")
    func slow() async throws {
        let (go, source) = AsyncStream.makeStream(of: Void.self)
        defer { source.finish() }
        let answer: @Sendable (String, StubOrigin.Outbound) async throws -> Void = { head, out in
            if head.hasPrefix("GET /body") {
                try await StubOrigin.send(out, "200 OK\nContent-Type: image/png", [1])
            } else {
                try await out.write(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-"))
            }
            for await _ in go {}
        }
        let change: (inout ServerSettings) -> Void = { settings in
            MediaProxyTests.on(&settings)
            settings.knobs.set(MediaKnobs.answerSeconds, to: 0.2)
            settings.knobs.set(MediaKnobs.seconds, to: 0.2)
        }
        try await StubOrigin.with(answer) { origin in
            try await TestServer.with(change) { server in
                try await MediaProxyTests.tell(server, [origin.url("/head"), origin.url("/body")])
                let late = try await server.get("/v1/media?post=p&index=0")
                #expect(late.status == 504)
                #expect(try late.code == "media_timeout")
                // On a busy machine even the head may come too late.
                do {
                    let body = try await server.get("/v1/media?post=p&index=1")
                    #expect(body.status == 504)
                } catch let error as APIError {
                    #expect(error.code == "media_timeout")
                }
            }
        }
    }

    @Test("A reader who takes nothing is left too, and makes room")
    func slowReader() async throws {
        let answer: @Sendable (String, StubOrigin.Outbound) async throws -> Void = { head, out in
            guard head.hasPrefix("GET /film") else {
                return try await MediaProxyTests.picture(head, out)
            }
            try await StubOrigin.send(out, "200 OK\nContent-Type: video/mp4")
            let piece = [UInt8](repeating: 7, count: 65_536)
            while !Task.isCancelled { try await out.write(ByteBuffer(bytes: piece)) }
        }
        let change: (inout ServerSettings) -> Void = { settings in
            MediaProxyTests.on(&settings)
            // More than the buffers of two connections hold.
            settings.knobs.set(MediaKnobs.mostMebibytes, to: 4096)
            settings.knobs.set(MediaKnobs.seconds, to: 0.5)
            settings.knobs.set(MediaKnobs.fetches, to: 1)
        }
        try await StubOrigin.with(answer) { origin in
            let urls = [origin.url("/film"), origin.url("/picture")]
            try await LiveServer.with(change) { server, port in
                try await MediaProxyTests.tell(server, urls)
                try await Wire.with(port: port) { wire in
                    try await wire.request("GET", "/v1/media?post=p")
                    while origin.ended.value == 0 { await Task.yield() }
                    var next = try await server.get("/v1/media?post=p&index=1")
                    while next.status == 503 {
                        await Task.yield()
                        next = try await server.get("/v1/media?post=p&index=1")
                    }
                    #expect(next.status == 200)
                }
            }
        }
    }

    @Test("So many at once and no more; whoever breaks off makes room")
    func slots() async throws {
        let (go, source) = AsyncStream.makeStream(of: Void.self)
        let answer: @Sendable (String, StubOrigin.Outbound) async throws -> Void = { head, out in
            if head.hasPrefix("GET /held") { for await _ in go {} }
            try await MediaProxyTests.picture(head, out)
        }
        let change: (inout ServerSettings) -> Void = { settings in
            MediaProxyTests.on(&settings)
            settings.knobs.set(MediaKnobs.fetches, to: 1)
        }
        try await StubOrigin.with(answer) { origin in
            try await TestServer.with(change) { server in
                try await MediaProxyTests.tell(server, [origin.url("/a"), origin.url("/held")])
                // Neither a head alone nor a refusal keeps a place.
                for _ in 0..<3 {
                    #expect(try await server.send(.head, "/v1/media?post=p").status == 200)
                    #expect(try await server.get("/v1/media?post=p&index=7").status == 404)
                }
                let count = origin.heads.value.count
                async let held = server.get("/v1/media?post=p&index=1")
                while origin.heads.value.count == count { await Task.yield() }
                let busy = try await server.get("/v1/media?post=p")
                #expect(busy.status == 503)
                #expect(try busy.code == "busy")
                #expect(busy.headers[.retryAfter] == "1")
                source.finish()
                #expect(try await held.status == 200)
                #expect(try await server.get("/v1/media?post=p").status == 200)
            }
        }
    }
}
