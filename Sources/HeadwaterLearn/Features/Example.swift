/// What a model sees of a viewer and a post: keys of tables, rates and dense numbers.
///
/// A buffer to be used again and again: filling it takes no memory after the first few times.
public struct Example: Sendable {
    /// The keys of ids, attributes and crosses.
    public internal(set) var keys: [UInt64] = []
    /// Which ``Field`` each key is of.
    var fields: [UInt8] = []
    /// For each ``Pair``, how far the log-odds of what happened lie from what was to be expected.
    var rates: [Lanes] = Array(repeating: Lanes(), count: Pair.count)
    /// Other numbers, finite all.
    public internal(set) var dense: [Float] = []

    /// An empty example.
    public init() {}

    /// The number of keys that belong to the viewer alone and stay for the next candidate.
    var viewerKeys = 0
}
