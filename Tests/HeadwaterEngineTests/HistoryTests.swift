import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import Testing

@testable import HeadwaterEngine

/// Imported history counts as received when it happened, but never as received ahead of now.
@Suite struct HistoryTests {
    private static let future = Timestamp.end.advanced(byMilliseconds: -1)

    private func received(_ log: MemoryLog) throws -> [Timestamp] {
        try log.read(after: .start, limit: 100).map(\.received)
    }

    @Test func nothingIsReceivedBeforeItIs() async throws {
        let log = MemoryLog()
        let time = ManualTime(start)
        let engine = try engine(over: log, in: nil, time: time)
        let view = Event.engagement(
            Engagement(kind: .view, actor: "me", post: "p", at: minute(-9))
        )
        let ahead = Event.engagement(
            Engagement(kind: .view, actor: "me", post: "p", at: Self.future)
        )
        _ = try await engine.ingest([view, ahead], isHistory: true)
        #expect(try received(log) == [minute(-9), start])
        // The window of duplicates hasn't been thrown into the future.
        #expect(try await engine.ingest([view]).duplicates == 1)
        try await blocking { try engine.stop() }
    }

    /// One delete with a date ahead must not hold up the erasure of the others.
    @Test func aDateAheadHoldsUpNoErasure() async throws {
        let scratch = try Scratch()
        let time = ManualTime(start)
        let engine = try engine(in: scratch.path, time: time)
        var events: [Event] = ["p1", "p2"].map {
            .post(Post(id: $0, author: "a", at: start, text: "marker-\($0)-word"))
        }
        events.append(.delete(Delete(post: "p1", at: Self.future)))
        _ = try await engine.ingest(events, isHistory: true)
        _ = try await engine.ingest([.delete(Delete(post: "p2", at: minute(1)))])
        time.advance(byMilliseconds: 13 * hourMs)
        try await blocking { engine.keepHouse() }
        #expect(engine.housekeepingFailure == nil)
        for id in ["p1", "p2"] { #expect(try scratch.files(holding: "marker-\(id)-word") == []) }
        try await blocking { try engine.stop() }
    }

    /// A snapshot from before an erasure that is saved late must not bring anything back.
    @Test func anOlderSnapshotNeverReplacesANewerOne() async throws {
        let scratch = try Scratch()
        let keeper = SnapshotKeeper(directory: scratch.path)
        try keeper.save(SnapshotFile(position: 9, sections: []))
        try keeper.save(SnapshotFile(position: 5, sections: []))
        #expect(try scratch.snapshots() == ["views-9.snapshot"])
        try keeper.save(SnapshotFile(position: 12, sections: []))
        #expect(try scratch.snapshots() == ["views-12.snapshot"])
    }
}
