import HTTPTypes
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn
import HeadwaterLog
import Testing

@testable import HeadwaterServer

@Suite("Feed and receipts")
struct FeedTests {
    /// Sixty posts by twelve authors.
    private static let town = (0..<60).map { index in
        Say.post(
            "p\(index)",
            by: "author\(index % 12)",
            "post number \(index)",
            at: "2026-11-25T11:\(index / 60 + 10):\(String(index % 60 + 100).dropFirst())Z"
        )
    }

    @Test("Page after page, nothing comes twice, until nothing is left")
    func pages() async throws {
        try await TestServer.with { server in
            try await server.events(Self.town)
            var seen: [String] = []
            var cursor: String?
            for _ in 0..<20 {
                let tail = cursor.map { "&cursor=\($0)" } ?? ""
                let page = try await server.get("/v1/feed?viewer=ada&limit=7\(tail)")
                let posts = try page.all("post", in: "items")
                #expect(posts.count <= 7)
                seen += posts
                cursor = try page.json["cursor"]?.string
                if cursor == nil {
                    #expect(posts.isEmpty)
                    break
                }
            }
            #expect(cursor == nil)
            #expect(Set(seen).count == seen.count)
            #expect(seen.count == 60)
        }
    }

    @Test("Without a cursor too, what was just served does not come again")
    func withoutCursor() async throws {
        try await TestServer.with { server in
            try await server.events(Self.town)
            var seen: [String] = []
            for _ in 0..<5 {
                let page = try await server.get("/v1/feed?viewer=ada&limit=10")
                seen += try page.all("post", in: "items")
            }
            #expect(seen.count == 50)
            #expect(Set(seen).count == 50)
        }
    }

    @Test("The same cursor gives the same page, less what has been hidden, and logs nothing")
    func sameCursor() async throws {
        try await TestServer.with { server in
            try await server.events(Self.town)
            let first = try await server.get("/v1/feed?viewer=ada&limit=5")
            let cursor = try #require(try first.json["cursor"]?.string)
            let path = "/v1/feed?viewer=ada&limit=5&cursor=\(cursor)"
            let second = try await server.get(path)
            let end = server.log.end
            let again = try await server.get(path)
            #expect(server.log.end == end)
            #expect(try again.json == second.json)
            let posts = try second.all("post", in: "items")
            try await server.tell(Say.delete(posts[1]))
            let afterDelete = server.log.end
            let less = try await server.get(path)
            #expect(try less.all("post", in: "items") == posts.filter { $0 != posts[1] })
            #expect(server.log.end == afterDelete)
        }
    }

    @Test("Every item says why it is there")
    func reasons() async throws {
        try await TestServer.with { server in
            try await server.events(Self.town + [Say.edge("follow", "ada", "author3")])
            let page = try await server.get("/v1/feed?viewer=ada")
            let items = try page.json["items"]?.array ?? []
            #expect(items.count == 20)
            for item in items { #expect(item["reasons"]?.array?.isEmpty == false) }
        }
    }

    @Test("A receipt tells the page as it was, and of other posts why not")
    func receipt() async throws {
        try await TestServer.with { server in
            try await server.events(Self.town)
            let page = try await server.get("/v1/feed?viewer=ada&limit=3&surface=main")
            let request = try #require(try page.json["request"]?.string)
            let shown = try page.all("post", in: "items")
            let path = "/v1/feed/\(request)/receipt"
            let receipt = try await server.get(path)
            #expect(try receipt.json["request"]?.string == request)
            #expect(try receipt.json["viewer"]?.string == "ada")
            #expect(try receipt.json["at"]?.string == TestServer.start.description)
            #expect(try receipt.all("post", in: "items") == shown)
            let places = try receipt.json["items"]?.array?.map { $0["position"]?.integer }
            #expect(places == [0, 1, 2])
            for item in try receipt.json["items"]?.array ?? [] {
                let heads = try #require(item["heads"]?.members)
                #expect(heads.map(\.name) == Head.allCases.map(\.name))
                #expect(heads.allSatisfy { (0...1).contains($0.value.double ?? -1) })
                let chance = try #require(item["propensity"]?.double)
                #expect(chance > 0 && chance <= 1)
                // The score is what it says that it is: the sum of weight times probability.
                let weights = try #require(try receipt.json["weights"])
                let sum = heads.reduce(0.0) {
                    $0 + ($1.value.double ?? 0) * (weights[$1.name]?.double ?? 0)
                }
                #expect(abs(sum - (item["score"]?.double ?? 0)) < 1e-4)
            }
            #expect(try receipt.json["models"]?.array?.count == 1)
            #expect(try receipt.json["log_position"]?.integer == 60)
            let why = try await server.get("\(path)?post=\(shown[2])")
            #expect(try why.json["shown"] == true)
            let other = try #require((0..<60).map { "p\($0)" }.first { !shown.contains($0) })
            let whyNot = try await server.get("\(path)?post=\(other)")
            #expect(try whyNot.json["post"]?.string == other)
            #expect(try whyNot.json["shown"] == false)
            #expect(try whyNot.json["evidence"]?.string == "replay")
            #expect(try whyNot.json["reasons"]?.array?.isEmpty == false)
            let unknown = try await server.get("\(path)?post=nothing")
            #expect(try unknown.json["shown"] == false)
        }
    }

    @Test("A page that was asked for with explain keeps all that could have stood there")
    func explain() async throws {
        try await TestServer.with { server in
            try await server.events(Self.town)
            let page = try await server.get("/v1/feed?viewer=ada&limit=3&explain=true")
            let request = try #require(try page.json["request"]?.string)
            let shown = try page.all("post", in: "items")
            let path = "/v1/feed/\(request)/receipt"
            #expect(try await server.get(path).json["considered"]?.integer == 60)
            let other = try #require((0..<60).map { "p\($0)" }.first { !shown.contains($0) })
            let whyNot = try await server.get("\(path)?post=\(other)")
            #expect(try whyNot.json["evidence"]?.string == "log")
            #expect(try whyNot.json["reasons"]?.array?.isEmpty == false)
        }
    }

    @Test("A page that was never made has no receipt")
    func noReceipt() async throws {
        try await TestServer.with { server in
            let answer = try await server.get("/v1/feed/r1/receipt")
            #expect(answer.status == 404)
            #expect(try answer.code == "not_found")
        }
    }

    @Test(
        "A wrong parameter is 400 and named",
        arguments: [
            ("/v1/feed", "viewer"), ("/v1/feed?viewer=", "viewer"),
            ("/v1/feed?viewer=ada&limit=0", "limit"), ("/v1/feed?viewer=ada&limit=101", "limit"),
            ("/v1/feed?viewer=ada&limit=-1", "limit"), ("/v1/feed?viewer=ada&limit=ten", "limit"),
            ("/v1/feed?viewer=ada&limit=", "limit"), ("/v1/feed?viewer=ada&limit=1.5", "limit"),
            ("/v1/feed?viewer=ada&limit=99999999999999999999", "limit"),
            ("/v1/feed?viewer=ada&cursor=nonsense", "cursor"),
            ("/v1/feed?viewer=ada&cursor=", "cursor"),
            ("/v1/feed?viewer=ada&surface=nowhere", "surface"),
            ("/v1/feed?viewer=ada&surface=", "surface"),
            ("/v1/feed?viewer=ada&explain=maybe", "explain"),
        ]
    )
    func wrong(_ path: String, _ param: String) async throws {
        try await TestServer.with { server in
            try await server.events(Self.town)
            let answer = try await server.get(path)
            #expect(answer.status == 400)
            #expect(try answer.param == param)
            #expect(server.log.end.rawValue == 60)
        }
    }

    @Test("A viewer's id of 513 bytes is 400, one of 512 is fine")
    func longViewer() async throws {
        try await TestServer.with { server in
            let id = String(repeating: "v", count: 512)
            let fine = try await server.get("/v1/feed?viewer=\(id)")
            #expect(fine.status == 200)
            let long = try await server.get("/v1/feed?viewer=\(id)v")
            #expect(long.status == 400)
        }
    }

    @Test("A cursor of another viewer is 400")
    func foreignCursor() async throws {
        try await TestServer.with { server in
            try await server.events(Self.town)
            let page = try await server.get("/v1/feed?viewer=ada&limit=5")
            let cursor = try #require(try page.json["cursor"]?.string)
            let answer = try await server.get("/v1/feed?viewer=bo&cursor=\(cursor)")
            #expect(answer.status == 400)
            #expect(try answer.param == "cursor")
        }
    }

    @Test("The limits 1 and 100 are taken, and 20 is the standard")
    func limits() async throws {
        try await TestServer.with { server in
            try await server.events(Self.town)
            for (tail, count) in [("&limit=1", 1), ("", 20), ("&limit=100", 39)] {
                let page = try await server.get("/v1/feed?viewer=ada\(tail)")
                #expect(try page.all("post", in: "items").count == count)
            }
        }
    }

    @Test("Where there is nothing: no items and no cursor")
    func empty() async throws {
        try await TestServer.with { server in
            let page = try await server.get("/v1/feed?viewer=ada")
            #expect(page.status == 200)
            #expect(try page.json["items"] == [])
            #expect(try page.json["cursor"] == nil)
        }
    }
}
