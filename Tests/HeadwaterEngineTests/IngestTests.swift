import Foundation
import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import HeadwaterSQLite
import Testing

@testable import HeadwaterEngine

@Suite struct IngestTests {
    private static func post(_ number: Int, text: String = "hello") -> Event {
        .post(Post(id: "p\(number)", author: "ann", at: minute(Int64(number)), text: text))
    }

    private static func view(of number: Int, at: Int64) -> Event {
        .engagement(Engagement(kind: .view, actor: "ben", post: "p\(number)", at: minute(at)))
    }

    @Test func whatIsAcknowledgedIsVisibleAndOnDisk() async throws {
        let scratch = try Scratch()
        let engine = try engine(in: scratch.path)
        let result = try await engine.ingest([Self.post(1)], cursors: ["stream": "7"])
        #expect(result.accepted == 1)
        #expect(try engine.posts(["p1"], viewer: nil).map(\.post.text) == ["hello"])
        let image = try Scratch(imageOf: scratch.path)
        let other = try HeadwaterEngineTests.engine(in: image.path)
        #expect(try other.posts(["p1"], viewer: nil).map(\.post.text) == ["hello"])
        #expect(try other.cursor(of: "stream") == "7")
        try await blocking {
            try engine.stop()
            try other.stop()
        }
    }

    @Test func thingsKnownAreDuplicatesForGoodAndBehaviourForTheWindow() async throws {
        let time = ManualTime(start)
        let engine = try engine(over: MemoryLog(), in: nil, time: time)
        var like = Engagement(kind: .like, actor: "ben", post: "p1", at: minute(1))
        let undoing = {
            like.undone = true
            return like
        }
        var account = Account(id: "ann", at: minute(0))
        account.name = "Ann"
        let lasting: [Event] = [
            Self.post(1), .account(account), .engagement(like),
            .edge(Edge(kind: .follow, actor: "ben", subject: "ann", at: minute(1))),
            .label(Label(subject: "p1", value: "calm", source: "s", at: minute(1))),
            .delete(Delete(post: "p9", at: minute(1))),
        ]
        #expect(try await engine.ingest(lasting + [Self.view(of: 1, at: 1)]).accepted == 7)
        _ = try await engine.ingest([.engagement(undoing())])
        for day in [1, 6, 1, 400] {
            time.advance(byMilliseconds: Int64(day) * 24 * hourMs)
            let again = try await engine.ingest(lasting)
            #expect(again.duplicates == lasting.count, "after \(day) more days")
            let behaviour = try await engine.ingest([Self.view(of: 1, at: 1)])
            // From 7 whole days on it may count again; by then 8 days have passed.
            if day == 6 {
                #expect(behaviour.duplicates == 1)
            } else if day == 400 {
                #expect(behaviour.accepted == 1)
            }
        }
        let shown = try engine.posts(["p1"], viewer: nil).first
        #expect(shown?.counts[.like] == 0)
        try await blocking { try engine.stop() }
    }

    @Test func editsAndClaimsAreJudged() async throws {
        let engine = try engine(over: MemoryLog(), in: nil)
        var edit = Post(id: "p1", author: "ann", at: minute(1), text: "new")
        edit.edited = minute(9)
        var claim = edit
        claim.author = "ben"
        claim.edited = minute(10)
        let result = try await engine.ingest([
            Self.post(1, text: "old"), .post(edit), .post(claim), Self.post(1, text: "old"),
        ])
        #expect(result.accepted == 2 && result.duplicates == 1)
        #expect(result.rejected.map(\.index) == [2])
        #expect(try engine.posts(["p1"], viewer: nil).map(\.post.text) == ["new"])
        try await blocking { try engine.stop() }
    }

    @Test func aFullDiskLeavesNoTrace() async throws {
        let log = MemoryLog()
        let engine = try engine(over: log, in: nil)
        _ = try await engine.ingest([Self.post(1)])
        let picture = try engine.picture(["p1", "p2"], ["ann", "ben"])
        let batch = [
            Self.post(2), Self.view(of: 1, at: 3), .delete(Delete(post: "p1", at: minute(3))),
        ]
        log.faults.capacityBytes = Int(try log.size()) + 10
        for _ in 1...2 {
            await #expect(throws: EngineError.log(.diskFull)) {
                try await engine.ingest(batch, cursors: ["stream": "9"])
            }
            #expect(try engine.picture(["p1", "p2"], ["ann", "ben"]) == picture)
            #expect(try engine.cursor(of: "stream") == nil)
        }
        log.faults.capacityBytes = nil
        let result = try await engine.ingest(batch, cursors: ["stream": "9"])
        #expect(result.accepted == 3 && result.duplicates == 0)
        #expect(try engine.posts(["p1", "p2"], viewer: nil).map(\.post.id) == ["p2"])
        #expect(try engine.cursor(of: "stream") == "9")
        try await blocking { try engine.stop() }
    }

    @Test func aFullDatabaseLeavesNoTrace() async throws {
        let scratch = try Scratch()
        let small = try engine(
            over: SQLiteLog(directory: scratch.path, knobs: Self.limited(toMiB: 1)),
            in: scratch.path
        )
        let text = String(repeating: "harbour ", count: 500)
        var accepted = 0
        var isFull = false
        while !isFull {
            let next = (accepted..<accepted + 10).map { Self.post($0, text: text) }
            do throws(EngineError) {
                accepted += try await small.ingest(next).accepted
            } catch {
                #expect(error == .log(.diskFull))
                isFull = true
            }
        }
        let ids = (0..<accepted + 10).map { "p\($0)" }
        #expect(accepted >= 10)
        #expect(try small.posts(ids, viewer: nil).count == accepted)
        try await blocking { try small.abandon() }
        let large = try engine(in: scratch.path)
        #expect(try large.posts(ids, viewer: nil).count == accepted)
        let again = try await large.ingest(
            (0..<accepted + 10).map { Self.post($0, text: text) }
        )
        #expect(again.duplicates == accepted && again.accepted == 10)
        try await blocking { try large.stop() }
    }

    private static func limited(toMiB size: Double) -> Knobs {
        var knobs = Knobs()
        let isSet = knobs.set(LogKnobs.sizeLimit, to: size)
        #expect(isSet)
        return knobs
    }

    @Test func aSecondEngineOnTheSameDirectoryGetsOneClearLine() async throws {
        let scratch = try Scratch()
        let engine = try engine(in: scratch.path)
        do {
            _ = try SQLiteLog(directory: scratch.path)
            Issue.record("it opened")
        } catch {
            let line = EngineError.log(error).description
            #expect(!line.contains("\n") && line.contains(scratch.path) && line.contains("in use"))
        }
        try await blocking { try engine.stop() }
        // Once the first has stopped, there is room again.
        try SQLiteLog(directory: scratch.path).close()
    }

    @Test func eventsAreRefusedOnceItStops() async throws {
        let engine = try engine(over: MemoryLog(), in: nil)
        try await blocking { try engine.stop() }
        await #expect(throws: EngineError.stopping) { try await engine.ingest([Self.post(1)]) }
    }
}
