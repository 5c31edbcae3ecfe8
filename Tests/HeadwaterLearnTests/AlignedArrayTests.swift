import HeadwaterCore
import Testing

@testable import HeadwaterLearn

@Suite("Aligned arrays")
struct AlignedArrayTests {
    @Test("hold what arrays hold, and so do their copies", arguments: [1, 2, 3, 4])
    func likeArrays(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var (aligned, plain) = (AlignedArray<UInt64>(), [UInt64]())
        var copies: [(AlignedArray<UInt64>, [UInt64])] = []
        for step in 0..<2_000 as Range<UInt64> {
            switch random.number(below: 12) {
            case 0 where !plain.isEmpty:
                aligned.removeLast()
                plain.removeLast()
            case 1 where !plain.isEmpty && plain.count < 3_000:
                aligned.double()
                plain += plain
            case 2: copies.append((aligned, plain))
            case 3...6 where !plain.isEmpty:
                let place = Int(random.number(below: UInt64(plain.count)))
                aligned[place] = step
                plain[place] = step
            case 7 where !plain.isEmpty:
                let place = Int(random.number(below: UInt64(plain.count)))
                aligned.withUnsafeMutablePointer { $0[place] = step }
                plain[place] = step
            default:
                aligned.append(step)
                plain.append(step)
            }
            #expect(aligned.count == plain.count && aligned.capacity >= plain.count)
        }
        copies.append((aligned, plain))
        for (copy, plain) in copies {
            #expect(copy.indices.map { copy[$0] } == plain, "seed \(seed)")
        }
    }

    @Test("begin at a cache line, however they grow")
    func alignment() {
        var rows = AlignedArray<Lanes>()
        for step in 0..<5_000 {
            rows.append(Lanes(repeating: Float(step)))
            #expect(rows.withUnsafePointer { UInt(bitPattern: $0) % 64 } == 0)
        }
        // Large enough for large pages.
        let large = AlignedArray<Lanes>(repeating: Lanes(repeating: 3), count: 70_001)
        #expect(large.withUnsafePointer { UInt(bitPattern: $0) % (2 << 20) } == 0)
        #expect(large[70_000] == Lanes(repeating: 3))
        let many = AlignedArray<UInt8>(repeating: 7, count: 3)
        #expect(many.withUnsafePointer { UInt(bitPattern: $0) % 64 } == 0)
        #expect(many[2] == 7)
    }
}
