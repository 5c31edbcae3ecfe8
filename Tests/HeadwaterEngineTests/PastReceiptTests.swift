import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterLog
import HeadwaterSimulation
import Testing

@testable import HeadwaterEngine

/// Why a post was not on a page is said from the page made again, whatever has happened since.
struct PastReceiptTests {
    private static func town(_ range: Range<Int>) -> [Event] {
        range.flatMap { number -> [Event] in
            let at = start.advanced(byMilliseconds: Int64(number) * 1_000)
            let (id, author) = ("p\(number)", "a\(number % 40)")
            var post = Post(id: id, author: author, at: at, text: "word\(number)")
            post.tags = ["t\(number % 7)"]
            let like = Engagement(kind: .like, actor: "fan\(number % 9)", post: post.id, at: at)
            return [.post(post), .engagement(like)]
        }
    }

    @Test(arguments: [true, false])
    func aPageIsMadeAgainAfterMuchHasHappened(hasSnapshot: Bool) async throws {
        let scratch = try Scratch()
        let engine = try engine(over: MemoryLog(), in: scratch.path)
        _ = try await engine.ingest(Self.town(0..<200))
        if hasSnapshot { _ = try engine.saveSnapshot() }
        _ = try await engine.ingest(Self.town(200..<220))
        let answer = try await engine.feed(FeedRequest(viewer: "v", limit: 5))
        let page = try engine.receipt(of: answer.request)
        let shown = Set(page.slots.map(\.post))
        // The viewer reacts, further pages are served, and further posts come.
        for post in shown.sorted() {
            let like = Engagement(kind: .like, actor: "v", post: post, at: page.at)
            _ = try await engine.ingest([.engagement(like)])
        }
        _ = try await engine.feed(FeedRequest(viewer: "v", limit: 20))
        _ = try await engine.ingest(Self.town(220..<320))
        for number in [3, 150, 205, 219] where !shown.contains("p\(number)") {
            let why = try engine.explanation(of: "p\(number)", on: page)
            #expect(!why.shown)
            // What stood on a later page is told apart from what was away already.
            #expect(why.evidence == .replay, "\(number): \(why.reasons)")
            #expect(!why.reasons.isEmpty)
        }
    }

    @Test func whereItWouldTakeTooLongThePresentIsTold() async throws {
        var knobs = Knobs()
        knobs.set(FeedKnobs.receiptReplay, to: 10)
        let engine = try engine(over: MemoryLog(), in: nil, knobs: knobs)
        _ = try await engine.ingest(Self.town(0..<100))
        let answer = try await engine.feed(FeedRequest(viewer: "v", limit: 5))
        let page = try engine.receipt(of: answer.request)
        _ = try await engine.ingest(Self.town(100..<160))
        let shown = Set(page.slots.map(\.post))
        let other = try #require((0..<100).map { "p\($0)" }.first { !shown.contains($0) })
        #expect(try engine.explanation(of: other, on: page).evidence == .present)
    }
}
