import HeadwaterCore
import Testing

@Suite("Knobs in words")
struct KnobTests {
    @Test("a value has its unit, and a plain weight none")
    func words() {
        let posts = Knob("p", unit: "posts", standard: 3, range: 1...20, "Posts.")
        #expect(posts.text(2.5) == "2.5 posts")
        #expect(posts.bounds == "1 to 20 posts, in whole numbers")
        let weight = Knob("w", unit: "1", standard: 0.5, range: -1_000...1_000, "A weight.")
        #expect(weight.text(0.5) == "0.5")
        #expect(weight.bounds == "-1000 to 1000")
    }

    @Test("what counts something takes no fraction, and what measures takes any")
    func wholeNumbers() {
        let posts = Knob("p", unit: "posts", standard: 3, range: 1...20, "Posts.")
        #expect(posts.isWhole)
        for value in [1, 2, 20, -0.0 + 3] { #expect(posts.accepts(value)) }
        for value in [0, 21, 1.5, 19.999, .nan, .infinity, -.infinity] {
            #expect(!posts.accepts(value))
        }
        let prior = Knob("p", unit: "posts", standard: 2, range: 0.1...20, "As if posts.")
        #expect(!prior.isWhole && prior.accepts(1.5))
        let days = Knob("d", unit: "days", standard: 2, range: 1...20, "Days.")
        #expect(!days.isWhole && days.accepts(1.5) && !days.accepts(.nan))
        let whole = Knob("d", unit: "days", standard: 2, range: 1...20, isWhole: true, "Days.")
        #expect(whole.isWhole && !whole.accepts(1.5))
        // A log of an earlier release may hold a fraction, which its readers cut off.
        var knobs = Knobs()
        #expect(knobs.set(posts, to: 1.5) && knobs[posts] == 1.5)
    }
}
