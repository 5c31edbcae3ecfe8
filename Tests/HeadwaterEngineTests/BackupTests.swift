import Foundation
import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import HeadwaterSQLite
import Synchronization
import Testing

@testable import HeadwaterEngine

@Suite struct BackupTests {
    private static func batch(_ number: Int) -> [Event] {
        let at = minute(Int64(number))
        return [
            .post(Post(id: "p\(number)", author: "ann", at: at, text: "no. \(number)")),
            .engagement(Engagement(kind: .view, actor: "ben", post: "p\(number)", at: at)),
        ]
    }

    private static let ids = (0..<400).map { "p\($0)" }

    @Test func startingOnTheCopyRestoresIt() async throws {
        let scratch = try Scratch()
        let copy = try Scratch()
        let engine = try engine(in: scratch.path)
        for number in 0..<20 { _ = try await engine.ingest(Self.batch(number)) }
        let end = try await blocking { try engine.backup(to: copy.path) }
        #expect(end == engine.log.end)
        let picture = try engine.picture(Self.ids, ["ann"])
        _ = try await engine.ingest(Self.batch(20))
        let restored = try HeadwaterEngineTests.engine(in: copy.path)
        #expect(restored.recovery.snapshot == end && restored.recovery.replayed == 0)
        #expect(try restored.picture(Self.ids, ["ann"]) == picture)
        // It takes events in, as the first did.
        let result = try await restored.ingest(Self.batch(19) + Self.batch(20))
        #expect(result.duplicates == 2 && result.accepted == 2)
        #expect(try restored.picture(Self.ids, ["ann"]) == engine.picture(Self.ids, ["ann"]))
        await #expect(throws: EngineError.self) {
            try await blocking { try engine.backup(to: copy.path) }
        }
        try await blocking {
            try engine.stop()
            try restored.stop()
        }
    }

    @Test func eventsComeInMeanwhile() async throws {
        let scratch = try Scratch()
        let engine = try engine(in: scratch.path)
        let isOver = Atomic(false)
        for number in 0..<10 { _ = try await engine.ingest(Self.batch(number)) }
        async let sent = { () async throws -> Int in
            var number = 10
            while !isOver.load(ordering: .acquiring), number < Self.ids.count {
                _ = try await engine.ingest(Self.batch(number), cursors: ["c": "\(number)"])
                number += 1
            }
            return number
        }()
        var copies: [(Scratch, LogPosition)] = []
        for _ in 0..<4 {
            let copy = try Scratch()
            let end = try await blocking { try engine.backup(to: copy.path) }
            copies.append((copy, end))
        }
        isOver.store(true, ordering: .releasing)
        let last = try await sent
        for (copy, end) in copies {
            let restored = try HeadwaterEngineTests.engine(in: copy.path)
            #expect(restored.recovery.snapshot != nil && restored.recovery.notes.isEmpty)
            #expect(restored.log.end == end)
            // Two events a number, taken in together.
            let numbers = Int(end.rawValue) / 2
            let found = try restored.posts(Self.ids, viewer: nil)
            #expect(found.map(\.post.id) == Array(Self.ids.prefix(numbers)))
            #expect(found.allSatisfy { $0.counts[.view] == 1 })
            let cursor = numbers > 10 ? "\(numbers - 1)" : nil
            #expect(try restored.cursor(of: "c") == cursor)
            #expect(numbers <= last)
            try await blocking { try restored.stop() }
        }
        try await blocking { try engine.stop() }
    }

    @Test func whatWasErasedIsNotInTheCopy() async throws {
        let scratch = try Scratch()
        let copy = try Scratch()
        let engine = try engine(in: scratch.path)
        var post = Post(id: "p", author: "ann", at: minute(1), text: "zqsecret")
        post.tags = ["zqtag"]
        _ = try await engine.ingest([.post(post), .delete(Delete(post: "p", at: minute(2)))])
        try await blocking {
            try engine.eraseNow()
            try engine.backup(to: copy.path)
            try engine.stop()
        }
        #expect(try copy.files(holding: "zqsecret") == [])
        #expect(try copy.files(holding: "zqtag") == [])
    }
}
