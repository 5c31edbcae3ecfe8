import HeadwaterCore

/// What one viewer did with one item, as far as ranking is measured by it.
struct FeedInteraction: Sendable, Hashable {
    /// The item, counted from 0 in the order of the file.
    var item: Int
    /// Whether they liked it, beside having engaged with it.
    var isLiked: Bool
}

/// One division of every viewer's interactions into those to learn from, those to choose settings
/// by, and those to measure by: RecBole's random 8:1:1 for each user.
///
/// A tenth of a viewer's interactions, rounded down but at least one where they have more than two,
/// is for measuring, as many for choosing. Who goes where is drawn by the seed and the viewer's id,
/// so it depends neither on the order of viewers nor on anybody else.
struct FeedSplit: Sendable {
    /// By viewer: what is learned from.
    var train: [[FeedInteraction]] = []
    /// By viewer: items that settings are chosen by.
    var valid: [[Int]] = []
    /// By viewer: items that are measured.
    var test: [[Int]] = []
    /// A fingerprint of who did what and where it went, in 32 hexadecimal digits.
    var hash = ""

    init(_ interactions: [[FeedInteraction]], viewers: [String], items: [String], seed: UInt64) {
        for (viewer, own) in interactions.enumerated() {
            var drawn = own
            var random = SeededGenerator(seed: mixed(seed) ^ Fingerprint(viewers[viewer]).low)
            for place in stride(from: drawn.count - 1, to: 0, by: -1) {
                let bound = UInt64(place + 1)
                drawn.swapAt(
                    place,
                    Int(random.next().multipliedFullWidth(by: bound).high)
                )
            }
            let each = drawn.count > 2 ? max(drawn.count / 10, 1) : 0
            let rest = drawn.count - 2 * each
            train.append(Array(drawn[..<rest]))
            valid.append(drawn[rest..<rest + each].map(\.item))
            test.append(drawn[(rest + each)...].map(\.item))
        }
        hash = digest(viewers: viewers, items: items)
    }

    /// Over viewers and items in the order of their ids, so that the order of a file is no part of
    /// it.
    private func digest(viewers: [String], items: [String]) -> String {
        var hasher = Fingerprinter()
        func bytes(_ left: String, _ right: String) -> Bool {
            left.utf8.lexicographicallyPrecedes(right.utf8)
        }
        for viewer in viewers.indices.sorted(by: { bytes(viewers[$0], viewers[$1]) }) {
            hasher.add(viewers[viewer])
            for part in [train[viewer].map(\.item), valid[viewer], test[viewer]] {
                for item in part.map({ items[$0] }).sorted(by: bytes) { hasher.add(item) }
                hasher.add(UInt64(part.count))
            }
        }
        func digits(_ half: UInt64) -> String {
            let text = String(half, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        return digits(hasher.value.high) + digits(hasher.value.low)
    }
}

/// How well rankings put held-out items into their first ten, each the mean over viewers.
public struct FeedFigures: Sendable, Hashable {
    /// Normalised discounted cumulative gain.
    public var ndcg10 = 0.0
    /// The share of the viewer's held-out items.
    public var recall10 = 0.0
    /// One over the rank of the first held-out item, 0 beyond ten.
    public var mrr10 = 0.0
    /// Whether any held-out item is there.
    public var hit10 = 0.0

    static let depth = 10

    init() {}

    /// Ranks every item for every viewer with something held out, but those that `isKnown` masks.
    ///
    /// At equal scores the item that comes first in the file is first.
    init(
        heldOut: [[Int]],
        items: Int,
        isMasked: (_ viewer: Int) -> [Bool],
        scores: (_ viewer: Int) -> [Float]
    ) {
        // Logarithms by our own function, so that figures agree to the last digit everywhere.
        let gains = (0..<Self.depth).map { logarithm(2) / logarithm(Double($0 + 2)) }
        var viewers = 0
        for viewer in heldOut.indices where !heldOut[viewer].isEmpty {
            viewers += 1
            var isWanted = [Bool](repeating: false, count: items)
            for item in heldOut[viewer] { isWanted[item] = true }
            let first = Self.first(Self.depth, scores(viewer), isMasked(viewer))
            var gain = 0.0
            var hits = 0
            for (rank, item) in first.enumerated() where isWanted[item] {
                if hits == 0 { mrr10 += 1 / Double(rank + 1) }
                hits += 1
                gain += gains[rank]
            }
            let wanted = heldOut[viewer].count
            ndcg10 += gain / gains[..<min(wanted, Self.depth)].reduce(0, +)
            recall10 += Double(hits) / Double(wanted)
            hit10 += hits > 0 ? 1 : 0
        }
        let total = Double(max(1, viewers))
        ndcg10 /= total
        recall10 /= total
        mrr10 /= total
        hit10 /= total
    }

    /// The items with the greatest scores that aren't masked, the best first.
    private static func first(_ most: Int, _ scores: [Float], _ isMasked: [Bool]) -> [Int] {
        var best: [Int] = []
        for item in scores.indices where !isMasked[item] {
            if best.count == most, scores[item] <= scores[best[most - 1]] { continue }
            var place = best.count
            while place > 0, scores[best[place - 1]] < scores[item] { place -= 1 }
            best.insert(item, at: place)
            if best.count > most { best.removeLast() }
        }
        return best
    }
}
