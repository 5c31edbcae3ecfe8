import Foundation
import HeadwaterCore
import HeadwaterLearn
import Testing

@Suite("The learner's snapshots")
struct LearnerSnapshotTests {
    private static func world() -> LearnWorld {
        var day = RandomDay(seed: 5)
        for _ in 0..<60 { day.step() }
        day.world.model("surface=main", "create parent=main")
        day.world.model("surface=main", "promote")
        return day.world
    }

    private static func bytes() -> [UInt8] { world().bytes }

    /// What a learner says of some pairs of that world: a line each, the bits of all heads.
    private static func outputs(of learner: Learner) -> String {
        var world = world()
        world.learner = learner
        var lines = ""
        for viewer in ["v0", "v1", "v3", "nobody"] {
            for post in ["p0", "p2", "p5"] {
                let bits = world.predict(viewer, post).bits.map { String($0, radix: 16) }
                lines += "\(viewer) \(post) \(bits.joined(separator: " "))\n"
            }
        }
        return lines
    }

    @Test("one that is cut short is refused")
    func cut() {
        let bytes = Self.bytes()
        for length in stride(from: 0, to: bytes.count, by: max(bytes.count / 40, 1)) {
            var reader = ByteReader(Array(bytes.prefix(length)))
            #expect(throws: ByteReaderError.self) { _ = try Learner(from: &reader) }
        }
    }

    @Test("one that is damaged is refused, or read; it never ends the process", arguments: 1...3)
    func damaged(seed: Int) {
        let bytes = Self.bytes()
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<150 {
            var damaged = bytes
            for _ in 0..<3 {
                let place = Int.random(in: 0..<damaged.count, using: &random)
                damaged[place] = UInt8.random(in: 0...255, using: &random)
            }
            var reader = ByteReader(damaged)
            do throws(ByteReaderError) {
                let learner = try Learner(from: &reader)
                #expect(!learner.models.isEmpty)
            } catch {
                #expect(!"\(error)".isEmpty)
            }
        }
    }

    @Test("one of another layout is refused with words that say what to do", arguments: [0, 99])
    func otherLayout(layout: UInt32) {
        var bytes = Self.bytes()
        for place in 0..<4 { bytes[place] = UInt8(truncatingIfNeeded: layout >> (place * 8)) }
        var reader = ByteReader(bytes)
        let error = #expect(throws: ByteReaderError.self) { _ = try Learner(from: &reader) }
        guard case .malformed(_, let words) = error else {
            Issue.record("it is said to be \(error as Any)")
            return
        }
        #expect(words.contains("layout \(layout)"))
        #expect(words.contains("release"))
    }

    @Test("a knob that a release adds or drops leaves a snapshot readable")
    func otherKnobs() throws {
        let bytes = Self.bytes()
        var reader = ByteReader(bytes)
        let layout: UInt32 = try reader.read()
        let count: UInt32 = try reader.read()
        var writer = ByteWriter()
        writer.write(layout)
        writer.write(count)
        for knob in 0..<count {
            let name = try reader.readString()
            writer.write(knob == 0 ? "learn.of.another.release" : name)
            writer.write(try reader.readDouble())
        }
        let rest = try reader.readBytes(count: bytes.count - reader.offset)
        var other = ByteReader(writer.bytes + rest)
        #expect(throws: Never.self) { _ = try Learner(from: &other) }
    }

    /// Old releases' snapshots, `learner-LAYOUT.bin`, and what each predicted,
    /// `learner-LAYOUT.outputs`, written by the release that had that layout with
    /// `HEADWATER_WRITE_FIXTURES=1 swift test --filter LearnerSnapshotTests`.
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/learner")

    private static func outputs(_ layout: UInt32) -> URL {
        fixtures.appending(path: "learner-\(layout).outputs")
    }

    @Test("every layout that is said to be readable has a fixture, and predicts what it did")
    func fixtures() throws {
        let current = Self.fixtures.appending(path: "learner-\(Learner.version).bin")
        if ProcessInfo.processInfo.environment["HEADWATER_WRITE_FIXTURES"] != nil {
            try FileManager.default.createDirectory(
                at: Self.fixtures,
                withIntermediateDirectories: true
            )
            let world = Self.world()
            try Data(world.bytes).write(to: current)
            try Self.outputs(of: world.learner)
                .write(to: Self.outputs(Learner.version), atomically: true, encoding: .utf8)
        }
        for layout in Learner.readable {
            let url = Self.fixtures.appending(path: "learner-\(layout).bin")
            let bytes = [UInt8](try Data(contentsOf: url))
            var reader = ByteReader(bytes)
            let learner = try Learner(from: &reader)
            #expect(reader.isAtEnd)
            let outputs = try String(contentsOf: Self.outputs(layout), encoding: .utf8)
            #expect(Self.outputs(of: learner) == outputs, "layout \(layout)")
            #expect(Set(outputs.split(separator: "\n").map { $0.dropFirst(6) }).count > 6)
            #expect(learner.models.map(\.key.description) == ["main", "surface=main"])
            #expect(learner.models.allSatisfy { !$0.reliability.isEmpty || $0.examples == 0 })
            // What is migrated is written in today's layout, and read again the same.
            var writer = ByteWriter()
            learner.encode(into: &writer)
            var again = ByteReader(writer.bytes)
            var twice = ByteWriter()
            try Learner(from: &again).encode(into: &twice)
            #expect(twice.bytes == writer.bytes)
        }
    }
}
