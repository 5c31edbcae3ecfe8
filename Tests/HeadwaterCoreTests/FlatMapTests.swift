import HeadwaterCore
import Testing

/// The flat map against a dictionary, under random input.
@Suite struct FlatMapTests {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func agreesWithADictionary(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var map = FlatMap<Int64>(filler: 0)
        var plain: [UInt64: Int64] = [:]
        for step in 0..<4000 {
            // Few keys, so that setting again and removing are frequent.
            let key = 1 + random.next() % 400
            if random.next() % 3 == 0 {
                #expect(map.remove(key) == plain.removeValue(forKey: key), "seed \(seed)")
            } else {
                let value = Int64(step)
                #expect(map.set(key, to: value) == plain.updateValue(value, forKey: key))
            }
        }
        #expect(map.count == plain.count)
        for key in 1...400 as ClosedRange<UInt64> { #expect(map[key] == plain[key]) }
        #expect(map[0] == nil)
        let even = map.entries { _, value in value % 2 == 0 }
        #expect(Set(even.map(\.key)) == Set(plain.filter { $0.value % 2 == 0 }.keys))
        let copy = FlatMap(keys: map.keys, values: map.values, filler: 0)
        #expect(copy?.count == plain.count)
    }

    @Test func slotsThatDontAddUpAreRefused() {
        #expect(FlatMap<Int64>(keys: [1, 2], values: [1, 2], filler: 0) == nil)
        let full = [UInt64](repeating: 7, count: 16)
        #expect(FlatMap(keys: full, values: full, filler: 0) == nil)
    }
}
