import Foundation
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import HeadwaterSQLite
import Testing

/// Looks for the words of erased posts in the raw bytes of every file.
@Suite struct ErasureTests {
    /// A text that holds the word of its number over and over, of many lengths.
    private static func text(_ number: UInt64, from random: inout SeededGenerator) -> String {
        let lengths = [1, 1, 1, 3, 3, 3, 8, 8, 8, 20, 20, 20, 20, 20, 40, 40, 150, 150, 600, 1500]
        let times = lengths.randomElement(using: &random) ?? 1
        return String(repeating: word(number) + " ", count: times)
    }

    private static func word(_ number: UInt64) -> String {
        "w" + String(1_000_000 + number) + "x"
    }

    /// The numbers whose words are in the files.
    private static func numbers(in scratch: Scratch) throws -> Set<UInt64> {
        var found = Set<UInt64>()
        for (_, data) in try scratch.files() {
            var rest = data[...]
            while let hit = rest.firstIndex(of: UInt8(ascii: "w")) {
                rest = rest[(hit + 1)...]
                guard rest.count >= 8, rest[hit + 8] == UInt8(ascii: "x") else { continue }
                let digits = String(decoding: rest[(hit + 1)..<(hit + 8)], as: UTF8.self)
                guard let number = UInt64(digits) else { continue }
                found.insert(number - 1_000_000)
            }
        }
        return found
    }

    /// Fills a log with 8,000 posts, erases and replaces most of them in random order while more
    /// come in, and returns the numbers of the words that are still said.
    private static func churn(_ log: SQLiteLog, seed: UInt64) throws -> Set<UInt64> {
        var random = SeededGenerator(seed: seed)
        var next: UInt64 = 1
        var words: [UInt64: UInt64] = [:]
        var lastWord: UInt64 = 0
        func append(_ count: Int) throws {
            let batch = (0..<count).map { _ in
                defer { next += 1 }
                lastWord += 1
                words[next] = lastWord
                return post(next, text: text(lastWord, from: &random))
            }
            try log.append(LogBatch(records: batch))
        }
        try append(4000)
        for _ in 0..<40 {
            let erased = words.keys.sorted().shuffled(using: &random).prefix(120)
            try log.erase(erased.map(LogPosition.init(rawValue:)))
            for position in erased { words[position] = nil }
            for position in words.keys.sorted().shuffled(using: &random).prefix(40) {
                lastWord += 1
                words[position] = lastWord
                try log.replace(post(position, text: text(lastWord, from: &random)))
            }
            try append(100)
        }
        return Set(words.values)
    }

    @Test(arguments: [31, 32, 33] as [UInt64])
    func erasedWordsAreInNoFile(seed: UInt64) throws {
        let scratch = try Scratch()
        let log = try SQLiteLog(directory: scratch.path)
        let said = try Self.churn(log, seed: seed)
        let before = try Self.numbers(in: scratch)
        #expect(before.isStrictSuperset(of: said), "nothing was there to be scrubbed")
        try log.scrub()
        let after = try Self.numbers(in: scratch)
        #expect(after == said, "seed \(seed): \(after.subtracting(said).count) words are left")
        try log.close()
        #expect(try Self.numbers(in: scratch) == said)
    }

    @Test func writingAfreshGivesSpaceBackAndLosesNothing() throws {
        let scratch = try Scratch()
        let knobs = LogKnobs.with((LogKnobs.rewriteMinimum, 1))
        let log = try SQLiteLog(directory: scratch.path, knobs: knobs)
        let said = try Self.churn(log, seed: 34)
        let kept = try log.read(after: .start, limit: .max)
        let end = log.end
        let before = try log.size()
        try log.scrub()
        #expect(try log.size() * 2 < before, "erased space was not given back")
        #expect(try log.read(after: .start, limit: .max) == kept)
        #expect(try Self.numbers(in: scratch) == said)
        #expect(log.end == end)
        try log.append(LogBatch(records: [post(end.rawValue + 1, text: "after")]))
        try log.close()
        let again = try SQLiteLog(directory: scratch.path, knobs: knobs)
        #expect(try again.read(after: end, limit: 9).map(\.position.rawValue) == [end.rawValue + 1])
    }

    @Test func scrubbingWorksWhileOthersReadAndAppend() async throws {
        let scratch = try Scratch()
        let knobs = LogKnobs.with((LogKnobs.rewriteMinimum, 0), (LogKnobs.rewriteShare, 0.2))
        let log = try SQLiteLog(directory: scratch.path, knobs: knobs)
        try log.append(
            LogBatch(records: (1...2000).map { post($0, text: Self.word($0)) })
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for next in 2001...2300 {
                    try log.append(
                        LogBatch(records: [post(UInt64(next), text: Self.word(UInt64(next)))])
                    )
                }
            }
            group.addTask {
                for _ in 0..<60 {
                    let records = try log.read(after: LogPosition(rawValue: 1500), limit: 500)
                    #expect(records.map(\.position.rawValue) == Array(1501...2000))
                }
            }
            group.addTask {
                for start in stride(from: UInt64(1), to: 1500, by: 100) {
                    try log.erase((start..<start + 100).map(LogPosition.init(rawValue:)))
                    try log.scrub()
                }
            }
            try await group.waitForAll()
        }
        try log.scrub()
        #expect(try Self.numbers(in: scratch) == Set(1501...2300))
        #expect(
            try log.read(after: .start, limit: .max).map(\.position.rawValue)
                == Array(1501...2300)
        )
    }
}
