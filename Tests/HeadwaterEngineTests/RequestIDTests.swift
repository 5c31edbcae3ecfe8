import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterLog
import Testing

@testable import HeadwaterEngine

/// Pages are named so that nobody can guess, and for a trial so that all of it can be repeated.
struct RequestIDTests {
    /// What a viewer is served who likes the first post of each page.
    private func pages(_ ids: RequestIDs) async throws -> [FeedAnswer] {
        var configuration = EngineConfiguration(directory: nil, time: ManualTime(start))
        configuration.keepsHouse = false
        // However busy the machine is, no source is left out.
        configuration.knobs.set(FeedKnobs.deadlineMs, to: FeedKnobs.deadlineMs.range.upperBound)
        configuration.requestIDs = ids
        let engine = try Engine(log: MemoryLog(), configuration: configuration)
        _ = try await engine.ingest(
            (0..<120).map { number in
                var post = Post(id: "p\(number)", author: "a\(number % 30)", at: start, text: "x")
                post.tags = ["t\(number % 9)"]
                return .post(post)
            }
        )
        var answers: [FeedAnswer] = []
        for _ in 0..<6 {
            let answer = try await engine.feed(FeedRequest(viewer: "v", limit: 8))
            let liked = try #require(answer.items.first?.view.post.id)
            _ = try await engine.ingest(
                [.engagement(Engagement(kind: .like, actor: "v", post: liked, at: start))]
            )
            answers.append(answer)
        }
        return answers
    }

    @Test func aSeedGivesTheSamePagesAgain() async throws {
        func seen(_ seed: UInt64) async throws -> [[String]] {
            try await pages(RequestIDs(seed: seed)).map { $0.items.map(\.view.post.id) }
        }
        let first = try await seen(7)
        #expect(try await seen(7) == first)
        #expect(try await seen(8) != first)
    }

    @Test func withoutOneNoNameComesTwice() {
        let (one, other) = (RequestIDs(), RequestIDs())
        let names = (0..<1_000).flatMap { _ in [one.next(), other.next()] }
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0.hasPrefix("r") && $0.utf8.count > 8 })
    }
}
