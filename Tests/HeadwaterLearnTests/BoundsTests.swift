import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLearn
import Testing

@Suite("Whatever comes in")
struct BoundsTests {
    private func settings(_ values: [(Knob, Double)]) -> LearnSettings {
        var settings = KnobSettings(LearnSettings.knobs)
        for (knob, value) in values {
            let change = Change(
                kind: "knob",
                name: knob.name,
                before: "",
                after: "\(value)",
                who: "test",
                why: "",
                at: .epoch
            )
            _ = settings.apply(change)
        }
        return LearnSettings(settings)
    }

    @Test("no number that leaves a model is anything but a probability", arguments: [1, 2, 3, 4])
    func hostile(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var (town, model, example) = (Town(), Model(), Example())
        let odd = ["nan", "inf", "-inf", "1e999", "-1e308", "", "0x1p9", "1e-999", "ø\u{0}"]
        var account = Account(id: "ann", at: Timestamp(milliseconds: 5))
        account.attributes = (0..<60).map {
            Attribute(name: "a\($0)", value: odd[$0 % odd.count])
        }
        town.add(.account(account))
        let moments: [Int64] = [.min, -1, 0, 1_800_000_000_000, .max, 4_102_444_800_000]
        let surfaces: [UInt64] = [0, 1, .max, 0x8000_0000_0000_0000]
        let numbers: [Float] = [.nan, .infinity, -.infinity, -1, 0, 0.5, 1, 3e38, -0.0]
        for _ in 0..<300 {
            let viewer = AccountID(
                random.number(below: 3) == 0 ? .max : UInt32(random.number(below: 4))
            )
            let post = PostID(UInt32(random.number(below: UInt64(town.catalog.postCount + 1))))
            let at = Timestamp(milliseconds: moments[Int(random.number(below: 6))])
            let surface = surfaces[Int(random.number(below: 4))]
            var labels = HeadLabels()
            for head in Head.allCases { labels[head] = numbers[Int(random.number(below: 9))] }
            let catalog = town.catalog
            town.state.example(
                viewer: viewer,
                post: post,
                surface: surface,
                at: at,
                catalog,
                into: &example
            )
            #expect(!example.dense.contains { !$0.isFinite })
            let outputs = model.learn(example, labels)
            let again = model.predict(example)
            for head in Head.allCases {
                #expect(outputs[head] >= 0 && outputs[head] <= 1)
                #expect(again[head] >= 0 && again[head] <= 1)
            }
            let (state, head) = (
                random.number(below: 4), Head.allCases[Int(random.number(below: 10))]
            )
            town.state.count(
                viewer: viewer,
                post: post,
                surface: surface,
                at: at,
                labels,
                catalog
            )
            town.state.react(
                viewer: viewer,
                post: post,
                head: head,
                on: state > 1,
                at: at,
                catalog
            )
            town.state.pass(viewer: viewer, post: post, on: state == 0, at: at, catalog)
        }
        // And what was written can be read.
        var writer = ByteWriter()
        model.encode(into: &writer)
        town.state.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        _ = try Model(from: &reader)
        _ = try FeatureState(from: &reader)
        #expect(reader.isAtEnd)
    }

    @Test("a label that isn't a number is not known, and one out of range is brought into it")
    func labels() {
        var labels = HeadLabels()
        labels[.like] = .nan
        #expect(labels[.like] == nil && labels.known == 0)
        labels[.watched] = 7
        #expect(labels[.watched] == 1)
        labels[.watched] = -.infinity
        #expect(labels[.watched] == 0)
        labels[.watched] = nil
        #expect(labels == HeadLabels())
    }

    @Test(
        "an id gets weights of its own from the occurrence that the knob names",
        arguments: [1, 3]
    )
    func admission(occurrences: Int) {
        var (town, model, example) = (Town(), Model(), Example())
        let settings = settings([(LearnSettings.admissionKnob, Double(occurrences))])
        var labels = HeadLabels()
        labels[.click] = 1
        town.example("ann", "p0", into: &example)
        for round in 1...occurrences {
            model.learn(example, labels, settings)
            // A few share a bucket, whose occurrences are theirs together.
            #expect((model.rowCount > example.keys.count / 2) == (round == occurrences))
        }
        #expect(model.rowCount <= example.keys.count)
    }

    @Test("memory stays within the knobs, and what isn't met any more goes")
    func memory() {
        var (town, model, example) = (Town(), Model(), Example())
        let settings = settings([
            (LearnSettings.weightKnob, 1_000), (LearnSettings.tailKnob, 64),
            (LearnSettings.countKnob, 10_000), (LearnSettings.entityKnob, 1_000),
            (LearnSettings.admissionKnob, 1), (LearnSettings.expiryKnob, 30),
        ])
        town.state.settings = settings
        var labels = HeadLabels()
        labels[.click] = 1
        for round in 0..<1_500 {
            town.example(id: UInt32(round) + 100, "p\(round % 8)", into: &example)
            model.learn(example, labels, settings)
            town.count(id: UInt32(round) + 100, "p\(round % 8)", labels)
        }
        #expect(model.rowCount == 1_000)
        #expect(model.byteCount < 1_000 * 200 + 64 * 64 + 20_000)
        #expect(town.state.byteCount < 10_000 * 200 + 3_000 * 700)
        // Two months later only what is met is left.
        town.now = town.now.advanced(byMilliseconds: 60 * 86_400_000)
        for _ in 0..<1_200 {
            town.example("ann", "p0", into: &example)
            model.learn(example, labels, settings)
        }
        #expect(model.rowCount <= example.keys.count)
    }

    @Test("two hundred models that have seen nothing cost little")
    func small() {
        #expect((0..<200).reduce(0) { sum, _ in sum + Model().byteCount } < 200 * 20_000)
        #expect(FeatureState().byteCount < 10_000)
    }

    @Test("what is no snapshot is refused, or read; it never ends the process", arguments: 0..<40)
    func damaged(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var (town, model, example) = (Town(), Model(), Example())
        var labels = HeadLabels()
        labels[.like] = 1
        for round in 0..<8 {
            town.example("ann", "p\(round)", into: &example)
            model.learn(example, labels)
            town.count("ann", "p\(round)", labels)
        }
        var writer = ByteWriter()
        model.encode(into: &writer)
        town.state.encode(into: &writer)
        var bytes = writer.bytes
        for _ in 0..<4 {
            bytes[Int(random.number(below: UInt64(bytes.count)))] = UInt8(random.number(below: 256))
        }
        var reader = ByteReader(
            Array(bytes.prefix(Int(random.number(below: UInt64(bytes.count * 2)))))
        )
        do {
            let model = try Model(from: &reader)
            let outputs = model.predict(example)
            for head in Head.allCases { #expect(outputs[head] >= 0 && outputs[head] <= 1) }
            town.state = try FeatureState(from: &reader)
            let after = town.predict(model, viewer: "ann", post: "p1")
            for head in Head.allCases { #expect(after[head] >= 0 && after[head] <= 1) }
        } catch {}
    }
}
