import HTTPTypes
import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterServer

@Suite("Gorse's API: recommendations")
struct GorseRecommendTests {
    /// Twelve items in two categories, an hour apart, the last the newest, beside somebody's posts.
    private static func shop(_ server: TestServer) async throws {
        for number in 0..<6 {
            try await server.tell(Say.post("p\(number)", by: "ada", "a post that is no item"))
        }
        let items = (0..<12).map { number in
            Gorse.item(
                "i\(number)",
                categories: [number % 2 == 0 ? "even" : "odd"],
                labels: ["topic": .string(number < 6 ? "low" : "high")],
                timestamp: "2026-11-24T\(10 + number):00:00Z",
                comment: "item number \(number)"
            )
        }
        try await server.affects(12, .post, "/api/items", .array(items))
        let hidden = Gorse.item("hidden", categories: ["odd"], hidden: true)
        try await server.affects(1, .post, "/api/item", hidden)
    }

    @Test("Reading consumes nothing; what has feedback, is hidden or is no item doesn't come")
    func reading() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            try await Self.shop(server)
            let all = Set((0..<12).map { "i\($0)" })
            for user in ["nobody", "u"] {
                let first = try await server.recommended(user, "?n=100")
                #expect(Set(first) == all)
                #expect(first.count == 12)
                #expect(try await server.recommended(user, "?n=100") == first)
                #expect(try await server.recommended(user).count == 10)
                #expect(try await server.recommended(user, "?n=0") == [])
                // The same list, in parts.
                let parts =
                    try await server.recommended(user, "?n=5")
                    + server.recommended(user, "?n=7&offset=5")
                #expect(Set(parts) == all)
                #expect(try await server.recommended(user, "?n=5&offset=12") == [])
                #expect(try await server.recommended(user, "?n=5&offset=\(Int.max)") == [])
            }
            let given: JSONValue = [
                Gorse.feedback("like", "u", "i1"), Gorse.feedback("read", "u", "i2"),
                Gorse.feedback("click", "u", "i3"),
            ]
            try await server.affects(3, .post, "/api/feedback", given)
            let left = try await server.recommended("u", "?n=\(Int.max)")
            #expect(Set(left) == all.subtracting(["i1", "i2", "i3"]))
            try await server.affects(1, .delete, "/api/feedback/u/i3")
            #expect(try await server.recommended("u", "?n=100").contains("i3"))
            try await server.affects(1, .delete, "/api/item/i9")
            #expect(try await !server.recommended("u", "?n=100").contains("i9"))
        }
    }

    @Test("Version 2 gives scores, the highest for what stands first of its kind")
    func versions() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            try await Self.shop(server)
            let name = try #require(HTTPField.Name("X-API-Version"))
            let scored = try await server.gorse(.get, "/api/recommend/u/?n=3", nil, [name: "2"])
            let ids = (scored.array ?? []).compactMap { $0["Id"]?.string }
            #expect(ids.count == 3)
            #expect((scored.array ?? []).allSatisfy { $0["Score"]?.double != nil })
            #expect(try await server.recommended("u", "?n=3") == ids)
        }
    }

    @Test("Of a category, in the path or the address, and of several at once")
    func categories() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            try await Self.shop(server)
            try await server.affects(1, .put, "/api/item/i3/category/even")
            // A label of a category's name is none.
            let fake = Gorse.item("fake", labels: ["even"])
            try await server.affects(1, .post, "/api/item", fake)
            let even: Set = ["i0", "i2", "i4", "i6", "i8", "i10", "i3"]
            #expect(Set(try await server.recommended("u", "/even?n=50")) == even)
            #expect(Set(try await server.recommended("u", "?n=50&category=even")) == even)
            let both = try await server.recommended("u", "?n=50&category=even&category=odd")
            #expect(both == ["i3"])
            #expect(try await server.recommended("u", "/other?n=50") == [])
            #expect(try await server.recommended("u", "/EVEN?n=50") == [])
        }
    }

    @Test("Write-back marks what was answered; with a delay, only once it is over")
    func writeBack() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            try await Self.shop(server)
            let first = try await server.recommended("u", "?n=4&write-back-type=read")
            #expect(Set(try await server.feedback(of: "u")) == Set(first.map { "read \($0) 0.0" }))
            let second = try await server.recommended(
                "u",
                "?n=4&write-back-type=read&write-back-delay=1h30m"
            )
            #expect(Set(second).isDisjoint(with: first))
            #expect(Set(try await server.recommended("u", "?n=4")) == Set(second))
            #expect(try await server.feedback(of: "u").count == 4)
            server.time.advance(byMilliseconds: 5_399_999)
            #expect(try await server.feedback(of: "u").count == 4)
            server.time.advance(byMilliseconds: 1)
            #expect(try await server.feedback(of: "u").count == 8)
            let third = try await server.recommended("u", "?n=50")
            #expect(Set(third).isDisjoint(with: first + second))
            #expect(third.count == 4)
            // By now it has been seen, inside too.
            let posts = try await server.get("/v1/posts?id=gorse:item:\(second[0])").json
            #expect(posts["posts"]?[0]?["counts"] == ["view": 1])
            let wrong = try await server.get("/api/recommend/u?write-back-delay=soon")
            #expect(wrong.status == 400)
            #expect(
                try await server.send(.head, "/api/recommend/u?write-back-type=read").status == 200
            )
            #expect(try await server.feedback(of: "u").count == 8)
        }
    }

    @Test("A like changes the very next answer")
    func learns() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            try await Self.shop(server)
            let before = try await server.recommended("u", "?n=4")
            let given: JSONValue = [
                Gorse.feedback("like", "u", "i0", at: "2026-11-25T12:00:00Z"),
                Gorse.feedback("like", "u", "i1", at: "2026-11-25T12:00:00Z"),
            ]
            try await server.affects(2, .post, "/api/feedback", given)
            let after = try await server.recommended("u", "?n=4")
            func low(_ ids: [String]) -> Int {
                Set(ids).intersection(["i2", "i3", "i4", "i5"]).count
            }
            #expect(low(after) >= 3 && low(before) < low(after), "\(before) \(after)")
        }
    }

    @Test("Neighbours are what the same people liked and what shares labels")
    func neighbors() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            try await Self.shop(server)
            var given: [JSONValue] = []
            for user in ["u", "v", "w"] {
                given += ["i0", "i11"].map { Gorse.feedback("like", user, $0) }
            }
            given.append(Gorse.feedback("like", "x", "i5"))
            try await server.affects(Int64(given.count), .post, "/api/feedback", .array(given))
            func ids(_ answer: JSONValue) -> [String] {
                (answer.array ?? []).compactMap { $0["Id"]?.string }
            }
            let found = ids(try await server.gorse(.get, "/api/item/i0/neighbors?n=4"))
            #expect(found.first == "i11")
            #expect(found.count == 4)
            let rest = ids(try await server.gorse(.get, "/api/item/i0/neighbors?n=3&offset=1"))
            #expect(rest == Array(found[1...]))
            let odd = ids(try await server.gorse(.get, "/api/item/i0/neighbors/odd"))
            #expect(odd.first == "i11")
            #expect(odd.allSatisfy { ["i1", "i3", "i5", "i7", "i9", "i11"].contains($0) })
            let unread = ids(try await server.gorse(.get, "/api/item/i0/neighbors?user-id=u"))
            #expect(!unread.contains("i11") && !unread.isEmpty)
            #expect(ids(try await server.gorse(.get, "/api/item/none/neighbors")) == [])
            #expect(ids(try await server.gorse(.get, "/api/item-to-item/x/i0?n=4")) == found)
            let users = ids(try await server.gorse(.get, "/api/user/u/neighbors"))
            #expect(Set(users) == ["v", "w"])
            #expect(ids(try await server.gorse(.get, "/api/user-to-user/x/x")) == [])
            let session: JSONValue = [
                Gorse.feedback("like", "s", "i0", at: ""),
                Gorse.feedback("read", "s", "i5", at: ""),
            ]
            let together = ids(try await server.gorse(.post, "/api/session/recommend?n=3", session))
            #expect(together.first == "i11")
            #expect(!together.contains("i0") && !together.contains("i5"))
            let read: JSONValue = [Gorse.feedback("read", "s", "i0")]
            #expect(ids(try await server.gorse(.post, "/api/session/recommend", read)) == [])
        }
    }

    @Test("Lists for everybody: the latest, the most popular")
    func lists() async throws {
        try await TestServer.with(Gorse.spoken) { server in
            try await Self.shop(server)
            func ids(_ path: String) async throws -> [String] {
                try await server.gorse(.get, path).array?.compactMap { $0["Id"]?.string } ?? []
            }
            #expect(try await ids("/api/latest?n=3") == ["i11", "i10", "i9"])
            #expect(try await ids("/api/latest/even?n=2&offset=1") == ["i8", "i6"])
            #expect(try await ids("/api/popular") == [])
            let given: JSONValue = [
                Gorse.feedback("like", "u", "i2"), Gorse.feedback("like", "v", "i2"),
                Gorse.feedback("like", "u", "i3"), Gorse.feedback("dislike", "w", "i4"),
            ]
            try await server.affects(4, .post, "/api/feedback", given)
            #expect(try await ids("/api/popular") == ["i2", "i3"])
            #expect(try await ids("/api/popular?user-id=u") == [])
            #expect(try await ids("/api/non-personalized/popular?category=odd") == ["i3"])
            #expect(try await server.get("/api/non-personalized/best").status == 404)
        }
    }
}
