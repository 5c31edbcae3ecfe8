public import HeadwaterCore

/// What one item says for another, solved exactly: EASE (Steck, WWW 2019) and its denoising variant
/// EDLAE (Steck, NeurIPS 2020).
///
/// The weights B are those of the ridge regression of every item on all others: with the Gram
/// matrix G of the people's vectors, P = (G + Λ)⁻¹ and B = −P / diag P, its diagonal zero. Λ is λ
/// for EASE; with dropout p, an item that many people engaged with gets p / (1 − p) times their
/// number more, which is the same as leaving out a share p of what each of them did, at random.
///
/// Solving takes n³ / 2 products, a second for 2,000 items, and 8 n² bytes twice meanwhile: fit for
/// a catalogue of a few thousand items that stay, not for a stream of new posts.
public struct ItemWeights: Sendable {
    /// How the weights are fitted.
    public struct Settings: Sendable, Hashable {
        /// The ridge λ, above 0, in people.
        public var ridge: Double
        /// The share of what people did that is left out, 0 to below 1.
        public var dropout: Double

        /// Settings with a ridge and, where given, dropout.
        public init(ridge: Double, dropout: Double = 0) {
            self.ridge = ridge
            self.dropout = dropout
        }
    }

    /// The number of items.
    public let count: Int
    /// Row by row: what the row's item says for the column's.
    private var weights: [Float]

    /// The Gram matrix of people's vectors over `count` items.
    ///
    /// - Parameters:
    ///   - people: For each one, items below `count`, each once, and how much it counts, finite.
    ///   - count: The number of items.
    /// - Returns: for each two items the sum of the products of what they count.
    public static func gram(_ people: [[Interest]], count: Int) -> SymmetricMatrix {
        var gram = SymmetricMatrix(size: count)
        for own in people {
            for left in own {
                for right in own {
                    gram[left.item, right.item] += Double(left.weight) * Double(right.weight)
                }
            }
        }
        return gram
    }

    /// Fits the weights to a Gram matrix; nil where that isn't positive definite or not finite.
    public init?(gram: SymmetricMatrix, _ settings: Settings) {
        count = gram.size
        var ridged = gram
        let odds = settings.dropout / (1 - settings.dropout)
        for item in 0..<count {
            ridged[item, item] += settings.ridge + odds * gram[item, item]
        }
        guard let inverse = ridged.inverted() else { return nil }
        weights = [Float](repeating: 0, count: count * count)
        for column in 0..<count {
            let scale = -1 / inverse[column, column]
            for row in 0..<count where row != column {
                weights[row * count + column] = Float(inverse[row, column] * scale)
            }
        }
    }

    /// What one item says for another.
    public subscript(_ item: Int, _ other: Int) -> Float { weights[item * count + other] }

    /// The scores of all items for someone with these interests.
    ///
    /// Complexity: O(interests × items).
    public func scores(for own: [Interest]) -> [Float] {
        var sums = [Float](repeating: 0, count: count)
        for interest in own {
            let base = interest.item * count
            for item in 0..<count { sums[item] += interest.weight * weights[base &+ item] }
        }
        return sums
    }
}

/// An item that someone engaged with, and how much that counts.
public struct Interest: Sendable, Hashable, BitwiseCopyable {
    /// The item, counted from 0.
    public var item: Int
    /// How much it counts.
    public var weight: Float

    /// An item with a weight.
    public init(_ item: Int, _ weight: Float = 1) {
        self.item = item
        self.weight = weight
    }
}
