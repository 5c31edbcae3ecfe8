import HTTPTypes
import HeadwaterEvents
import Testing

@testable import HeadwaterServer

@Suite("Posts like one")
struct SimilarTests {
    private func fill(_ server: TestServer) async throws {
        try await server.tell(
            Say.post("p1", by: "ada", "one", #","tags":["seal"]"#),
            Say.post("p2", by: "bo", "two", #","tags":["seal"]"#),
            Say.post("p3", by: "cy", "three"),
            Say.post("p4", by: "di", "four"),
            Say.engagement("like", "eve", "p1"),
            Say.engagement("like", "eve", "p3"),
            Say.engagement("like", "fay", "p1"),
            Say.engagement("like", "fay", "p3")
        )
    }

    @Test("They share people or things, and say which")
    func reasons() async throws {
        try await TestServer.with { server in
            try await fill(server)
            let answer = try await server.get("/v1/posts/similar?id=p1")
            #expect(Set(try answer.all("post", in: "posts")) == ["p2", "p3"])
            for post in try answer.json["posts"]?.array ?? [] {
                let reason: JSONValue =
                    post["post"]?.string == "p2"
                    ? "Both are about #seal" : "People who liked the one liked the other"
                #expect(post["reasons"] == [reason])
                #expect(post["text"] != nil && (post["score"]?.double ?? 0) > 0)
            }
            let one = try await server.get("/v1/posts/similar?id=p1&limit=1")
            #expect(try one.all("post", in: "posts").count == 1)
        }
    }

    @Test("Nothing comes that the asker may not see, nor like what the asker may not see")
    func visibility() async throws {
        try await TestServer.with { server in
            try await fill(server)
            try await server.tell(
                Say.edge("block", "bo", "eve"),
                Say.delete("p3")
            )
            let all = try await server.get("/v1/posts/similar?id=p1")
            #expect(try all.all("post", in: "posts") == ["p2"])
            let blocked = try await server.get("/v1/posts/similar?id=p1&viewer=eve")
            #expect(try blocked.all("post", in: "posts") == [])
            let gone = try await server.get("/v1/posts/similar?id=p3")
            #expect(gone.status == 404)
            let none = try await server.get("/v1/posts/similar")
            #expect(none.status == 400)
        }
    }
}
