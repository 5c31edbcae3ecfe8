import Foundation
import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterGraph
import Testing

@Suite("The graph's memory")
struct CeilingTests {
    /// Millions of engagements with HEADWATER_SOAK, which is ten times the ceiling.
    private static let isSoak = ProcessInfo.processInfo.environment["HEADWATER_SOAK"] != nil
    private static let edges = isSoak ? 5_000_000 : 400_000
    private static let posts = 40_000
    private static let ceiling = 16 << 20

    private func apply(_ town: inout Town, _ effect: Effect) {
        town.position += 1
        town.now = town.now.advanced(byMilliseconds: 20)
        let record = Record(
            position: LogPosition(rawValue: town.position),
            received: town.now,
            body: .event(.delete(Delete(post: "", at: town.now)))
        )
        town.graph.apply(record, effect, town.catalog)
    }

    @Test("a stream of many times the ceiling stays below it after every record")
    func ceiling() throws {
        var town = Town()
        for number in 0..<Self.posts { town.post("p\(number)", by: "a\(number % 900)") }
        town.set(Graph.ceiling, to: 16)
        var random = SeededGenerator(seed: 11)
        var most = 0
        for number in 0..<Self.edges {
            let account = AccountID(1 + UInt32(random.next() % 30_000))
            // Mostly new posts, some old ones, and one that everybody likes.
            let newest = UInt64(1 + number * Self.posts / Self.edges)
            let post =
                number % 10 == 0
                ? PostID(1) : PostID(UInt32(newest - random.next() % min(newest, 400)))
            apply(&town, .state(.like, actor: account, post: post, on: true))
            if number % 7 == 0 {
                let other = AccountID(1 + UInt32(random.next() % 30_000))
                apply(&town, .edge(.follow, actor: account, subject: other, on: true))
            }
            most = max(most, town.graph.byteCount)
        }
        #expect(most <= Self.ceiling)
        #expect(most > Self.ceiling / 2)
        #expect(town.graph.segmentsDropped > 0)
        #expect(town.graph.engagementCount > 50_000)
        // Follows stop at a quarter of the memory, and say so.
        #expect(town.graph.followCount > 0)
        if Self.isSoak { #expect(town.graph.followsLeftOut > 0) }
        // What the newest did is there.
        #expect(town.graph.engagers(of: PostID(1), most: .max).count > 0)
    }

    @Test("a lower ceiling acts when its change is applied")
    func lowered() {
        var town = Town()
        for number in 0..<2_000 { town.post("p\(number)", by: "a") }
        var random = SeededGenerator(seed: 12)
        town.set(Graph.ceiling, to: 64)
        for _ in 0..<450_000 {
            let account = AccountID(1 + UInt32(random.next() % 20_000))
            let post = PostID(1 + UInt32(random.next() % 2_000))
            apply(&town, .state(.like, actor: account, post: post, on: true))
        }
        let before = town.graph.byteCount
        town.set(Graph.ceiling, to: 16)
        #expect(before > Self.ceiling)
        #expect(town.graph.byteCount <= Self.ceiling)
    }

    @Test("a much liked post that is deleted leaves with the records that follow")
    func muchLiked() throws {
        var town = Town()
        town.post("hub", by: "a")
        let hub = try #require(town.catalog.post("hub"))
        for number in 1...20_000 as ClosedRange<UInt32> {
            apply(&town, .state(.like, actor: AccountID(number), post: hub, on: true))
        }
        town.apply(.event(.delete(Delete(post: "hub", at: town.now))))
        #expect(town.graph.engagementCount > 10_000)
        for _ in 0..<100 { apply(&town, .none) }
        #expect(town.graph.engagementCount == 0)
        #expect(town.graph.engagements(of: AccountID(5)).count == 0)
    }

    @Test("a copy by value stays as it was while the graph goes on")
    func copies() {
        var town = Town()
        for number in 0..<300 { town.post("p\(number)", by: "a") }
        for number in 1...20_000 as ClosedRange<UInt32> {
            let post = PostID(1 + number % 300)
            apply(&town, .state(.like, actor: AccountID(1 + number % 997), post: post, on: true))
        }
        let copy = town
        let before = copy.bytes
        for number in 1...20_000 as ClosedRange<UInt32> {
            let post = PostID(1 + number % 300)
            let isOn = number % 3 == 0
            apply(&town, .state(.like, actor: AccountID(1 + number % 991), post: post, on: isOn))
        }
        #expect(copy.bytes == before)
        #expect(town.bytes != before)
    }

    @Test("walks go by what the lists hold, not by where they lie")
    func layout() throws {
        // The same edges, once plainly and once with others put in and taken back between them.
        func build(noise: Bool) -> Town {
            var town = Town()
            for number in 0..<200 { town.post("p\(number)", by: "a") }
            var random = SeededGenerator(seed: 3)
            for number in 0..<6_000 {
                let account = AccountID(1 + UInt32(random.next() % 100))
                let post = PostID(1 + UInt32(random.next() % 200))
                let other = AccountID(200 + UInt32(number % 50))
                if noise { apply(&town, .state(.repost, actor: other, post: post, on: true)) }
                apply(&town, .state(.like, actor: account, post: post, on: true))
                if noise { apply(&town, .state(.repost, actor: other, post: post, on: false)) }
            }
            return town
        }
        let plain = build(noise: false)
        let noisy = build(noise: true)
        #expect(plain.bytes != noisy.bytes)
        let walk = plain.graph.walk(from: AccountID(7), seed: 5, at: plain.now.wholeSeconds)
        #expect(walk.count > 50)
        #expect(walk == noisy.graph.walk(from: AccountID(7), seed: 5, at: plain.now.wholeSeconds))
    }
}
