import CHeadwaterKernels

/// What a model sees of a viewer and a post: keys of tables, rates and dense numbers.
///
/// A buffer to be used again and again: filling it takes no memory after the first few times.
public struct Example: Sendable {
    /// The most keys that it holds; what comes after them is left out.
    static let keyLimit = 96

    /// The keys of ids, attributes and crosses, at most 96.
    public internal(set) var keys: [UInt64] = []
    /// Which ``Field`` each key is of.
    var fields: [UInt8] = []
    /// For each ``Pair``, how far the log-odds of each head lie from what was to be expected.
    var rates: [Lanes] = Array(repeating: Lanes(), count: Pair.count)
    /// The numbers that ``Input`` names, finite all.
    public internal(set) var dense: [Float] = Array(repeating: 0, count: Input.count)
    /// The hour, since 1970, of the impression.
    var hour: Float = 0

    /// An empty example.
    public init() {
        keys.reserveCapacity(Self.keyLimit)
        fields.reserveCapacity(Self.keyLimit)
    }

    @inline(__always)
    mutating func add(_ field: Field, _ left: UInt64, _ right: UInt64 = 0) {
        add(field.key(left, right), field)
    }

    @inline(__always)
    mutating func add(_ key: UInt64, _ field: Field) {
        guard keys.count < Self.keyLimit else { return }
        keys.append(key)
        fields.append(field.rawValue)
    }
}

extension Example {
    /// Asks for what a model reads after it has found the keys.
    @inline(__always)
    func prefetch() {
        rates.withUnsafeBytes { headwater_prefetch_all($0.baseAddress, $0.count) }
        dense.withUnsafeBytes { headwater_prefetch_all($0.baseAddress, $0.count) }
        fields.withUnsafeBytes { headwater_prefetch_all($0.baseAddress, $0.count) }
    }
}
