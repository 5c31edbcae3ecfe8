import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterDemo

/// Playing the day: nothing is left out, nothing comes twice, restarts go on where they were.
@Suite struct DemoPlayerTests {
    /// What a player has sent through the front door.
    private actor Door {
        private(set) var events: [Event] = []
        private(set) var cursor: String?
        private(set) var historical = 0

        func take(_ new: [Event], _ cursor: String, _ isHistory: Bool) {
            events += new
            self.cursor = cursor
            if isHistory { historical += new.count }
        }

        var posts: [Post] {
            events.compactMap { if case .post(let post) = $0 { post } else { nil } }
        }

        var deleted: Set<String> {
            Set(events.compactMap { if case .delete(let event) = $0 { event.post } else { nil } })
        }
    }

    private struct Enough: Error {}

    private let town: DemoTown
    private let start = Timestamp(milliseconds: 1_764_000_000_000)

    init() throws { town = try DemoTown() }

    /// Plays until the clock has moved on by `milliseconds`, in steps of `step`.
    private func play(
        _ door: Door,
        _ time: ManualTime,
        for milliseconds: Int64,
        step: Int64 = 10_000
    ) async throws {
        let player = DemoPlayer(town, time: time)
        let end = time.now.advanced(byMilliseconds: milliseconds)
        do {
            try await player.run(
                from: await door.cursor,
                pause: { _ in
                    if time.now >= end { throw Enough() }
                    time.advance(byMilliseconds: step)
                },
                emit: { await door.take($0, $1, $2) }
            )
        } catch is Enough {}
    }

    @Test func beginsWithAMorningBehindIt() async throws {
        let door = Door()
        try await play(door, ManualTime(start), for: 0)
        let posts = await door.posts
        #expect(posts.count > 300)
        #expect(posts.allSatisfy { $0.at <= start })
        // As history: each counts as received when it happened.
        #expect(await door.historical == door.events.count)
    }

    @Test func playsEveryPostOnceAndInTime() async throws {
        let door = Door()
        let time = ManualTime(start)
        try await play(door, time, for: DemoTown.dayMs - DemoPlayer.backlogMs - 60_000)
        let posts = await door.posts.filter { $0.edited == nil }
        #expect(Set(posts.map(\.id)).count == posts.count)
        let due = town.steps.filter {
            if case .post = $0.kind { $0.offsetMs <= DemoTown.dayMs - 60_000 } else { false }
        }
        #expect(posts.count == due.count)
        #expect(await door.posts.allSatisfy { $0.version <= time.now })
    }

    @Test func aRestartGoesOnWhereItWas() async throws {
        let (whole, pieces) = (Door(), Door())
        try await play(whole, ManualTime(start), for: 600_000)
        let time = ManualTime(start)
        for _ in 0..<6 { try await play(pieces, time, for: 100_000) }
        #expect(await pieces.posts.map(\.id) == whole.posts.map(\.id))
    }

    @Test func theNextDayBeginsWithoutTheLast() async throws {
        let door = Door()
        let time = ManualTime(start)
        try await play(door, time, for: DemoTown.dayMs + 600_000)
        let posts = await door.posts
        let first = DemoDay(
            town: town,
            start: start.advanced(byMilliseconds: -DemoPlayer.backlogMs)
        )
        let ofFirstDay = Set(town.steps.map { first.post($0.id) })
        let later = posts.filter { !ofFirstDay.contains($0.id) }
        #expect(!later.isEmpty)
        #expect(await door.deleted.isSuperset(of: posts.map(\.id).filter(ofFirstDay.contains)))
        #expect(Set(later.map(\.id)).isDisjoint(with: await door.deleted))
    }
}
