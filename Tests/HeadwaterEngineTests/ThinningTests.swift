import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterLog
import Testing

@testable import HeadwaterEngine

@Suite struct ThinningTests {
    private static let dayMs = 24 * hourMs

    private static func pages(_ engine: Engine) throws -> [Served] {
        try engine.log.read(after: .start, limit: .max).compactMap { record in
            if case .served(let page) = record.body { page } else { nil }
        }
    }

    @Test func oldPagesLoseTheirNumbersAndNothingElse() async throws {
        let time = ManualTime(start)
        let engine = try engine(over: MemoryLog(), in: nil, time: time)
        _ = try await engine.ingest(
            (0..<60).map {
                .post(Post(id: "p\($0)", author: "a\($0)", at: minute(0), text: "word\($0)"))
            }
        )
        for day in 0..<9 {
            var request = FeedRequest(viewer: "v\(day)", limit: 3)
            request.logsConsidered = true
            _ = try await engine.feed(request)
            time.advance(byMilliseconds: Self.dayMs)
        }
        let before = try Self.pages(engine)
        #expect(before.allSatisfy { $0.considered != nil && !$0.isThinned })
        #expect(before.allSatisfy { $0.slots.allSatisfy { $0.heads.count == 10 } })
        try await blocking { engine.keepHouse() }
        #expect(engine.housekeepingFailure == nil)
        let after = try Self.pages(engine)
        // Days 0 and 1 are older than seven; 2 is so to the millisecond, and not before.
        #expect(after.map(\.isThinned) == [true, true] + Array(repeating: false, count: 7))
        for (old, new) in zip(before, after) {
            #expect(new == (new.isThinned ? old.thinned : old))
            #expect(new.slots.map(\.propensity) == old.slots.map(\.propensity))
            #expect(new.slots.map(\.reasons) == old.slots.map(\.reasons))
        }
        #expect(try await blocking { try engine.thinPages() } == 0)
        time.advance(byMilliseconds: Self.dayMs)
        #expect(try await blocking { try engine.thinPages() } == 1)
        let receipt = try await blocking { try engine.receipt(of: after[3].request) }
        #expect(receipt.isThinned == false)
        try await blocking { try engine.stop() }
    }

    /// What everybody likes at once, as far as a pass looks in a step.
    private static func fill(_ engine: Engine, _ post: String, isHistory: Bool) async throws {
        let likes = (0..<Engine.thinningStep).map {
            Event.engagement(Engagement(kind: .like, actor: "v\($0)", post: post, at: start))
        }
        _ = try await engine.ingest(likes, isHistory: isHistory)
    }

    @Test func whatHoldsNoPagesIsReadOnce() async throws {
        let time = ManualTime(start)
        let engine = try engine(over: MemoryLog(), in: nil, time: time)
        try await Self.fill(engine, "p", isHistory: false)
        time.advance(byMilliseconds: 8 * Self.dayMs)
        #expect(try await blocking { try engine.thinPages() } == 0)
        #expect(try engine.log.cursor(of: Engine.thinningCursor) == "\(Engine.thinningStep)")
        try await blocking { try engine.stop() }
    }

    @Test func aPageBeforeImportedHistoryIsThinnedInItsTime() async throws {
        let time = ManualTime(start)
        let engine = try engine(over: MemoryLog(), in: nil, time: time)
        _ = try await engine.ingest([
            .post(Post(id: "p", author: "a", at: start, text: "word"))
        ])
        time.advance(byMilliseconds: 6 * Self.dayMs)
        _ = try await engine.feed(FeedRequest(viewer: "v", limit: 1))
        try await Self.fill(engine, "p", isHistory: true)
        try await Self.fill(engine, "q", isHistory: true)
        time.advance(byMilliseconds: 6 * Self.dayMs)
        #expect(try await blocking { try engine.thinPages() } == 0)
        time.advance(byMilliseconds: 2 * Self.dayMs)
        #expect(try await blocking { try engine.thinPages() } == 1)
        try await blocking { try engine.stop() }
    }

    @Test func whatIsDeletedLeavesReceiptsAtOnce() async throws {
        let engine = try engine(over: MemoryLog(), in: nil)
        _ = try await engine.ingest(
            (0..<12).map {
                .post(Post(id: "p\($0)", author: "a\($0)", at: minute(0), text: "word\($0)"))
            }
        )
        var request = FeedRequest(viewer: "v", limit: 3)
        request.logsConsidered = true
        let page = try await engine.feed(request)
        let shown = page.items[1].view.post.id
        let other = try #require(
            (0..<12).map { "p\($0)" }.first { id in
                !page.items.contains { $0.view.post.id == id }
            }
        )
        _ = try await engine.ingest([
            .delete(Delete(post: shown, at: minute(1))),
            .delete(Delete(post: other, at: minute(1))),
        ])
        for isErased in [false, true] {
            if isErased { _ = try await blocking { try engine.eraseNow() } }
            let receipt = try await blocking { try engine.receipt(of: page.request) }
            #expect(receipt.slots[1].reasons == ["erased"])
            #expect(receipt.slots[1].heads.isEmpty && receipt.slots[1].parts.isEmpty)
            #expect(receipt.slots[0].heads.count == 10)
            let considered = try #require(receipt.considered)
            #expect(!considered.posts.contains(other) && !considered.posts.contains(shown))
            #expect(considered.posts.count == 10)
            #expect(considered.scores.count == 10 && considered.heads.count == 100)
        }
        try await blocking { try engine.stop() }
    }
}
