import HTTPTypes
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents
import Logging
import Testing

@testable import HeadwaterServer

/// The feed generator against Bluesky's side of it in Python: tokens signed by `cryptography`,
/// repositories built from the specification, answers read by the `atproto` package.
@Suite(
    "The Bluesky feed, with its viewers",
    .enabled(
        if: BlueskyPeer.python != nil,
        "HEADWATER_PYTHON names no Python with Tests/Peers/requirements.txt"
    )
)
struct BlueskyPeerTests {
    private func with(
        _ change: (inout ServerSettings) -> Void = { _ in },
        _ body: (TestServer, BlueskyPeer) async throws -> Void
    ) async throws {
        try await BlueskyPeer.with { peer in
            try await TestServer.with {
                peer.settings(&$0)
                change(&$0)
            } _: { server in
                try await body(server, peer)
            }
        }
    }

    @Test(
        "A token of either algorithm, low or high, shows who asks",
        arguments: ["ES256", "ES256K"],
        [false, true]
    )
    func tokens(algorithm: String, high: Bool) async throws {
        try await with { server, peer in
            try await server.posts(10)
            for legacy in [false, true] {
                let did = try await peer.account("ada\(legacy)", algorithm, legacy: legacy)
                let check = try await peer.ask(
                    "check",
                    ["did": .string(did), "aud": .string(BlueskyPeer.service)]
                )
                #expect(check["iss"]?.string == did)
                for _ in 0..<4 {
                    let token = try await peer.token(did, ["high": .bool(high)])
                    let answer = try await server.skeleton("&limit=1", Tokens.bearer(token))
                    #expect(answer.status == 200, "\(answer.text)")
                    #expect(try answer.json["reqId"]?.string != nil)
                }
                #expect(try await peer.count(did) == 1)
            }
        }
    }

    @Test("What is wrong with a token is said by its name")
    func badTokens() async throws {
        try await with { server, peer in
            let did = try await peer.account("ada")
            let other = try await peer.account("bob", "ES256")
            let now = TestServer.start.milliseconds / 1000
            let cases: [(JSONValue, String)] = [
                (["flip": true], "BadJwtSignature"),
                (["header": ["alg": "ES256"]], "BadJwtSignature"),
                (["header": ["alg": "none"]], "BadJwtSignature"),
                (["header": ["alg": "HS256"]], "BadJwtSignature"),
                (["header": ["alg": .null]], "BadJwt"),
                (["header": ["typ": "at+jwt"]], "BadJwtType"),
                (["header": ["typ": "refresh+jwt"]], "BadJwtType"),
                (["header": ["typ": "DPoP+jwt"]], "BadJwtType"),
                (["claims": ["exp": .integer(now - 1)]], "JwtExpired"),
                (["claims": ["exp": .integer(now + 90_000)]], "BadJwt"),
                (["claims": ["exp": .null]], "BadJwt"),
                (["claims": ["exp": "soon"]], "BadJwt"),
                (["claims": ["iss": .null]], "BadJwt"),
                (["claims": ["aud": "did:web:else.example"]], "BadJwtAudience"),
                (["claims": ["aud": .null]], "BadJwtAudience"),
                (["claims": ["lxm": .string(BlueskyPeer.interactions)]], "BadJwtLexiconMethod"),
                (["claims": ["lxm": .null]], "BadJwtLexiconMethod"),
                (["claims": ["iss": "did:key:zQ3shq"]], "BadJwtIss"),
                (["claims": ["iss": "did:plc:nobody"]], "BadJwtIss"),
                (["claims": ["iss": "did:web:127.0.0.1"]], "BadJwtIss"),
                (["claims": ["iss": "ada.example"]], "BadJwtIss"),
                (["claims": ["iss": .string(other)]], "BadJwtSignature"),
            ]
            for (change, name) in cases {
                let headers = try await peer.headers(did, change)
                let answer = try await server.skeleton("", headers)
                #expect(answer.status == 401, "\(change.json)")
                #expect(try answer.name == name, "\(change.json)")
            }
            for fine: JSONValue in [
                ["claims": ["iss": .string("\(did)#atproto")]], ["claims": ["jti": .null]],
                ["claims": ["aud": .string("\(BlueskyPeer.service)#bsky_fg")]],
                ["header": ["typ": .null]], ["claims": ["iat": .null]],
            ] {
                let answer = try await server.skeleton("", try await peer.headers(did, fine))
                #expect(answer.status == 200, "\(fine.json) \(answer.text)")
            }
        }
    }

    @Test("A token counts once, with an id of its own or without")
    func replay() async throws {
        try await with { server, peer in
            let did = try await peer.account("ada")
            for change: JSONValue in [[:], ["claims": ["jti": .null]]] {
                let headers = try await peer.headers(did, change)
                #expect(try await server.skeleton("", headers).status == 200)
                let again = try await server.skeleton("", headers)
                #expect(again.status == 401)
                #expect(try again.name == "BadJwt")
            }
        }
    }

    @Test("A key that was changed is asked for once more, and not for each bad signature")
    func rotation() async throws {
        try await with { server, peer in
            let did = try await peer.account("ada")
            #expect(try await server.skeleton("", try await peer.headers(did)).status == 200)
            server.time.advance(byMilliseconds: 20_000)
            try await peer.ask("rotate", ["did": .string(did)])
            let headers = try await peer.headers(did)
            #expect(try await server.skeleton("", headers).status == 200)
            let count = try await peer.count(did)
            for _ in 0..<5 {
                let bad = try await peer.headers(did, ["flip": true])
                #expect(try await server.skeleton("", bad).name == "BadJwtSignature")
            }
            #expect(try await peer.count(did) == count)
        }
    }

    @Test("Where the directory is down those it has named are still known")
    func directoryDown() async throws {
        try await with { server, peer in
            let ada = try await peer.account("ada")
            let bob = try await peer.account("bob")
            #expect(try await server.skeleton("", try await peer.headers(ada)).status == 200)
            try await peer.ask("down", ["down": true])
            #expect(try await server.skeleton("", try await peer.headers(ada)).status == 200)
            let answer = try await server.skeleton("", try await peer.headers(bob))
            #expect(answer.status == 503)
            #expect(try answer.name == "UpstreamFailure")
        }
    }

    @Test("A viewer's own feed goes on from page to page and never repeats itself")
    func personal() async throws {
        try await with { server, peer in
            try await server.posts(120)
            let did = try await peer.account("ada")
            var found: [String] = []
            var cursors: Set<String> = []
            var more = "&limit=25"
            while cursors.count < 20 {
                let answer = try await server.skeleton(more, try await peer.headers(did))
                #expect(answer.status == 200)
                let posts = try answer.skeletonPosts
                guard !posts.isEmpty, let cursor = try answer.json["cursor"]?.string else { break }
                found += posts
                #expect(cursors.insert(cursor).inserted)
                more = "&limit=25&cursor=\(cursor)"
            }
            #expect(Set(found).count == found.count)
            #expect(found.count >= 100)
        }
    }

    @Test("A viewer's repository is read at their first page, once, and their first page is theirs")
    func repository() async throws {
        try await with { server, peer in
            try await server.posts(100)
            let did = try await peer.account("ada")
            let expected = try await peer.ask("expected", ["did": .string(did)])
            let first = try await server.skeleton("&limit=20", try await peer.headers(did))
            #expect(first.status == 200)
            let lines = try server.logged().compactMap(Self.line).filter { $0.contains(did) }
            #expect(lines == expected["expected"]?.array?.compactMap(\.string))
            // Nobody whom she blocks, and those whom she follows before others.
            #expect(lines.contains { $0.hasPrefix("block") })
            _ = try await server.skeleton("&limit=5", try await peer.headers(did))
            #expect(try await peer.count("getRepo") == 1)

            // The same records from the stream say nothing new.
            let before = try server.logged().count
            let like = try #require(lines.first { $0.hasPrefix("like") }).split(separator: " ")
                .map(String.init)
            let answer = try await server.events([
                Say.engagement("like", did, like[2], at: like[3], #","id":"\#(like[1])""#)
            ])
            #expect(try answer.number("duplicates") == 1)
            #expect(try server.logged().count == before)
        }
    }

    @Test("That it was read outlasts a restart, and is done again once it is old")
    func repositoryAfterRestart() async throws {
        try await with { server, peer in
            let did = try await peer.account("ada")
            #expect(try await server.skeleton("", try await peer.headers(did)).status == 200)
            let saved = try #require(
                try server.engine.cursor(of: ViewerRepositories.cursorName(did))
            )
            #expect(saved.hasSuffix(" 3l3qo2vutsw2b"))
            // Another server over the same log.
            var settings = ServerSettings(port: 0, time: server.time)
            peer.settings(&settings)
            let bluesky = BlueskyFeed(
                try #require(settings.bluesky),
                settings,
                box: server.box,
                logger: Logger(label: "test")
            )
            await bluesky.repositories.prepare(did, in: server.engine)
            #expect(try await peer.count("getRepo") == 1)
            server.time.advance(byMilliseconds: 7 * 86_400_000)
            let before = try server.logged().count
            await bluesky.repositories.prepare(did, in: server.engine)
            #expect(try await peer.count("getRepo") == 2)
            // The same revision has nothing new.
            #expect(try server.logged().count == before)
        }
    }

    @Test("A repository that can't be read holds no page up, and isn't asked for each time")
    func badRepository() async throws {
        try await with { server, peer in
            try await server.posts(10)
            let did = try await peer.account("ada")
            try await peer.ask("raw", ["did": .string(did), "bytes": "AAAA"])
            for _ in 0..<3 {
                let answer = try await server.skeleton("&limit=3", try await peer.headers(did))
                #expect(try answer.skeletonPosts.count == 3)
            }
            #expect(try await peer.count("getRepo") == 1)
            #expect(try server.engine.cursor(of: ViewerRepositories.cursorName(did)) == nil)
            server.time.advance(byMilliseconds: ViewerRepositories.retryMs)
            let headers = try await peer.headers(did, at: server.engine.now)
            _ = try await server.skeleton("", headers)
            #expect(try await peer.count("getRepo") == 2)
        }
    }

    @Test("A slow host is not waited for")
    func slowRepository() async throws {
        try await with {
            $0.knobs.set(BlueskySettings.repositoryWaitMs, to: 0)
        } _: { server, peer in
            try await server.posts(10)
            try await peer.ask("delay", ["seconds": 0.2])
            let did = try await peer.account("ada")
            let answer = try await server.skeleton("&limit=3", try await peer.headers(did))
            #expect(try answer.skeletonPosts.count == 3)
            #expect(try server.logged().compactMap(Self.line).allSatisfy { !$0.contains(did) })
        }
    }

    @Test("What clients report becomes impressions and engagements, each once")
    func interactions() async throws {
        try await with { server, peer in
            try await server.posts(20)
            let did = try await peer.account("ada")
            let page = try await server.skeleton("&limit=10", try await peer.headers(did))
            let reqId = try page.json["reqId"] ?? .null
            func item(_ index: Int, _ event: String, context: Bool = true) throws -> JSONValue {
                let item = try #require(try page.json["feed"]?[index])
                return [
                    "item": item["post"] ?? .null,
                    "event": .string("app.bsky.feed.defs#\(event)"),
                    "feedContext": context ? item["feedContext"] ?? .null : "made up",
                    "reqId": reqId,
                ]
            }
            let before = try server.logged().count
            let report: JSONValue = [
                "feed": .string("at://did:plc:publisher/app.bsky.feed.generator/videos"),
                "interactions": [
                    try item(0, "interactionSeen"), try item(1, "interactionSeen"),
                    try item(2, "interactionSeen", context: false), try item(1, "clickthroughItem"),
                    try item(1, "interactionLike"), try item(3, "requestLess", context: false),
                    try item(4, "requestMore"), ["event": "app.bsky.feed.defs#requestLess"], 7,
                ],
            ]
            let headers = try await peer.headers(did, for: BlueskyPeer.interactions)
            let answer = try await server.report(report, headers)
            #expect(answer.status == 200)
            #expect(try answer.json == [:])
            let events = try server.logged().dropFirst(before)
            #expect(events.count == 5)
            let seen = events.compactMap { event -> Impression? in
                if case .impression(let impression) = event { impression } else { nil }
            }
            #expect(seen.map(\.position) == [0, 1])
            #expect(seen.map(\.surface) == ["video", "video"])
            // The page is one that was logged.
            let request = try #require(seen[0].request)
            #expect(try server.engine.receipt(of: request).viewer == did)
            let kinds = events.compactMap { event -> Engagement.Kind? in
                if case .engagement(let engagement) = event { engagement.kind } else { nil }
            }
            #expect(kinds == [.click, .hide, .bookmark])
            // The same again counts what was seen once.
            let more = try await peer.headers(did, for: BlueskyPeer.interactions)
            let again: JSONValue = ["interactions": [try item(0, "interactionSeen")]]
            #expect(try await server.report(again, more).status == 200)
            #expect(try server.logged().count == before + 5)
            // Nobody else can report it.
            let bob = try await peer.account("bob")
            let foreign = try await peer.headers(bob, for: BlueskyPeer.interactions)
            #expect(try await server.report(again, foreign).status == 200)
            #expect(try server.logged().count == before + 5)
        }
    }

    @Test("A report that is too much or none is refused")
    func badReports() async throws {
        try await with { server, peer in
            let did = try await peer.account("ada")
            let item: JSONValue = ["item": .string(TestServer.uri(1))]
            let many = JSONValue.array(Array(repeating: item, count: 501))
            let long = JSONValue.string(String(repeating: "x", count: 600_000))
            for (body, status, name) in [
                (JSONValue.object([]), 400, "InvalidRequest"), ([], 400, "InvalidRequest"),
                (["interactions": 7], 400, "InvalidRequest"),
                (["interactions": many], 400, "InvalidRequest"),
                (["interactions": [], "feed": "at://nothing"], 400, "UnknownFeed"),
                (["interactions": [], "x": long], 413, "PayloadTooLarge"),
                (["interactions": []], 200, nil),
            ] as [(JSONValue, Int, String?)] {
                let headers = try await peer.headers(did, for: BlueskyPeer.interactions)
                let answer = try await server.report(body, headers)
                #expect(answer.status == status)
                #expect(try answer.name == name)
            }
            let wrong = try await peer.headers(did)
            let answer = try await server.report(["interactions": []], wrong)
            #expect(try answer.name == "BadJwtLexiconMethod")
        }
    }

    @Test("The public client reads every answer")
    func publicClient() async throws {
        try await BlueskyPeer.with { peer in
            let did = try await peer.account("ada")
            try await LiveServer.with({ peer.settings(&$0) }) { server, port in
                try await server.posts(30)
                let base: JSONValue = .string("http://127.0.0.1:\(port)")
                let described = try await peer.ask("call", ["base": base, "method": "describe"])
                #expect(described["did"]?.string == BlueskyPeer.service)
                let params: JSONValue = ["feed": .string(BlueskyPeer.feed), "limit": 12]
                let anonymous = try await peer.ask(
                    "call",
                    ["base": base, "method": "skeleton", "params": params]
                )
                #expect(anonymous["posts"]?.array?.count == 12, "\(anonymous.json)")
                let page = try await peer.ask(
                    "call",
                    [
                        "base": base, "method": "skeleton", "params": params,
                        "token": .string(try await peer.token(did)),
                    ]
                )
                #expect(page["posts"]?.array?.count == 12, "\(page.json)")
                #expect(page["reqId"]?.string != nil)
                let sent = try await peer.ask(
                    "call",
                    [
                        "base": base, "method": "interactions",
                        "token": .string(try await peer.token(did, for: BlueskyPeer.interactions)),
                        "interactions": [
                            [
                                "item": page["posts"]?[0] ?? .null,
                                "event": "app.bsky.feed.defs#interactionSeen",
                                "feed_context": page["contexts"]?[0] ?? .null,
                                "req_id": page["reqId"] ?? .null,
                            ]
                        ],
                    ]
                )
                #expect(sent["ok"] == true, "\(sent.json)")
                let seen = try server.logged().count { event in
                    if case .impression = event { true } else { false }
                }
                #expect(seen == 1)
                let unknown = try await peer.ask(
                    "call",
                    [
                        "base": base, "method": "skeleton",
                        "params": ["feed": "at://did:plc:x/app.bsky.feed.generator/none"],
                    ]
                )
                #expect(unknown["error"]?.string == "UnknownFeed", "\(unknown.json)")
                let document = try await server.get("/.well-known/did.json")
                let parsed = try await peer.ask("document", ["document": .string(document.text)])
                #expect(parsed["endpoint"]?.string == "https://feed.test.example")
            }
        }
    }

    private static func line(_ event: Event) -> String? {
        switch event {
        case .edge(let event):
            "\(event.kind == .follow ? "follow" : "block") \(event.id ?? "?") "
                + "\(event.subject ?? "?") \(event.at)"
        case .engagement(let event):
            "\(event.kind.name) \(event.id ?? "?") \(event.post ?? "?") \(event.at)"
        default: nil
        }
    }
}
