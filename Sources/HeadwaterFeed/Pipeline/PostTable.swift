import HeadwaterCatalog

/// A set of posts, made for one request: a flat table by open addressing.
struct PostSet: Sendable {
    private var slots: [UInt32]
    private(set) var count = 0

    /// An empty set with room for so many.
    init(room: Int = 16) {
        var size = 32
        while size < room * 2 { size *= 2 }
        slots = [UInt32](repeating: 0, count: size)
    }

    func contains(_ post: PostID) -> Bool { slots[slot(post.rawValue)] == post.rawValue }

    @discardableResult
    mutating func insert(_ post: PostID) -> Bool {
        if (count + 1) * 2 > slots.count { grow() }
        let slot = slot(post.rawValue)
        if slots[slot] == post.rawValue { return false }
        slots[slot] = post.rawValue
        count += 1
        return true
    }

    private func slot(_ number: UInt32) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: (number &* 0x9E37_79B1) >> 7) & mask
        while slots[slot] != 0, slots[slot] != number { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt32](repeating: 0, count: old.count * 2)
        for number in old where number != 0 { slots[slot(number)] = number }
    }
}

/// A sum for each of some numbers (posts, accounts), in the order in which they came up.
struct Sums: Sendable {
    private var slots: [UInt32]
    private(set) var numbers: [UInt32] = []
    private(set) var sums: [Float] = []
    private(set) var times: [UInt32] = []

    init(room: Int = 64) {
        var size = 64
        while size < room * 2 { size *= 2 }
        slots = [UInt32](repeating: 0, count: size)
    }

    /// Adds to a number's sum.
    mutating func add(_ number: UInt32, _ value: Float) {
        if (numbers.count + 1) * 2 > slots.count { grow() }
        let slot = slot(number)
        if slots[slot] == 0 {
            numbers.append(number)
            sums.append(value)
            times.append(1)
            slots[slot] = UInt32(numbers.count)
        } else {
            let index = Int(slots[slot]) - 1
            sums[index] += value
            times[index] += 1
        }
    }

    /// The places of the largest sums, the largest first; among equals the greater number first.
    ///
    /// Sums are 0 or more, so their bits sort as they do, and a sum and its number make one key.
    func largest(_ count: Int) -> [Int] {
        var keys: [UInt64] = []
        keys.reserveCapacity(numbers.count)
        for place in numbers.indices {
            let bits = UInt64(max(sums[place], 0).bitPattern)
            keys.append(bits << 32 | UInt64(numbers[place]))
        }
        keys.sort(by: >)
        return keys.prefix(count).map {
            Int(slots[slot(UInt32(truncatingIfNeeded: $0))]) - 1
        }
    }

    /// Sets what is known of a candidate.
    func note(in candidate: inout Candidate) {
        let slot = slots[slot(candidate.post.rawValue)]
        guard slot != 0 else { return }
        candidate.people = times[Int(slot) - 1]
        candidate.likeness = sums[Int(slot) - 1]
    }

    private func slot(_ number: UInt32) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: (number &* 0x9E37_79B1) >> 7) & mask
        while slots[slot] != 0, numbers[Int(slots[slot]) - 1] != number {
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for (index, number) in numbers.enumerated() { slots[slot(number)] = UInt32(index + 1) }
    }
}

/// From post to place, made for one request.
struct PostPlaces: Sendable {
    private var slots = [(post: UInt32, place: UInt32)](repeating: (0, 0), count: 1024)
    private var count = 0

    subscript(_ post: PostID) -> Int? {
        let slot = slot(post.rawValue)
        return slots[slot].post == 0 ? nil : Int(slots[slot].place)
    }

    mutating func set(_ post: PostID, to place: Int) {
        if (count + 1) * 2 > slots.count {
            let old = slots
            slots = Array(repeating: (0, 0), count: old.count * 2)
            for entry in old where entry.post != 0 { slots[slot(entry.post)] = entry }
        }
        slots[slot(post.rawValue)] = (post.rawValue, UInt32(place))
        count += 1
    }

    private func slot(_ number: UInt32) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: (number &* 0x9E37_79B1) >> 7) & mask
        while slots[slot].post != 0, slots[slot].post != number { slot = (slot + 1) & mask }
        return slot
    }
}
