import HTTPTypes
import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterServer

/// Whatever is sent, the server answers, in the API's own shape, and never with 5xx.
@Suite("Random and mutated requests")
struct FuzzTests {
    /// A small generator whose whole sequence follows from the seed.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            // SplitMix64 (Steele, Lea and Flood, 2014).
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }

        mutating func pick<Item>(_ items: [Item]) -> Item {
            items[Int.random(in: 0..<items.count, using: &self)]
        }

        mutating func chance(_ part: Double) -> Bool {
            Double.random(in: 0..<1, using: &self) < part
        }

        mutating func bytes(_ most: Int) -> [UInt8] {
            (0..<Int.random(in: 0...most, using: &self)).map { _ in
                UInt8.random(in: 0...255, using: &self)
            }
        }
    }

    private static let bodies = [
        Say.post("p1", by: "ada") + "\n" + Say.label("p1", "!hide") + "\n",
        Say.edge("follow", "ada", "bo") + "\n" + Say.engagement("like", "cy", "p1") + "\n",
        Say.account("ada", #","handle":"ada.example","status":"active""#) + "\n",
        Say.impression("ada", "p1", #","request":"r1","position":0,"outcomes":{"like":true}"#)
            + "\n",
        #"""
        {"query":"seal \"on the\" -walrus from:ada #tag since:2026-01-01 lang:en","limit":5,\#
        "sort":"latest","authors":["ada"],"half_life":60}
        """#,
        #"""
        {"query":"bridge","viewer":"ada","cursor":"abc","match":"all",\#
        "since":"2026-11-25T00:00:00Z"}
        """#,
        #"""
        {"question":"Is the bridge open?","viewer":"ada","as_of":"2026-11-25T00:00:00Z",\#
        "stream":false}
        """#,
        "", "{}", "[]",
    ]

    private static let paths = [
        "/v1/events", "/v1/feed", "/v1/feed?viewer=ada&limit=5",
        "/v1/feed?viewer=bo&cursor=f72&surface=home", "/v1/feed/r1/receipt",
        "/v1/feed/r1/receipt?post=p1", "/v1/search", "/v1/ask", "/v1/posts?id=p1&id=p2&viewer=ada",
        "/v1/accounts?id=ada", "/v1/status", "/metrics", "/healthz", "/readyz", "/openapi.json",
        "/",
        "/console/app.js", "/demo/media/x.svg", "/v1/media?post=p1&index=0&part=url&ticket=a.b.c",
        "/v1/media/ticket?viewer=ada",
    ]

    private static let methods: [HTTPRequest.Method] = [
        .get, .post, .post, .put, .delete, .head, .options, .patch,
    ]

    /// Changes, drops, doubles and swaps some bytes.
    private static func mutate(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 0...6, using: &dice) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &dice)
            switch Int.random(in: 0..<6, using: &dice) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &dice)
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(dice.pick(Array("{}[]\",:\\0e-\n%&".utf8)), at: index)
            case 3: bytes.removeSubrange(index...)
            case 4: bytes.insert(contentsOf: bytes[index...].prefix(50), at: index)
            default: bytes.swapAt(index, Int.random(in: 0..<bytes.count, using: &dice))
            }
        }
        return bytes
    }

    /// A path whose letters were changed; only what may stand in a request line.
    private static func mutatePath(_ path: String, _ dice: inout Dice) -> String {
        let mutated = mutate(Array(path.utf8), &dice).filter { (0x21...0x7E).contains($0) }
        return "/" + String(decoding: mutated.drop { $0 == 0x2F }, as: UTF8.self)
    }

    private static func headers(_ dice: inout Dice) -> HTTPFields {
        var headers: HTTPFields = [:]
        if dice.chance(0.3) {
            headers[.contentType] = dice.pick([
                "application/json", "text/plain", "a/b", ";", "application/x-ndjson; q=\u{1}",
            ])
        }
        if dice.chance(0.2) {
            headers[.contentEncoding] = dice.pick(["gzip", "zstd", "identity", "br", ""])
        }
        if dice.chance(0.2) {
            headers[.range] = dice.pick(["bytes=0-", "bytes=-", "bytes=9-1", "x"])
        }
        if dice.chance(0.1) {
            headers[.origin] = dice.pick(["null", "http://localhost", "://", "/"])
        }
        if dice.chance(0.2) {
            headers[.authorization] = dice.pick(["Bearer a.b.c", "Bearer", "bearer  ", "x"])
        }
        return headers
    }

    @Test("Never 5xx, never a crash", arguments: [1, 2, 3, 4] as [UInt64], [true, false])
    func never(_ seed: UInt64, _ isGuarded: Bool) async throws {
        var dice = Dice(state: seed)
        let change: (inout ServerSettings) -> Void = { if isGuarded { Tokens.guarded(&$0) } }
        try await TestServer.with(change) { server in
            for round in 0..<400 {
                let method = dice.pick(Self.methods)
                var path = dice.pick(Self.paths)
                if dice.chance(0.4) { path = Self.mutatePath(path, &dice) }
                var body = dice.chance(0.1) ? dice.bytes(300) : Array(dice.pick(Self.bodies).utf8)
                if dice.chance(0.6) { body = Self.mutate(body, &dice) }
                var headers = Self.headers(&dice)
                if isGuarded, headers[.authorization] == nil {
                    headers[.authorization] = Tokens.key("all")[.authorization]
                }
                if headers[.contentEncoding] == "gzip", dice.chance(0.7) {
                    body = Compress.gzip(body)
                    if dice.chance(0.5) { body = Self.mutate(body, &dice) }
                }
                let answer = try await server.send(
                    method,
                    path,
                    headers,
                    bytes: body,
                    chunk: Int.random(in: 1...max(1, body.count), using: &dice)
                )
                #expect(
                    (200..<500).contains(answer.status),
                    "seed \(seed), round \(round): \(method) \(path): \(answer.text.prefix(200))"
                )
            }
        }
    }

    @Test("After all of it, what is known is still answered", arguments: [7] as [UInt64])
    func livesOn(_ seed: UInt64) async throws {
        var dice = Dice(state: seed)
        try await TestServer.with { server in
            try await server.tell(Say.post("anchor", by: "zoe", "an anchor holds"))
            for _ in 0..<300 {
                let body = Self.mutate(Array(dice.pick(Self.bodies).utf8), &dice)
                _ = try await server.send(.post, "/v1/events", bytes: body)
            }
            let found = try await server.post("/v1/search", #"{"query":"anchor"}"#)
            #expect(try found.all("post", in: "hits") == ["anchor"])
        }
    }
}
