import AsyncHTTPClient
import HTTPTypes
import HeadwaterCore
import HeadwaterEvents
import HeadwaterIngest
import NIOCore
import NIOSSL
import Testing

@testable import HeadwaterServer

/// What is fetched from strangers' hosts, over https as it really goes, with certificates of an
/// authority of our own.
@Suite(
    "Hosts over https",
    .enabled(if: TestAuthority.openssl != nil, "there is no openssl to make certificates with")
)
struct SecureHostTests {
    private static let name = "media.example"

    /// Runs a test over a server whose proxy finds the origin under every name of `.example`, and
    /// believes what `roots` has signed.
    private static func with(
        _ origin: StubOrigin,
        _ tls: TLSConfiguration,
        outside: Set<String> = [name],
        _ body: (TestServer) async throws -> Void
    ) async throws {
        let client = MediaFetch.makeClient { configuration in
            for name in [name, "other.example", "inside.example"] {
                configuration.dnsOverride[name] = "127.0.0.1"
            }
            configuration.tlsConfiguration = tls
        }
        let change: (inout ServerSettings) -> Void = { settings in
            MediaProxyTests.on(&settings)
            settings.mediaReach.allowsLoopback = false
            settings.mediaReach.securePort = origin.port
            settings.mediaReach.client = client
            settings.mediaReach.leadsOutside = { outside.contains($0) }
        }
        let result: Result<Void, any Error>
        do {
            result = .success(try await TestServer.with(change, body))
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        try result.get()
    }

    private static func url(_ origin: StubOrigin, _ path: String, host: String = name) -> String {
        "https://\(host):\(origin.port)\(path)"
    }

    @Test("A medium whose host shows a certificate for its name is passed on")
    func trusted() async throws {
        let authority = try TestAuthority()
        let certificate = try authority.certificate(Self.name)
        try await StubOrigin.with(showing: certificate, MediaProxyTests.picture) { origin in
            try await Self.with(origin, authority.client) { server in
                try await MediaProxyTests.tell(server, [Self.url(origin, "/a?b=c")])
                let answer = try await server.get("/v1/media?post=p")
                #expect(answer.status == 200)
                #expect(answer.bytes == MediaProxyTests.bytes)
                #expect(answer.headers[.contentType] == "image/png")
                #expect(origin.heads.value.joined().hasPrefix("GET /a?b=c "))
            }
        }
    }

    @Test("A host whose certificate nobody trusts, or that is another's, is told nothing")
    func untrusted() async throws {
        let authority = try TestAuthority()
        let stranger = try TestAuthority()
        for (certificate, roots) in [
            (try stranger.certificate(Self.name), authority.client),
            (try authority.certificate("other.example"), authority.client),
            // As it really runs: the machine's own authorities have not signed it.
            (try authority.certificate(Self.name), .makeClientConfiguration()),
        ] {
            try await StubOrigin.with(showing: certificate, MediaProxyTests.picture) { origin in
                try await Self.with(origin, roots) { server in
                    try await MediaProxyTests.tell(server, [Self.url(origin, "/a")])
                    let answer = try await server.get("/v1/media?post=p")
                    #expect(answer.status == 502)
                    #expect(try answer.code == "media_unreachable")
                    #expect(origin.heads.value.joined().isEmpty)
                }
            }
        }
    }

    @Test("The limit on a medium's bytes holds, be its length said or not")
    func limit() async throws {
        let authority = try TestAuthority()
        let answer: @Sendable (String, StubOrigin.Outbound) async throws -> Void = { head, out in
            if head.hasPrefix("GET /said") {
                let head = "200 OK\nContent-Type: image/png\nContent-Length: 1048577"
                return try await StubOrigin.send(out, head)
            }
            try await StubOrigin.send(out, "200 OK\nContent-Type: video/mp4")
            let piece = [UInt8](repeating: 7, count: 65_536)
            while !Task.isCancelled { try await out.write(ByteBuffer(bytes: piece)) }
        }
        try await StubOrigin.with(showing: try authority.certificate(Self.name), answer) { origin in
            try await Self.with(origin, authority.client) { server in
                let urls = [Self.url(origin, "/said"), Self.url(origin, "/endless")]
                try await MediaProxyTests.tell(server, urls)
                let said = try await server.get("/v1/media?post=p")
                #expect(said.status == 502)
                #expect(try said.code == "media_too_large")
                let error = await #expect(throws: APIError.self) {
                    try await server.get("/v1/media?post=p&index=1")
                }
                #expect(error?.code == "media_too_large")
            }
        }
    }

    @Test("A redirect leads to public hosts over https alone")
    func redirects() async throws {
        let authority = try TestAuthority()
        let certificate = try authority.certificate(Self.name, "inside.example", "other.example")
        let answer: @Sendable (String, StubOrigin.Outbound) async throws -> Void = { head, out in
            let place = head.firstMatch(of: #/GET \/\?to=([^ ]+)/#).map { String($0.1) }
            guard let place else { return try await MediaProxyTests.picture(head, out) }
            try await StubOrigin.send(out, "302 Found\nLocation: \(place)\nContent-Length: 0")
        }
        try await StubOrigin.with(showing: certificate, answer) { origin in
            let outside: Set<String> = [Self.name, "other.example"]
            try await Self.with(origin, authority.client, outside: outside) { server in
                let inside = [
                    Self.url(origin, "/", host: "inside.example"),
                    Self.url(origin, "/", host: "127.0.0.1"), "https://10.0.0.1/",
                    "https://[::1]:\(origin.port)/", "http://\(Self.name):\(origin.port)/",
                    "https://\(Self.name):1/", "file:///etc/passwd", "//localhost:\(origin.port)/",
                ]
                let open = ["/", Self.url(origin, "/", host: "other.example")]
                try await MediaProxyTests.tell(
                    server,
                    (inside + open).map { Self.url(origin, "/?to=\($0)") }
                )
                for (index, place) in inside.enumerated() {
                    let answer = try await server.get("/v1/media?post=p&index=\(index)")
                    #expect(answer.status == 403, "\(place)")
                }
                #expect(origin.heads.value.count == inside.count)
                for index in inside.count..<inside.count + open.count {
                    let answer = try await server.get("/v1/media?post=p&index=\(index)")
                    #expect(answer.status == 200)
                }
            }
        }
    }

    @Test("An account's repository comes from a host with a certificate for its name alone")
    func repository() async throws {
        let (authority, stranger) = (try TestAuthority(), try TestAuthority())
        for (certificate, isTrusted) in [
            (try authority.certificate("localhost"), true),
            (try authority.certificate(Self.name), false),
            (try stranger.certificate("localhost"), false),
        ] {
            let answer: @Sendable (String, StubOrigin.Outbound) async throws -> Void = {
                head,
                out in
                if head.contains("did:plc:away") {
                    let place = "https://localhost/x"
                    try await StubOrigin.send(
                        out,
                        "302 Found\nLocation: \(place)\nContent-Length: 0"
                    )
                } else if head.contains("did:plc:large") {
                    try await StubOrigin.send(out, "200 OK")
                    let piece = [UInt8](repeating: 7, count: 65_536)
                    while !Task.isCancelled { try await out.write(ByteBuffer(bytes: piece)) }
                } else {
                    try await StubOrigin.send(out, "200 OK\nContent-Length: 3", [1, 2, 3])
                }
            }
            try await StubOrigin.with(showing: certificate, answer) { origin in
                var knobs = Knobs()
                knobs.set(RepositoryFetch.mostMebibytes, to: 1)
                let tls = authority.client
                let fetch = RepositoryFetch(
                    outbound: OutboundClient { $0.tlsConfiguration = tls },
                    allowsPrivateHosts: true,
                    knobs: knobs
                )
                func get(_ name: String) async throws -> [UInt8] {
                    let did = "did:plc:\(name)"
                    let document: JSONValue = [
                        "id": .string(did),
                        "service": [
                            [
                                "id": "#atproto_pds", "type": "AtprotoPersonalDataServer",
                                "serviceEndpoint": .string("https://localhost:\(origin.port)"),
                            ]
                        ],
                    ]
                    let read = try #require(DIDDocument(Array(document.json.utf8), of: did))
                    return try await fetch.fetch(read)
                }
                guard isTrusted else {
                    await #expect(throws: RepositoryError.self) { try await get("a") }
                    #expect(origin.heads.value.joined().isEmpty)
                    return
                }
                let archive = try await get("a")
                #expect(archive == [1, 2, 3])
                await #expect(throws: RepositoryError.tooLarge(limit: 1 << 20)) {
                    try await get("large")
                }
                await #expect(throws: RepositoryError.refused(302)) { try await get("away") }
            }
        }
    }
}
