import HeadwaterCore
import HeadwaterLearn
import Synchronization

/// Adds up what the pages of the last while were made of: what each head and source gave, what
/// exploring cost, how long each stage took.
///
/// The sums fade by pages: the last 1,000 count for most of it. They are for eyes, not for
/// decisions, and a restart begins them again.
public final class FeedTallies: SideEffect {
    /// The sums.
    public struct Sums: Sendable {
        /// The pages, faded.
        public var pages = 0.0
        /// The places on them, faded.
        public var slots = 0.0
        /// By head, the sum of the probabilities of what was served.
        public var probabilities = [Double](repeating: 0, count: Head.count)
        /// By head, the sum of weight times probability of what was served.
        public var values = [Double](repeating: 0, count: Head.count)
        /// By source, the places that it spoke for most.
        public var places = [Double](repeating: 0, count: Source.allCases.count)
        /// By source, the candidates that it was the first to offer.
        public var offers = [Double](repeating: 0, count: Source.allCases.count)
        /// The sum of the scores that the best choice would have had.
        public var greedy = 0.0
        /// The sum of the scores that the draws gave in expectation.
        public var expected = 0.0
        /// By stage, in the order of first appearance: pages, pages made without it, nanoseconds.
        public var stages: [(name: String, pages: Double, missed: Double, nanoseconds: Double)] = []
    }

    private static let fade = 1 - 1.0 / 1_000
    private let sums = Mutex(Sums())

    /// Nothing has been served.
    public init() {}

    /// The sums as they are now.
    public var reading: Sums { sums.withLock { $0 } }

    /// Adds a page.
    public func note(_ page: FeedPage, for query: FeedQuery) {
        sums.withLock { Self.add(page, to: &$0) }
    }

    private static func add(_ page: FeedPage, to sums: inout Sums) {
        sums.pages = sums.pages * fade + 1
        sums.slots = sums.slots * fade + Double(page.slots.count)
        sums.greedy = sums.greedy * fade + page.greedy
        sums.expected = sums.expected * fade + page.expected
        for head in Head.allCases {
            let index = Int(head.rawValue)
            let sum = page.slots.reduce(0) { $0 + Double($1.heads[head]) }
            let weight = index < page.weights.count ? Double(page.weights[index]) : 0
            sums.probabilities[index] = sums.probabilities[index] * fade + sum
            sums.values[index] = sums.values[index] * fade + sum * weight
        }
        for source in Source.allCases {
            let index = Int(source.rawValue)
            let places = page.slots.count { $0.source == source.name }
            sums.places[index] = sums.places[index] * fade + Double(places)
            let report = page.stages.first { $0.stage == "source \(source.name)" }
            let offers = report.map { max(0, $0.after - $0.before) } ?? 0
            sums.offers[index] = sums.offers[index] * fade + Double(offers)
        }
        for index in sums.stages.indices {
            sums.stages[index].pages *= fade
            sums.stages[index].missed *= fade
            sums.stages[index].nanoseconds *= fade
        }
        for report in page.stages {
            let index =
                sums.stages.firstIndex { $0.name == report.stage }
                ?? {
                    sums.stages.append((report.stage, 0, 0, 0))
                    return sums.stages.count - 1
                }()
            if report.outcome == .done {
                sums.stages[index].pages += 1
            } else {
                sums.stages[index].missed += 1
            }
            sums.stages[index].nanoseconds += Double(report.nanoseconds)
        }
    }
}
