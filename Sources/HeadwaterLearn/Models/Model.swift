import HeadwaterCore

/// All ten heads: what a viewer will do with a post, learned online.
///
/// One logistic model a head, over features that all share:
///
/// ```
/// logit = bias + Σ own rates × weights + Σ inputs × weights + Σ weights of keys
///         generalises from streaming counts ┘               └ remembers ids, attributes, crosses
/// ```
///
/// Predict an example first, then learn it, once and in log order. A prediction depends on the
/// example and on what was learned before it, and on nothing else that is predicted with it.
public struct Model: Sendable {
    var bias: Lanes
    /// The number of examples learned, at most the memory that knobs give it.
    var count: Float = 0
    /// The running mean of p (1 - p) of each head: how much an example tells.
    var spread: Lanes
    var dense: DenseWeights
    var table: WeightTable
    /// How many examples taught each head, by raw value.
    public internal(set) var learned: [UInt64]

    /// A model that has seen nothing, and predicts from rates and reactions what seems sensible.
    public init() {
        let rates = Head.priorRates
        bias = (rates / (1 - rates)).logarithms * Lanes.heads
        spread = rates * (1 - rates)
        dense = DenseWeights()
        table = WeightTable()
        learned = Array(repeating: 0, count: Head.count)
        dense.believe()
    }

    /// A model that knows what its parent knows, and counts its own examples.
    ///
    /// Complexity: O(1); memory is taken where either learns.
    public init(warmStartedFrom parent: Model) {
        self = parent
        learned = Array(repeating: 0, count: Head.count)
    }

    /// The bytes that it takes.
    public var byteCount: Int { table.byteCount + (dense.rowCount + 8) * 64 }

    /// The number of ids, attributes and crosses that have weights of their own.
    public var rowCount: Int { table.admitted.count }

    /// The probability of each head: finite, 0 to 1, from the example alone.
    ///
    /// Complexity: O(keys), a look-up each.
    public func predict(_ example: Example) -> HeadOutputs {
        ModelInput.lend { places, numbers in
            HeadOutputs(probabilities(example, find(example, places, numbers)))
        }
    }
}

extension HeadOutputs {
    init(_ lanes: Lanes) {
        self.init()
        for head in Head.allCases { self[head] = lanes[Int(head.rawValue)] }
    }
}

extension DenseWeights {
    /// What is taken to be so before anything was learned: who lately liked or watched something by
    /// an author, of a tag or with a sound wants more of it, and who hid it doesn't.
    mutating func believe() {
        for (place, strength) in [
            (Input.authorLiked, 1), (.tagLiked, 0.6), (.soundLiked, 0.4),
        ] as [(Input, Float)] {
            believe(place.rawValue, positive: 0.8 * strength, negative: -0.5 * strength)
            believe(place.rawValue + 1, positive: 0.3 * strength, negative: -0.2 * strength)
            believe(place.rawValue + 2, positive: -0.4 * strength, negative: 0.2 * strength)
            believe(place.rawValue + 3, positive: -2 * strength, negative: 2 * strength)
        }
        for input in [Input.authorHidden, .tagHidden, .soundHidden] {
            believe(input.rawValue, positive: -0.25, negative: 0)
        }
    }

    private mutating func believe(_ place: Int, positive: Float, negative: Float) {
        for head in Head.allCases {
            weights[64 + place][Int(head.rawValue)] =
                head == .hide || head == .report ? negative : positive
        }
    }
}
