import Foundation
import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import HeadwaterSQLite
import Testing

@testable import HeadwaterEngine

/// A small world in which a post is deleted and an account ends, full of words that must go.
private struct World {
    static let accounts = ["ann", "ben", "cat", "dan"]
    static let posts = ["p1", "p2", "p3", "d1", "d2", "d3", "c1"]
    /// Words of the post `p1` and of the account `dan`, each in one place.
    static let gone = [
        "zqtext", "zqtitle", "zqtag", "zqalt", "zqtranscript", "zqsegment", "zqocr", "zqurl",
        "zqplace", "zqattribute", "zqsound", "zqlabel", "zqlang", "zqedited", "zqlateredit",
        "zqname", "zqhandle", "zqbio", "zqavatar", "zqhuman", "zqoldname", "zqlasthandle",
        "zqdanpost", "zqdanedit", "zqdantag", "zqrequest", "zqreason", "zqdanpage", "zqrecord",
    ]
    /// Words that stay.
    static let kept = ["zqkept", "zqkepttag", "zqcat"]

    static func post(_ id: String, by author: String, _ text: String, at: Int64) -> Post {
        Post(id: id, author: author, at: minute(at), text: text)
    }

    static func engagement(
        _ kind: Engagement.Kind,
        _ actor: String,
        _ post: String,
        at: Int64,
        id: String? = nil,
        undone: Bool = false
    ) -> Event {
        var event = Engagement(kind: kind, actor: actor, post: undone ? nil : post, at: minute(at))
        event.id = id
        event.undone = undone
        return .engagement(event)
    }

    static func edge(_ kind: Edge.Kind, _ actor: String, _ subject: String, at: Int64) -> Event {
        .edge(Edge(kind: kind, actor: actor, subject: subject, at: minute(at)))
    }

    private static var rich: Post {
        var post = post("p1", by: "ann", "about zqtext", at: 1)
        post.title = "zqtitle"
        post.url = "https://harbour.test/zqurl"
        post.tags = ["zqtag", "harbour"]
        post.labels = ["zqlabel"]
        post.langs = ["zqlang"]
        post.place = Place(name: "zqplace")
        post.attributes = [Attribute(name: "mood", value: "zqattribute")]
        var media = Media(kind: .video)
        media.alt = "zqalt"
        media.transcript = "zqtranscript"
        media.segments = [Media.Segment(startMs: 0, endMs: 9, text: "zqsegment")]
        media.ocr = "zqocr"
        media.sound = "zqsound"
        post.media = [media]
        return post
    }

    private static var dan: [Event] {
        var first = Account(id: "dan", at: minute(0))
        first.name = "zqoldname the Old"
        first.handle = "zqhandle.test"
        var second = Account(id: "dan", at: minute(5))
        second.name = "zqname"
        second.avatar = "https://harbour.test/zqavatar.png"
        second.human = #"{"by":"zqhuman"}"#
        second.attributes = [Attribute(name: "bio", value: "zqbio")]
        return [.account(first), .account(second)]
    }

    /// Events before anything is deleted.
    static var before: [Event] {
        var edited = rich
        edited.text = "now about zqedited"
        edited.edited = minute(3)
        var later = edited
        later.text = "at last about zqlateredit"
        later.edited = minute(4)
        var kept = post("p2", by: "ann", "about zqkept", at: 2)
        kept.tags = ["zqkepttag", "harbour"]
        var cat = Account(id: "cat", at: minute(0))
        cat.name = "zqcat"
        var danPost = post("d1", by: "dan", "says zqdanpost", at: 6)
        danPost.tags = ["zqdantag"]
        danPost.replyParent = "p2"
        var danEdit = danPost
        danEdit.text = "says zqdanedit"
        danEdit.edited = minute(7)
        var seen = Impression(actor: "dan", post: "p2", at: minute(9))
        seen.request = "zqrequest"
        var report = Engagement(kind: .report, actor: "dan", post: "p2", at: minute(12))
        report.reason = "zqreason"
        return dan + [
            .account(cat), .post(rich), .post(edited), .post(later), .post(kept),
            .post(danPost), .post(danEdit), .post(post("d2", by: "dan", "short-lived", at: 7)),
            .post(post("d3", by: "dan", "plain", at: 7)),
            .post(post("c1", by: "cat", "an answer", at: 8)),
            edge(.follow, "ann", "dan", at: 6), edge(.follow, "dan", "ann", at: 6),
            edge(.follow, "dan", "cat", at: 6), edge(.block, "dan", "ben", at: 6),
            engagement(.like, "dan", "p2", at: 8), engagement(.like, "ben", "p2", at: 8),
            engagement(.like, "ben", "d1", at: 8), engagement(.like, "ben", "p1", at: 8),
            engagement(.reply, "dan", "p2", at: 6, id: "d1"),
            engagement(.reply, "dan", "p2", at: 7, id: "d2"),
            engagement(.reply, "cat", "p2", at: 8, id: "c1"),
            engagement(.view, "dan", "p2", at: 9), engagement(.view, "dan", "p2", at: 10),
            engagement(.click, "dan", "p2", at: 10, id: "zqrecord"),
            engagement(.click, "dan", "p2", at: 11, id: "zqrecord", undone: true),
            engagement(.view, "ben", "p2", at: 9), .impression(seen), .engagement(report),
        ]
    }

    private static func page(
        _ request: String,
        to viewer: String,
        _ slots: [(String, String)]
    )
        -> Served
    {
        Served(
            request: request,
            viewer: viewer,
            surface: "for-you",
            at: minute(10),
            previous: nil,
            limit: 20,
            slots: slots.map {
                Served.Slot(
                    post: $0.0,
                    source: "follows",
                    score: 1,
                    propensity: 1,
                    reasons: [$0.1]
                )
            }
        )
    }

    static var pages: [Served] {
        [
            page("zqdanpage", to: "dan", [("p2", "New here")]),
            page(
                "r2",
                to: "ben",
                [
                    ("p1", "Because you liked posts with #zqtag"),
                    ("p2", "Because you liked a post by zqname with words like these"),
                    ("c1", "From zqcat, whom you follow"),
                    ("d1", "From @zqhandle.test, whom you follow"),
                ]
            ),
        ]
    }

    static var endings: [Event] {
        var end = Account(id: "dan", at: minute(20))
        end.status = .deleted
        end.handle = "zqlasthandle.test"
        return [
            .delete(Delete(post: "p1", at: minute(19))),
            .delete(Delete(post: "d2", at: minute(19))),
            .account(end), .delete(Delete(post: "c1", at: minute(20))),
        ]
    }

    /// Fills an engine, up to the endings.
    static func fill(_ engine: Engine) async throws {
        let result = try await engine.ingest(before)
        #expect(result.accepted == before.count)
        _ = try await engine.write(pages.map { .served($0) })
        try await blocking { _ = try engine.saveSnapshot() }
        let ended = try await engine.ingest(endings)
        #expect(ended.accepted == endings.count)
    }

    static func picture(_ engine: Engine) throws -> [String] {
        try engine.picture(posts, accounts)
    }
}

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
