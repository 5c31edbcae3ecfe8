#if canImport(HeadwaterSimulation)
import HeadwaterCore
import HeadwaterEvents
import HeadwaterSimulation
import Testing

@testable import HeadwaterEngine

/// What is new, what was sent before and what is another's, against a model that looks through all
/// that was ever accepted.
@Suite struct AdmissionOracleTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func agreesWithTheNaiveWorld(seed: UInt64) throws {
        var workload = Workload(seed: seed)
        var world = NaiveWorld()
        var admission = Admission()
        for step in 1...250 {
            let record = workload.nextRecord()
            guard case .event(let event) = record.body else { continue }
            let expected = world.apply(record)
            let found = admission.judge(event, received: record.received)
            admission.commit()
            let agree =
                switch (expected, found) {
                case (.accepted, .accepted), (.duplicate, .duplicate), (.rejected, .rejected): true
                // What can change nothing any more may count as either, but is never kept.
                case (.withoutEffect, let verdict): verdict != .accepted
                default: false
                }
            try #require(
                agree,
                "seed \(seed), step \(step): \(expected), not \(found) for \(event)"
            )
        }
    }

    /// A batch that the disk refused leaves no trace: all of it is new again.
    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func whatIsRolledBackNeverHappened(seed: UInt64) throws {
        var workload = Workload(seed: seed)
        var random = SeededGenerator(seed: seed)
        var world = NaiveWorld()
        var admission = Admission()
        for step in 1...50 {
            let batch = (0..<5).map { _ in workload.nextRecord() }
            if Int.random(in: 0..<3, using: &random) == 0 {
                for record in batch {
                    guard case .event(let event) = record.body else { continue }
                    _ = admission.judge(event, received: record.received)
                }
                admission.rollBack()
            }
            for record in batch {
                guard case .event(let event) = record.body else { continue }
                let expected = world.apply(record)
                let found = admission.judge(event, received: record.received)
                try #require(
                    (expected == .accepted) == (found == .accepted),
                    "seed \(seed), step \(step): \(expected), not \(found) for \(event)"
                )
            }
            admission.commit()
        }
    }
}
#endif
