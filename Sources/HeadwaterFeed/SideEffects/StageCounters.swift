import Synchronization

/// Adds up what the stages did over all pages, for metrics.
public final class StageCounters: SideEffect {
    /// What a stage did over all pages.
    public struct Totals: Sendable, Hashable {
        /// The number of pages that it worked for.
        public var pages = 0
        /// The number of pages that were made without it.
        public var missed = 0
        /// The candidates that it added, or took away.
        public var candidates = 0
        /// How long it took in all.
        public var nanoseconds: UInt64 = 0
    }

    private let totals = Mutex<[String: Totals]>([:])

    /// Counters at 0.
    public init() {}

    /// Adds the reports of a page.
    public func note(_ page: FeedPage, for query: FeedQuery) {
        totals.withLock { totals in
            for report in page.stages {
                var sum = totals[report.stage] ?? Totals()
                if report.outcome == .done { sum.pages += 1 } else { sum.missed += 1 }
                sum.candidates += abs(report.after - report.before)
                sum.nanoseconds += report.nanoseconds
                totals[report.stage] = sum
            }
        }
    }

    /// The sums by stage, in the order of their names.
    public var sums: [(stage: String, totals: Totals)] {
        totals.withLock { $0.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
    }
}
