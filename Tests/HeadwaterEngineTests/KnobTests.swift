import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterLog
import HeadwaterSQLite
import Testing

@testable import HeadwaterEngine

@Suite struct KnobTests {
    private static func posts(_ count: Int) -> [Event] {
        (0..<count).map {
            .post(Post(id: "p\($0)", author: "a\($0)", at: minute(Int64($0)), text: "word\($0)"))
        }
    }

    @Test func aTurnedKnobIsLoggedAndTakesEffectAtOnce() async throws {
        let engine = try engine(over: MemoryLog(), in: nil)
        _ = try await engine.ingest(Self.posts(40))
        // A new voice's place is drawn at any temperature, and which place that is differs by page.
        try await engine.setKnob(FeedKnobs.freshEvery.name, to: 0, who: "ada", why: "for this")
        let knob = FeedKnobs.temperature
        try await engine.setKnob(knob.name, to: 0, who: "ada", why: "to see the best")
        #expect(engine.knobs[knob] == 0)
        let last = try #require(try engine.log.read(at: [engine.log.end]).first ?? nil)
        guard case .change(let change) = last.body else {
            Issue.record("no change in the log")
            return
        }
        #expect(change.kind == "knob" && change.name == knob.name && change.after == "0.0")
        #expect(change.before == "\(knob.standard)" && change.who == "ada")
        let page = try await engine.feed(FeedRequest(viewer: "v", limit: 5))
        let served = try await blocking { try engine.receipt(of: page.request) }
        #expect(served.slots.allSatisfy { $0.propensity == 1 })
        try await engine.setKnob(knob.name, to: 1, who: "ada", why: "to see others")
        let other = try await engine.feed(FeedRequest(viewer: "v", limit: 5))
        let drawn = try await blocking { try engine.receipt(of: other.request) }
        #expect(drawn.slots.allSatisfy { $0.propensity < 0.5 })
        try await blocking { try engine.stop() }
    }

    @Test func whatCannotBeSetIsRefusedByName() async throws {
        let engine = try engine(over: MemoryLog(), in: nil)
        let end = engine.log.end
        let wrong: [(String, Double, String)] = [
            ("no.such.knob", 1, "name"), (FeedKnobs.temperature.name, -1, "value"),
            (FeedKnobs.temperature.name, .nan, "value"),
            (FeedKnobs.temperature.name, .infinity, "value"), (Admission.window.name, 3, "name"),
        ]
        for (name, value, param) in wrong {
            do throws(EngineError) {
                try await engine.setKnob(name, to: value, who: "ada", why: "")
                Issue.record("\(name) was set to \(value)")
            } catch .badRequest(let found, _) {
                #expect(found == param)
            } catch {
                Issue.record("\(error)")
            }
        }
        #expect(engine.log.end == end)
        try await blocking { try engine.stop() }
    }

    /// What settings set goes with them; what somebody turned stays, by snapshot and by replay.
    @Test func startsKeepWhatSomebodyTurned() async throws {
        let scratch = try Scratch()
        var knobs = Knobs()
        knobs.set(FeedKnobs.freshEvery, to: 7)
        let first = try engine(in: scratch.path, knobs: knobs)
        #expect(first.knobs[FeedKnobs.freshEvery] == 7)
        try await first.setKnob(FeedKnobs.temperature.name, to: 0.3, who: "ada", why: "")
        try await blocking { try first.stop() }
        for isRebuilt in [false, true] {
            if isRebuilt { try scratch.removeSnapshots() }
            let again = try engine(in: scratch.path)
            #expect(again.knobs[FeedKnobs.temperature] == 0.3)
            #expect(again.knobs[FeedKnobs.freshEvery] == FeedKnobs.freshEvery.standard)
            try await blocking { try again.stop() }
        }
        knobs.set(FeedKnobs.temperature, to: FeedKnobs.temperature.standard)
        let last = try engine(in: scratch.path, knobs: knobs)
        #expect(last.knobs[FeedKnobs.temperature] == FeedKnobs.temperature.standard)
        #expect(last.knobs[FeedKnobs.freshEvery] == 7)
        try await blocking { try last.stop() }
    }
}
