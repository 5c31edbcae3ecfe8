/// A sum of directions in fixed point, so that what was added can be taken out again to its last
/// bit.
///
/// Each direction has length ``one``. The weight is the number of directions; once it reaches the
/// inertia, each further one takes the place of one average one, so the mean goes on moving.
struct FixedSum: Sendable, Hashable {
    /// What a length of 1 is.
    static let one: Float = 16_384
    /// Fewer directions than this are added exactly, and can be taken out again.
    static let settled: UInt32 = 64
    /// With the greatest weight, sums fit an Int32.
    static let inertias: ClosedRange<UInt32> = settled...16_384

    private(set) var numbers: [Int32]
    private(set) var weight: UInt32 = 0

    init(dimension: Int) { numbers = [Int32](repeating: 0, count: dimension) }

    /// Whether what was added can't be taken out any more, nor be told from the mean.
    var isSettled: Bool { weight >= Self.settled }

    /// Adds a direction.
    mutating func add(_ vector: QuantizedVector, inertia: UInt32) {
        if weight >= inertia {
            let share = Int32(weight)
            for index in numbers.indices { numbers[index] &-= numbers[index] / share }
        } else {
            weight += 1
        }
        let factor = Self.one / vector.length
        for index in numbers.indices {
            numbers[index] &+= Int32(Float(vector.numbers[index]) * factor)
        }
    }

    /// Takes a direction out that was added; nothing where the sum has settled.
    mutating func remove(_ vector: QuantizedVector) {
        guard weight > 0, !isSettled else { return }
        weight -= 1
        let factor = Self.one / vector.length
        for index in numbers.indices {
            numbers[index] &-= Int32(Float(vector.numbers[index]) * factor)
        }
    }

    /// The sum of these numbers; nil where no such sum comes about.
    init?(numbers: [Int32], weight: UInt32) {
        guard weight <= Self.inertias.upperBound else { return nil }
        let most = (UInt64(weight) + 1) * UInt64(Self.one)
        guard numbers.allSatisfy({ UInt64($0.magnitude) <= most }) else { return nil }
        self.numbers = numbers
        self.weight = weight
    }
}
