import HeadwaterLearn
import Testing

@Suite struct HeadTests {
    @Test func everyHeadHasANumberOfItsOwn() {
        var outputs = HeadOutputs()
        for (place, head) in Head.allCases.enumerated() { outputs[head] = Float(place) }
        #expect(Head.allCases.map { outputs[$0] } == (0..<Head.count).map { Float($0) })
        #expect(Set(Head.allCases.map(\.name)).count == Head.count)
    }
}
