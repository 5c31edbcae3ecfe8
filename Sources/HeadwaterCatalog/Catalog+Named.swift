import HeadwaterCore

/// What an actor's `id` of an edge or engagement stands for, so that it can be undone by that id.
struct NamedRecord: Sendable, BitwiseCopyable, Hashable {
    /// `actor << 32 | subject or post`; 0 where it was undone before it arrived.
    var pair: UInt64 = 0
    /// When it was made, or undone where `pair` is 0.
    var at = Timestamp.epoch
    /// Of what is counted: whether it has been taken back.
    var undone = false
    /// Whether it is dated after the moment at which it was received.
    var isAhead = false
}

extension Catalog {
    /// The key of an actor's record: nobody can undo what another did by giving its `id`.
    static func key(id: String, of actor: AccountID, domain: UInt8) -> UInt64 {
        var hasher = Fingerprinter()
        hasher.add(UInt64(domain) << 32 | UInt64(actor.rawValue))
        hasher.add(id)
        return hasher.value.low | 1
    }

    /// Finds the pair that a state's event is about, by itself or by the `id` of its record, and
    /// what the event says of it; nil where it says nothing (yet).
    ///
    /// The newest `at` decides, whichever way the pair was named: a record that comes again under
    /// its id after it was undone is on again. An undoing by an id that is not known yet waits for
    /// its record. One exception: a record that is dated ahead of its own arrival, by a clock that
    /// is fast, ends when its very id is undone, whatever the times say; else nothing dated by the
    /// network could take it back.
    mutating func resolve(
        actor: AccountID,
        pair: UInt64?,
        id: String?,
        domain: UInt8,
        at: Timestamp,
        undone: Bool,
        in table: PairStates
    ) -> (key: UInt64, on: Bool, at: Timestamp)? {
        guard let id else { return pair.map { ($0, !undone, at) } }
        let key = Self.key(id: id, of: actor, domain: domain)
        let earlier = named[key]
        if undone {
            guard let target = pair ?? earlier?.pair, target != 0 else {
                let newest = max(at, earlier?.at ?? at)
                named.set(key, to: NamedRecord(at: newest, undone: true))
                return nil
            }
            guard let earlier, earlier.isAhead, table.decided(target) == earlier.at else {
                return (target, false, at)
            }
            return (target, false, max(at, earlier.at))
        }
        guard let pair else { return nil }
        let isAhead = at > received
        named.set(key, to: NamedRecord(pair: pair, at: at, isAhead: isAhead))
        guard let earlier, earlier.pair == 0 else { return (pair, true, at) }
        if isAhead { return (pair, false, max(at, earlier.at)) }
        let waits = earlier.at > at && table.decided(pair) != earlier.at
        return waits ? (pair, false, earlier.at) : (pair, true, at)
    }
}
