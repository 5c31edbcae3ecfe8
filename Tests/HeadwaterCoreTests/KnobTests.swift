import HeadwaterCore
import Testing

@Suite("Knobs in words")
struct KnobTests {
    @Test("a value has its unit, and a plain weight none")
    func words() {
        let posts = Knob("p", unit: "posts", standard: 3, range: 1...20, "Posts.")
        #expect(posts.text(2.5) == "2.5 posts")
        #expect(posts.bounds == "1 to 20 posts")
        let weight = Knob("w", unit: "1", standard: 0.5, range: -1_000...1_000, "A weight.")
        #expect(weight.text(0.5) == "0.5")
        #expect(weight.bounds == "-1000 to 1000")
    }
}
