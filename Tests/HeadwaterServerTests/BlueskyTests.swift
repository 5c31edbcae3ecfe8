import HTTPTypes
import HeadwaterCore
import HeadwaterEvents
import HeadwaterIngest
import Testing

@testable import HeadwaterServer

/// What a Bluesky feed generator answers without knowing who asks.
@Suite("The Bluesky feed, without a viewer")
struct BlueskyTests {
    private func with(
        _ change: (inout BlueskySettings) -> Void = { _ in },
        _ body: (TestServer) async throws -> Void
    ) async throws {
        var bluesky = BlueskyPeer.settings()
        change(&bluesky)
        try await TestServer.with({ $0.bluesky = bluesky }, body)
    }

    @Test("There is none unless it is set up")
    func off() async throws {
        try await TestServer.with { server in
            for path in ["/.well-known/did.json", "/xrpc/app.bsky.feed.describeFeedGenerator"] {
                let answer = try await server.get(path)
                #expect(answer.status == 404)
            }
        }
    }

    @Test("It says who it is and which feeds it has, whatever the Host")
    func identity() async throws {
        try await with { server in
            let host = "feed.test.example"
            let document = try await server.send(.get, "/.well-known/did.json", host: host)
            #expect(
                try document.json == [
                    "@context": ["https://www.w3.org/ns/did/v1"],
                    "id": "did:web:feed.test.example",
                    "service": [
                        [
                            "id": "#bsky_fg", "type": "BskyFeedGenerator",
                            "serviceEndpoint": "https://feed.test.example",
                        ]
                    ],
                ]
            )
            let described = try await server.send(
                .get,
                "/xrpc/app.bsky.feed.describeFeedGenerator",
                host: host
            )
            #expect(try described.json["did"] == "did:web:feed.test.example")
            #expect(
                try described.all("uri", in: "feeds") == [
                    BlueskyPeer.feed, "at://did:plc:publisher/app.bsky.feed.generator/videos",
                ]
            )
            #expect(try described.json["links"] == nil)
            // The rest of the API is not for foreign hosts.
            #expect(try await server.send(.get, "/v1/status", host: host).status == 403)
        }
    }

    @Test("Where it goes by another identifier its host has no document of its own")
    func otherIdentifier() async throws {
        try await with {
            $0.serviceDID = "did:plc:service"
            $0.privacyPolicy = "https://feed.test.example/privacy"
        } _: { server in
            let document = try await server.get("/.well-known/did.json")
            #expect(document.status == 404)
            let described = try await server.get("/xrpc/app.bsky.feed.describeFeedGenerator")
            #expect(try described.json["did"] == "did:plc:service")
            #expect(
                try described.json["links"] == [
                    "privacyPolicy": "https://feed.test.example/privacy"
                ]
            )
        }
    }

    @Test("What can't be understood is refused by name")
    func refusals() async throws {
        try await with { server in
            for feed in [
                "at://did:plc:publisher/app.bsky.feed.generator/other", "foryou", "",
                "at://did:plc:else/app.bsky.feed.generator/foryou",
            ] {
                let answer = try await server.skeleton(feed: feed)
                #expect(answer.status == 400)
                #expect(try answer.name == "UnknownFeed", "\(feed)")
            }
            for more in [
                "&limit=0", "&limit=101", "&limit=x", "&limit=", "&cursor=x", "&cursor=a.1",
                "&cursor=a.1.-1", "&cursor=a.1.5000", "&cursor=a.x.0",
            ] {
                let answer = try await server.skeleton(more)
                #expect(answer.status == 400, "\(more)")
                #expect(try answer.name == "InvalidRequest", "\(more)")
            }
            let none = try await server.get("/xrpc/app.bsky.feed.getFeedSkeleton")
            #expect(try none.name == "InvalidRequest")
            let head = try await server.send(
                .head,
                "/xrpc/app.bsky.feed.getFeedSkeleton?feed=\(BlueskyPeer.feed)"
            )
            #expect(head.status == 405)
            for more in ["&feed=\(BlueskyPeer.feed)", "&limit=5&limit=6", "&cursor=a&cursor=a"] {
                let answer = try await server.skeleton(more)
                #expect(answer.status == 400, "\(more)")
                #expect(try answer.name == "InvalidRequest", "\(more)")
            }
            for (header, name) in [
                ("Basic x", "BadJwt"), ("Bearer x", "BadJwt"), ("Bearer a.b.c", "BadJwt"),
                ("Bearer e30.e30.AA", "BadJwt"),
                ("Bearer " + String(repeating: "a", count: 5000), "BadJwt"),
            ] {
                let answer = try await server.skeleton("", [.authorization: header])
                #expect(answer.status == 401)
                #expect(try answer.name == name)
                #expect(answer.headers[.wwwAuthenticate] == "Bearer")
            }
            let report = try await server.report(["interactions": []], [:])
            #expect(report.status == 401)
            #expect(try report.name == "AuthMissing")
        }
    }

    @Test("A method that isn't there is not implemented, and one used wrongly says how it is used")
    func otherMethods() async throws {
        try await with { server in
            for path in [
                "app.bsky.feed.getTimeline", "com.atproto.sync.getRepo?did=did:plc:a", "x", "",
                "app.bsky.feed.getFeedSkeleton/more",
            ] {
                for method: HTTPRequest.Method in [.get, .post, .put] {
                    let answer = try await server.send(method, "/xrpc/\(path)")
                    #expect(answer.status == 501, "\(method) \(path)")
                    #expect(try answer.name == "MethodNotImplemented")
                    #expect(try answer.json["message"]?.string?.isEmpty == false)
                }
            }
            for (method, name, allowed) in [
                (.post, "getFeedSkeleton", "GET"), (.put, "sendInteractions", "POST"),
                (.get, "sendInteractions", "POST"),
                (.post, "describeFeedGenerator", "GET, HEAD"),
            ] as [(HTTPRequest.Method, String, String)] {
                let answer = try await server.send(method, "/xrpc/app.bsky.feed.\(name)")
                #expect(answer.status == 405, "\(method) \(name)")
                #expect(try answer.name == "InvalidRequest")
                #expect(answer.headers[.allow] == allowed)
            }
            // What isn't XRPC keeps the API's own shape.
            let other = try await server.get("/xrpcs/x")
            #expect(other.status == 404)
            #expect(try other.code == "not_found")
        }
    }

    @Test("An engine that replays its log is not ready")
    func notReady() async throws {
        try await TestServer.with(isReady: false) {
            $0.bluesky = BlueskyPeer.settings()
        } _: { server in
            let answer = try await server.skeleton()
            #expect(answer.status == 503)
            #expect(try answer.name == "NotReady")
            #expect(try await server.get("/.well-known/did.json").status == 200)
        }
    }

    @Test("Those who aren't signed in all get the same list, page by page to its end")
    func anonymous() async throws {
        try await with { server in
            try await server.posts(130)
            try await server.tell(Say.post("no-uri", by: "ada"))
            var found: [String] = []
            var cursors: Set<String> = []
            var cursor = ""
            repeat {
                let answer = try await server.skeleton("&limit=30\(cursor)")
                let posts = try answer.skeletonPosts
                #expect(!posts.isEmpty && posts.count <= 30)
                found += posts
                #expect(try answer.json["reqId"] == nil)
                guard let next = try answer.json["cursor"]?.string else { break }
                #expect(cursors.insert(next).inserted)
                cursor = "&cursor=\(next)"
            } while cursors.count < 20
            #expect(Set(found) == Set((0..<130).map { TestServer.uri($0) }))
            #expect(found.count == 130)
            let again = try await server.skeleton("&limit=30").skeletonPosts
            #expect(again == Array(found.prefix(30)))
            #expect(try await server.skeleton().skeletonPosts == Array(found.prefix(50)))
        }
    }

    @Test("A list is made anew after a while, and who is half-way through the old one goes on")
    func anonymousAnew() async throws {
        try await with { server in
            try await server.posts(40)
            let first = try await server.skeleton("&limit=10")
            let cursor = try #require(try first.json["cursor"]?.string)
            server.time.advance(byMilliseconds: 300_000)
            let second = try await server.skeleton("&limit=100&cursor=\(cursor)")
            #expect(Set(try first.skeletonPosts + second.skeletonPosts).count == 40)
            #expect(try await server.skeleton("&limit=100").skeletonPosts.count == 40)
            server.time.advance(byMilliseconds: 3_600_000)
            let late = try await server.skeleton("&limit=100&cursor=\(cursor)")
            #expect(try late.skeletonPosts.count == 30)
        }
    }

    @Test("What has been deleted, or is for those alone who sign in, is on no page")
    func anonymousVisibility() async throws {
        try await with { server in
            try await server.posts(6)
            #expect(try await server.skeleton().skeletonPosts.count == 6)
            try await server.tell(Say.delete(TestServer.uri(2)))
            try await server.tell(Say.label(TestServer.uri(3), "!no-unauthenticated"))
            let left = Set(try await server.skeleton().skeletonPosts)
            #expect(left == Set([0, 1, 4, 5].map { TestServer.uri($0) }))
        }
    }

    @Test("An empty feed ends at once")
    func empty() async throws {
        try await with { server in
            let answer = try await server.skeleton()
            #expect(try answer.json == ["feed": []])
        }
    }

    @Test("Settings that can't work are refused")
    func settings() throws {
        func refuses(
            _ change: (inout ServerSettings) -> Void,
            at place: SourceLocation = #_sourceLocation
        ) {
            var settings = ServerSettings()
            settings.bluesky = BlueskyPeer.settings()
            change(&settings)
            #expect(throws: SettingError.self, sourceLocation: place) { try settings.check() }
        }
        var fine = ServerSettings()
        fine.bluesky = BlueskyPeer.settings()
        try fine.check()
        refuses { $0.bluesky?.allowsPrivateHosts = false }
        for host in ["", "localhost", "https://feed.example", "feed.example:80", "feed.example/x"] {
            refuses { $0.bluesky?.host = host }
        }
        refuses { $0.bluesky?.publisher = "ada.example" }
        refuses { $0.bluesky?.serviceDID = "feed.example" }
        refuses { $0.bluesky?.feeds = [] }
        refuses { $0.bluesky?.feeds = BlueskySettings.feeds(["a", "a=x"]) }
        for key in ["", "a b", "a/b", "é", String(repeating: "a", count: 65)] {
            refuses { $0.bluesky?.feeds = [BlueskySettings.Feed(key: key)] }
        }
        refuses { $0.bluesky?.directoryURL = "plc.directory" }
        refuses { $0.bluesky?.directoryURL = "https://plc.directory/" }
        refuses { $0.bluesky?.tokenSecret = "short" }
        #expect(
            BlueskySettings.feeds(["a", "b=c"]) == [
                BlueskySettings.Feed(key: "a"), BlueskySettings.Feed(key: "b", surface: "c"),
            ]
        )
    }
}

/// The parts that need no server.
@Suite("Bluesky's tokens and interactions")
struct BlueskyPartsTests {
    private let post = TestServer.uri(1)

    @Test("A place comes back from its own token alone")
    func places() throws {
        let tokens = FeedTokens(secret: String(repeating: "s", count: 32))
        let place = FeedTokens.Place(request: "r1x", position: 7)
        let token = tokens.context(place, post: post, viewer: "did:plc:ada")
        #expect(token.utf8.count <= 120)
        #expect(tokens.place(token, post: post, viewer: "did:plc:ada") == place)
        #expect(tokens.place(token, post: post, viewer: "did:plc:bob") == nil)
        #expect(tokens.place(token, post: TestServer.uri(2), viewer: "did:plc:ada") == nil)
        #expect(tokens.place(nil, post: post, viewer: "did:plc:ada") == nil)
        for changed in [
            token.replacing("r1x", with: "r2x"), token.replacing(".7.", with: ".8."),
            token.replacing(".7.", with: ".07."), String(token.dropLast()), token + "A", "1...", "",
            token.replacing("1.", with: "2.", maxReplacements: 1), "1.r1x.7.", token + ".",
            String(repeating: "1.", count: 2000),
        ] {
            #expect(tokens.place(changed, post: post, viewer: "did:plc:ada") == nil, "\(changed)")
        }
        // Another start with the same secret knows it, another secret doesn't.
        let again = FeedTokens(secret: String(repeating: "s", count: 32))
        #expect(again.place(token, post: post, viewer: "did:plc:ada") == place)
        #expect(FeedTokens(secret: nil).place(token, post: post, viewer: "did:plc:ada") == nil)

        let page = tokens.page("r1x", viewer: "did:plc:ada")
        #expect(page.utf8.count <= 100)
        #expect(tokens.request(page, viewer: "did:plc:ada") == "r1x")
        #expect(tokens.request(page, viewer: "did:plc:bob") == nil)
        #expect(tokens.request(token, viewer: "did:plc:ada") == nil)
        #expect(tokens.place(page, post: post, viewer: "did:plc:ada") == nil)
    }

    @Test("Each of the twelve kinds means what it should", arguments: Interaction.Kind.allCases)
    func kinds(kind: Interaction.Kind) throws {
        let tokens = FeedTokens(secret: nil)
        let (viewer, now) = ("did:plc:ada", TestServer.start)
        let place = FeedTokens.Place(request: "r1", position: 3)
        func event(_ context: String?, _ page: String? = nil) -> Event? {
            let json: JSONValue = [
                "item": .string(post), "event": .string("app.bsky.feed.defs#\(kind.rawValue)"),
                "feedContext": context.map { .string($0) } ?? .null,
                "reqId": page.map { .string($0) } ?? .null,
            ]
            return Interaction(json, by: viewer, tokens: tokens)?
                .event(by: viewer, at: now, surface: "video")
        }
        let event = event(tokens.context(place, post: post, viewer: viewer))
        func engagement(_ kind: Engagement.Kind, _ reason: String? = nil) -> Event {
            var event = Engagement(kind: kind, actor: viewer, post: post, at: now)
            event.request = "r1"
            event.reason = reason
            return .engagement(event)
        }
        switch kind {
        case .interactionSeen:
            var seen = Impression(actor: viewer, post: post, at: now)
            seen.request = "r1"
            seen.position = 3
            seen.surface = "video"
            #expect(event == .impression(seen))
        case .clickthroughItem, .clickthroughEmbed: #expect(event == engagement(.click))
        case .clickthroughAuthor: #expect(event == engagement(.profile))
        case .interactionShare: #expect(event == engagement(.share))
        case .requestMore: #expect(event == engagement(.bookmark, "requestMore"))
        case .requestLess: #expect(event == engagement(.hide, "requestLess"))
        case .clickthroughReposter, .interactionLike, .interactionRepost, .interactionReply,
            .interactionQuote:
            #expect(event == nil)
        }
        // Without what came with the post only the viewer's own wish for less counts.
        #expect((self.event(kind, nil, viewer, tokens) != nil) == (kind == .requestLess))
        let foreign = tokens.context(place, post: post, viewer: "did:plc:bob")
        #expect((self.event(kind, foreign, viewer, tokens) != nil) == (kind == .requestLess))
    }

    private func event(
        _ kind: Interaction.Kind,
        _ context: String?,
        _ viewer: String,
        _ tokens: FeedTokens
    ) -> Event? {
        let json: JSONValue = [
            "item": .string(post), "event": .string("app.bsky.feed.defs#\(kind.rawValue)"),
            "feedContext": context.map { .string($0) } ?? .null,
        ]
        return Interaction(json, by: viewer, tokens: tokens)?
            .event(by: viewer, at: TestServer.start, surface: nil)
    }

    @Test("What is no interaction is passed over")
    func others() {
        let tokens = FeedTokens(secret: nil)
        for json: JSONValue in [
            [:], 7, "x", [], .null, ["item": .string(post)],
            ["event": "app.bsky.feed.defs#requestLess"],
            ["item": 7, "event": "app.bsky.feed.defs#requestLess"],
            ["item": .string(post), "event": "requestLess"],
            ["item": .string(post), "event": "app.bsky.feed.defs#requestTwice"],
            ["item": .string(post), "event": "com.example.defs#requestLess"],
            ["item": "p1", "event": "app.bsky.feed.defs#requestLess"],
            [
                "item": "at://did:plc:a/app.bsky.feed.like/x",
                "event": "app.bsky.feed.defs#requestLess",
            ],
        ] {
            #expect(Interaction(json, by: "did:plc:ada", tokens: tokens) == nil, "\(json.json)")
        }
    }

    @Test("A token counts once for as long as it may hold", arguments: UInt64(1)...5)
    func usedTokens(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var used = UsedTokens(spanSeconds: 100)
        var naive: [String: Double] = [:]
        var now = 0.0
        for _ in 0..<5000 {
            now += Double.random(in: 0..<4, using: &random)
            let name = "t\(Int.random(in: 0..<300, using: &random))"
            let isNew = used.insert(name, now: now)
            // It may be remembered for longer, never for less.
            if let last = naive[name], now - last <= 100 { #expect(!isNew, "seed \(seed)") }
            if let last = naive[name], now - last > 210 { #expect(isNew, "seed \(seed)") }
            if isNew { naive[name] = now }
        }
    }

    @Test("Only the address of a post is one")
    func addresses() {
        #expect(BlueskyFeed.isPost(TestServer.uri(1)))
        for uri in [
            "", "p1", "at://did:plc:a/app.bsky.feed.post", "at://did:plc:a/app.bsky.feed.post/",
            "at://did:plc:a/app.bsky.feed.post/x/y", "at://a.example/app.bsky.feed.post/x",
            "https://bsky.app/profile/did:plc:a/post/x", "at://did:plc:a/app.bsky.feed.like/x",
        ] {
            #expect(!BlueskyFeed.isPost(uri), "\(uri)")
        }
    }
}
