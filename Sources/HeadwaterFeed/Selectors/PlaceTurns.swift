import HeadwaterCore

/// Which places of a page are set aside for something: one of so many, another one on every page, so
/// that short pages have their share of them too.
///
/// Where several fall due at one place, those that come later wait for the next.
struct PlaceTurns: Sendable {
    private let every: Int
    private let phase: Int
    private var isDue = false

    /// Sets aside one of so many places as a knob says; 0 for none.
    ///
    /// - Parameters:
    ///   - knob: One of how many places.
    ///   - query: What is asked for; its seed says which places.
    ///   - ahead: How many places later than others whose seed is the same.
    ///   - halfWay: Half of so many places later still.
    init(_ knob: Knob, _ query: FeedQuery, ahead: Int, halfWay: Bool = false) {
        every = Int(query.knobs[knob])
        let shift = ahead + (halfWay ? every / 2 : 0)
        phase =
            every > 0 ? Int((mixed(query.seed) &+ UInt64(shift + every)) % UInt64(every)) : 0
    }

    /// Comes to the next place.
    mutating func come(to place: Int) {
        if every > 0, place % every == phase { isDue = true }
    }

    /// Whether one is due, which it no longer is then.
    mutating func take() -> Bool {
        defer { isDue = false }
        return isDue
    }
}
