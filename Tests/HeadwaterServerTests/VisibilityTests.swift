import HTTPTypes
import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterServer

/// What each surface shows of a post, so that none is forgotten.
@Suite("What exists for whom, on every surface")
struct VisibilityTests {
    /// Where a post shows up for a viewer.
    private struct Surfaces: OptionSet {
        var rawValue: Int
        static let id = Surfaces(rawValue: 1)
        static let search = Surfaces(rawValue: 2)
        static let feed = Surfaces(rawValue: 4)
        static let all: Surfaces = [.id, .search, .feed]
        static let found: Surfaces = [.id, .search]
    }

    /// Looks for the post p1, whose text is "A quiet word", by all ways.
    ///
    /// A feed needs a viewer, so
    /// without one it counts as what search shows.
    private static func look(_ server: TestServer, _ viewer: String?) async throws -> Surfaces {
        var found: Surfaces = []
        let byId = try await server.get("/v1/posts?id=p1\(viewer.map { "&viewer=\($0)" } ?? "")")
        if try byId.all("post", in: "posts") == ["p1"] { found.insert(.id) }
        let field = viewer.map { #","viewer":"\#($0)""# } ?? ""
        for sort in ["relevance", "latest", "top"] {
            let hits = try await server.post(
                "/v1/search",
                #"{"query":"quiet","sort":"\#(sort)"\#(field)}"#
            )
            let isFound = try hits.all("post", in: "hits") == ["p1"]
            if sort == "relevance", isFound { found.insert(.search) }
            #expect(isFound == found.contains(.search), "\(sort)")
        }
        guard let viewer else {
            if found.contains(.search) { found.insert(.feed) }
            return found
        }
        let page = try await server.get("/v1/feed?viewer=\(viewer)&limit=100")
        if try page.all("post", in: "items").contains("p1") { found.insert(.feed) }
        return found
    }

    private static func check(
        _ events: [String],
        _ expected: [String?: Surfaces],
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        // Each viewer looks at a server of their own: a feed doesn't show a post twice.
        for (viewer, surfaces) in expected {
            try await TestServer.with { server in
                let answer = try await server.events(events, at: location)
                #expect(try answer.number("rejected_count") == 0, sourceLocation: location)
                let found = try await look(server, viewer)
                #expect(
                    found == surfaces,
                    "for \(viewer ?? "nobody")",
                    sourceLocation: location
                )
            }
        }
    }

    private static func post(_ more: String = "") -> String {
        Say.post("p1", by: "ada", "A quiet word", at: "2026-11-25T11:59:00Z", more)
    }

    private static func audience(_ audience: String, _ more: String = "") -> String {
        post(#","audience":"\#(audience)"\#(more)"#)
    }

    private static let ties = [
        Say.edge("follow", "fan", "ada"), Say.edge("member", "mate", "club"),
        Say.edge("follow", "gone", "ada", at: "2026-11-25T11:30:00Z"),
        Say.edge("follow", "gone", "ada", at: "2026-11-25T11:40:00Z", #","undone":true"#),
    ]

    @Test("public: everyone")
    func everyone() async throws {
        // To the author it exists, but a feed does not offer one's own.
        try await Self.check(
            [Self.post()],
            [nil: .all, "cy": .all, "ada": .found]
        )
    }

    @Test("unlisted: followers, and all by its id")
    func unlisted() async throws {
        try await Self.check(
            Self.ties + [Self.audience("unlisted")],
            [nil: .id, "fan": .all, "ada": .found]
        )
    }

    @Test("followers: followers alone, as long as they follow")
    func followers() async throws {
        try await Self.check(
            Self.ties + [Self.audience("followers")],
            [nil: [], "cy": [], "gone": [], "fan": .all, "ada": .found]
        )
    }

    @Test("mentioned: those mentioned")
    func mentioned() async throws {
        try await Self.check(
            Self.ties + [Self.audience("mentioned", #","mentions":["bo"]"#)],
            [nil: [], "cy": [], "fan": [], "bo": .all, "ada": .found]
        )
    }

    @Test("a group: its members")
    func group() async throws {
        try await Self.check(
            Self.ties + [Self.audience("club")],
            [nil: [], "cy": [], "fan": [], "mate": .all, "ada": .found]
        )
    }

    @Test("An edit that narrows the audience holds at once")
    func narrowed() async throws {
        let edit = Say.post(
            "p1",
            by: "ada",
            "A quiet word",
            at: "2026-11-25T11:59:00Z",
            #","edited":"2026-11-25T11:59:30Z","audience":"followers""#
        )
        try await Self.check([Self.post(), edit], [nil: [], "cy": []])
    }

    @Test("A block hides both from each other, until it is undone")
    func blocks() async throws {
        try await Self.check(
            [Self.post(), Say.edge("block", "cy", "ada"), Say.edge("block", "ada", "dot")],
            ["cy": [], "dot": [], "bo": .all, nil: .all]
        )
        let undone = Say.edge("block", "cy", "ada", at: "2026-11-25T11:45:00Z", #","undone":true"#)
        try await Self.check(
            [Self.post(), Say.edge("block", "cy", "ada"), undone],
            ["cy": .all]
        )
    }

    @Test("A mute and a hide keep a post out of the feed")
    func mutes() async throws {
        for event in [Say.edge("mute", "cy", "ada"), Say.engagement("hide", "cy", "p1")] {
            try await TestServer.with { server in
                try await server.tell(Self.post(), event)
                #expect(try await !Self.look(server, "cy").contains(.feed))
                #expect(try await Self.look(server, "bo") == .all)
            }
        }
    }

    @Test("A delete hides from all, whether it comes after or before")
    func deletes() async throws {
        try await Self.check(
            [Self.post(), Say.delete("p1")],
            [nil: [], "cy": [], "ada": []]
        )
        try await Self.check(
            [Say.delete("p1"), Self.post()],
            [nil: [], "cy": [], "ada": []]
        )
    }

    @Test(
        "An author who is not active is hidden with all posts",
        arguments: ["deactivated", "suspended", "takendown", "deleted"]
    )
    func status(_ status: String) async throws {
        try await TestServer.with { server in
            try await server.tell(
                Self.post(),
                Say.account("ada", #","name":"Ada","status":"\#(status)""#)
            )
            for viewer in [nil, "cy"] {
                #expect(try await Self.look(server, viewer) == [], "\(viewer ?? "nobody")")
            }
            #expect(try await server.get("/v1/accounts?id=ada").all("id", in: "accounts").isEmpty)
            let back = try await server.events([
                Say.account("ada", #","status":"active""#, at: "2026-11-25T11:30:00Z")
            ])
            #expect(back.status == 200)
            let expected: Surfaces = status == "deleted" ? [] : .all
            #expect(try await Self.look(server, "dot") == expected)
        }
    }

    @Test("A label of the policy hides while it lasts, on the post and on its author")
    func labels() async throws {
        for subject in ["p1", "ada"] {
            for value in ["!hide", "!takedown"] {
                try await Self.check(
                    [Self.post(), Say.label(subject, value)],
                    [nil: [], "cy": []]
                )
            }
            let undone = Say.label(subject, "!hide", at: "2026-11-25T11:59:40Z", #","undone":true"#)
            try await Self.check(
                [Self.post(), Say.label(subject, "!hide"), undone],
                [nil: .all, "cy": .all]
            )
            try await Self.check(
                [Self.post(), Say.label(subject, "spam")],
                [nil: .all, "cy": .all]
            )
            try await Self.check(
                [Self.post(), Say.label(subject, "!no-unauthenticated")],
                [nil: [], "cy": .all]
            )
        }
    }

    @Test("A label that expires hides until then")
    func expiry() async throws {
        try await TestServer.with { server in
            try await server.tell(
                Self.post(),
                Say.label(
                    "p1",
                    "!hide",
                    at: "2026-11-25T11:59:30Z",
                    #","expires":"2026-11-25T12:10:00Z""#
                )
            )
            #expect(try await Self.look(server, "cy") == [])
            server.time.advance(byMilliseconds: 600_000)
            #expect(try await Self.look(server, "cy") == .all)
        }
    }

    @Test("indexable false: in the search of nobody but the author")
    func indexable() async throws {
        try await Self.check(
            Self.ties + [Self.post(), Say.account("ada", #","indexable":false"#)],
            ["cy": [.id, .feed], "fan": [.id, .feed], "ada": .found]
        )
    }

    @Test("discoverable false: in the feeds of followers alone")
    func discoverable() async throws {
        try await Self.check(
            Self.ties + [Self.post(), Say.account("ada", #","discoverable":false"#)],
            ["cy": .found, "fan": .all, "ada": .found]
        )
    }

    @Test("A page that is asked for again, and its receipt, leave out what was hidden since")
    func served() async throws {
        try await TestServer.with { server in
            try await server.tell(
                Say.post("p0", by: "bo", "first"),
                Self.post(),
                Say.post("p2", by: "dot", "last")
            )
            let first = try await server.get("/v1/feed?viewer=cy&limit=1")
            let cursor = try #require(try first.json["cursor"]?.string)
            let path = "/v1/feed?viewer=cy&limit=2&cursor=\(cursor)"
            let second = try await server.get(path)
            #expect(try second.all("post", in: "items").count == 2)
            let all = try first.all("post", in: "items") + second.all("post", in: "items")
            #expect(Set(all) == ["p0", "p1", "p2"])
            try await server.tell(Say.edge("block", "ada", "cy"))
            let again = try await server.get(path)
            #expect(try !again.all("post", in: "items").contains("p1"))
        }
    }

    @Test("Counts are of what stands: an engagement taken back counts no more")
    func counts() async throws {
        try await TestServer.with { server in
            try await server.tell(
                Self.post(),
                Say.engagement("like", "bo", "p1"),
                Say.engagement("like", "cy", "p1"),
                Say.engagement("like", "bo", "p1", at: "2026-11-25T11:59:40Z", #","undone":true"#)
            )
            let post = try await server.get("/v1/posts?id=p1").json["posts"]?[0]
            #expect(post?["counts"] == ["like": 1])
        }
    }
}
