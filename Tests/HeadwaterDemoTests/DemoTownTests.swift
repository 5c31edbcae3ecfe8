import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterDemo

/// The demo town's files, and the events that are made of them.
@Suite struct DemoTownTests {
    private let town: DemoTown
    private let start = Timestamp(milliseconds: 1_764_000_000_000)

    init() throws { town = try DemoTown() }

    @Test func isAsLivelyAsPromised() {
        let posts = town.steps.filter { if case .post = $0.kind { true } else { false } }
        #expect(town.people.count >= 80)
        #expect(posts.count >= 2000)
        #expect(Set(posts.map(\.theme)).count >= 12)
        #expect(Set(posts.compactMap { $0.body["storyline"]?.string }).count >= 6)
        #expect(posts.contains { $0.body["media"]?[0]?["segments"] != nil })
        // Two hours at least, and never long without a post.
        let gaps = zip(posts, posts.dropFirst()).map { $1.offsetMs - $0.offsetMs }
        #expect((posts.last?.offsetMs ?? 0) > DemoTown.dayMs - 120_000)
        #expect((gaps.max() ?? 0) < 120_000)
    }

    @Test func namesOnlyWhatThereIs() {
        let people = Set(town.people.map(\.id))
        let posts = Set(town.steps.map(\.id))
        for step in town.steps {
            #expect(people.contains(step.author) || step.author.isEmpty, "\(step.id)")
            for field in ["reply_to", "quote"] {
                if let other = step.body[field]?.string {
                    #expect(posts.contains(other), "\(step.id) names \(other)")
                }
            }
            for item in step.body["media"]?.array ?? [] {
                let file = item["file"]?.string ?? ""
                #expect(town.media[file] != nil, "\(step.id) shows \(file)")
            }
        }
    }

    /// What goes through the front door has to pass it.
    @Test func makesEventsThatTheFormatAccepts() throws {
        let day = DemoDay(town: town, start: start)
        let viewers = DemoViewers(themes: ["food", "sea"])
        var events = day.arrivals(at: start) + viewers.arrivals(at: start)
        events += day.events(after: -1, through: DemoTown.dayMs)
        events += viewers.events(in: day, second: 3000, visits: 200)
        events += day.deletions(through: DemoTown.dayMs, at: start)
        var decoder = EventDecoder()
        for event in events {
            var line: [UInt8] = []
            EventEncoder.encode(event, into: &line)
            let decoded = try decoder.decode(line.span)
            #expect(decoded == event)
        }
    }

    @Test func labelsItsViewersAsSimulated() {
        for event in DemoViewers(themes: ["food"]).arrivals(at: start) {
            guard case .account(let account) = event else {
                Issue.record("a viewer arrives as \(event)")
                continue
            }
            #expect(account.attributes == [Attribute(name: "simulated", value: "true")])
            #expect(account.name?.hasPrefix("Simulated") == true)
        }
    }

    @Test func viewersLikeByTheme() {
        let day = DemoDay(town: town, start: start)
        let themes = Set(town.steps.map(\.theme)).sorted()
        let viewers = DemoViewers(themes: themes)
        let events = (600..<1200).flatMap { viewers.events(in: day, second: $0, visits: 24) }
        var liked: [String: Set<String>] = [:]
        let byID = Dictionary(
            town.steps.map { (day.post($0.id), $0.theme) },
            uniquingKeysWith: { first, _ in first }
        )
        for case .engagement(let event) in events where event.kind == .like {
            if let theme = byID[event.post ?? ""] { liked[event.actor, default: []].insert(theme) }
        }
        // Whoever liked something liked few of the themes: a taste, not noise.
        let spread = liked.values.map { Double($0.count) }.reduce(0, +) / Double(liked.count)
        #expect(liked.count > 100)
        #expect(spread < Double(themes.count) / 3)
    }
}
