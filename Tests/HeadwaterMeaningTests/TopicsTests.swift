import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterMeaning

/// Topics through the view, as the log makes them.
@Suite struct TopicsTests {
    /// Words of which each topic has its own.
    static let words = [
        ["tide", "kelp", "gull"], ["goal", "derby", "pitch"], ["chord", "drum", "encore"],
        ["bread", "oven", "yeast"], ["snow", "gale", "frost"], ["tulip", "mulch", "seed"],
    ]

    /// Posts of six topics that come mixed, three words of four from their own.
    static func world(posts: Int, seed: UInt64) -> (VectorWorld, topics: [Int]) {
        var generator = SeededGenerator(seed: seed)
        var world = VectorWorld()
        world.declare()
        var topics: [Int] = []
        for number in 0..<posts {
            let topic = Int.random(in: 0..<words.count, using: &generator)
            topics.append(topic)
            let own = (0..<3).map { _ in words[topic].randomElement(using: &generator) ?? "" }
            let noise = "noise\(Int.random(in: 0..<40, using: &generator))"
            world.post("p\(number)", (own + [noise]).joined(separator: " "))
            if number % 10 == 9 { world.embedAll() }
        }
        world.embedAll()
        return (world, topics)
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func whatMeansMuchTheSameSharesATopic(seed: UInt64) {
        let (world, planted) = Self.world(posts: 300, seed: seed)
        var together = (same: 0, other: 0)
        var pairs = (same: 0, other: 0)
        // The first posts come before anything is known.
        for left in 100..<300 {
            for right in left + 1..<300 {
                let shares = world.topic("p\(left)") == world.topic("p\(right)")
                if planted[left] == planted[right] {
                    pairs.same += 1
                    together.same += shares ? 1 : 0
                } else {
                    pairs.other += 1
                    together.other += shares ? 1 : 0
                }
            }
        }
        #expect(Double(together.same) / Double(pairs.same) > 0.4, "seed \(seed)")
        #expect(Double(together.other) / Double(pairs.other) < 0.02, "seed \(seed)")
    }

    @Test func aPostWithoutAVectorHasNoTopic() {
        var world = VectorWorld()
        world.declare()
        world.post("a", "tide kelp")
        #expect(world.topic("a") == .none)
        world.embedAll()
        #expect(world.topic("a") != .none)
        #expect(
            world.vectors.topicChanges == [
                TopicChange(post: world.id("a"), topic: world.topic("a"), isOn: true)
            ]
        )
        world.post("b", "")
        #expect(world.vectors.topicChanges.isEmpty)
        #expect(world.topic("b") == .none)
    }

    @Test func anEditLeavesTheTopicADeleteToo() {
        var world = VectorWorld()
        world.declare()
        for (id, text) in [("a", "tide kelp"), ("b", "tide kelp"), ("c", "tide kelp gull")] {
            world.post(id, text)
            world.embedAll()
        }
        let sea = world.topic("a")
        #expect(world.topic("b") == sea)
        #expect(world.topic("c") == sea)
        world.post("b", "goal derby", edited: true)
        #expect(world.topic("b") == .none)
        let left = TopicChange(post: world.id("b"), topic: sea, isOn: false)
        #expect(world.vectors.topicChanges == [left])
        world.embedAll()
        #expect(world.topic("b") != .none)
        #expect(world.topic("b") != sea)
        let id = world.id("c")
        world.delete("c")
        #expect(
            world.vectors.topicChanges == [TopicChange(post: id, topic: sea, isOn: false)]
        )
        #expect(world.vectors.topic(of: id) == .none)
    }

    /// What was deleted can't be read from the means of few: they become what they would be if it
    /// had never been there.
    @Test func aDeletedPostIsInNoMeanOfFew() throws {
        var world = VectorWorld()
        world.declare()
        for number in 0..<20 {
            world.post("p\(number)", "tide kelp gull noise\(number)")
            world.embedAll()
        }
        world.post("secret", "tide kelp gull passphrase")
        world.embedAll()
        #expect(world.topic("secret") == world.topic("p0"))
        world.delete("secret")
        for number in 0..<19 { world.delete("p\(number)") }
        let (left, store) = (world.vectors, try #require(world.vectors.store(nil)))
        let vector = try #require(left.vector(of: world.id("p19")))
        var alone = FixedSum(dimension: 64)
        alone.add(vector, inertia: 256)
        #expect(store.topics.background == alone)
        #expect(store.topics.topics.map(\.sum) == [alone])
        world.delete("p19")
        let none = try #require(world.vectors.store(nil)).topics
        #expect(none.topics.isEmpty)
        #expect(none.centres.isEmpty)
        #expect(none.background == FixedSum(dimension: 64))
    }

    @Test func topicsAreNoMoreThanTheKnobSays() {
        var world = VectorWorld()
        world.set(MeaningKnobs.topics, to: 5)
        world.declare()
        var numbers: Set<TopicID> = []
        for number in 0..<200 {
            world.post("p\(number)", "word\(number) other\(number)")
            world.embedAll()
            numbers.insert(world.topic("p\(number)"))
            #expect(world.vectors.counts.topics <= 5)
        }
        // Topics of one post make room for others.
        #expect(numbers.count > 100)
        world.set(MeaningKnobs.topics, to: 2)
        world.post("last", "tide")
        world.embedAll()
        #expect(world.vectors.counts.topics <= 2)
        world.set(MeaningKnobs.topics, to: 0)
        world.post("none", "tide")
        world.embedAll()
        #expect(world.vectors.counts.topics == 0)
        #expect(world.topic("none") == .none)
    }

    @Test func aTopicThatManyTalkAboutStaysAmongThoseOfOnePost() {
        var world = VectorWorld()
        world.set(MeaningKnobs.topics, to: 8)
        world.declare()
        for number in 0..<20 { world.post("s\(number)", "tide kelp gull noise\(number)") }
        world.embedAll()
        for number in 0..<60 {
            world.post("p\(number)", "word\(number) other\(number)")
            world.embedAll()
        }
        world.post("again", "tide kelp gull")
        world.embedAll()
        #expect(world.topic("again") == world.topic("s0"))
        #expect(world.topic("again") != .none)
    }

    @Test func aTopicFollowsTheNews() {
        var world = VectorWorld()
        world.set(MeaningKnobs.topicInertia, to: 64)
        world.declare()
        // A story whose words give way to others, one after another.
        let story = (0..<40).map { "turn\($0)" }
        var ids: [TopicID] = []
        for turn in 0..<story.count - 4 {
            for number in 0..<30 {
                let id = "p\(turn)-\(number)"
                world.post(id, story[turn..<turn + 4].joined(separator: " "))
                world.embedAll()
                ids.append(world.topic(id))
            }
        }
        // Its last words share nothing with its first, and what was said throughout is one topic
        // for long stretches.
        let kept = zip(ids, ids.dropFirst()).filter { $0 == $1 }.count
        #expect(kept > ids.count * 98 / 100)
        #expect(Set(ids).count < story.count / 2)
    }

    @Test func whatStandsInHasTopicsUntilTheEncoderComes() throws {
        var world = VectorWorld()
        world.declare()
        for number in 0..<6 { world.post("p\(number)", "tide at the pier") }
        let batch = try #require(
            world.vectors.surplus(in: "words-1", over: 2, most: 4, by: "letters-1")
        )
        world.send(.change(VectorsRecord.attached(batch.record).change(at: world.clock)))
        let before = world.topic("p0")
        #expect(before != .none)
        #expect(world.topic("p1") == before)
        #expect(world.topic("p5") == .none)
        world.embedAll()
        let after = world.topic("p0")
        #expect(after != .none)
        #expect(after != before)
        #expect(world.topic("p5") == after)
    }

    @Test func theSameVectorsGiveTheSameTopicsWhateverElseThereIs() throws {
        // Independent of the cells, and of the posts' numbers.
        let (world, _) = Self.world(posts: 120, seed: 9)
        let store = try #require(world.vectors.store(nil))
        var topics = Topics(dimension: 64)
        var newest: UInt32 = 0
        var numbers: [TopicID: UInt32] = [:]
        for record in world.records {
            guard case .change(let change) = record.body,
                case .attached(let batch) = VectorsRecord(change)
            else { continue }
            for post in world.posts(after: batch.after, through: batch.through) {
                let vector = try #require(store.vector(of: post.rawValue))
                let topic = topics.assign(
                    vector,
                    tag: 0,
                    Topics.Rules(most: 512, likeness: 0.37, inertia: 256),
                    newest: &newest
                )
                #expect(numbers[world.vectors.topic(of: post), default: topic] == topic)
                numbers[world.vectors.topic(of: post)] = topic
            }
        }
        #expect(numbers.count > 3)
    }
}

extension VectorWorld {
    func topic(_ post: String) -> TopicID { vectors.topic(of: id(post)) }

    /// The posts whose versions lie between two positions, in the order of the log.
    func posts(after: LogPosition, through: LogPosition) -> [PostID] {
        records.compactMap { record in
            guard record.position > after, record.position <= through,
                case .event(.post(let post)) = record.body
            else { return nil }
            return id(post.id)
        }
    }

    mutating func set(_ knob: Knob, to value: Double) {
        send(
            .change(
                Change(
                    kind: "knob",
                    name: knob.name,
                    before: "",
                    after: "\(value)",
                    who: "",
                    why: "",
                    at: clock
                )
            )
        )
    }
}

/// What tags say of topics.
@Suite struct TopicTitleTests {
    private func title(_ tags: [String?], audience: Audience = .public) -> TopicTitle {
        var world = VectorWorld()
        world.declare()
        for (number, tag) in tags.enumerated() {
            var post = Post(
                id: "p\(number)",
                author: "ada",
                at: world.clock,
                text: "tide kelp gull"
            )
            post.tags = tag.map { [$0] } ?? []
            post.audience = audience
            world.send(.event(.post(post)))
            world.embedAll()
        }
        let title = world.vectors.title(of: world.topic("p0"))
        guard case .tag(let tag) = title else { return title }
        #expect(world.catalog.text(of: tag) == "sea")
        return .tag(.none)
    }

    @Test func theTagOfMostStandsForATopic() {
        #expect(title([String?](repeating: "sea", count: 4)) == .tag(.none))
        #expect(title(["sea", "x", "sea", "y", "sea", nil, "sea", "sea", "sea"]) == .tag(.none))
    }

    @Test func aFewDontNameATopic() {
        #expect(title(["sea", "sea", "sea"]) == .disputed)
        #expect(title(["a", "b", "c", "d", "e", "f"]) == .disputed)
        #expect(title([nil, nil, nil, nil, "sea"]) == .untagged)
        #expect(title([nil]) == .untagged)
    }

    @Test func whatIsNotForAllNamesNothing() {
        #expect(title([String?](repeating: "sea", count: 9), audience: .followers) == .untagged)
    }

    @Test func anotherTagTakesOver() {
        var tags = TopicTags()
        for _ in 0..<500 { tags.count(1) }
        for _ in 0..<70 { tags.count(2) }
        #expect(tags.leading == 2)
        for _ in 0..<500 { tags.count(0) }
        #expect(tags.areRare)
    }
}
