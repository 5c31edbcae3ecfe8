import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn
import Testing

@Suite("Reports of what was served")
struct ReportTests {
    /// Pages of one viewer, and what each is known by.
    private struct Page {
        var request: String
        var posts: [String]
        var served: Timestamp?
        var reported: Set<String> = []
        /// Whether something was reported of it before its window was over.
        var isInTime = false

        var learned: Int { isInTime ? reported.count : posts.count }
    }

    @Test(
        "late, repeated and early ones: each post of a request is learned exactly once",
        arguments: 1...3 as ClosedRange<UInt64>
    )
    func once(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var world = LearnWorld((0..<9).map { "p\($0)/bob" })
        world.set(LearnKnobs.perRecord, to: 100_000)
        var pages: [Page] = []
        var restored: LearnWorld?
        for step in 0..<400 {
            if step == 200 { restored = try world.reloaded() }
            let before = world.records.count
            let kind = Int.random(in: 0..<10, using: &random)
            if kind == 0 || pages.isEmpty {
                let first = Int.random(in: 0..<9, using: &random)
                let count = Int.random(in: 1...4, using: &random)
                let posts = (0..<count).map { "p\((first + $0) % 9)" }
                pages.append(Page(request: "r\(pages.count)", posts: posts))
            } else if kind == 1, let page = pages.firstIndex(where: { $0.served == nil }) {
                pages[page].served = world.now
                world.serve("ann", pages[page].posts, request: pages[page].request)
            } else if kind < 9 {
                let page = Int.random(in: max(0, pages.count - 12)..<pages.count, using: &random)
                guard let post = pages[page].posts.randomElement(using: &random) else { continue }
                let served = pages[page].served ?? world.now
                pages[page].isInTime =
                    pages[page].isInTime || world.now.milliseconds(since: served) < 30 * 60_000
                // Of a page that was learned whole, a report says nothing new.
                if pages[page].isInTime { pages[page].reported.insert(post) }
                world.see("ann", post, request: pages[page].request)
            }
            world.wait(minutes: Double(Int.random(in: 0..<12, using: &random)))
            restored?.now = world.now
            for record in world.records[before...] { restored?.replay(record) }
        }
        for page in pages.indices where pages[page].served == nil {
            pages[page].served = world.now
            world.serve("ann", pages[page].posts, request: pages[page].request)
            restored?.now = world.now
            if let record = world.records.last { restored?.replay(record) }
        }
        #expect(restored?.bytes == world.bytes, "seed \(seed)")
        world.settle()
        let count = pages.reduce(0) { $0 + $1.learned }
        #expect(world.learned["click"] == Labels(count, 0), "seed \(seed)")
        #expect(pages.contains { $0.isInTime } && pages.contains { !$0.isInTime })
    }

    @Test("they are kept in mind for a day at least, in bounded memory")
    func bounds() {
        var world = LearnWorld(["p1/bob"])
        world.set(LearnKnobs.learnedReports, to: 64)
        for number in 0..<150 { world.see("v\(number)", "p1", request: "r\(number)") }
        world.settle()
        #expect(world.bytes.count < LearnWorld(["p1/bob"]).bytes.count + 1_000_000)
        #expect(world.learned["click"] == Labels(150, 0))
        // The newest is known still, the oldest no more.
        world.see("v149", "p1", request: "r149")
        world.settle()
        #expect(world.learned["click"] == Labels(150, 0))
        world.see("v0", "p1", request: "r0")
        world.settle()
        #expect(world.learned["click"] == Labels(151, 0))

        let other = LearnWorld(["p1/bob"])
        for hours in [0.0, 23.9, 47, 60, 200] {
            var later = other
            later.see("ann", "p1", request: "r1")
            later.wait(minutes: hours * 60)
            later.see("dan", "p1", request: "r2")
            later.see("ann", "p1", request: "r1")
            later.settle()
            #expect((later.learned["click"] == Labels(2, 0)) == (hours < 48))
        }
    }
}
