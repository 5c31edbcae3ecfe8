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

    /// What choosing by chance cost over all pages.
    public struct Exploration: Sendable, Hashable {
        /// The number of pages.
        public var pages = 0
        /// The sum of the highest values that could have been chosen.
        public var greedy = 0.0
        /// The sum of the values that the draws give in expectation.
        public var expected = 0.0
    }

    private let totals = Mutex<[String: Totals]>([:])
    private let explored = Mutex(Exploration())

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
        explored.withLock { explored in
            explored.pages += 1
            explored.greedy += page.greedy
            explored.expected += page.expected
        }
    }

    /// What choosing by chance cost so far.
    public var exploration: Exploration { explored.withLock { $0 } }

    /// The sums by stage, in the order of their names.
    public var sums: [(stage: String, totals: Totals)] {
        totals.withLock { $0.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
    }
}
