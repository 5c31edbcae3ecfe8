import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterIngest

@Suite struct CBORTests {
    private func decode(_ bytes: [UInt8]) throws(CBORError) -> CBORValue {
        try CBORDecoder.decode(bytes[...])
    }

    @Test func eachKindOfValueIsRead() throws {
        #expect(try decode([0xF6]) == .null)
        #expect(try decode([0xF4]) == .bool(false))
        #expect(try decode([0xF5]) == .bool(true))
        #expect(try decode([0x17]) == .integer(23))
        #expect(try decode([0x18, 24]) == .integer(24))
        #expect(try decode([0x19, 1, 0]) == .integer(256))
        #expect(try decode([0x1B, 0, 0, 0, 1, 0, 0, 0, 0]) == .integer(4_294_967_296))
        #expect(try decode([0x20]) == .integer(-1))
        #expect(
            try decode([0x3B, 0x7F] + [UInt8](repeating: 0xFF, count: 7)) == .integer(.min)
        )
        #expect(try decode([0xFB, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0]) == .double(1.5))
        #expect(try decode([0x43, 1, 2, 3]) == .bytes([1, 2, 3]))
        #expect(try decode([0x62, 0xC3, 0xA9]) == .text("\u{E9}"))
        #expect(try decode([0x82, 1, 0x80]) == .array([.integer(1), .array([])]))
        let id = ContentID(of: [1], codec: .raw)
        #expect(try decode(ArchiveWriter.link(id)) == .link(id))
        let map = try decode([0xA2, 0x61, 0x62, 1, 0x62, 0x61, 0x61, 2])
        #expect(map["b"] == .integer(1))
        #expect(map["aa"] == .integer(2))
        #expect(map.json == ["b": 1, "aa": 2])
    }

    @Test func thereIsOneWayToWriteAValue() {
        let cases: [(bytes: [UInt8], kind: CBORError.Kind)] = [
            ([], .truncated), ([0x18], .truncated), ([0x42, 0], .truncated), ([0x61], .truncated),
            ([0x81], .truncated), ([0xA1], .truncated), ([0xA1, 0x61, 0x61], .truncated),
            ([0x9A, 0xFF, 0xFF, 0xFF, 0xFF], .truncated),
            ([0xBB, 0xFF, 0, 0, 0, 0, 0, 0, 0], .truncated),
            ([0x5B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .truncated),
            ([0, 0], .trailing), ([0x18, 23], .item), ([0x19, 0, 255], .item),
            ([0x1A, 0, 0, 255, 255], .item), ([0x1B, 0, 0, 0, 0, 255, 255, 255, 255], .item),
            ([0x9F, 0xFF], .item), ([0xBF, 0xFF], .item), ([0x5F, 0xFF], .item),
            ([0x7F, 0xFF], .item), ([0x1C], .item), ([0xF7], .item), ([0xE0], .item),
            ([0xF8, 32], .item), ([0xF9, 0, 0], .item), ([0xFA, 0, 0, 0, 0], .item),
            ([0xFF], .item), ([0xFB, 0x7F, 0xF0, 0, 0, 0, 0, 0, 0], .number),
            ([0xFB, 0x7F, 0xF8, 0, 0, 0, 0, 0, 0], .number),
            ([0x1B, 0x80, 0, 0, 0, 0, 0, 0, 0], .number), ([0x61, 0xFF], .text),
            ([0x62, 0xC0, 0x80], .text), ([0xC1, 0], .tag), ([0xD8, 0x2A, 0], .tag),
            ([0xD8, 0x2A, 0x41, 0], .tag), ([0xD8, 0x2A, 0x42, 1, 1], .tag),
            ([0xA1, 1, 1], .key), ([0xA2, 0x61, 0x61, 1, 0x61, 0x61, 2], .key),
            ([0xA2, 0x61, 0x62, 1, 0x61, 0x61, 2], .key),
            ([0xA2, 0x62, 0x61, 0x61, 1, 0x61, 0x62, 2], .key),
            ([UInt8](repeating: 0x81, count: 100) + [0], .deep),
        ]
        for (bytes, kind) in cases {
            do throws(CBORError) {
                Issue.record("\(bytes) is \(try decode(bytes))")
            } catch {
                #expect(error.kind == kind, "\(bytes): \(error)")
            }
        }
    }

    @Test(arguments: UInt64(1)...20)
    func anyBytesAreReadOrRefused(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var read = 0
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                // Small numbers make nested values likely.
                Bool.random(using: &random)
                    ? UInt8.random(in: 0...255, using: &random)
                    : [0x81, 0x82, 0xA1, 0x61, 0x62, 0x00, 0x41].randomElement(using: &random) ?? 0
            }
            do throws(CBORError) {
                _ = try decode(bytes)
                read += 1
            } catch {
                #expect((0...bytes.count).contains(error.offset), "seed \(seed)")
            }
        }
        #expect(read > 0, "seed \(seed)")
    }

    @Test func aNameIsWrittenInBase32() throws {
        // The name of the empty map in DAG-CBOR, as every implementation of IPLD has it.
        let id = ContentID(of: [0xA0], codec: .dagCBOR)
        #expect("\(id)" == "bafyreigbtj4x7ip5legnfznufuopl4sg4knzc2cof6duas4b3q2fy6swua")
        #expect(ContentID(id.bytes[...]) == id)
        #expect(ContentID(Array(id.bytes.dropLast())[...]) == nil)
        #expect(ContentID(([0] + id.bytes.dropFirst())[...]) == nil)
    }
}
