import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph
import Testing

@Suite("Graph")
struct GraphTests {
    @Test("an engagement stands on both sides, once, and goes when it is undone")
    func bothSides() {
        var town = Town()
        town.post("p", by: "a")
        town.post("q", by: "a")
        town.engage(.like, "v", "p")
        town.engage(.like, "v", "q")
        town.engage(.repost, "v", "q")
        #expect(town.posts("v") == ["q", "p"])
        #expect(town.accounts("q") == ["v"])
        town.engage(.like, "v", "q", undone: true)
        #expect(town.posts("v") == ["q", "p"])
        if let viewer = town.catalog.account("v"), let post = town.catalog.post("q") {
            #expect(town.graph.done(by: viewer, to: post)[.repost] == 1)
            #expect(town.graph.done(by: viewer, to: post)[.like] == 0)
        }
        town.engage(.repost, "v", "q", undone: true)
        #expect(town.posts("v") == ["p"])
        #expect(town.accounts("q") == [])

    }

    @Test("only a long view is kept")
    func views() {
        var town = Town()
        town.post("p", by: "a", sound: "s")
        town.engage(.view, "v", "p", watchMs: 1_000)
        #expect(town.posts("v") == [])
        town.engage(.view, "v", "p", watchMs: 10_000)
        #expect(town.posts("v") == ["p"])
    }

    @Test("what an impression reports counts once beside the engagement itself")
    func outcomes() {
        var town = Town()
        town.post("p", by: "a")
        town.engage(.like, "v", "p")
        var impression = Impression(actor: "v", post: "p", at: town.now)
        var outcomes = Outcomes()
        outcomes[.like] = true
        outcomes[.share] = true
        impression.outcomes = outcomes
        town.apply(.event(.impression(impression)))
        town.apply(.event(.impression(impression)))
        guard let viewer = town.catalog.account("v") else { return }
        let found = town.graph.engagements(of: viewer)
        #expect(found.count == 1)
        #expect(found.tally(0)[.like] == 1)
        #expect(found.tally(0)[.share] == 1)
    }

    @Test("an engagement with a post that nobody has sent yet is there when the post comes")
    func early() {
        var town = Town()
        town.engage(.like, "v", "later")
        town.post("later", by: "a", tags: ["tide"])
        #expect(town.posts("v") == ["later"])
        #expect(town.accounts("later") == ["v"])
    }

    @Test("follows are kept whole, both ways, and end with the account")
    func follows() {
        var town = Town()
        for number in 0..<3_000 { town.follow("v", "a\(number)") }
        #expect(town.following("v").count == 3_000)
        town.follow("v", "a7", undone: true)
        #expect(!town.following("v").contains("a7"))
        #expect(town.followers("a7") == [])
        #expect(town.followers("a8") == ["v"])
        var end = Account(id: "v", at: town.now)
        end.status = .deleted
        town.apply(.event(.account(end)))
        // What is left of a large one goes with the records that follow.
        for number in 0..<16 { town.post("p\(number)", by: "other") }
        #expect(town.following("v").isEmpty)
        #expect(town.followers("a8").isEmpty)
    }

    @Test("lists keep their bounds, the newest staying")
    func bounds() {
        var town = Town()
        for number in 0..<300 {
            town.post("p\(number)", by: "a", tags: ["t"], sound: "s")
            town.engage(.like, "v", "p\(number)")
            town.engage(.like, "w\(number)", "p0")
        }
        #expect(town.posts("v").count == 200)
        #expect(town.posts("v").first == "p299")
        #expect(town.accounts("p0").count == 48)
        #expect(town.accounts("p0").first == "w299")
        guard let author = town.catalog.account("a"), let tag = town.catalog.term("t"),
            let sound = town.catalog.term("s"), let last = town.catalog.post("p299")
        else { return }
        #expect(town.graph.posts(by: author).count == 64)
        #expect(town.graph.posts(by: author)[0] == last.rawValue)
        #expect(town.graph.posts(tagged: tag).count == 256)
        #expect(town.graph.posts(using: sound).count == 256)
    }

    @Test("a deleted post is in no list")
    func deletes() {
        var town = Town()
        town.post("p", by: "a", tags: ["t"], sound: "s")
        town.engage(.like, "v", "p")
        town.apply(.event(.delete(Delete(post: "p", at: town.now))))
        #expect(town.posts("v") == [])
        #expect(town.accounts("p") == [])
        guard let author = town.catalog.account("a"), let tag = town.catalog.term("t"),
            let sound = town.catalog.term("s")
        else { return }
        #expect(town.graph.posts(by: author).count == 0)
        #expect(town.graph.posts(tagged: tag).count == 0)
        #expect(town.graph.posts(using: sound).count == 0)
    }

    @Test("a knob's change record moves a bound from there on")
    func knobs() {
        var town = Town()
        let change = Change(
            kind: "knob",
            name: Graph.viewerLimit.name,
            before: "200",
            after: "8",
            who: "test",
            why: "to see it",
            at: town.now
        )
        town.apply(.change(change))
        for number in 0..<20 {
            town.post("p\(number)", by: "a")
            town.engage(.like, "v", "p\(number)")
        }
        #expect(town.posts("v").count == 8)
    }

    @Test(
        "a snapshot and the rest of the log give the same graph",
        arguments: 1...4 as ClosedRange<UInt64>
    )
    func snapshot(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var town = Town()
        var other: Town?
        for step in 0..<1_500 {
            if step == 400 + Int(seed) * 100 {
                var copy = town
                var reader = ByteReader(town.bytes)
                copy.graph = try Graph(from: &reader)
                #expect(reader.isAtEnd)
                other = copy
            }
            let choice = random.next() % 8
            let actor = "v\(random.next() % 12)"
            let post = "p\(random.next() % 90)"
            let undone = random.next() % 3 == 0
            func act(_ town: inout Town) {
                switch choice {
                case 0: town.post(post, by: actor, tags: ["t\(step % 5)"], sound: "s\(step % 3)")
                case 1: town.follow(actor, "v\(step % 12)", undone: undone)
                case 2 where step % 9 == 0:
                    town.apply(.event(.delete(Delete(post: post, at: town.now))))
                case 3: town.engage(.repost, actor, post, undone: undone)
                case 4: town.engage(.view, actor, post, watchMs: Int64(step % 20) * 1_000)
                default: town.engage(.like, actor, post, undone: undone)
                }
            }
            act(&town)
            if var copy = other {
                act(&copy)
                other = copy
            }
        }
        #expect(try #require(other).bytes == town.bytes)
    }
}
