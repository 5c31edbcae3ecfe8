import HeadwaterAnswers
import Testing

/// The demo's day, asked about at the beginning, the middle and the end of what is true.
struct TownTests {
    @Test func answersAreThoseOfTheTown() throws {
        let town = try Town()
        #expect(town.facts.count > 90)
        var failed: Set<String> = []
        var offsets: [Int64] = []
        for fact in town.facts { offsets += Self.moments(of: fact) }
        try town.forEachMoment(of: offsets) { offset, world in
            for fact in town.facts where Self.moments(of: fact).contains(offset) {
                let answer = try world.ask(fact.question)
                expectExact(answer, in: world)
                guard let fault = Town.fault(of: answer, to: fact, in: world) else { continue }
                failed.insert("\(fact.question) from \(fact.from)")
                print("\(offset) ms: \(fact.question) \(fault): \(answer.text)")
            }
        }
        let share = Double(town.facts.count - failed.count) / Double(town.facts.count)
        print(
            "facts answered at every moment: \(town.facts.count - failed.count) of \(town.facts.count)"
        )
        #expect(share >= 0.9)
    }

    @Test func whatNobodySaidIsNotAnswered() throws {
        let town = try Town()
        #expect(town.unanswerable.count > 5)
        try town.forEachMoment(of: [300_000, 1_000_000, 3_600_000, 5_000_000, 7_200_000]) {
            offset,
            world in
            for question in town.unanswerable {
                let answer = try world.ask(question)
                #expect(answer.state == .noEvidence, "\(offset) ms: \(question): \(answer.text)")
                #expect(answer.claims.isEmpty && answer.citations.isEmpty)
                #expect(answer.text == "No post here says anything about that.")
            }
        }
    }

    private static func moments(of fact: Town.Fact) -> [Int64] {
        [fact.from, (fact.from + fact.until) / 2, fact.until - 1]
    }
}
