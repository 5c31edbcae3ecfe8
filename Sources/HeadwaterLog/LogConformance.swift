import HeadwaterCore
public import HeadwaterEvents

/// What a log did that no log may do.
public struct LogViolation: Error, Sendable, CustomStringConvertible {
    /// What it did, and what it should have done.
    public var description: String

    /// A violation.
    public init(_ description: String) { self.description = description }
}

/// The rules that every engine behind ``EventLog`` keeps, as checks that throw where one is broken.
///
/// Each takes a log that is open and empty. Their records are made from a seed, so that a failure
/// can be had again.
public enum LogConformance {
    /// A rule: what it is called, and the check for it.
    public struct Rule: Sendable, CustomStringConvertible {
        /// What the rule is called.
        public var description: String
        /// Throws a ``LogViolation`` where the log breaks the rule, or the `LogError` that it threw.
        public var check: @Sendable (any EventLog) throws -> Void
    }

    /// All rules.
    public static let rules: [Rule] = [
        Rule(description: "an empty log holds nothing", check: emptyLogHoldsNothing),
        Rule(description: "reading gives back what was appended", check: readsWhatWasAppended),
        Rule(description: "positions may leave gaps", check: positionsMayLeaveGaps),
        Rule(description: "cursors come with their batch", check: cursorsComeWithTheirBatch),
        Rule(description: "a scan finds by time and goes on", check: scanFindsByTime),
        Rule(description: "erased records are gone for good", check: erasedRecordsAreGone),
        Rule(description: "the end never goes back", check: endNeverGoesBack),
        Rule(description: "replacing keeps place and time", check: replacingKeepsPlaceAndTime),
        Rule(description: "a tail catches up", check: tailCatchesUp),
        Rule(description: "a closed log refuses", check: closedLogRefuses),
    ]

    /// A record of a post, of the size and make that `random` says.
    public static func record(
        at position: UInt64,
        from random: inout some RandomNumberGenerator
    )
        -> Record
    {
        let time = Timestamp(
            milliseconds: 1_700_000_000_000 + Int64(position) * 10
                + Int64.random(in: -5000...5000, using: &random)
        )
        let author = "did:example:\(UInt16.random(in: 0...999, using: &random))"
        let body: Record.Body
        switch Int.random(in: 0..<20, using: &random) {
        case 0:
            body = .event(.delete(Delete(post: "post-\(position)", at: time)))
        case 1:
            body = .change(
                Change(
                    kind: "knob",
                    name: "a",
                    before: "1",
                    after: "\(position)",
                    who: "test",
                    why: "to see",
                    at: time
                )
            )
        case 2:
            // Longer than a page of any engine.
            body = .event(
                .post(
                    Post(
                        id: "post-\(position)",
                        author: author,
                        at: time,
                        text: String(repeating: "long \(position) ", count: 3000)
                    )
                )
            )
        default:
            let words = Int.random(in: 0...30, using: &random)
            body = .event(
                .post(
                    Post(
                        id: "post-\(position)",
                        author: author,
                        at: time,
                        text: String(repeating: "wörter ", count: words)
                    )
                )
            )
        }
        return Record(
            position: LogPosition(rawValue: position),
            received: time,
            body: body
        )
    }

    /// Records at positions `first`, `first + 1` and so on.
    public static func records(
        from first: UInt64,
        count: Int,
        using random: inout some RandomNumberGenerator
    ) -> [Record] {
        (0..<UInt64(count)).map { record(at: first + $0, from: &random) }
    }

    private static func expect(
        _ holds: Bool,
        _ message: @autoclosure () -> String
    ) throws(LogViolation) {
        if !holds { throw LogViolation(message()) }
    }

    @Sendable private static func emptyLogHoldsNothing(_ log: any EventLog) throws {
        try expect(log.end == .start, "the end of an empty log is \(log.end)")
        try expect(try log.read(after: .start, limit: 10).isEmpty, "there are records")
        let one = LogPosition(rawValue: 1)
        try expect(try log.read(at: [one]) == [nil], "there is a record at 1")
        try expect(try log.cursor(of: "nobody") == nil, "there is a cursor")
        try log.erase([one])
        try log.scrub()
        try log.append(LogBatch(records: []))
        try expect(log.end == .start, "an empty batch moved the end")
    }

    @Sendable private static func readsWhatWasAppended(_ log: any EventLog) throws {
        var random = SeededGenerator(seed: 1)
        var all: [Record] = []
        for size in [1, 3, 500, 2, 4096, 1] {
            let batch = records(from: UInt64(all.count) + 1, count: size, using: &random)
            try log.append(LogBatch(records: batch))
            all += batch
            try expect(log.end == batch[size - 1].position, "the end lags behind")
        }
        try expect(try log.read(after: .start, limit: .max) == all, "reading all differs")
        for start in [0, 1, 500, 4600, all.count] {
            for limit in [0, 1, 7, 5000] {
                let got = try log.read(
                    after: LogPosition(rawValue: UInt64(start)),
                    limit: limit
                )
                try expect(
                    got == Array(all[start...].prefix(limit)),
                    "reading \(limit) after \(start) differs"
                )
            }
        }
        let wanted = (0..<100).map { _ in Int.random(in: 0..<all.count + 50, using: &random) }
        let got = try log.read(at: wanted.map { LogPosition(rawValue: UInt64($0) + 1) })
        try expect(
            got == wanted.map { $0 < all.count ? all[$0] : nil },
            "reading at positions differs"
        )
        try expect(try log.size() > 0, "it takes no room")
    }

    @Sendable private static func positionsMayLeaveGaps(_ log: any EventLog) throws {
        var random = SeededGenerator(seed: 2)
        let all = [5, 6, 90, 1000].map { record(at: $0, from: &random) }
        try log.append(LogBatch(records: Array(all[..<3])))
        try log.append(LogBatch(records: [all[3]]))
        try expect(try log.read(after: .start, limit: 9) == all, "reading across gaps differs")
        let after = try log.read(after: LogPosition(rawValue: 7), limit: 1)
        try expect(after == [all[2]], "reading from within a gap differs")
        try expect(log.end.rawValue == 1000, "the end is wrong")
    }

    @Sendable private static func cursorsComeWithTheirBatch(_ log: any EventLog) throws {
        var random = SeededGenerator(seed: 3)
        try log.append(
            LogBatch(
                records: records(from: 1, count: 2, using: &random),
                cursors: ["a": "1", "b": "x"]
            )
        )
        try log.append(
            LogBatch(records: records(from: 3, count: 1, using: &random), cursors: ["a": "2"])
        )
        try expect(try log.cursor(of: "a") == "2", "a's cursor is old")
        try expect(try log.cursor(of: "b") == "x", "b's cursor changed")
        try log.append(LogBatch(records: [], cursors: ["b": "y"]))
        try expect(try log.cursor(of: "b") == "y", "a cursor alone was not saved")
    }

    @Sendable private static func scanFindsByTime(_ log: any EventLog) throws {
        var random = SeededGenerator(seed: 4)
        let all = records(from: 1, count: 5000, using: &random)
        try log.append(LogBatch(records: all))
        let moment = all[2500].received
        var position = LogPosition.start
        var found: [Record] = []
        var steps = 0
        while true {
            let step = try log.scan(after: position, limit: 700, receivedBefore: moment)
            guard step.position != position else { break }
            position = step.position
            found += step.records
            steps += 1
        }
        try expect(found == all.filter { $0.received < moment }, "what the scan found differs")
        try expect(steps == 8, "the scan took \(steps) steps, not 8")
    }

    @Sendable private static func erasedRecordsAreGone(_ log: any EventLog) throws {
        var random = SeededGenerator(seed: 5)
        let all = records(from: 1, count: 3000, using: &random)
        try log.append(LogBatch(records: all))
        var gone = Set(
            (0..<1500).map { _ in
                LogPosition(rawValue: UInt64.random(in: 1...3000, using: &random))
            }
        )
        try log.erase(Array(gone) + [LogPosition(rawValue: 9999)])
        let run = (1001...1900).map { LogPosition(rawValue: $0) }
        try log.erase(run)
        gone.formUnion(run)
        let kept = all.filter { !gone.contains($0.position) }
        for _ in 0..<2 {
            try expect(try log.read(after: .start, limit: .max) == kept, "what is left differs")
            let some = try log.read(after: LogPosition(rawValue: 900), limit: 5)
            let expected = kept.filter { $0.position.rawValue > 900 }.prefix(5)
            try expect(some == Array(expected), "a limit counts what has been erased")
            let one = gone.min() ?? .start
            try expect(try log.read(at: [one]) == [nil], "an erased record can be read")
            try log.scrub()
        }
    }

    @Sendable private static func endNeverGoesBack(_ log: any EventLog) throws {
        var random = SeededGenerator(seed: 6)
        try log.append(LogBatch(records: records(from: 1, count: 10, using: &random)))
        try log.erase((5...10).map { LogPosition(rawValue: $0) })
        try log.scrub()
        try expect(log.end.rawValue == 10, "the end went back to \(log.end.rawValue)")
        let next = record(at: 11, from: &random)
        try log.append(LogBatch(records: [next]))
        let tail = try log.read(after: LogPosition(rawValue: 4), limit: 9)
        try expect(tail == [next], "appending after an erasure differs")
    }

    @Sendable private static func replacingKeepsPlaceAndTime(_ log: any EventLog) throws {
        var random = SeededGenerator(seed: 7)
        var all = records(from: 1, count: 2000, using: &random)
        try log.append(LogBatch(records: all))
        for _ in 0..<800 {
            let index = Int.random(in: 0..<all.count, using: &random)
            var new = record(at: 1 + UInt64(index), from: &random)
            new.received = Timestamp(milliseconds: 0)
            try log.replace(new)
            all[index].body = new.body
        }
        try expect(try log.read(after: .start, limit: .max) == all, "what was replaced differs")
        let gone = LogPosition(rawValue: 7)
        try log.erase([gone])
        try log.replace(all[6])
        try expect(try log.read(at: [gone]) == [nil], "replacing brought back the dead")
        try expect(log.end.rawValue == 2000, "replacing moved the end")
    }

    @Sendable private static func tailCatchesUp(_ log: any EventLog) throws {
        var random = SeededGenerator(seed: 8)
        let first = records(from: 1, count: 1000, using: &random)
        try log.append(LogBatch(records: first))
        var tail = LogTail(of: log, chunk: 300)
        var seen: [Record] = []
        while let records = try tail.next() { seen += records }
        try expect(seen == first, "the tail missed records")
        let second = records(from: 1001, count: 5, using: &random)
        try log.append(LogBatch(records: second))
        try expect(try tail.next() == second, "the tail did not go on")
        try expect(tail.position == log.end, "the tail stands at the wrong place")
    }

    @Sendable private static func closedLogRefuses(_ log: any EventLog) throws {
        var random = SeededGenerator(seed: 9)
        let one = record(at: 1, from: &random)
        try log.append(LogBatch(records: [one]))
        try log.close()
        try log.close()
        try refuses("append") { try log.append(LogBatch(records: [])) }
        try refuses("read(after:)") { _ = try log.read(after: .start, limit: 1) }
        try refuses("read(at:)") { _ = try log.read(at: [.start]) }
        try refuses("cursor(of:)") { _ = try log.cursor(of: "a") }
        try refuses("erase") { try log.erase([one.position]) }
        try refuses("replace") { try log.replace(one) }
        try refuses("scrub") { try log.scrub() }
        try refuses("size") { _ = try log.size() }
    }

    private static func refuses(_ name: String, _ call: () throws -> Void) throws {
        do {
            try call()
        } catch LogError.closed {
            return
        }
        throw LogViolation("\(name) works on a closed log")
    }
}
