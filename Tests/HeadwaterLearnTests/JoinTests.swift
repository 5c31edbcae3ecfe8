import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn
import Testing

@Suite("The join of impressions with what followed")
struct JoinTests {
    /// What happens after ann has seen the video p1 of bob, and the heads that are positive then.
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var positive: [Head]
        var watched: Double = 0
        var act: @Sendable (inout LearnWorld) -> Void

        init(
            _ name: String,
            _ positive: [Head],
            watched: Double = 0,
            _ act: @escaping @Sendable (inout LearnWorld) -> Void
        ) {
            testDescription = name
            self.positive = positive
            self.watched = watched
            self.act = act
        }
    }

    static let cases: [Case] = [
        Case("nothing", []) { _ in },
        Case("a click", [.click]) { $0.engage(.click, "ann", "p1") },
        Case("a like", [.like]) { $0.engage(.like, "ann", "p1") },
        Case("a like, undone", []) {
            $0.engage(.like, "ann", "p1")
            $0.wait(minutes: 1)
            $0.engage(.like, "ann", "p1", undone: true)
        },
        Case("a like, undone and done again", [.like]) {
            $0.engage(.like, "ann", "p1")
            $0.engage(.like, "ann", "p1", undone: true)
            $0.engage(.like, "ann", "p1")
        },
        Case("a reply", [.reply]) { $0.engage(.reply, "ann", "p1", id: "r1") },
        Case("a reply, taken back", []) {
            $0.engage(.reply, "ann", "p1", id: "r1")
            $0.engage(.reply, "ann", nil, id: "r1", undone: true)
        },
        Case("two replies, one taken back", [.reply]) {
            $0.engage(.reply, "ann", "p1", id: "r1")
            $0.engage(.reply, "ann", "p1", id: "r2")
            $0.engage(.reply, "ann", nil, id: "r1", undone: true)
        },
        Case("a repost", [.repost]) { $0.engage(.repost, "ann", "p1") },
        Case("a quote is a repost", [.repost]) { $0.engage(.quote, "ann", "p1", id: "q1") },
        Case("a share", [.share]) { $0.engage(.share, "ann", "p1") },
        Case("a bookmark is a share", [.share]) { $0.engage(.bookmark, "ann", "p1") },
        Case("a follow from the post", [.follow]) { $0.engage(.follow, "ann", "p1") },
        Case("a follow of the author", [.follow]) { $0.tie(.follow, "ann", "bob") },
        Case("a follow of the author, ended", []) {
            $0.tie(.follow, "ann", "bob")
            $0.wait(minutes: 1)
            $0.tie(.follow, "ann", "bob", undone: true)
        },
        Case("a follow of somebody else", []) { $0.tie(.follow, "ann", "cid") },
        Case("a hide", [.hide]) { $0.engage(.hide, "ann", "p1") },
        Case("a mute of the author", [.hide]) { $0.tie(.mute, "ann", "bob") },
        Case("a mute, ended", []) {
            $0.tie(.mute, "ann", "bob")
            $0.tie(.mute, "ann", "bob", undone: true)
        },
        Case("a block says nothing of the post", []) { $0.tie(.block, "ann", "bob") },
        Case("a report", [.report]) { $0.engage(.report, "ann", "p1") },
        Case("a look at the author", []) { $0.engage(.profile, "ann", "p1") },
        Case("a whole view", [.longView], watched: 1) {
            $0.engage(.view, "ann", "p1", watchMs: 20_000)
        },
        Case("a long view", [.longView], watched: 0.9) {
            $0.engage(.view, "ann", "p1", watchMs: 18_000)
        },
        Case("a skip", [], watched: 0.05) { $0.engage(.view, "ann", "p1", watchMs: 1_000) },
        Case("two views: the longer counts", [], watched: 0.5) {
            $0.engage(.view, "ann", "p1", watchMs: 10_000)
            $0.engage(.view, "ann", "p1", watchMs: 4_000)
        },
        Case("a view, taken back", []) {
            $0.engage(.view, "ann", "p1", id: "w1", watchMs: 20_000)
            $0.engage(.view, "ann", nil, id: "w1", undone: true)
        },
        Case("another viewer's like", []) { $0.engage(.like, "dan", "p1") },
        Case("a like of another post", []) { $0.engage(.like, "ann", "p2") },
        Case("a like that comes too late", []) {
            $0.wait(minutes: 30)
            $0.engage(.like, "ann", "p1")
        },
        Case("a like just in time", [.like]) {
            $0.wait(minutes: 29.89)
            $0.engage(.like, "ann", "p1")
        },
        Case("an undoing that comes too late", [.like]) {
            $0.engage(.like, "ann", "p1")
            $0.wait(minutes: 30)
            $0.engage(.like, "ann", "p1", undone: true)
        },
        Case("several", [.click, .like, .hide], watched: 0.25) {
            $0.engage(.click, "ann", "p1")
            $0.engage(.view, "ann", "p1", watchMs: 5_000)
            $0.engage(.like, "ann", "p1")
            $0.engage(.hide, "ann", "p1")
        },
    ]

    private static func world() -> LearnWorld {
        LearnWorld(["p1/bob/video", "p2/cid/video", "p3/bob/video", "text/bob"])
    }

    private func expected(_ test: Case, count: Int = 1) -> [String: Labels] {
        var labels: [String: Labels] = [:]
        for head in Head.allCases {
            labels[head.name] = Labels(count, test.positive.contains(head) ? 1 : 0)
        }
        labels["watched"] = Labels(count, test.watched)
        return labels
    }

    @Test("what follows an impression is what came of it", arguments: cases)
    func afterAnImpression(_ test: Case) {
        var world = Self.world()
        world.see("ann", "p1")
        world.wait(minutes: 0.1)
        test.act(&world)
        // A like of p2 and the like belong to posts that weren't seen.
        #expect(world.learned.isEmpty || test.testDescription.contains("late"))
        world.settle()
        #expect(world.learned == expected(test))
    }

    @Test("of a page that nothing is reported of, every place is learned", arguments: cases)
    func afterAPage(_ test: Case) {
        var world = Self.world()
        world.serve("ann", ["p1"], request: "r1")
        world.wait(minutes: 0.1)
        test.act(&world)
        world.settle()
        #expect(world.learned == expected(test))
    }

    @Test("what an impression reports wins over what follows", arguments: cases)
    func reportedWins(_ test: Case) {
        let kinds = Engagement.Kind.allCases.map { ($0, false) }
        let outcomes = Outcomes(
            Dictionary(uniqueKeysWithValues: kinds),
            watchMs: 0,
            longView: false
        )
        var world = Self.world()
        world.see("ann", "p1", outcomes)
        let atOnce = world.learned
        #expect(atOnce == expected(Self.cases[0]))
        test.act(&world)
        world.settle()
        #expect(world.learned == atOnce)
    }

    @Test("what an impression doesn't report is completed", arguments: cases)
    func completed(_ test: Case) {
        var world = Self.world()
        world.see("ann", "p1", Outcomes([.click: true]))
        #expect(world.learned == ["click": Labels(1, 1)])
        test.act(&world)
        world.settle()
        var labels = expected(test)
        labels["click"] = Labels(1, 1)
        #expect(world.learned == labels)
    }

    @Test("the newest impression gets what follows, or the one whose request is named")
    func newest() {
        for (request, first) in [(nil, false), ("r1", true), ("r2", false), ("r9", false)] {
            var world = Self.world()
            world.see("ann", "p1", request: "r1", surface: "one")
            world.wait(minutes: 1)
            world.see("ann", "p1", request: "r2", surface: "two")
            world.model("surface=one", "create")
            world.engage(.like, "ann", "p1", request: request)
            world.settle()
            let key = ModelKey(surface: "one")
            #expect(world.learned["like"] == Labels(2, 1))
            #expect(world.learned(by: key)["like"] == Labels(1, first ? 1 : 0))
        }
    }

    @Test("a record of vectors amid a backlog doesn't move the clock")
    func backlog() {
        var world = Self.world()
        world.see("ann", "p1")
        let then = world.now
        world.wait(minutes: 60)
        world.change("vectors", "space", "9")
        world.now = then
        #expect(world.learned["like"] == nil || world.learned["like"] == Labels(0, 0))
        world.engage(.like, "ann", "p1")
        world.settle()
        #expect(world.learned["like"] == Labels(1, 1))
    }

    @Test("history that is imported meanwhile ends no wait, and is joined by its own time")
    func history() {
        var world = Self.world()
        world.see("ann", "p1")
        world.serve("ann", ["p2"], request: "r1")
        let live = world.now
        world.now = live.advanced(byMilliseconds: -2 * 365 * 86_400_000)
        world.see("dan", "p1")
        world.wait(minutes: 1)
        world.engage(.like, "dan", "p1")
        // A like of long ago isn't what followed an impression of today.
        world.engage(.click, "ann", "p1")
        #expect(world.learned.isEmpty)
        world.now = live.advanced(byMilliseconds: 60_000)
        world.engage(.like, "ann", "p1")
        world.engage(.like, "ann", "p2")
        world.settle()
        #expect(world.learned["like"] == Labels(3, 3))
        #expect(world.learned["click"] == Labels(3, 0))
    }

    @Test("of a page of which something is reported, only that is learned")
    func reportedPage() {
        var world = Self.world()
        world.serve("ann", ["p1", "p2", "p3"], request: "r1")
        world.wait(minutes: 2)
        world.see("ann", "p2", request: "r1")
        world.engage(.like, "ann", "p2")
        world.engage(.like, "ann", "p1")
        world.settle()
        #expect(world.learned["like"] == Labels(1, 1))
    }

    @Test("what followed a place before its impression came is the impression's")
    func lateReport() {
        var world = Self.world()
        world.serve("ann", ["p1", "p2", "p3"], request: "r1")
        world.engage(.like, "ann", "p2")
        world.wait(minutes: 29)
        world.see("ann", "p2", request: "r1")
        world.see("ann", "p3", request: "r1")
        world.settle()
        #expect(world.learned["like"] == Labels(2, 1))
    }

    @Test("another viewer, another request or a late report leaves a page as it is")
    func foreignReports() {
        var world = Self.world()
        world.serve("ann", ["p1", "p2", "p3"], request: "r1")
        world.see("dan", "p2", request: "r1")
        world.see("ann", "p2", request: "r2")
        world.wait(minutes: 31)
        world.see("ann", "p3", request: "r1")
        world.settle()
        #expect(world.learned["like"] == Labels(3 + 2, 0))
    }

    @Test("an impression without a request takes its place on the page, and is learned once")
    func withoutRequest() {
        var world = Self.world()
        world.serve("ann", ["p1", "p2"], request: "r1")
        world.see("ann", "p2")
        world.settle()
        #expect(world.learned["like"] == Labels(2, 0))
    }

    @Test("an engagement that was accepted before its impression is joined")
    func early() {
        var world = Self.world()
        world.now = world.now.advanced(byMilliseconds: 5_000)
        world.engage(.like, "ann", "p1")
        world.now = world.now.advanced(byMilliseconds: -5_000)
        world.see("ann", "p1")
        world.settle()
        #expect(world.learned["like"] == Labels(1, 1))
        // One that happened before the post was seen is about an earlier time.
        world.engage(.like, "dan", "p1")
        world.wait(minutes: 1)
        world.see("dan", "p1")
        world.settle()
        #expect(world.learned["like"] == Labels(2, 1))
    }

    @Test("a text that can't be watched has no share watched")
    func text() {
        var world = Self.world()
        world.see("ann", "text")
        world.settle()
        #expect(world.learned["watched"] == nil)
        #expect(world.learned["long_view"] == Labels(1, 0))
    }

    @Test("nothing is learned of posts and accounts that are deleted meanwhile")
    func deleted() {
        var world = Self.world()
        world.see("ann", "p1")
        world.see("dan", "p2")
        world.serve("eve", ["p1", "p3"], request: "r1")
        world.apply(.event(.delete(Delete(post: "p1", at: world.now))))
        world.end(account: "dan")
        world.settle()
        #expect(world.learned["like"] == Labels(1, 0))
    }

    @Test("what overflows is learned early, the oldest first, and nothing is lost")
    func overflow() {
        var world = Self.world()
        world.set(LearnKnobs.pendingImpressions, to: 16)
        for number in 0..<100 {
            world.see("v\(number)", "p1")
            #expect(world.learner.status.impressions <= 17)
        }
        world.engage(.like, "v0", "p1")
        world.engage(.like, "v99", "p1")
        world.settle()
        #expect(world.learned["like"] == Labels(100, 1))
    }

    @Test("a burst that comes due is learned in bounded parts, and nothing joins it meanwhile")
    func burst() {
        var world = Self.world()
        for number in 0..<500 { world.see("v\(number)", "p1") }
        world.wait(minutes: 31)
        world.engage(.like, "v499", "p1")
        #expect(world.learned["like"] == Labels(64, 0))
        #expect(world.learner.status.lateMs == 60_000)
        world.settle()
        #expect(world.learned["like"] == Labels(500, 0))
        #expect(world.learner.status.impressions == 0)
        #expect(world.learner.status.lateMs == 0)
    }
}
