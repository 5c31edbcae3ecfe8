import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn
import Testing

@Suite("A model")
struct ModelTests {
    /// Has viewers see posts and react at random, each example learned and counted.
    private func live(
        _ model: inout Model,
        _ town: inout Town,
        rounds: Range<Int>,
        seed: UInt64
    ) -> [HeadOutputs] {
        var random = SeededGenerator(seed: seed)
        var example = Example()
        return rounds.map { _ in
            let viewer = "u\(random.number(below: 6))"
            let post = "p\(random.number(below: 8))"
            var labels = HeadLabels()
            for head in Head.allCases where random.number(below: 10) > 0 {
                labels[head] = random.number(below: 4) == 0 ? 1 : 0
            }
            town.example(viewer, post, into: &example)
            let outputs = model.learn(example, labels)
            town.count(viewer, post, labels)
            if random.number(below: 3) == 0 {
                town.react(viewer, post, .like, on: random.number(below: 2) == 0)
            }
            return outputs
        }
    }

    @Test("learns what a viewer likes")
    func learns() {
        var town = Town()
        var model = Model()
        var example = Example()
        for round in 0..<60 {
            let post = "p\(round % 4)"
            town.example("ann", post, into: &example)
            var labels = HeadLabels()
            labels[.like] = round % 4 == 1 ? 1 : 0
            model.learn(example, labels)
            town.count("ann", post, labels)
        }
        let liked = town.predict(model, viewer: "ann", post: "p1")[.like]
        #expect(liked > 0.3)
        #expect(town.predict(model, viewer: "ann", post: "p2")[.like] < 0.15)
        #expect(model.learned[Int(Head.like.rawValue)] == 60)
        #expect(model.learned[Int(Head.hide.rawValue)] == 0)
    }

    @Test("is sensible before it has learned anything")
    func untrained() {
        var town = Town()
        let model = Model()
        for head in Head.allCases {
            let outputs = town.predict(model, viewer: "ann", post: "p0")
            #expect(outputs[head] > 0 && outputs[head] < 0.5)
        }
        var labels = HeadLabels()
        for round in 0..<40 {
            labels[.like] = 1
            town.count("u\(round)", "p0", labels)
            labels[.like] = 0
            town.count("u\(round)", "p1", labels)
        }
        // What others like, for someone never seen.
        let popular = town.predict(model, viewer: "ann", post: "p0")[.like]
        let unpopular = town.predict(model, viewer: "ann", post: "p1")[.like]
        #expect(popular > 3 * unpopular)
        // Ann likes something by the author of p3, with its tag, that she has not seen.
        labels[.like] = 1
        let before = town.predict(model, viewer: "ann", post: "p3")[.like]
        town.count("ann", "p1", labels)
        #expect(town.predict(model, viewer: "ann", post: "p3")[.like] > before)
    }

    @Test("follows a hide at once and keeps to it; a hide taken back leaves nothing")
    func hides() {
        var town = Town()
        let model = Model()
        town.see("ann", "p0")
        let before = town.predict(model, viewer: "ann", post: "p2")
        let other = town.predict(model, viewer: "ann", post: "p1")
        town.react("ann", "p0", .hide)
        let after = town.predict(model, viewer: "ann", post: "p2")
        #expect(after[.like] < before[.like] / 2)
        #expect(after[.hide] > before[.hide] * 2)
        // What has neither author, tag nor sound in common is as before.
        #expect(town.predict(model, viewer: "ann", post: "p1")[.like] == other[.like])
        // Others are too.
        let ben = town.predict(model, viewer: "ben", post: "p2")
        #expect(ben[.like] > after[.like])

        var undone = town
        undone.now = undone.now.advanced(byMilliseconds: -2_000)
        undone.react("ann", "p0", .hide, on: false)
        undone.now = town.now
        #expect(undone.predict(model, viewer: "ann", post: "p2")[.like] == before[.like])

        // It outlasts what she merely sees afterwards.
        var labels = HeadLabels()
        labels[.hide] = 1
        labels[.like] = 0
        town.count("ann", "p0", labels)
        for round in 0..<50 { town.see("ann", "q\(round)") }
        let later = town.predict(model, viewer: "ann", post: "p2")
        #expect(later[.like] < before[.like])
        #expect(later[.hide] > before[.hide])
    }

    @Test("a like undone is unlearned from the viewer's state, before it was counted and after")
    func undoes() {
        let model = Model()
        var town = Town()
        town.see("ann", "p0")
        let seen = town
        town.react("ann", "p0", .like)
        #expect(
            town.predict(model, viewer: "ann", post: "p2")[.like]
                > seen.predict(model, viewer: "ann", post: "p2")[.like]
        )
        town.react("ann", "p0", .like, on: false)
        var never = seen
        never.now = town.now
        #expect(
            town.predict(model, viewer: "ann", post: "p2")
                .isSame(as: never.predict(model, viewer: "ann", post: "p2"))
        )

        var labels = HeadLabels()
        labels[.like] = 1
        town.count("ann", "p0", labels)
        let counted = town.predict(model, viewer: "ann", post: "p2")[.like]
        town.react("ann", "p0", .like, on: false)
        let undone = town.predict(model, viewer: "ann", post: "p2")[.like]
        #expect(undone < counted)
        // Back on, as if it had never been off.
        town.react("ann", "p0", .like)
        let again = town.predict(model, viewer: "ann", post: "p2")[.like]
        #expect(abs(again - counted) < 1e-3)
    }

    @Test("the same events give the same bytes, also from a snapshot on", arguments: [1, 2, 3])
    func repeats(seed: UInt64) throws {
        var (model, town) = (Model(), Town())
        _ = live(&model, &town, rounds: 0..<150, seed: seed)
        var writer = ByteWriter()
        model.encode(into: &writer)
        town.state.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        var restored = town
        var copy = try Model(from: &reader)
        restored.state = try FeatureState(from: &reader)
        #expect(reader.isAtEnd)
        let first = live(&model, &town, rounds: 0..<150, seed: seed + 100)
        let second = live(&copy, &restored, rounds: 0..<150, seed: seed + 100)
        #expect(zip(first, second).allSatisfy { $0.isSame(as: $1) })
        #expect(bytes(model, town) == bytes(copy, restored))

        var (other, fresh) = (Model(), Town())
        _ = live(&other, &fresh, rounds: 0..<150, seed: seed)
        _ = live(&other, &fresh, rounds: 0..<150, seed: seed + 100)
        #expect(bytes(model, town) == bytes(other, fresh))
    }

    @Test("predicts the same alone, among others, and in any order")
    func independent() {
        var (model, town) = (Model(), Town())
        _ = live(&model, &town, rounds: 0..<200, seed: 7)
        let posts = (0..<8).map { "p\($0)" }
        let alone = posts.map { town.predict(model, viewer: "u1", post: $0) }
        let context = town.state.context(viewer: town.viewer("u1"), surface: 1, at: town.now)
        var example = Example()
        for order in [Array(posts.indices), posts.indices.reversed(), [3, 3, 1, 0, 7, 2, 6, 5, 4]] {
            for place in order {
                town.state.fill(&example, context, post: town.post(posts[place]), town.catalog)
                #expect(model.predict(example).isSame(as: alone[place]))
            }
        }
    }

    @Test("a child begins with what its parent knows and leaves it alone")
    func children() {
        var (model, town) = (Model(), Town())
        _ = live(&model, &town, rounds: 0..<100, seed: 9)
        var child = Model(warmStartedFrom: model)
        #expect(child.learned.allSatisfy { $0 == 0 })
        let before = town.predict(model, viewer: "u1", post: "p1")
        #expect(town.predict(child, viewer: "u1", post: "p1").isSame(as: before))
        _ = live(&child, &town, rounds: 0..<50, seed: 10)
        var example = Example()
        town.example("u1", "p1", into: &example)
        #expect(!child.predict(example).isSame(as: model.predict(example)))
    }

    private func bytes(_ model: Model, _ town: Town) -> [UInt8] {
        var writer = ByteWriter()
        model.encode(into: &writer)
        town.state.encode(into: &writer)
        return writer.bytes
    }
}

extension HeadOutputs {
    /// Whether all numbers have the same bits.
    func isSame(as other: HeadOutputs) -> Bool {
        Head.allCases.allSatisfy { self[$0].bitPattern == other[$0].bitPattern }
    }
}
