import HeadwaterCore
import HeadwaterEvents
import HeadwaterSimulation
import Testing

/// The stream of events that tests and measurements are fed with.
@Suite struct WorkloadTests {
    @Test func theSameSeedGivesTheSameEvents() {
        var one = Workload(seed: 5)
        var other = Workload(seed: 5)
        var third = Workload(seed: 6)
        let events = (0..<200).map { _ in one.nextRecord() }
        #expect(events == (0..<200).map { _ in other.nextRecord() })
        #expect(events != (0..<200).map { _ in third.nextRecord() })
    }

    @Test func everyEventIsValid() throws {
        var workload = Workload(seed: 7)
        var decoder = EventDecoder()
        for _ in 0..<3000 {
            let event = workload.next()
            var line: [UInt8] = []
            EventEncoder.encode(event, into: &line)
            #expect(try decoder.decode(line.span) == event)
        }
    }

    /// What the stream is for does come up in it.
    @Test func meetsTheOddCases() {
        var world = NaiveWorld()
        var verdicts: [NaiveWorld.Verdict: Int] = [:]
        var undoneByID = 0
        var deletedBefore = 0
        for seed in 1...10 as ClosedRange<UInt64> {
            var workload = Workload(seed: seed)
            world = NaiveWorld()
            for _ in 0..<200 {
                let record = workload.nextRecord()
                if case .event(.delete(let event)) = record.body,
                    world.versions(of: event.post).isEmpty
                {
                    deletedBefore += 1
                }
                if case .event(.engagement(let event)) = record.body, event.post == nil {
                    undoneByID += 1
                }
                verdicts[world.apply(record), default: 0] += 1
            }
        }
        #expect(verdicts.values.min() ?? 0 > 5)
        #expect(verdicts.count == 4)
        #expect(undoneByID > 20)
        #expect(deletedBefore > 5)
    }
}
