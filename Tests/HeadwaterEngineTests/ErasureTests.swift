import Foundation
import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import HeadwaterSQLite
import Testing

@testable import HeadwaterEngine

@Suite struct ErasureTests {
    /// A directory with the world in it, everything deleted and nothing erased.
    private static func filled(
        time: ManualTime = ManualTime(start)
    ) async throws
        -> (Scratch, [String])
    {
        let scratch = try Scratch()
        let engine = try engine(in: scratch.path, time: time)
        try await World.fill(engine)
        let picture = try World.picture(engine)
        try await blocking { try engine.abandon() }
        return (scratch, picture)
    }

    private static func expectGone(_ scratch: Scratch, _ comment: Comment) throws {
        for word in World.gone {
            #expect(try scratch.files(holding: word) == [], "\(word), \(comment)")
        }
        for word in World.kept {
            #expect(try !scratch.files(holding: word).isEmpty, "\(word), \(comment)")
        }
    }

    /// A start from the snapshots and one from the log alone show the same.
    private static func expectSame(
        _ picture: [String],
        _ scratch: Scratch,
        _ comment: Comment
    )
        async throws
    {
        let image = try Scratch(imageOf: scratch.path)
        for isRebuilt in [false, true] {
            if isRebuilt { try image.removeSnapshots() }
            let again = try engine(in: image.path)
            let found = try World.picture(again)
            #expect(
                found == picture,
                """
                \(comment), \(isRebuilt ? "rebuilt" : "from the snapshot"): missing \
                \(picture.filter { !found.contains($0) }), new \
                \(found.filter { !picture.contains($0) })
                """
            )
            try await blocking { try again.abandon() }
        }
    }

    @Test func everyWordIsOnDiskBefore() async throws {
        let (scratch, picture) = try await Self.filled()
        for word in World.gone + World.kept {
            #expect(try !scratch.files(holding: word).isEmpty, "\(word)")
        }
        #expect(picture.contains { $0.contains("zqkept") })
        #expect(!picture.contains { line in World.gone.contains { line.contains($0) } })
        // Of the answers to p2, those of posts that were deleted don't count; dan's other one does.
        #expect(
            picture.contains {
                $0.hasPrefix("- p2") && $0.contains("like 1 ") && $0.contains("reply 1 ")
                    && $0.contains("view 3 ") && $0.contains("click 0 ")
            },
            "\(picture)"
        )
    }

    @Test func theWordsLeaveEveryFile() async throws {
        let (scratch, picture) = try await Self.filled()
        // What a crash left half-written goes too.
        try Data("zqtext".utf8).write(
            to: URL(fileURLWithPath: "\(scratch.path)/views-7.snapshot.part")
        )
        let engine = try engine(in: scratch.path)
        let report = try await blocking { try engine.eraseNow() }
        #expect(report.posts == 3 && report.accounts == 1)
        try Self.expectGone(scratch, "running")
        #expect(try World.picture(engine) == picture)
        #expect(engine.views.read { $0.catalog.pendingErasure.isEmpty })
        let second = try await blocking { try engine.eraseNow() }
        #expect(second == ErasureReport())
        try await blocking { try engine.stop() }
        try Self.expectGone(scratch, "stopped")
        try await Self.expectSame(picture, scratch, "erased")
    }

    @Test func whatComesAfterItsEndIsNeverStored() async throws {
        let (scratch, picture) = try await Self.filled()
        for isErased in [false, true] {
            let engine = try engine(in: scratch.path)
            if isErased { _ = try await blocking { try engine.eraseNow() } }
            var edit = World.post("p1", by: "ann", "zqtoolate", at: 1)
            edit.edited = minute(60)
            var account = Account(id: "dan", at: minute(60))
            account.name = "zqtoolate"
            let end = engine.log.end
            let result = try await engine.ingest([
                .post(edit), .account(account),
                .post(World.post("d9", by: "dan", "zqtoolate", at: 60)),
                .post(World.post("d1", by: "ann", "zqtoolate", at: 60)),
                World.engagement(.view, "dan", "p2", at: 60),
                World.engagement(.like, "dan", "p2", at: 60),
            ])
            #expect(result.accepted + result.duplicates == 5 && result.rejected.count == 1)
            #expect(engine.log.end == end)
            #expect(try World.picture(engine) == picture)
            try await blocking { try engine.stop() }
            #expect(try scratch.files(holding: "zqtoolate") == [])
        }
    }

    @Test func aPassThatBreaksOffAnywhereIsFinishedByTheNext() async throws {
        let (filled, picture) = try await Self.filled()
        var calls = 0
        while true {
            let scratch = try Scratch(imageOf: filled.path)
            let log = BreakingLog(try SQLiteLog(directory: scratch.path), after: calls)
            let broken = try engine(over: log, in: scratch.path)
            let failure = try await blocking { () -> EngineError? in
                do throws(EngineError) {
                    _ = try broken.eraseNow()
                    return nil
                } catch {
                    return error
                }
            }
            let image = try Scratch(imageOf: scratch.path)
            try await blocking { try broken.abandon() }
            guard failure != nil else { break }
            try await Self.expectSame(picture, image, "broken off after \(calls) calls")
            let engine = try engine(in: image.path)
            _ = try await blocking { try engine.eraseNow() }
            try await blocking { try engine.abandon() }
            try Self.expectGone(image, "after \(calls) calls")
            try await Self.expectSame(picture, image, "finished after \(calls) calls")
            calls += 1
        }
        #expect(calls > 20)
    }

    @Test func aCrashBeforeTheSnapshotLeavesNothingForLong() async throws {
        let (scratch, picture) = try await Self.filled()
        let first = try engine(in: scratch.path)
        try await blocking {
            let plan = try #require(first.views.read { ErasurePlan($0.catalog) })
            let through = plan.through
            _ = try first.eraseFromLog(plan)
            try first.writeBlocking([
                .change(ErasureRecord.done(through: through, at: first.now))
            ])
        }
        let image = try Scratch(imageOf: scratch.path)
        try await blocking { try first.abandon() }
        // The old snapshot still knows the account's name.
        #expect(try !image.files(holding: "zqname").isEmpty)
        let second = try engine(in: image.path)
        #expect(second.recovery.snapshot != nil)
        try await blocking { second.keepHouse() }
        #expect(second.housekeepingFailure == nil)
        try Self.expectGone(image, "after the next start")
        #expect(try World.picture(second) == picture)
        try await blocking { try second.abandon() }
    }

    @Test func itHappensByItselfWithinTheDeadline() async throws {
        let time = ManualTime(start)
        let scratch = try Scratch()
        let engine = try engine(in: scratch.path, time: time)
        try await World.fill(engine)
        time.advance(byMilliseconds: 12 * hourMs - 1)
        try await blocking { engine.keepHouse() }
        #expect(try !scratch.files(holding: "zqtext").isEmpty)
        time.advance(byMilliseconds: 1)
        try await blocking { engine.keepHouse() }
        try Self.expectGone(scratch, "after half the deadline")
        try await blocking { try engine.abandon() }
    }

    @Test func aTagThatALivePostCarriesStays() async throws {
        let (scratch, _) = try await Self.filled()
        let engine = try engine(in: scratch.path)
        _ = try await blocking { try engine.eraseNow() }
        engine.views.read { views in
            #expect(views.catalog.term("harbour") != nil)
            #expect(views.catalog.term("zqtag") == nil)
        }
        // The same tag again is found again.
        var post = World.post("p3", by: "ben", "later", at: 30)
        post.tags = ["zqtag"]
        _ = try await engine.ingest([.post(post)])
        engine.views.read { views in
            let tags = views.catalog.post("p3").map { views.catalog.tags(of: $0) } ?? []
            #expect(tags == [views.catalog.term("zqtag")])
            #expect(tags.map { views.catalog.text(of: $0) } == ["zqtag"])
        }
        try await blocking { try engine.abandon() }
    }
}
