import Foundation
import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterLog
import HeadwaterSQLite
import HeadwaterSimulation
import Testing

@testable import HeadwaterEngine

@Suite struct RetentionTests {
    private static let dayMs = 24 * hourMs

    private static func knobs(days: Double) -> Knobs {
        var knobs = Knobs()
        let isSet = knobs.set(EngineConfiguration.retention, to: days)
        #expect(isSet)
        return knobs
    }

    private static func kept(_ engine: Engine) throws -> [Record] {
        try engine.log.read(after: .start, limit: .max)
    }

    @Test func behaviourGoesAndWhatHoldsStays() async throws {
        let scratch = try Scratch()
        let time = ManualTime(start)
        let engine = try engine(in: scratch.path, time: time, knobs: Self.knobs(days: 10))
        func like(_ minutes: Int64, undone: Bool = false, by actor: String = "ben") -> Event {
            var event = Engagement(kind: .like, actor: actor, post: "p", at: minute(minutes))
            event.undone = undone
            return .engagement(event)
        }
        func named(_ name: String, _ minutes: Int64) -> Event {
            var event = Account(id: "ann", at: minute(minutes))
            event.name = name
            return .account(event)
        }
        func label(_ minutes: Int64, undone: Bool) -> Event {
            var event = Label(subject: "p", value: "calm", source: "s", at: minute(minutes))
            event.undone = undone
            return .label(event)
        }
        let view = Event.engagement(
            Engagement(kind: .view, actor: "ben", post: "p", at: minute(1))
        )
        let seen = Event.impression(Impression(actor: "ben", post: "p", at: minute(1)))
        var edit = Post(id: "p", author: "ann", at: minute(1), text: "new")
        edit.edited = minute(2)
        let staying: [Event] = [
            .post(Post(id: "p", author: "ann", at: minute(1), text: "old")), .post(edit),
            like(5), named("Ann", 5), label(5, undone: false), like(6, by: "cat"),
            .delete(Delete(post: "q", at: minute(1))),
            .edge(Edge(kind: .follow, actor: "ben", subject: "ann", at: minute(1))),
        ]
        let going: [Event] = [
            view, seen, like(1), like(2, undone: true), named("Anna", 1), label(1, undone: true),
            like(4, by: "cat"),
        ]
        // What the settings change is logged first.
        let first = engine.log.end.rawValue
        #expect(try await engine.ingest(staying + going).accepted == staying.count + going.count)
        time.advance(byMilliseconds: 9 * Self.dayMs)
        let fresh = Event.engagement(
            Engagement(kind: .view, actor: "cat", post: "p", at: minute(9 * 1440))
        )
        _ = try await engine.ingest([fresh])
        #expect(try await blocking { try engine.applyRetention() }.erased == 0)
        time.advance(byMilliseconds: 2 * Self.dayMs)
        let picture = try engine.picture(["p", "q"], ["ann", "ben"])
        try await blocking { engine.keepHouse() }
        #expect(engine.housekeepingFailure == nil)
        let left = try Self.kept(engine).filter { $0.position.rawValue > first }
        let events = left.compactMap { record -> Event? in
            guard case .event(let event) = record.body else { return nil }
            return event
        }
        #expect(events == staying + [fresh])
        #expect(
            left.map { $0.position.rawValue - first } == Array(1...8) + [16],
            "positions are unchanged"
        )
        #expect(try engine.picture(["p", "q"], ["ann", "ben"]) == picture)
        try await blocking { try engine.stop() }

        // The snapshot keeps the counts; a rebuild keeps all but the counted.
        for isRebuilt in [false, true] {
            if isRebuilt { try scratch.removeSnapshots() }
            let again = try HeadwaterEngineTests.engine(in: scratch.path, time: time)
            let shown = try #require(try again.posts(["p"], viewer: nil).first)
            #expect(shown.counts[.view] == (isRebuilt ? 1 : 2))
            #expect(shown.counts[.like] == 2 && shown.name == "Ann" && shown.post.text == "new")
            try await blocking { try again.abandon() }
        }
    }

    @Test func offByDefault() async throws {
        let time = ManualTime(start)
        let engine = try engine(over: MemoryLog(), in: nil, time: time)
        _ = try await engine.ingest([
            .engagement(Engagement(kind: .view, actor: "ben", post: "p", at: minute(1)))
        ])
        time.advance(byMilliseconds: 5000 * Self.dayMs)
        try await blocking {
            engine.keepHouse()
            try engine.applyRetention()
        }
        #expect(try Self.kept(engine).count == 1)
        try await blocking { try engine.stop() }
    }

    /// What the feed and the recognition of duplicates still remember is not taken from the log.
    @Test func nothingGoesThatTheWindowsHold() async throws {
        let time = ManualTime(start)
        let engine = try engine(
            over: MemoryLog(),
            in: nil,
            time: time,
            knobs: Self.knobs(days: 1)
        )
        _ = try await engine.ingest([.impression(Impression(actor: "b", post: "p", at: minute(1)))])
        time.advance(byMilliseconds: 6 * Self.dayMs)
        #expect(try await blocking { try engine.applyRetention() }.erased == 0)
        time.advance(byMilliseconds: 2 * Self.dayMs)
        #expect(try await blocking { try engine.applyRetention() }.erased == 1)
        try await blocking { try engine.stop() }
    }

    /// Whatever happened, the same posts are seen by the same people after a rebuild.
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func aRebuildShowsTheSame(seed: UInt64) async throws {
        let scratch = try Scratch()
        let time = ManualTime(start)
        let first = try engine(in: scratch.path, time: time, knobs: Self.knobs(days: 8))
        var shape = Workload.Shape()
        shape.endings = 0.005
        var workload = Workload(seed: seed, shape: shape)
        let people = (0..<shape.accounts).map { "a:\($0)" }
        let posts = (0..<shape.posts).map { "p:\($0)" }
        for round in 0..<20 {
            _ = try await first.ingest((0..<30).map { _ in workload.next() })
            time.advance(byMilliseconds: Self.dayMs)
            if round % 6 == 5 { _ = try await blocking { try first.applyRetention() } }
        }
        let picture = try first.picture(posts, people, isCounted: false)
        let left = try Self.kept(first).count
        #expect(left < Int(first.log.end.rawValue) * 9 / 10, "seed \(seed)")
        try await blocking { try first.abandon() }
        try scratch.removeSnapshots()
        let rebuilt = try engine(in: scratch.path, time: time)
        let found = try rebuilt.picture(posts, people, isCounted: false)
        #expect(
            found == picture,
            """
            seed \(seed): missing \(picture.filter { !found.contains($0) }), new \
            \(found.filter { !picture.contains($0) })
            """
        )
        try await blocking { try rebuilt.abandon() }
    }
}
