import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import HeadwaterSimulation
import Testing

@testable import HeadwaterEngine

/// Erasure in the middle of whatever may happen.
@Suite struct ErasureOracleTests {
    /// What is seen is the same before a pass, after it, and rebuilt from the log that it left; and
    /// the same still after more events, some of them sent before.
    @Test(arguments: 1...30 as ClosedRange<UInt64>)
    func itChangesNothingThatIsSeen(seed: UInt64) async throws {
        let log = MemoryLog()
        let time = ManualTime(start)
        let live = try engine(over: SharedLog(log), in: nil, time: time)
        var shape = Workload.Shape()
        shape.accounts = 12
        shape.posts = 24
        shape.endings = 0.05
        var workload = Workload(seed: seed, shape: shape)
        let people = (0..<shape.accounts).map { "a:\($0)" }
        let posts = (0..<shape.posts).map { "p:\($0)" }
        var erased = 0
        for round in 0..<6 {
            var events: [Event] = []
            for _ in 0..<60 { events.append(workload.next()) }
            time.advance(byMilliseconds: max(0, workload.now.milliseconds(since: time.now)))
            _ = try await live.ingest(events)
            let picture = try live.picture(posts, people)
            let report = try await blocking { try live.eraseNow() }
            erased += report.erased + report.replaced
            for isRebuilt in [false, true] {
                let seen = isRebuilt ? try engine(over: SharedLog(log), in: nil, time: time) : live
                let found = try seen.picture(posts, people)
                #expect(
                    found == picture,
                    """
                    seed \(seed), round \(round), \(isRebuilt ? "rebuilt" : "live"): missing \
                    \(picture.filter { !found.contains($0) }), new \
                    \(found.filter { !picture.contains($0) })
                    """
                )
                if isRebuilt { try await blocking { try seen.abandon() } }
            }
        }
        #expect(erased > 0)
        try await blocking { try live.abandon() }
    }
}
