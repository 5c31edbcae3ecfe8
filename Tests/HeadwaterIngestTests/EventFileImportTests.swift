import Foundation
import HeadwaterCore
import HeadwaterEvents
import Testing

@testable import HeadwaterIngest

@Suite struct EventFileImportTests {
    private func lines(_ range: Range<Int>) -> [String] {
        range.map { number in
            #"{"type":"engagement","kind":"like","actor":"v\#(number % 97)","post":"p\#(number)","#
                + #""at":"2026-01-02T03:04:05.678Z"}"#
        }
    }

    private func text(_ lines: [String]) -> [UInt8] { Array((lines.joined(separator: "\n")).utf8) }

    private struct Outcome {
        var posts: [String] = []
        var rejected: [ImportRejection] = []
        var fractions: [Double?] = []
        var largest = 0
        var progress = ImportProgress()
        var error: ImportError?
    }

    private func run(_ paths: [String], batchEvents: Int = 100) async throws -> Outcome {
        var outcome = Outcome()
        do {
            outcome.progress = try await EventFileImport(paths: paths, batchEvents: batchEvents)
                .run { batch in
                    for case .engagement(let event) in batch.events {
                        outcome.posts.append(event.post ?? "")
                    }
                    outcome.rejected += batch.rejected
                    outcome.fractions.append(batch.progress.fraction)
                    outcome.largest = max(outcome.largest, batch.events.count)
                }
        } catch let error as ImportError {
            outcome.error = error
        }
        return outcome
    }

    @Test func filesPlainAndCompressedAreReadInOrder() async throws {
        let folder = try TemporaryFolder()
        let paths = [
            try folder.write("a.ndjson", text(lines(0..<1000))),
            try folder.write("b.ndjson.gz", Compress.gzip(text(lines(1000..<2500)))),
            // The name says nothing; the first bytes do.
            try folder.write("c.ndjson", Compress.zstd(text(lines(2500..<6000)))),
            try folder.write("d.ndjson", []),
            try folder.write("e.ndjson", Array("\n \n\r\n".utf8)),
        ]
        let outcome = try await run(paths)
        #expect(outcome.posts == (0..<6000).map { "p\($0)" })
        #expect(outcome.rejected.isEmpty)
        #expect(outcome.progress.events == 6000)
        #expect(outcome.progress.bytes == outcome.progress.bytesTotal)
        #expect(outcome.fractions.allSatisfy { $0 != nil })
        #expect(outcome.progress.fraction == 1)
    }

    @Test func badLinesAreNamedAndTheOthersAreRead() async throws {
        let folder = try TemporaryFolder()
        var all = lines(0..<10)
        all[2] = "{"
        all[4] = ""
        all[5] = #"{"type":"served"}"#
        all[7] = String(repeating: "x", count: 2 << 20)
        all[8] = String(repeating: "[", count: 300)
        let path = try folder.write("a.ndjson", text(all))
        let outcome = try await run([path])
        #expect(outcome.posts == ["p0", "p1", "p3", "p6", "p9"])
        #expect(outcome.rejected.map(\.line) == [3, 6, 8, 9])
        #expect(outcome.rejected.allSatisfy { $0.path == path && !$0.reason.isEmpty })
        #expect(outcome.progress.rejected == 4)
    }

    @Test(arguments: [ContentCoding.gzip, .zstd])
    func aFileThatBreaksOffGivesWhatCameBefore(coding: ContentCoding) async throws {
        let folder = try TemporaryFolder()
        let whole = Compress.body(text(lines(0..<20_000)), coding)
        let path = try folder.write("a.gz", Array(whole[..<(whole.count * 3 / 4)]))
        let outcome = try await run([path, "/never/reached"])
        #expect(outcome.error == .damaged(path: path, .truncated))
        #expect(outcome.posts.count > 10_000)
        #expect(outcome.posts == (0..<outcome.posts.count).map { "p\($0)" })
    }

    @Test func aMissingFileIsAnError() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.ndjson", text(lines(0..<5)))
        let missing = folder.url.appendingPathComponent("none").path
        let outcome = try await run([path, missing])
        #expect(outcome.posts.count == 5)
        guard case .unreadable(missing, _) = outcome.error else {
            Issue.record("\(String(describing: outcome.error))")
            return
        }
    }

    @Test func aBombIsReadInBoundedBatches() async throws {
        let folder = try TemporaryFolder()
        let line = Array((lines(0..<1).joined() + "\n").utf8)
        let swollen = (0..<40_000).flatMap { _ in line }
        let body = Compress.gzip(swollen)
        #expect(swollen.count / body.count > 100)
        let outcome = try await run([try folder.write("a.gz", body)], batchEvents: 1000)
        #expect(outcome.progress.events == 40_000)
        // A batch may be longer by the lines of one chunk.
        #expect(outcome.largest < 1000 + GzipDecoder.chunkBytes / line.count + 2)
    }

    @Test func whoeverThrowsEndsTheImport() async throws {
        struct Enough: Error {}
        let folder = try TemporaryFolder()
        let path = try folder.write("a.ndjson", text(lines(0..<50_000)))
        var batches = 0
        await #expect(throws: Enough.self) {
            _ = try await EventFileImport(paths: [path], batchEvents: 10).run { _ in
                batches += 1
                if batches == 3 { throw Enough() }
            }
        }
        #expect(batches == 3)
    }

    @Test func aCancelledImportReturns() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.ndjson", text(lines(0..<50_000)))
        let task = Task {
            try await EventFileImport(paths: [path], batchEvents: 10).run { _ in
                withUnsafeCurrentTask { $0?.cancel() }
            }
        }
        #expect(try await task.value.events < 50_000)
    }
}
