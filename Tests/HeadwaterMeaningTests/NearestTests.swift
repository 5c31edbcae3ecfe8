import HeadwaterCatalog
import HeadwaterCore
import Testing

@testable import HeadwaterMeaning

@Suite struct NearestTests {
    /// Vectors around random centres, as texts about some topics have.
    static func store(
        _ count: Int,
        dimension: Int,
        topics: Int,
        seed: UInt64
    ) -> (store: VectorStore, vectors: [QuantizedVector]) {
        var generator = SeededGenerator(seed: seed)
        func normal() -> Float {
            (0..<6).reduce(Float(-3)) { sum, _ in sum + Float(generator.unit()) }
        }
        let centres = (0..<topics).map { _ in (0..<dimension).map { _ in normal() } }
        var store = VectorStore(dimension: dimension)
        var vectors: [QuantizedVector] = []
        for number in 0..<count {
            let centre = centres[Int.random(in: 0..<topics, using: &generator)]
            guard let vector = QuantizedVector(centre.map { $0 + 0.8 * normal() }) else { continue }
            store.set(UInt32(number + 1), to: vector, limit: count)
            vectors.append(vector)
        }
        return (store, vectors)
    }

    /// What must hold of a store, whatever has happened to it.
    static func check(_ store: VectorStore) {
        var seen: Set<UInt32> = []
        for (number, cell) in store.cells.cells.enumerated() {
            #expect(cell.slots.count <= Cells.most)
            #expect(
                cell.sketches.count == cell.slots.count * Sketch.words(store.dimension)
            )
            for (place, slot) in cell.slots.enumerated() {
                #expect(seen.insert(slot).inserted)
                let row = Int(slot) & (VectorStore.pageSize - 1)
                let page = store.pages[Int(slot) >> VectorStore.pageBits]
                #expect(page.cells[row] == UInt32(number))
                #expect(store.slots[page.posts[row]] == Int(slot))
                let words = Sketch.words(store.dimension)
                #expect(
                    Array(cell.sketches[place * words..<(place + 1) * words])
                        == Sketch.bits(of: store.numbers(at: Int(slot)))
                )
            }
        }
        #expect(seen.count == store.count)
    }

    @Test(arguments: [(1_500, 10), (2_500, 40), (3_000, 200)])
    func mostOfTheNearestAreFound(_ count: Int, _ topics: Int) {
        let (store, vectors) = Self.store(count, dimension: 64, topics: topics, seed: 3)
        Self.check(store)
        #expect(store.cells.count > 1)
        var found = 0
        for number in stride(from: 0, to: count, by: count / 40) {
            let exact = Set(store.nearestOfAll(to: vectors[number], count: 50).map(\.post))
            let near = store.nearest(
                to: vectors[number],
                count: 50,
                from: .none,
                effort: Effort(probes: 48),
                where: { _ in true }
            )
            #expect(near.first?.post == PostID(UInt32(number + 1)))
            #expect(near.count == 50)
            #expect(zip(near, near.dropFirst()).allSatisfy { $0.isBefore($1) })
            found += near.filter { exact.contains($0.post) }.count
        }
        #expect(found >= 40 * 50 * 90 / 100, "\(found) of \(40 * 50)")
    }

    @Test func onlyWhatIsWantedIsFoundAndAllOfThat() {
        let (store, vectors) = Self.store(2_400, dimension: 64, topics: 20, seed: 5)
        let near = store.nearest(
            to: vectors[0],
            count: 40,
            from: PostID(1_200),
            effort: Effort(probes: 64),
            where: { $0.rawValue % 100 == 0 }
        )
        #expect(near.count == 13)
        #expect(near.allSatisfy { $0.post.rawValue >= 1_200 && $0.post.rawValue % 100 == 0 })
    }

    @Test(arguments: 0..<4)
    func cellsHoldWhateverComesAndGoes(_ seed: UInt64) {
        var (store, vectors) = Self.store(1_500, dimension: 64, topics: 9, seed: seed)
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<3_000 {
            let post = UInt32.random(in: 1...1_500, using: &generator)
            if generator.unit() < 0.7 {
                store.remove(post)
            } else {
                store.set(post, to: vectors[Int(post) - 1], limit: 1_000)
            }
        }
        Self.check(store)
        for post in 1...1_500 { store.remove(UInt32(post)) }
        Self.check(store)
        #expect(store.count == 0)
        #expect(store.cells.count == 0)
        #expect(store.pages.allSatisfy { $0.numbers.allSatisfy { $0 == 0 } })
    }

    @Test func copiesOfOneTextMakeNoCellTooLarge() {
        var store = VectorStore(dimension: 64)
        guard let vector = QuantizedVector([Float](repeating: 1, count: 64)) else { return }
        for post in 1...2_500 { store.set(UInt32(post), to: vector, limit: 10_000) }
        Self.check(store)
        let near = store.nearest(
            to: vector,
            count: 10,
            from: .none,
            effort: Effort(probes: 48),
            where: { _ in true }
        )
        #expect(near.map(\.post.rawValue).count == 10)
        #expect(near.allSatisfy { $0.similarity == 1 })
    }

    @Test func aCopyStaysAsItWas() {
        var (store, vectors) = Self.store(600, dimension: 64, topics: 3, seed: 1)
        let copy = store
        for post in 1...300 { store.remove(UInt32(post)) }
        #expect(copy.count == 600)
        Self.check(copy)
        #expect(copy.vector(of: 1) == vectors[0])
    }

    @Test func bitsAreCountedAsSwiftCountsThem() {
        var generator = SeededGenerator(seed: 11)
        for words in [1, 2, 3, 8, 16, 64] {
            let query = (0..<words).map { _ in generator.next() }
            let rows = (0..<words * 37).map { _ in generator.next() }
            var distances: [UInt16] = [7]
            appendHammingDistances(of: rows, from: query, to: &distances)
            let wanted = (0..<37).map { row in
                UInt16(
                    (0..<words).reduce(0) {
                        $0 + (query[$1] ^ rows[row * words + $1]).nonzeroBitCount
                    }
                )
            }
            #expect(distances == [7] + wanted)
        }
    }
}
