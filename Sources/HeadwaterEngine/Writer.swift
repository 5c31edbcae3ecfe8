import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import Synchronization

/// Something for the writer to do, in the order in which it comes.
enum WriterJob: Sendable {
    /// Write these, and say what became of each.
    case submission(Submission)
    /// Hand over admission and views as they stand between two submissions.
    case barrier(@Sendable (Admission, Views) -> Void)

    var weight: Int {
        switch self {
        case .submission(let submission): max(1, submission.bodies.count)
        case .barrier: 1
        }
    }
}

/// Record bodies that belong together, and whom to tell.
struct Submission: Sendable {
    var bodies: [Record.Body]
    /// Where connectors stand once the bodies are durable.
    var cursors: [String: String] = [:]
    /// Whether an event was received when it happened: imported history.
    var isHistory = false
    /// Called once, after all is durable and visible, or nothing is.
    var done: @Sendable (Result<[Verdict], LogError>) -> Void
}

/// The one writer: judges, appends with one fsync for all that waits, then has the views apply.
///
/// Two threads in a pipeline: this one judges and writes batch n + 1 while the applier applies
/// batch n. Visibility comes after durability: what a full disk refuses was never seen.
final class Writer: Sendable {
    /// Bodies in one transaction at most: about 100 ms of work.
    static let batchLimit = 8192
    /// Bodies that wait at most; who sends more waits too.
    static let queueLimit = 65_536
    /// Records that are applied under one hold of the lock: what a reader waits at most.
    static let applyChunk = 128

    /// The tasks that wait for room.
    private final class Waiting: Sendable {
        private let continuations = Mutex<[CheckedContinuation<Void, Never>]>([])

        func add(_ continuation: CheckedContinuation<Void, Never>) {
            continuations.withLock { $0.append(continuation) }
        }

        func resumeAll() {
            let all = continuations.withLock { continuations in
                defer { continuations = [] }
                return continuations
            }
            for continuation in all { continuation.resume() }
        }
    }

    private struct Group: Sendable {
        var records: [Record]
        /// Called once the records are visible.
        var after: @Sendable (Guarded<Views>) -> Void
        /// When the batch was judged.
        var judgedAt = Timestamp.epoch
    }

    private let queue = BlockingQueue<WriterJob>(limit: Writer.queueLimit)
    private let groups = BlockingQueue<Group>(limit: 4 * Writer.batchLimit)
    private let threads: [BlockingThread]
    private let waiting = Waiting()

    init(
        log: any EventLog,
        views: Guarded<Views>,
        admission: Admission,
        time: any TimeSource,
        meter: Meter
    ) {
        let (queue, groups, waiting) = (queue, groups, waiting)
        let writer = BlockingThread {
            var loop = WriterLoop(
                log: log,
                admission: admission,
                time: time,
                next: log.end.rawValue + 1
            )
            while let jobs = queue.take(most: Self.batchLimit) {
                waiting.resumeAll()
                loop.run(jobs, into: groups)
            }
            waiting.resumeAll()
            groups.close()
        }
        let applier = BlockingThread {
            while let taken = groups.take(most: 1) {
                for group in taken { Self.apply(group, to: views, meter, time) }
            }
        }
        threads = [writer, applier]
    }

    /// Puts a job into the queue, waiting for room: for threads of one's own only.
    func put(_ job: WriterJob) -> Bool { queue.put(job, weight: job.weight) }

    /// Puts a job into the queue, suspended until there is room; false where it has been closed.
    func putWhenThereIsRoom(_ job: WriterJob) async -> Bool {
        while true {
            if let isOpen = queue.offer(job, weight: job.weight) { return isOpen }
            await withCheckedContinuation { continuation in
                waiting.add(continuation)
                // Room may have come between the offer and the waiting: then nobody would call.
                if queue.hasRoom(for: job.weight) { waiting.resumeAll() }
            }
        }
    }

    /// Finishes what has been put in, then returns.
    func finish() {
        queue.close()
        for thread in threads { thread.join() }
    }

    private static func apply(
        _ group: Group,
        to views: Guarded<Views>,
        _ meter: Meter,
        _ time: any TimeSource
    ) {
        var start = 0
        while start < group.records.count {
            let end = min(start + applyChunk, group.records.count)
            views.write { views in
                for record in group.records[start..<end] { views.apply(record) }
            }
            start = end
        }
        if !group.records.isEmpty {
            let lag = time.now.milliseconds(since: group.judgedAt)
            meter.applied(group.records.count, lagMs: max(0, lag))
        }
        group.after(views)
    }

    /// What the writing thread keeps.
    private struct WriterLoop {
        let log: any EventLog
        var admission: Admission
        let time: any TimeSource
        var next: UInt64
        var lastReceived = Timestamp.epoch

        mutating func run(_ jobs: [WriterJob], into groups: BlockingQueue<Group>) {
            var pending: [Submission] = []
            for job in jobs {
                switch job {
                case .submission(let submission): pending.append(submission)
                case .barrier(let call):
                    write(pending, into: groups)
                    pending = []
                    let admission = admission
                    // A copy of the views is cheap to take, but the next write pays for it.
                    let group = Group(
                        records: [],
                        after: { views in call(admission, views.read { copy $0 }) }
                    )
                    _ = groups.put(group)
                }
            }
            write(pending, into: groups)
        }

        private mutating func write(
            _ submissions: [Submission],
            into groups: BlockingQueue<Group>
        ) {
            guard !submissions.isEmpty else { return }
            lastReceived = max(lastReceived, time.now)
            let first = next
            var records: [Record] = []
            var verdicts: [[Verdict]] = []
            var cursors: [String: String] = [:]
            for submission in submissions {
                verdicts.append(judge(submission, into: &records))
                cursors.merge(submission.cursors) { _, new in new }
            }
            do throws(LogError) {
                if !records.isEmpty || !cursors.isEmpty {
                    try log.append(LogBatch(records: records, cursors: cursors))
                }
                admission.commit()
            } catch {
                admission.rollBack()
                next = first
                for submission in submissions { submission.done(.failure(error)) }
                return
            }
            let group = Group(
                records: records,
                after: { [verdicts] _ in
                    for (submission, verdicts) in zip(submissions, verdicts) {
                        submission.done(.success(verdicts))
                    }
                },
                judgedAt: lastReceived
            )
            _ = groups.put(group, weight: max(1, records.count))
        }

        private mutating func judge(
            _ submission: Submission,
            into records: inout [Record]
        ) -> [Verdict] {
            submission.bodies.map { body in
                var received = lastReceived
                var verdict = Verdict.accepted
                if case .event(let event) = body {
                    // Nothing was received before it is: a date ahead counts as now.
                    if submission.isHistory { received = min(event.at, lastReceived) }
                    verdict = admission.judge(event, received: received)
                }
                if verdict == .accepted {
                    records.append(
                        Record(
                            position: LogPosition(rawValue: next),
                            received: received,
                            body: body
                        )
                    )
                    next += 1
                }
                return verdict
            }
        }
    }
}
