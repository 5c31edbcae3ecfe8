import HeadwaterCore
import Testing

@testable import HeadwaterLearn

@Suite("Tables")
struct TableTests {
    private struct Row: TableRow, Hashable {
        var hour: Float
        var count: Float

        init(_ hour: Float, _ count: Float) {
            self.hour = hour
            self.count = count
        }

        func encode(into writer: inout ByteWriter) {
            writer.write(hour)
            writer.write(count)
        }

        init(from reader: inout ByteReader) throws(ByteReaderError) {
            hour = try reader.readFloat()
            count = try reader.readFloat()
        }
    }

    @Test("hold what a dictionary holds", arguments: [1, 2, 3, 4, 5])
    func rows(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var table = RowTable<Row>(limit: 100_000)
        var plain: [UInt64: Row] = [:]
        for step in 0..<4_000 {
            let key = random.number(below: 500)
            switch random.number(below: 4) {
            case 0:
                let had = plain.removeValue(forKey: key) != nil
                #expect(table.remove(key) == had)
            case 1: #expect(table[key] == plain[key])
            default:
                let row = Row(Float(step), 1)
                table.put(key, row)
                plain[key] = row
            }
        }
        #expect(table.count == plain.count)
        #expect(plain.allSatisfy { table[$0.key] == $0.value })
        var writer = ByteWriter()
        table.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        let same = try RowTable<Row>(from: &reader)
        #expect(plain.allSatisfy { same[$0.key] == $0.value } && same.count == table.count)
    }

    @Test("keep to their limit, and keep what was met last")
    func limit() {
        var table = RowTable<Row>(limit: 64)
        for step in 0..<5_000 {
            table.put(UInt64(step % 50 == 0 ? 7 : step + 1_000), Row(Float(step), 1))
            #expect(table.count <= 64)
        }
        #expect(table[7] != nil)
        #expect((5_990..<6_000).allSatisfy { table[UInt64($0)] != nil || $0 % 50 == 0 })
    }

    @Test("drop what was last met before an hour, and nothing else")
    func expiry() {
        var table = RowTable<Row>(limit: 1_000)
        for key in 1...200 as ClosedRange<UInt64> { table.put(key, Row(key % 2 == 0 ? 10 : 50, 1)) }
        for _ in 0..<400 { table.expire(before: 20) }
        #expect(table.count == 100)
        #expect((1...200 as ClosedRange<UInt64>).allSatisfy { (table[$0] != nil) == ($0 % 2 == 1) })
    }

    @Test("the functions of lanes are those of numbers")
    func functions() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<2_000 {
            let x = Float(random.unit() * 160 - 80)
            let power = Lanes(repeating: x).exponentials[3]
            let exact = exponential(Double(x))
            #expect(abs(Double(power) - exact) <= exact * 3e-7)
            let y = Float(exponential(random.unit() * 40 - 20))
            let logarithm = HeadwaterCore.logarithm(Double(y))
            let found = Double(Lanes(repeating: y).logarithms[9])
            #expect(abs(found - logarithm) <= 2e-7 * max(1, abs(logarithm)))
        }
        let odd = Lanes(repeating: .nan).limited(-1...1)
        #expect(odd[0] == -1)
        #expect(Lanes(repeating: .infinity).limited(-1...1)[15] == 1)
        #expect(Lanes(repeating: 0).logistic[0] == 0.5)
    }
}
