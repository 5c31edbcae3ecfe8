import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn
import Testing

@Suite("What the learner lets go of")
struct ForgettingTests {
    /// Bob has so many posts, with these attributes, and others have some; then his account ends.
    private func world(posts: Int, _ attributes: [Attribute]) -> LearnWorld {
        var world = LearnWorld(["p1/ann", "p2/dan"])
        for number in 0..<posts {
            var post = Post(id: "b\(number)", author: "bob", at: world.now, text: "words")
            post.attributes = attributes
            world.apply(.event(.post(post)))
        }
        return world
    }

    private static let noir = [Attribute(name: "genre", value: "noir")]

    @Test("a deleted account's posts leave no attributes, be they many", arguments: [3, 600])
    func deletedAccount(posts: Int) throws {
        var plain = world(posts: posts, [])
        var world = world(posts: posts, Self.noir)
        #expect(world.bytes != plain.bytes)
        plain.end(account: "bob")
        world.end(account: "bob")
        // Bounded with one record; what is left goes with those that follow.
        #expect((world.bytes == plain.bytes) == (posts < 100))
        var restored = try world.reloaded()
        for _ in 0..<posts / 256 {
            for change in ["one", "two"] {
                plain.change("nothing", change, "")
                world.change("nothing", change, "")
                restored.change("nothing", change, "")
            }
        }
        #expect(world.bytes == plain.bytes)
        #expect(restored.bytes == world.bytes)
        // Nor does a post that comes after its author is gone bring any.
        var late = Post(id: "late", author: "bob", at: world.now, text: "words")
        plain.apply(.event(.post(late)))
        late.attributes = Self.noir
        world.apply(.event(.post(late)))
        #expect(world.bytes == plain.bytes)
    }

    @Test("an erasure leaves none of them, however many they are")
    func erasure() {
        var (plain, world) = (world(posts: 600, []), world(posts: 600, Self.noir))
        for _ in 0..<2 {
            world.end(account: "bob")
            let position = LogPosition(rawValue: UInt64(world.records.count))
            world.apply(.change(ErasureRecord.done(through: position, at: world.now)))
            swap(&world, &plain)
        }
        #expect(world.bytes == plain.bytes)
    }

    @Test("a hide stands when a mute of the author ends, and a follow of a post likewise")
    func ties() {
        for (kind, tie) in [
            (.hide, .mute), (.follow, .follow),
        ] as [(Engagement.Kind, Edge.Kind)] {
            var world = LearnWorld(["p1/bob/video", "p2/bob/video"])
            world.see("ann", "p1")
            let before = world.predict("ann", "p2").bits
            var tied = world
            world.engage(kind, "ann", "p1")
            let engaged = world.predict("ann", "p2").bits
            #expect(engaged != before)
            world.tie(tie, "ann", "bob")
            world.tie(tie, "ann", "bob", undone: true)
            #expect(world.predict("ann", "p2").bits == engaged)
            // Alone it takes with it what it brought.
            tied.tie(tie, "ann", "bob")
            #expect(tied.predict("ann", "p2").bits == engaged)
            tied.tie(tie, "ann", "bob", undone: true)
            #expect(tied.predict("ann", "p2").bits == before)
        }
    }

    @Test("a long view stands beside an impression that reports a skip")
    func skips() {
        for isLong in [false, true] {
            // The same share of it is watched: nothing but the skip tells these two apart.
            let bytes = [1_000, 5_000].map { (watchMs: Int64) in
                var world = LearnWorld(["p1/bob/video"])
                world.see("ann", "p1")
                if isLong { world.engage(.view, "ann", "p1", watchMs: 60_000) }
                var outcomes = Outcomes([:], watchMs: watchMs)
                outcomes.durationMs = watchMs * 20
                world.see("ann", "p1", outcomes)
                return world.bytes
            }
            #expect((bytes[0] == bytes[1]) == isLong)
        }
    }
}
