import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterLearn
import Synchronization
import Testing

@Suite("The slate")
struct SlateTests {
    /// Checks every ten places in a row, from when on fewer than five authors are left at the end.
    private func expectSpaced(_ posts: [String], _ world: World) {
        let authors = posts.map { world.author($0) }
        for start in authors.indices {
            let ten = authors[start..<min(start + 10, authors.count)]
            var counts: [String: Int] = [:]
            for author in ten { counts[author, default: 0] += 1 }
            guard let most = counts.values.max(), most > 2 else { continue }
            // The third of an author in ten places: no more than four authors were left by then.
            let place = start + ten.count - 1
            let left = Set(authors[place...])
            #expect(left.count < 5, "ten from place \(start)")
        }
    }

    @Test(
        "no author more than twice in any ten, across pages, while five are left",
        arguments: 1...16 as ClosedRange<UInt64>
    )
    func authorCap(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var world = World()
        let authors = Int(random.next() % 30) + 2
        for number in 0..<160 {
            // A few authors post nearly everything.
            let skewed = Int(random.next() % UInt64(authors)) * Int(random.next() % 4) / 3
            world.post("p\(number)", by: "a\(skewed)", "word\(number)")
        }
        for number in 0..<30 { world.engage(.like, "v", "p\(number)") }
        world.tie(.follow, "v", "a0")
        var posts: [String] = []
        var cursor: String?
        while let page = try world.page("v", limit: Int(seed) + 3, cursor: cursor) {
            posts += page.posts
            cursor = page.cursor
        }
        #expect(Set(posts).count == posts.count)
        #expect(posts.count == (0..<160).filter { world.author("p\($0)") != "" && $0 >= 30 }.count)
        expectSpaced(posts, world)
    }

    /// A world in which value alone decides: no place is set aside, and topics aren't kept apart.
    private static func plain(popular: Double? = nil) -> World {
        var world = World()
        let off = [
            FeedKnobs.discoverEvery, FeedKnobs.followedEvery, FeedKnobs.followUpEvery,
            FeedKnobs.freshEvery, FeedKnobs.topicRun, FeedKnobs.topicPenalty,
            FeedKnobs.temperature,
        ]
        for knob in off { world.knobs.set(knob, to: 0) }
        world.knobs.set(FeedKnobs.topicCap, to: FeedKnobs.topicCap.range.upperBound)
        if let popular {
            world.knobs.set(FeedKnobs.tagWeight, to: 0)
            world.knobs.set(FeedKnobs.popularWeight, to: popular)
        }
        return world
    }

    @Test("places for discovery go to what wasn't tried in vain", arguments: [0, 5])
    func discovery(every: Int) throws {
        var world = Self.plain()
        world.knobs.set(FeedKnobs.discoverEvery, to: Double(every))
        world.knobs.set(FeedKnobs.discoverReach, to: 60)
        for number in 0..<200 {
            if number % 10 == 0 { world.post("other\(number)", by: "o\(number)", tags: ["other"]) }
            world.post("known\(number)", by: "k\(number)", tags: ["known"])
            for fan in 0..<3 { world.engage(.like, "fan\(fan)", "known\(number)") }
        }
        for number in 0..<60 { world.see("v", "known\(number)") }
        let page = try #require(try world.page("v", limit: 20))
        let others = page.posts.count { $0.hasPrefix("other") }
        #expect(every == 0 ? others == 0 : others == 4, "\(page.posts)")
    }

    @Test("a topic that pleased once is followed up")
    func followUp() throws {
        var world = World()
        world.knobs.set(FeedKnobs.freshEvery, to: 0)
        world.knobs.set(FeedKnobs.priorStrength, to: 0)
        for number in 0..<200 {
            world.post("p\(number)", by: "a\(number)", tags: ["t\(number % 20)"])
        }
        var counts: [String: Int] = [:]
        for viewer in 0..<50 {
            // Two topics are met once; the viewer likes the first.
            for post in ["p0", "p1"] { world.see("v\(viewer)", post) }
            world.engage(.like, "v\(viewer)", "p0")
            let posts = try #require(try world.page("v\(viewer)", limit: 12)).posts
            for post in posts {
                let number = Int(post.dropFirst()) ?? 0
                counts["t\(number % 20)", default: 0] += 1
            }
        }
        let (liked, passed) = (counts["t0"] ?? 0, counts["t1"] ?? 0)
        // Three places a page, and what value and discovery give.
        #expect(liked > passed + 100, "\(liked) against \(passed)")
    }

    @Test(
        "what has just pleased has places on the next page, whatever else is worth, until it does not",
        arguments: ["liked", "liked elsewhere", "passed", "undone", "hidden since", "known", "off"]
    )
    func promising(what: String) throws {
        var world = Self.plain(popular: 100)
        world.knobs.set(FeedKnobs.followUpEvery, to: what == "off" ? 0 : 4)
        for number in 0..<40 {
            world.post("new\(number)", by: "n\(number)", tags: ["new"])
            world.post("hit\(number)", by: "h\(number)", tags: ["hit"])
            for fan in 0..<20 { world.engage(.like, "fan\(fan)", "hit\(number)") }
        }
        if what != "liked elsewhere" { world.see("v", "new0") }
        if what != "passed" { world.engage(.like, "v", "new0") }
        switch what {
        case "undone": world.engage(.like, "v", "new0", undone: true)
        case "hidden since":
            world.see("v", "new1")
            world.engage(.hide, "v", "new1")
        case "known":
            for number in 2..<6 {
                world.see("v", "new\(number)")
                world.engage(.like, "v", "new\(number)")
            }
        default: break
        }
        let page = try #require(try world.page("v", limit: 20))
        let new = page.posts.count { $0.hasPrefix("new") }
        #expect(new == (what.hasPrefix("liked") ? 5 : 0), "\(page.posts)")
    }

    @Test("where several places fall due together, all have theirs")
    func turns() throws {
        var world = Self.plain(popular: 100)
        for knob in [FeedKnobs.followedEvery, FeedKnobs.followUpEvery] {
            world.knobs.set(knob, to: 2)
        }
        world.knobs.set(FeedKnobs.followWeight, to: 0)
        for number in 0..<40 {
            world.post("friend\(number)", by: "f\(number)")
            world.tie(.follow, "v", "f\(number)")
            world.post("new\(number)", by: "n\(number)", tags: ["new"])
            world.post("hit\(number)", by: "h\(number)", tags: ["hit"])
            for fan in 0..<20 { world.engage(.like, "fan\(fan)", "hit\(number)") }
        }
        world.engage(.like, "v", "new0")
        let page = try #require(try world.page("v", limit: 20))
        #expect(page.posts.count { $0.hasPrefix("friend") } == 10, "\(page.posts)")
        #expect(page.posts.count { $0.hasPrefix("new") } >= 9, "\(page.posts)")
    }

    @Test("places for followed accounts go to them, whatever else is worth", arguments: [0, 5])
    func followed(every: Int) throws {
        var world = World()
        world.knobs.set(FeedKnobs.followedEvery, to: Double(every))
        world.knobs.set(FeedKnobs.followWeight, to: 0)
        world.knobs.set(FeedKnobs.discoverEvery, to: 0)
        world.knobs.set(FeedKnobs.freshEvery, to: 0)
        world.knobs.set(FeedKnobs.topicPenalty, to: 0)
        world.knobs.set(FeedKnobs.temperature, to: 0)
        for number in 0..<10 {
            world.post("friend\(number)", by: "f\(number)", "good morning")
            world.tie(.follow, "v", "f\(number)")
        }
        for number in 0..<60 {
            world.post("hit\(number)", by: "h\(number)", "hit \(number)")
            for fan in 0..<20 { world.engage(.like, "fan\(fan)", "hit\(number)") }
        }
        let page = try #require(try world.page("v", limit: 20))
        let friends = page.posts.count { $0.hasPrefix("friend") }
        #expect(every == 0 ? friends == 0 : friends == 4, "\(page.posts)")
    }

    @Test("one like brings its topic, and not a page of it", arguments: [0, 1, 4])
    func topicCap(likes: Int) throws {
        var world = World()
        world.knobs.set(FeedKnobs.tagWeight, to: 100)
        world.knobs.set(FeedKnobs.topicPenalty, to: 0)
        world.knobs.set(FeedKnobs.freshEvery, to: 0)
        world.knobs.set(FeedKnobs.discoverEvery, to: 0)
        for number in 0..<60 {
            world.post("one\(number)", by: "a\(number)", "word\(number)", tags: ["one"])
            world.post("other\(number)", by: "b\(number)", "wort\(number)", tags: ["t\(number)"])
        }
        for number in 0..<likes { world.engage(.like, "v", "one\(number)") }
        let page = try #require(try world.page("v", limit: 20))
        let isOne = page.posts.map { $0.hasPrefix("one") }
        let most = (0...10).map { isOne[$0..<$0 + 10].count(where: \.self) }.max() ?? 0
        if likes == 0 { #expect(most <= 3, "\(page.posts)") }
        if likes == 1 { #expect(most == 4, "\(page.posts)") }
        // After three in a row another comes, whatever is liked.
        if likes == 4 { #expect(most == 7, "\(page.posts)") }
    }

    @Test("one author who floods doesn't keep older posts of others away")
    func flood() throws {
        var world = World()
        for number in 0..<300 { world.post("old\(number)", by: "b\(number % 60)") }
        for number in 0..<5_000 { world.post("flood\(number)", by: "loud") }
        let page = try #require(try world.page("v"))
        #expect(page.posts.count == 20)
        expectSpaced(page.posts + (0..<20).map { "old\($0)" }, world)
        #expect(page.posts.filter { $0.hasPrefix("flood") }.count <= 4)
    }

    @Test("nothing hidden, deleted, blocked, muted or labelled stands on a page")
    func visibility() throws {
        var world = World()
        for number in 0..<60 { world.post("p\(number)", by: "a\(number)") }
        world.post("for-followers", by: "a70", "secret") { $0.audience = .followers }
        for viewer in 0..<8 {
            for number in 0..<60 { world.engage(.like, "w\(viewer)", "p\(number)") }
        }
        world.tie(.block, "v", "a1")
        world.tie(.block, "a2", "v")
        world.tie(.mute, "v", "a3")
        world.engage(.hide, "v", "p4")
        world.apply(.event(.delete(Delete(post: "p5", at: world.now))))
        world.apply(
            .event(.label(Label(subject: "p6", value: "!hide", source: "m", at: world.now)))
        )
        var gone = Account(id: "a7", at: world.now)
        gone.status = .suspended
        world.apply(.event(.account(gone)))
        var shy = Account(id: "a8", at: world.now)
        shy.discoverable = false
        world.apply(.event(.account(shy)))
        var posts: [String] = []
        var cursor: String?
        while let page = try world.page("v", limit: 9, cursor: cursor) {
            posts += page.posts
            cursor = page.cursor
        }
        let allowed = (0..<60).filter { !(1...8).contains($0) }.map { "p\($0)" }
        #expect(Set(posts) == Set(allowed))

        world.tie(.follow, "u", "a8")
        world.tie(.follow, "u", "a70")
        let other = try #require(try world.page("u", limit: 70))
        #expect(other.posts.contains("p8"))
        #expect(other.posts.contains("for-followers"))
    }

    @Test("a viewer nobody knows gets what is popular, rising and new, of many authors")
    func cold() throws {
        var world = World()
        for number in 0..<300 {
            world.post(
                "p\(number)",
                by: "a\(number % 50)",
                "word\(number % 70)",
                tags: ["t\(number % 9)"]
            )
            world.wait(seconds: 60)
        }
        for viewer in 0..<40 {
            for number in 0..<4 { world.engage(.like, "w\(viewer)", "p\(200 + number)") }
        }
        world.wait(seconds: 7_200)
        for viewer in 0..<12 { world.engage(.like, "x\(viewer)", "p290") }
        let page = try #require(try world.page("a stranger"))
        #expect(page.posts.count == 20)
        #expect(Set(page.posts.map { world.author($0) }).count >= 12)
        for post in ["p200", "p290"] { #expect(page.posts.prefix(10).contains(post)) }
        let sources = Set(page.page?.slots.map(\.source) ?? [])
        #expect(sources.isSuperset(of: ["popular", "rising", "fresh"]) || sources.count >= 3)
        #expect(page.page?.slots.allSatisfy { !$0.reasons.isEmpty } == true)
    }

    @Test("a new voice has a place even where everything else scores higher")
    func newVoice() throws {
        var world = World()
        for author in 0..<30 {
            for fan in 0..<120 { world.tie(.follow, "fan\(fan)", "famous\(author)") }
            world.tie(.follow, "v", "famous\(author)")
            world.post("f\(author)", by: "famous\(author)", "word\(author)")
        }
        world.post("hello", by: "newcomer", "my first words")
        let page = try #require(try world.page("v", limit: 10))
        let slot = try #require(page.page?.slots.first { world.catalog.id(of: $0.post) == "hello" })
        #expect(slot.reasons.contains("New voice: few people have seen this yet"))
    }

    @Test("short pages have their share of new voices too")
    func newVoicesOnShortPages() throws {
        var world = World()
        for author in 0..<30 {
            for fan in 0..<120 { world.tie(.follow, "fan\(fan)", "famous\(author)") }
            world.post("f\(author)", by: "famous\(author)", "word\(author)")
        }
        world.post("hello", by: "newcomer", "my first words")
        // They follow everyone but the newcomer, and read three posts at a time.
        var shown = 0
        for viewer in 0..<60 {
            for author in 0..<30 { world.tie(.follow, "v\(viewer)", "famous\(author)") }
            let page = try world.page("v\(viewer)", limit: 3)
            if page?.posts.contains("hello") == true { shown += 1 }
        }
        #expect((8...30).contains(shown), "\(shown) of 60, where 18 are expected")
    }

    @Test("a post that few answered to among many gives its place to one nobody has seen")
    func passedOver() throws {
        var world = World()
        for post in ["tired", "unseen"] { world.post(post, by: "by-\(post)", "words of \(post)") }
        for viewer in 0..<90 { world.see("x\(viewer)", "tired") }
        world.knobs.set(FeedKnobs.freshEvery, to: 1)
        var first = 0
        for viewer in 0..<60 where try world.page("v\(viewer)", limit: 1)?.posts == ["unseen"] {
            first += 1
        }
        #expect(first > 40, "\(first) of 60")
    }

    @Test("why a post stands on a page, or doesn't, in words")
    func whyNot() throws {
        var world = World()
        for number in 0..<80 { world.post("p\(number)", by: "a\(number % 12)", "word\(number)") }
        world.post("own", by: "v")
        world.see("v", "p1")
        world.tie(.mute, "v", "a2")
        let page = try #require(try world.page("v", limit: 10))
        let shown = try #require(world.whyNot(page.posts[3], page.request))
        #expect(shown.shown)
        #expect(shown.reasons.first == "It stood in place 4")
        func reasons(_ post: String) throws -> [String] {
            let why = try #require(world.whyNot(post, page.request))
            #expect(!why.shown)
            return why.reasons
        }
        #expect(try reasons("p2") == ["You have muted its author"])
        #expect(try reasons("p1") == ["You had seen it already"])
        #expect(try reasons("own") == ["It is your own post"])
        world.wait(seconds: 5)
        world.post("after", by: "a0")
        #expect(try reasons("after") == ["It came after the page was made"])
        let second = try #require(try world.page("v", limit: 10, cursor: page.cursor))
        let earlier = try #require(world.whyNot(page.posts[0], second.request))
        #expect(earlier.reasons == ["It stood on an earlier page of yours"])
        let rest = (0..<80).map { "p\($0)" }.filter {
            !page.posts.contains($0) && world.author($0) != "a2" && $0 != "p1"
        }
        for post in rest { #expect(try !reasons(post).isEmpty) }
        let capped = try rest.first { post in
            page.posts.filter { world.author($0) == world.author(post) }.count >= 2
        }.map { try reasons($0) }
        if let capped {
            #expect(capped.contains { $0.contains("no author has more than 2 in ten") })
        }
    }

    @Test("a stage that fails or comes late is left out, and the page says so")
    func stages() throws {
        struct Broken: CandidateSource {
            let source = Source.rising
            func offer(
                for query: FeedQuery,
                into pool: inout CandidatePool
            ) throws(StageFailure) {
                throw StageFailure("the board is gone")
            }
        }
        struct Numb: Scorer {
            let name = "numb"
            func score(_ candidates: inout [Candidate], for query: FeedQuery) throws(StageFailure) {
                throw StageFailure("no model")
            }
        }
        var world = World()
        for number in 0..<40 { world.post("p\(number)", by: "a\(number)") }
        let tallies = FeedTallies()
        world.pipeline.sideEffects.append(tallies)
        world.pipeline.sources.insert(Broken(), at: 0)
        world.pipeline.scorer = Numb()
        let page = try #require(try world.page("v"))
        #expect(page.posts.count == 20)
        #expect(page.page?.notes.count == 2)
        #expect(page.page?.notes.first == "Made without source rising: the board is gone.")
        let numb = try #require(tallies.reading.stages.first { $0.name == "scorer numb" })
        #expect(numb.missed == 1 && numb.pages == 0)
        #expect(page.posts.first == "p39")

        world.pipeline = World.pipeline()
        let ticks = Mutex<UInt64>(0)
        // Every look at the clock takes 30 ms, so the deadline of 40 ms passes after one stage.
        world.pipeline.clock = {
            ticks.withLock {
                $0 += 30_000_000
                return $0
            }
        }
        let late = try #require(try world.page("w"))
        #expect(late.posts.count == 20)
        #expect(late.page?.notes.isEmpty == false)
        #expect(late.page?.stages.contains { $0.outcome == .late } == true)
    }

    @Test("a cursor's own page is found by its request, with what a receipt needs")
    func receipt() throws {
        var world = World()
        for number in 0..<40 { world.post("p\(number)", by: "a\(number)") }
        let page = try #require(try world.page("v", limit: 7))
        let served = try #require(world.feed.page(of: page.request))
        #expect(served.posts.map { world.catalog.id(of: $0) } == page.posts)
        #expect(served.limit == 7)
        #expect(world.catalog.id(of: served.viewer) == "v")
        #expect(world.served(page.request) != nil)
        #expect(world.feed.page(of: "nobody") == nil)
        for slot in page.page?.slots ?? [] {
            let weights = page.page?.weights ?? []
            let sum = Head.allCases.reduce(Float(0)) {
                $0 + weights[Int($1.rawValue)] * slot.heads[$1]
            }
            #expect(abs(Double(sum) - slot.score) < 1e-4)
        }
    }
}
