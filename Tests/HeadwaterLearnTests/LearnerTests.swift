import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn
import Testing

@Suite("The learner")
struct LearnerTests {
    /// A world in which ann and others have liked and hidden videos, until a model knows what a
    /// reaction says of the next post of the same author.
    private static func taught() -> LearnWorld {
        var world = LearnWorld(
            (0..<12).map { "p\($0)/a\($0 % 3)/video" }
        )
        for round in 0..<120 {
            world.wait(minutes: 2)
            let (viewer, post) = ("v\(round % 6)", "p\(round * 7 % 12)")
            world.see(viewer, post)
            // Each viewer likes one author and hides another.
            let taste = (round % 6 + round * 7) % 3
            if taste == 0 { world.engage(.like, viewer, post) }
            if taste == 1 { world.engage(.hide, viewer, post) }
        }
        world.settle()
        return world
    }

    @Test("a reaction changes the next prediction at once, before anything is learned of it")
    func atOnce() {
        var world = Self.taught()
        let learned = world.learned
        world.see("new", "p0")
        let before = world.predict("new", "p3")
        world.engage(.like, "new", "p0")
        let liked = world.predict("new", "p3")
        world.engage(.like, "new", "p0", undone: true)
        let undone = world.predict("new", "p3")
        world.engage(.hide, "new", "p0")
        let hidden = world.predict("new", "p3")
        #expect(world.learned == learned)
        #expect(liked.bits != before.bits)
        #expect(liked[.like] > undone[.like])
        #expect(hidden.bits != undone.bits)
        #expect(hidden[.hide] > undone[.hide])
        // Another viewer's predictions stay as they are.
        #expect(world.predict("v1", "p3").bits == world.predict("v1", "p3").bits)
    }

    @Test("a like that is undone leaves a viewer as if it had never been")
    func undone() {
        var one = Self.taught()
        var other = one
        for world in [0, 1] {
            if world == 0 { one.see("new", "p0") } else { other.see("new", "p0") }
        }
        one.engage(.view, "new", "p0", watchMs: 5_000)
        other.engage(.view, "new", "p0", watchMs: 5_000)
        one.engage(.like, "new", "p0")
        one.engage(.like, "new", "p0", undone: true)
        #expect(one.predict("new", "p3").bits == other.predict("new", "p3").bits)
        one.settle()
        other.settle()
        #expect(one.learned == other.learned)
        #expect(one.predict("new", "p3").bits == other.predict("new", "p3").bits)
    }

    @Test("a short view after a long one takes nothing from it, before or after it is counted")
    func shortAfterLong() {
        for waits in [false, true] {
            var world = Self.taught()
            var short = world
            world.see("new", "p0")
            world.engage(.view, "new", "p0", watchMs: 20_000)
            if waits { world.settle() }
            var again = world
            again.engage(.view, "new", "p0", watchMs: 20_000)
            let long = again.predict("new", "p3").bits
            world.engage(.view, "new", "p0", watchMs: 1_000)
            #expect(world.predict("new", "p3").bits == long)
            // It would have told without the long one.
            short.see("new", "p0")
            if waits { short.settle() }
            short.engage(.view, "new", "p0", watchMs: 1_000)
            #expect(short.predict("new", "p3").bits != long)
        }
    }

    @Test("what is taken back leaves a head that something else still answers")
    func halfUndone() {
        var world = Self.taught()
        world.see("new", "p0")
        world.engage(.share, "new", "p0")
        let shared = world.predict("new", "p3").bits
        world.engage(.bookmark, "new", "p0")
        world.engage(.bookmark, "new", "p0", undone: true)
        #expect(world.predict("new", "p3").bits == shared)
        world.engage(.view, "new", "p0", id: "v1", watchMs: 20_000)
        let viewed = world.predict("new", "p3").bits
        #expect(viewed != shared)
        world.engage(.view, "new", "p0", id: "v2", watchMs: 20_000)
        world.engage(.view, "new", nil, id: "v2", undone: true)
        #expect(world.predict("new", "p3").bits == viewed)
        world.engage(.view, "new", nil, id: "v1", undone: true)
        #expect(world.predict("new", "p3").bits == shared)
    }

    @Test("the attributes of a deleted post are forgotten")
    func deletedPost() {
        var bytes: [[UInt8]] = []
        for attributes in [[], [Attribute(name: "genre", value: "noir")]] {
            var world = LearnWorld(["p1/bob"])
            var post = Post(id: "p2", author: "bob", at: world.now, text: "words")
            post.attributes = attributes
            world.apply(.event(.post(post)))
            world.apply(.event(.delete(Delete(post: "p2", at: world.now))))
            bytes.append(world.bytes)
        }
        #expect(bytes[0] == bytes[1])
    }

    @Test("the newest attributes count, in whichever order they come, and none are of the future")
    func attributes() {
        var bytes: [[UInt8]] = []
        // Within the hour that a row notes.
        let older: Int64 = -60_000
        let year: Int64 = 365 * 86_400_000
        for order in [
            [(older, "old"), (0, "new")],
            [(0, "new"), (older, "old")],
            [(year, "new")],
        ] {
            var world = LearnWorld()
            world.wait(minutes: 30)
            for (offset, value) in order {
                let at = world.now.advanced(byMilliseconds: offset)
                var event = Account(id: "ann", at: at)
                event.attributes = [Attribute(name: "group", value: value)]
                world.apply(.event(.account(event)))
            }
            bytes.append(world.bytes)
        }
        #expect(bytes[0] == bytes[1])
        #expect(bytes[0] == bytes[2])
    }

    @Test("an impression that waits is learned as of its own moment, to the bit")
    func asOfItsMoment() {
        var one = Self.taught()
        var other = one
        let kinds = Engagement.Kind.allCases.map { ($0, $0 == .click || $0 == .like) }
        one.see("v1", "p4", Outcomes(Dictionary(uniqueKeysWithValues: kinds), watchMs: 5_000))
        other.see("v1", "p4")
        other.engage(.click, "v1", "p4")
        other.engage(.view, "v1", "p4", watchMs: 5_000)
        other.engage(.like, "v1", "p4")
        #expect(one.learned != other.learned)
        one.settle()
        other.settle()
        #expect(one.learned == other.learned)
        for viewer in ["v0", "v1", "v2"] {
            for post in 0..<12 {
                let bits = one.predict(viewer, "p\(post)").bits
                #expect(other.predict(viewer, "p\(post)").bits == bits)
            }
        }
    }

    @Test("mutes and follows of an author speak at once for the post that was seen")
    func ties() {
        var world = Self.taught()
        world.see("new", "p0")
        let before = world.predict("new", "p3").bits
        world.tie(.mute, "new", "a0")
        let muted = world.predict("new", "p3").bits
        #expect(muted != before)
        world.tie(.mute, "new", "a0", undone: true)
        world.tie(.follow, "new", "a0")
        #expect(world.predict("new", "p3").bits != muted)
    }

    @Test("a prediction doesn't depend on what else is asked, or on the order")
    func batches() {
        let world = Self.taught()
        let context = RankingContext(
            viewer: world.catalog.account("v1") ?? .none,
            surface: "main",
            at: world.now
        )
        let posts = (0..<12).compactMap { world.catalog.post("p\($0)") }
        let together = world.learner.predict(posts, for: context, in: world.catalog).map(\.bits)
        let turned = world.learner.predict(posts.reversed(), for: context, in: world.catalog)
            .map(\.bits)
        #expect(turned.reversed() == together)
        for (place, post) in posts.enumerated() {
            let alone = world.learner.predict([post], for: context, in: world.catalog)
            #expect(alone[0].bits == together[place])
        }
        #expect(world.learner.predict([], for: context, in: world.catalog).isEmpty)
    }

    @Test("nobody, nothing and far times get finite probabilities")
    func hostile() {
        let world = Self.taught()
        for milliseconds in [Int64.min, -1, 0, Int64.max] {
            for viewer in [AccountID.none, AccountID(1)] {
                let context = RankingContext(
                    viewer: viewer,
                    surface: String(repeating: "s", count: 10_000),
                    at: Timestamp(milliseconds: milliseconds)
                )
                let outputs = world.learner.predict(
                    [.none, PostID(1)],
                    for: context,
                    in: world.catalog
                )
                for output in outputs {
                    for head in Head.allCases { #expect((0...1).contains(output[head])) }
                }
            }
        }
    }

    @Test("a page, an impression and an engagement of hostile size leave it bounded and finite")
    func hostileEvents() {
        var world = Self.taught()
        world.serve("ann", (0..<1_000).map { "q\($0)" }, request: "huge")
        #expect(world.learner.status.slots == 255)
        for number in 0..<600 {
            var event = Impression(actor: "ann", post: "p1", at: .epoch)
            event.request = String(repeating: "r", count: number % 512 + 1)
            event.surface = String(repeating: "s", count: number)
            event.outcomes = Outcomes([:], watchMs: EventLimits.integerMax)
            event.outcomes?.durationMs = number % 2 == 0 ? 1 : EventLimits.integerMax
            world.apply(.event(.impression(event)))
            world.engage(.view, "ann", "p1", watchMs: EventLimits.integerMax)
        }
        world.settle()
        for head in Head.allCases { #expect((0...1).contains(world.predict("ann", "p1")[head])) }
        for model in world.learner.models {
            for (_, figures) in model.reliability {
                #expect(figures.logLoss.isFinite && figures.calibrationError <= 1)
                #expect((0...1).contains(figures.auc ?? 0.5))
            }
        }
    }

    @Test("reliability is that of predictions made before they were learned")
    func reliability() throws {
        var world = LearnWorld(["p1/bob/video", "p2/cid/video"])
        let all = Dictionary(uniqueKeysWithValues: Engagement.Kind.allCases.map { ($0, false) })
        var losses = 0.0
        for round in 0..<200 {
            world.wait(minutes: 1)
            let likes = round % 2 == 0
            let post = likes ? "p1" : "p2"
            let predicted = Double(world.predict("ann", post)[.like])
            losses -= logarithm(likes ? predicted : 1 - predicted)
            world.see("ann", post, Outcomes(all.merging([.like: likes]) { $1 }, watchMs: 100))
        }
        let model = try #require(world.learner.models.first)
        let like = try #require(model.reliability.first { $0.head == .like }?.figures)
        #expect(like.examples == 200)
        #expect(like.rate == 0.5)
        #expect(abs(like.logLoss - losses / 200) < 1e-4)
        #expect((like.auc ?? 0) > 0.8)
        #expect(like.bins.reduce(0) { $0 + $1.examples } == 200)
    }

    @Test("erasure leaves nothing of the deleted in what waits")
    func erasure() {
        var world = LearnWorld(["p1/bob/video", "p2/cid/video"])
        world.see("ann", "p1", request: "asked-by-ann")
        world.engage(.like, "dan", "p2")
        world.serve("eve", ["p1", "p2"], request: "asked-by-eve")
        world.apply(.event(.delete(Delete(post: "p1", at: world.now))))
        for account in ["ann", "dan", "eve"] { world.end(account: account) }
        let position = LogPosition(rawValue: UInt64(world.records.count))
        world.apply(.change(ErasureRecord.done(through: position, at: world.now)))
        let bytes = world.bytes
        for text in ["asked-by-ann", "asked-by-eve", "ann", "words"] {
            let needle = Array(text.utf8)
            #expect(!bytes.indices.contains { bytes[$0...].starts(with: needle) })
        }
        // Nor fingerprints of what they asked.
        for request in ["asked-by-ann", "asked-by-eve"] {
            var writer = ByteWriter()
            writer.write(Fingerprint(request).low | 1)
            let needle = writer.bytes
            #expect(!bytes.indices.contains { bytes[$0...].starts(with: needle) })
        }
        world.settle()
        #expect(world.learned.isEmpty)
    }
}
