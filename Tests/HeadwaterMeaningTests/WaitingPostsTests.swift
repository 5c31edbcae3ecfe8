import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterMeaning

@Suite struct WaitingPostsTests {
    /// What is taken out and put back lies as in a sorted array of everything.
    @Test(arguments: 0..<20)
    func itIsASortedListOfTheNewest(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var list = WaitingPosts()
        var naive: [UInt64] = []
        var taken: [(position: UInt64, post: UInt32)] = []
        var newest: UInt64 = 0
        let limit = Int.random(in: 0...60, using: &generator)
        for _ in 0..<400 {
            switch Int.random(in: 0..<4, using: &generator) {
            case 0 where !taken.isEmpty:
                let some = taken.filter { _ in Bool.random(using: &generator) }
                taken.removeAll { entry in some.contains { $0.position == entry.position } }
                list.merge(some, limit: limit)
                naive = (naive + some.map(\.position)).sorted().suffix(limit)
            case 1:
                let after = UInt64.random(in: 0...newest, using: &generator)
                let through = UInt64.random(in: after...newest, using: &generator)
                let found = list.take(
                    list.range(
                        after: LogPosition(rawValue: after),
                        through: LogPosition(rawValue: through)
                    )
                )
                let wanted = naive.filter { $0 > after && $0 <= through }
                #expect(found.map(\.position) == wanted, "seed \(seed)")
                naive.removeAll { wanted.contains($0) }
                taken = (taken + found).sorted { $0.position < $1.position }
            default:
                newest += UInt64.random(in: 1...3, using: &generator)
                list.append(
                    PostID(UInt32(newest)),
                    at: LogPosition(rawValue: newest),
                    limit: limit
                )
                naive = (naive + [newest]).suffix(limit)
            }
            #expect(list.indices.map { list.positions[$0] } == naive, "seed \(seed)")
            #expect(list.indices.map { UInt64(list.posts[$0]) } == naive, "seed \(seed)")
        }
    }
}
