import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn
import Testing

/// Random events, that meet one another in every order.
struct RandomDay {
    var random: SeededGenerator
    var world = LearnWorld()
    private var pages = 0
    /// Whether time runs back now and then, as in an import of files that aren't in order.
    var isDisordered = false

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        for number in 0..<6 {
            world.post(
                "p\(number)",
                by: "a\(number % 3)",
                durationMs: number % 2 == 0 ? 20_000 : nil
            )
        }
    }

    private mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    private mutating func wait() {
        switch below(40) {
        case 0: world.wait(minutes: Double(below(90)))
        case 1 where isDisordered: world.wait(minutes: -Double(below(50)))
        default: world.wait(minutes: Double(below(60)) / 60)
        }
    }

    private mutating func outcomes() -> Outcomes? {
        guard below(3) == 0 else { return nil }
        var outcomes = Outcomes()
        for kind in Engagement.Kind.allCases where below(3) == 0 { outcomes[kind] = below(2) == 0 }
        if below(2) == 0 { outcomes.watchMs = Int64(below(30_000)) }
        return outcomes
    }

    /// One more event.
    mutating func step() {
        wait()
        let (actor, post) = ("v\(below(4))", "p\(below(7))")
        let request = below(3) == 0 && pages > 0 ? "r\(max(0, pages - 1 - below(3)))" : nil
        switch below(20) {
        case 0...5: world.see(actor, post, request: request, outcomes())
        case 6...12:
            let kind = Engagement.Kind.allCases[below(12)]
            let undone = below(4) == 0
            world.engage(
                kind,
                actor,
                undone && !kind.isState ? nil : post,
                id: kind.isState ? nil : "e\(below(30))",
                undone: undone,
                request: request,
                watchMs: kind == .view ? Int64(below(30_000)) : nil
            )
        case 13...14:
            let kind = Edge.Kind.allCases[below(4)]
            world.tie(kind, actor, "a\(below(3))", undone: below(3) == 0)
        case 15...16:
            // Of a page no post comes twice.
            let first = below(7)
            let posts = (0...below(4)).map { "p\((first + $0) % 7)" }
            world.serve(actor, posts, request: "r\(pages)")
            pages += 1
        case 17 where below(60) == 0:
            world.apply(.event(.delete(Delete(post: post, at: world.now))))
        case 18 where below(60) == 0: world.end(account: actor)
        case 19: world.post("p6", by: "a0")
        default: world.change("nothing", "", "")
        }
    }
}

@Suite("The join against a naive one")
struct JoinOracleTests {
    struct Shape: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var joinMinutes = 30.0
        var reportMinutes = 30.0
        var impressions = Int.max
        var slots = Int.max
        var isDisordered = false
    }

    static let shapes = [
        Shape(testDescription: "as the knobs stand"),
        Shape(testDescription: "a short join", joinMinutes: 4),
        Shape(testDescription: "a long join", joinMinutes: 45, reportMinutes: 10),
        Shape(testDescription: "little room", impressions: 16, slots: 6),
        Shape(testDescription: "time that runs back", isDisordered: true),
    ]

    @Test(
        "the same heads are learned, with the same labels, at the same record",
        arguments: shapes,
        1...2 as ClosedRange<UInt64>
    )
    func agrees(_ shape: Shape, seed: UInt64) {
        var day = RandomDay(seed: seed)
        day.isDisordered = shape.isDisordered
        var naive = NaiveJoin()
        day.world.set(LearnKnobs.perRecord, to: 100_000)
        day.world.set(LearnKnobs.joinMinutes, to: shape.joinMinutes)
        naive.joinMinutes = shape.joinMinutes
        day.world.change("knob", "feed.report.minutes", "\(shape.reportMinutes)")
        naive.reportMinutes = shape.reportMinutes
        if shape.impressions < .max {
            day.world.set(LearnKnobs.pendingImpressions, to: Double(shape.impressions))
            day.world.set(LearnKnobs.pendingSlots, to: Double(shape.slots))
            naive.impressionLimit = shape.impressions
            naive.slotLimit = shape.slots
        }
        for step in 0..<600 {
            day.step()
            guard let record = day.world.records.last else { continue }
            naive.apply(record, day.world.effect, day.world.catalog)
            guard step % 8 == 0 || step == 599 else { continue }
            guard day.world.learned == naive.learned else {
                Issue.record("seed \(seed), step \(step): \(record.body)")
                for head in Head.allCases {
                    let (found, right) = (day.world.learned[head.name], naive.learned[head.name])
                    if found != right {
                        Issue.record("\(head.name): \(found as Any), not \(right as Any)")
                    }
                }
                return
            }
        }
        #expect((naive.learned["like"]?.count ?? 0) > 40)
        #expect((naive.learned["like"]?.sum ?? 0) > 5)
    }

    @Test(
        "a log that is replayed, whole or from a snapshot, gives the same bytes",
        arguments: 1...4 as ClosedRange<UInt64>
    )
    func replay(seed: UInt64) throws {
        var day = RandomDay(seed: seed &* 77)
        day.isDisordered = seed % 2 == 0
        day.world.model("surface=main", "create parent=main")
        var restored: LearnWorld?
        for step in 0..<700 {
            if step == 200 + Int(seed) * 100 { restored = try day.world.reloaded() }
            let before = day.world.records.count
            if step == 500 { day.world.model("main", "save") }
            day.step()
            restored?.now = day.world.now
            for record in day.world.records[before...] { restored?.replay(record) }
        }
        let bytes = day.world.bytes
        let isSame = restored?.bytes == bytes
        #expect(isSame, "seed \(seed)")
        var again = LearnWorld()
        for record in day.world.records { again.replay(record) }
        let isSameAgain = again.bytes == bytes
        #expect(isSameAgain, "seed \(seed)")
        let context = RankingContext(
            viewer: day.world.catalog.account("v1") ?? .none,
            surface: "main",
            at: day.world.now
        )
        #expect(restored?.learner.version(for: context) == day.world.learner.version(for: context))
        for post in 0..<6 {
            let bits = day.world.predict("v1", "p\(post)").bits
            #expect(restored?.predict("v1", "p\(post)").bits == bits)
            #expect(day.world.predict("v1", "p\(post)").bits.allSatisfy { $0 < 0x3F80_0001 })
        }
    }
}
