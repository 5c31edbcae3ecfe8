import HeadwaterCore

/// Whether something is on for pairs of numbers, the newest event deciding.
///
/// 16 bytes an entry over the load of a ``HeadwaterCore/FlatMap``.
struct PairStates: Sendable {
    /// By `first << 32 | second`: the milliseconds of the deciding event, shifted left by one, with
    /// the state in the lowest bit.
    var map = FlatMap<Int64>(filler: 0)

    static func all(_ count: Int) -> [PairStates] {
        [PairStates](repeating: PairStates(), count: count)
    }

    static func key(_ first: UInt32, _ second: UInt32) -> UInt64 {
        UInt64(first) << 32 | UInt64(second)
    }

    func isOn(_ first: UInt32, _ second: UInt32) -> Bool {
        guard first != 0, second != 0 else { return false }
        return (map[Self.key(first, second)] ?? 0) & 1 == 1
    }

    /// When the deciding event happened.
    func decided(_ key: UInt64) -> Timestamp? {
        map[key].map { Timestamp(milliseconds: $0 >> 1) }
    }

    /// Puts a state out, as of the event that decided it; false where it wasn't on.
    mutating func end(_ key: UInt64) -> Bool {
        guard let state = map[key], state & 1 == 1 else { return false }
        map.set(key, to: state & ~1)
        return true
    }

    /// Takes an event into account, and says whether the state is another one now.
    ///
    /// An event that is older than the deciding one has no effect; at equal times the later in the
    /// log wins.
    mutating func set(_ key: UInt64, on: Bool, at: Timestamp) -> Bool {
        let old = map[key]
        if let old, at.milliseconds < old >> 1 { return false }
        map.set(key, to: at.milliseconds << 1 | (on ? 1 : 0))
        return ((old ?? 0) & 1 == 1) != on
    }
}
