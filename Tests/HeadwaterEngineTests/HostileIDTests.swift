import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterLog
import Testing

@testable import HeadwaterEngine

/// Ids are opaque bytes, whatever Swift's `==` makes of them.
@Suite struct HostileIDTests {
    private let twins = ["caf\u{E9}", "cafe\u{301}"]

    @Test func idsThatUnicodeTakesForOneAreTwoPosts() async throws {
        let engine = try engine(over: MemoryLog(), in: nil)
        let posts = twins.enumerated().map { number, id in
            Event.post(Post(id: id, author: "a\(number)", at: start, text: "text \(number)"))
        }
        #expect(try await engine.ingest(posts).accepted == 2)
        for (number, id) in twins.enumerated() {
            #expect(try engine.posts([id], viewer: nil).map(\.post.text) == ["text \(number)"])
        }
        let first = try await engine.feed(FeedRequest(viewer: "me"))
        #expect(Set(first.items.map(\.view.post.text)) == ["text 0", "text 1"])
        let all = try engine.receipt(of: first.request)
        for id in twins { #expect(try engine.explanation(of: id, on: all).shown) }
        // The same cursor again, with one of the two gone: the other stays what it was.
        let second = try await engine.feed(FeedRequest(viewer: "you", limit: 1))
        let third = try await engine.feed(
            FeedRequest(viewer: "you", limit: 1, cursor: second.cursor)
        )
        _ = try await engine.ingest([.delete(Delete(post: twins[0], at: minute(1)))])
        let again = try await engine.feed(
            FeedRequest(viewer: "you", limit: 1, cursor: second.cursor)
        )
        #expect(again.request == third.request)
        #expect(
            again.items.map(\.view.post.text)
                == third.items.map(\.view.post.text).filter { $0 != "text 0" }
        )
        try await blocking { try engine.stop() }
    }
}
