import HTTPTypes
import HeadwaterEngine
import HeadwaterEvents
import HeadwaterLog
import Hummingbird
import NIOCore
import Testing

@testable import HeadwaterServer

@Suite("Bodies of events")
struct EventsBodyTests {
    /// Posts p1, p2, … one a line.
    private static func posts(_ count: Int) -> [UInt8] {
        Array((1...count).map { Say.post("p\($0)", by: "ada") + "\n" }.joined().utf8)
    }

    private static let ndjson: HTTPFields = [.contentType: "application/x-ndjson"]

    private static func headers(_ coding: String) -> HTTPFields {
        [.contentType: "application/x-ndjson", .contentEncoding: coding]
    }

    @Test(
        "NDJSON, JSON and plain text are taken",
        arguments: [
            "application/x-ndjson", "application/ndjson", "application/json",
            "application/json; charset=utf-8", "text/plain", "TEXT/PLAIN;charset=UTF-8",
        ]
    )
    func types(_ type: String) async throws {
        try await TestServer.with { server in
            let answer = try await server.send(
                .post,
                "/v1/events",
                [.contentType: type],
                bytes: Self.posts(2)
            )
            #expect(answer.status == 200)
            #expect(try answer.number("accepted") == 2)
        }
    }

    @Test(
        "Anything else gets 415 and nothing of it counts",
        arguments: [
            "application/xml", "multipart/form-data; boundary=x", "text/html", "text/plainer",
        ]
    )
    func otherTypes(_ type: String) async throws {
        try await TestServer.with { server in
            let answer = try await server.send(
                .post,
                "/v1/events",
                [.contentType: type],
                bytes: Self.posts(2)
            )
            #expect(answer.status == 415)
            #expect(try answer.code == "unsupported_media_type")
            #expect(server.log.end == .start)
        }
    }

    @Test("A coding that we can't read gets 415", arguments: ["br", "deflate", "gzip, gzip"])
    func coding(_ name: String) async throws {
        try await TestServer.with { server in
            let answer = try await server.send(
                .post,
                "/v1/events",
                Self.headers(name),
                bytes: Self.posts(2)
            )
            #expect(answer.status == 415)
            #expect(server.log.end == .start)
        }
    }

    @Test("gzip and zstd, in pieces of any size", arguments: [1, 7, 4096, 1 << 20])
    func compressed(_ chunk: Int) async throws {
        let body = Self.posts(300)
        for (coding, bytes) in [
            ("gzip", Compress.gzip(body)), ("zstd", Compress.zstd(body)), ("identity", body),
            ("GZIP", Compress.gzip(Array(body[..<1000])) + Compress.gzip(Array(body[1000...]))),
        ] {
            try await TestServer.with { server in
                let answer = try await server.send(
                    .post,
                    "/v1/events",
                    Self.headers(coding),
                    bytes: bytes,
                    chunk: chunk
                )
                #expect(answer.status == 200)
                #expect(try answer.number("accepted") == 300)
                #expect(try answer.number("rejected_count") == 0)
            }
        }
    }

    @Test("An empty body is fine, and so is one without an end of line")
    func edges() async throws {
        try await TestServer.with { server in
            let empty = try await server.send(.post, "/v1/events", Self.ndjson)
            #expect(empty.status == 200)
            #expect(
                try empty.json == [
                    "accepted": 0, "duplicates": 0, "rejected_count": 0, "rejected": [],
                ]
            )
            let open = try await server.send(
                .post,
                "/v1/events",
                Self.ndjson,
                bytes: Array(Say.post("p1", by: "ada").utf8)
            )
            #expect(try open.number("accepted") == 1)
        }
    }

    @Test("The same body again is duplicates, line by line")
    func again() async throws {
        try await TestServer.with { server in
            let body = Self.posts(5)
            let first = try await server.send(.post, "/v1/events", Self.ndjson, bytes: body)
            let second = try await server.send(.post, "/v1/events", Self.ndjson, bytes: body)
            #expect(try first.number("accepted") == 5)
            #expect(try second.number("accepted") == 0)
            #expect(try second.number("duplicates") == 5)
        }
    }

    @Test("A truncated body counts the lines before its break", arguments: ["gzip", "zstd"])
    func truncated(_ coding: String) async throws {
        // Much text, so that what is left holds whole lines.
        let body = Array(
            (1...2000).map { Say.post("p\($0)", by: "ada", "word \($0 &* 7919 % 10_007)") + "\n" }
                .joined().utf8
        )
        let whole = coding == "gzip" ? Compress.gzip(body) : Compress.zstd(body)
        let cut = Array(whole[..<(whole.count * 3 / 4)])
        try await TestServer.with { server in
            let answer = try await server.send(
                .post,
                "/v1/events",
                Self.headers(coding),
                bytes: cut
            )
            #expect(answer.status == 400)
            #expect(try answer.code == "bad_request")
            let accepted = try #require(try answer.number("accepted"))
            #expect(accepted < 2000)
            if coding == "gzip" { #expect(accepted > 500) }
            #expect(try answer.number("rejected_count") == 0)
            #expect(server.log.end.rawValue == UInt64(accepted))
            // What is missing can be sent again whole.
            let again = try await server.send(
                .post,
                "/v1/events",
                Self.headers(coding),
                bytes: whole
            )
            #expect(again.status == 200)
            #expect(try again.number("duplicates") == accepted)
            #expect(try again.number("accepted") == 2000 - accepted)
        }
    }

    @Test("A gzip damaged in its middle, or that is none, gets 400 with counts")
    func damaged() async throws {
        var broken = Compress.gzip(Self.posts(500))
        for index in broken.count / 2..<broken.count { broken[index] ^= 0x5A }
        let good = Compress.gzip(Self.posts(3))
        var sum = good
        sum[sum.count - 6] ^= 1
        for (bytes, least) in [
            (broken, 0), (Self.posts(3), 0), (sum, 3), (good + [1, 2, 3], 3), ([0x1F], 0), ([], 0),
        ] as [([UInt8], Int64)] {
            try await TestServer.with { server in
                let answer = try await server.send(
                    .post,
                    "/v1/events",
                    Self.headers("gzip"),
                    bytes: bytes
                )
                #expect(answer.status == 400)
                #expect(!(try answer.message).isEmpty)
                let accepted = try #require(try answer.number("accepted"))
                #expect(accepted >= least)
                #expect(server.log.end.rawValue == UInt64(accepted))
            }
        }
    }

    @Test("A body that breaks off gets 400, and its whole lines count")
    func brokenOff() async throws {
        let body = Self.posts(10)
        try await TestServer.with { server in
            let pieces = Pieces([ByteBuffer(bytes: body.dropLast(20))], breaksOff: true)
            let answer = try await server.send(
                .post,
                "/v1/events",
                Self.ndjson,
                body: RequestBody(asyncSequence: pieces)
            )
            #expect(answer.status == 400)
            #expect(try answer.number("accepted") == 9)
            #expect(try answer.number("rejected_count") == 0)
            #expect(server.log.end.rawValue == 9)
        }
    }

    @Test(
        "A body that swells a thousandfold is read in bounded memory",
        arguments: ["gzip", "zstd"]
    )
    func bomb(_ coding: String) async throws {
        // 256 MB in all, put together from what is compressed already: blank lines, then a line that
        // is far too long, then a post.
        let compress = coding == "gzip" ? Compress.gzip : Compress.zstd
        let spaces = [UInt8](repeating: 0x20, count: 1 << 20)
        let blank = compress(spaces.dropLast() + [0x0A])
        let long = compress(spaces)
        var bytes: [UInt8] = []
        for _ in 0..<127 { bytes += blank }
        for _ in 0..<129 { bytes += long }
        bytes += compress([0x0A] + Self.posts(1))
        #expect(bytes.count * 900 < 256 << 20)
        try await TestServer.with(isAlone: true) { server in
            let before = Memory.residentBytes
            let most = Locked(before)
            let watch = Task.detached {
                while !Task.isCancelled {
                    most.change { $0 = max($0, Memory.residentBytes) }
                    await Task.yield()
                }
            }
            let answer = try await server.send(
                .post,
                "/v1/events",
                Self.headers(coding),
                bytes: bytes
            )
            watch.cancel()
            await watch.value
            #expect(answer.status == 200)
            #expect(try answer.number("accepted") == 1)
            #expect(Set(try answer.rejected.keys) == [128])
            // Twice the longest line, the pieces of the body, and slack.
            #expect(most.value - before < 48 << 20)
        }
    }

    @Test("A full disk gets 507; what was accepted before is durable, and sending again helps")
    func fullDisk() async throws {
        try await TestServer.with { server in
            let batch = EventsRoute.batchLimit
            let body = Self.posts(batch + 100)
            var faults = MemoryLog.Faults()
            faults.failingAppends = [server.log.appends + 2: .diskFull]
            server.log.faults = faults
            let answer = try await server.send(.post, "/v1/events", Self.ndjson, bytes: body)
            #expect(answer.status == 507)
            #expect(try answer.code == "disk_full")
            let accepted = try #require(try answer.number("accepted"))
            #expect(accepted >= Int64(batch))
            #expect(accepted < Int64(batch + 100))
            #expect(server.log.end.rawValue == UInt64(accepted))
            let seen = try await server.get("/v1/posts?id=p1&id=p\(batch + 100)")
            #expect(try seen.all("post", in: "posts") == ["p1"])
            server.log.faults = MemoryLog.Faults()
            let again = try await server.send(.post, "/v1/events", Self.ndjson, bytes: body)
            #expect(again.status == 200)
            #expect(try again.number("duplicates") == accepted)
            #expect(try again.number("accepted") == Int64(batch + 100) - accepted)
        }
    }

    @Test("A disk that is full from the start refuses all, and reads go on")
    func fullFromStart() async throws {
        try await TestServer.with { server in
            try await server.tell(Say.post("p0", by: "ada"))
            var faults = MemoryLog.Faults()
            faults.capacityBytes = 0
            server.log.faults = faults
            let answer = try await server.events([Say.post("p1", by: "ada")])
            #expect(answer.status == 507)
            #expect(try answer.number("accepted") == 0)
            let seen = try await server.get("/v1/posts?id=p0&id=p1")
            #expect(try seen.all("post", in: "posts") == ["p0"])
        }
    }
}
