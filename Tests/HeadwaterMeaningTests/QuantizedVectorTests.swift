import HeadwaterMeaning
import Testing

@Suite struct QuantizedVectorTests {
    @Test func keepsTheDirectionAndNotTheLength() throws {
        let one = try #require(QuantizedVector([0.5, -1, 0]))
        let two = try #require(QuantizedVector([50, -100, 0]))
        #expect(one == two)
        #expect(one.numbers == [64, -127, 0])
    }

    @Test(arguments: [[0, 0], [.nan, 1], [1, .infinity], []] as [[Float]])
    func whatHasNoDirectionIsNone(_ vector: [Float]) {
        #expect(QuantizedVector(vector) == nil)
    }
}
