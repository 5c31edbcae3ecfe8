import HTTPTypes
import HeadwaterCore
import Testing

@testable import HeadwaterServer

@Suite("The proxy for remote media")
struct MediaProxyTests {
    static let bytes = Array("0123456789".utf8)

    /// A server that may ask this machine, and gives up soon.
    static func on(_ settings: inout ServerSettings) {
        settings.hasMediaProxy = true
        settings.mediaReach.allowsLoopback = true
        settings.knobs.set(MediaKnobs.mostMebibytes, to: 1)
    }

    /// Tells of a post whose media are pictures at these addresses.
    static func tell(
        _ server: TestServer,
        _ urls: [String],
        as post: String = "p"
    ) async throws {
        let media = urls.map {
            #"{"kind":"image","url":"\#($0)","poster":"\#($0)?poster"}"#
        }.joined(separator: ",")
        try await server.tell(Say.post(post, by: "ada", "seal", #","media":[\#(media)]"#))
    }

    /// A host with one picture.
    static func picture(_: String, _ out: StubOrigin.Outbound) async throws {
        try await StubOrigin.send(
            out,
            "200 OK\nContent-Type: image/png; x=y\nContent-Length: 10\nSet-Cookie: a=b\nX-More: 1",
            bytes
        )
    }

    @Test("A post's medium comes with what keeps it from doing harm, and the host learns nothing")
    func passes() async throws {
        try await StubOrigin.with(Self.picture) { origin in
            try await TestServer.with(Self.on) { server in
                try await Self.tell(server, [origin.url("/a"), origin.url("/b?x=%20y")])
                let sent: HTTPFields = [
                    .cookie: "c=d", .referer: "https://reader.example/", .userAgent: "Reader",
                    .acceptLanguage: "de",
                ]
                let answer = try await server.get("/v1/media?post=p&index=1&viewer=bo", sent)
                #expect(answer.status == 200)
                #expect(answer.bytes == Self.bytes)
                #expect(answer.headers[.contentType] == "image/png")
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                #expect(answer.headers[.contentSecurityPolicy] == "default-src 'none'; sandbox")
                #expect(answer.headers[.cacheControl] == "private, max-age=3600")
                for name in ["Set-Cookie", "X-More"] {
                    #expect(try answer.headers[#require(HTTPField.Name(name))] == nil)
                }
                let head = try #require(origin.heads.value.first).lowercased()
                #expect(head.hasPrefix("get /b?x=%20y http/1.1"))
                for word in ["cookie", "referer", "reader", "language", "bo", "forwarded"] {
                    #expect(!head.contains(word), "\(head)")
                }
                let still = try await server.get("/v1/media?post=p&part=poster")
                #expect(still.bytes == Self.bytes)
                #expect(origin.heads.value.last?.hasPrefix("GET /a?poster ") == true)
            }
        }
    }

    @Test("It fetches what posts name that the asker may see, and nothing else")
    func noOpenProxy() async throws {
        try await StubOrigin.with(Self.picture) { origin in
            try await TestServer.with(Self.on) { server in
                try await Self.tell(server, [origin.url("/a")])
                try await Self.tell(server, [origin.url("/a")], as: "gone")
                try await server.tell(Say.delete("gone"), Say.edge("block", "ada", "bo"))
                let url = origin.url("/a")
                for path in [
                    "?post=q", "?post=gone", "?post=p&viewer=bo", "?post=p&index=1",
                    "?post=p&index=9223372036854775807", "?post=q&url=\(url)", "?post=\(url)",
                ] {
                    let answer = try await server.get("/v1/media\(path)")
                    #expect(answer.status == 404, "\(path)")
                }
                for (path, param) in [
                    ("", "post"), ("?url=\(url)", "post"), ("?post=p&index=-1", "index"),
                    ("?post=p&index=x", "index"), ("?post=p&part=sound", "part"),
                ] {
                    let answer = try await server.get("/v1/media\(path)")
                    #expect(answer.status == 400)
                    #expect(try answer.param == param)
                }
                #expect(origin.heads.value.isEmpty)
                #expect(try await server.get("/v1/media?post=p&viewer=cy").status == 200)
            }
        }
    }

    @Test("It is off unless it was asked for")
    func off() async throws {
        try await StubOrigin.with(Self.picture) { origin in
            let change: (inout ServerSettings) -> Void = { $0.mediaReach.allowsLoopback = true }
            try await TestServer.with(change) { server in
                try await Self.tell(server, [origin.url("/a")])
                let answer = try await server.get("/v1/media?post=p")
                #expect(answer.status == 404)
                #expect(try answer.message.contains("--media-proxy"))
                #expect(try await server.get("/v1/media/ticket?viewer=bo").status == 404)
                #expect(origin.heads.value.isEmpty)
            }
        }
    }

    @Test("What leads inside is not asked, by name, by number or by redirect")
    func inside() async throws {
        let answer: @Sendable (String, StubOrigin.Outbound) async throws -> Void = { head, out in
            let place = head.firstMatch(of: #/to=([^ ]+)/#).map { String($0.1) } ?? ""
            try await StubOrigin.send(out, "302 Found\nLocation: \(place)\nContent-Length: 0")
        }
        try await StubOrigin.with(answer) { origin in
            let asked = Locked<[String]>([])
            let change: (inout ServerSettings) -> Void = { settings in
                Self.on(&settings)
                settings.mediaReach.leadsOutside = { host in
                    asked.change { $0.append(host) }
                    return false
                }
            }
            let places = [
                "https://intranet.example/a", "https://127.0.0.1/a", "https://10.0.0.1/a",
                "http://localhost/a", "http://169.254.169.254/latest", "file:///etc/passwd",
            ]
            try await TestServer.with(change) { server in
                try await Self.tell(server, places)
                try await Self.tell(server, places.map { origin.url("/?to=\($0)") }, as: "r")
                for (index, place) in places.enumerated() {
                    for post in ["p", "r"] {
                        let answer = try await server.get("/v1/media?post=\(post)&index=\(index)")
                        #expect(answer.status == 403, "\(post) \(place)")
                    }
                }
                #expect(asked.value == ["intranet.example", "intranet.example"])
                #expect(origin.heads.value.count == places.count)
            }
            // As it really runs, this machine is never asked.
            try await TestServer.with({ $0.hasMediaProxy = true }) { server in
                try await Self.tell(server, [origin.url("/a"), "https://localhost/a"])
                #expect(try await server.get("/v1/media?post=p").status == 403)
                #expect(try await server.get("/v1/media?post=p&index=1").status == 403)
                #expect(origin.heads.value.count == places.count)
            }
        }
    }

    @Test("A redirect or three are followed, and no more")
    func redirects() async throws {
        let answer: @Sendable (String, StubOrigin.Outbound) async throws -> Void = { head, out in
            let left = head.firstMatch(of: #/GET /(\d+)/#).flatMap { Int($0.1) } ?? 0
            guard left > 0 else { return try await Self.picture(head, out) }
            try await StubOrigin.send(out, "307 On\nLocation: /\(left - 1)\nContent-Length: 0")
        }
        try await StubOrigin.with(answer) { origin in
            try await TestServer.with(Self.on) { server in
                try await Self.tell(server, (0...5).map { origin.url("/\($0)") })
                for index in 0...3 {
                    #expect(try await server.get("/v1/media?post=p&index=\(index)").status == 200)
                }
                for index in 4...5 {
                    let answer = try await server.get("/v1/media?post=p&index=\(index)")
                    #expect(answer.status == 502)
                    #expect(try answer.code == "media_unreachable")
                }
            }
        }
    }

    @Test("A part is passed on as one, so that videos can be sought in")
    func ranges() async throws {
        let answer: @Sendable (String, StubOrigin.Outbound) async throws -> Void = { head, out in
            guard head.lowercased().contains("range: bytes=2-5") else {
                if head.lowercased().contains("range: bytes=99-") {
                    return try await StubOrigin.send(out, "416 No\nContent-Length: 0")
                }
                return try await Self.picture(head, out)
            }
            try await StubOrigin.send(
                out,
                "206 Part\nContent-Type: video/webm\nContent-Range: bytes 2-5/10\nContent-Length: 4",
                Array(Self.bytes[2...5])
            )
        }
        try await StubOrigin.with(answer) { origin in
            try await TestServer.with(Self.on) { server in
                try await Self.tell(server, [origin.url("/a")])
                let part = try await server.get("/v1/media?post=p", [.range: "bytes=2-5"])
                #expect(part.status == 206)
                #expect(part.headers[.contentRange] == "bytes 2-5/10")
                #expect(part.bytes == Array(Self.bytes[2...5]))
                let none = try await server.get("/v1/media?post=p", [.range: "bytes=99-"])
                #expect(none.status == 416)
                for range in ["bytes=0-1,4-5", "lines=1-2", "bytes=", "bytes=-", "x"] {
                    let whole = try await server.get("/v1/media?post=p", [.range: range])
                    #expect(whole.status == 200)
                    #expect(whole.bytes == Self.bytes)
                    #expect(origin.heads.value.last?.lowercased().contains("range:") == false)
                }
            }
        }
    }
}
