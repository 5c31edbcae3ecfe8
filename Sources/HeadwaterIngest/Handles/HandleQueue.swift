/// Which accounts are known, waiting to be looked up, or not to be looked up for a while: the
/// handle directory's memory, as a plain value without clock or network.
///
/// Bounded: at most `capacity` accounts are remembered. Beyond it the one that entered first is
/// forgotten; if it still matters it will post again. Everything costs O(1) on average.
struct HandleQueue: Sendable {
    /// What is known of an account.
    private enum State {
        /// It waits, and has failed so many times before.
        case waiting(failures: Int)
        /// Somebody is looking it up.
        case busy(failures: Int)
        /// It is known, or not to be asked for before that moment (in milliseconds).
        case settled(untilMs: Int64)
    }

    private let capacity: Int
    private var states: [String: State] = [:]
    // Both are rings of names: `order` of all that is remembered, `queue` of what waits. A name in
    // `queue` whose state is no longer `waiting` is passed over.
    private var order = Ring()
    private var queue = Ring()
    private var delayed: [(atMs: Int64, did: String)] = []

    init(capacity: Int) {
        precondition(capacity > 0, "something must be remembered")
        self.capacity = capacity
    }

    /// The accounts that are remembered.
    var count: Int { states.count }

    /// The accounts that wait.
    var waiting: Int { queue.count + delayed.count }

    /// Whether nothing is remembered of an account.
    func isNew(_ did: String) -> Bool { states[did] == nil }

    /// Takes note of an account whose handle may be unknown.
    mutating func saw(_ did: String, nowMs: Int64) {
        switch states[did] {
        case .waiting, .busy: return
        case .settled(let untilMs): if nowMs < untilMs { return }
        case nil: remember(did)
        }
        states[did] = .waiting(failures: 0)
        queue.append(did)
    }

    /// Looks an account up again, whatever is known: its handle has changed.
    mutating func changed(_ did: String) {
        if states[did] == nil { remember(did) }
        if case .waiting = states[did] { return }
        states[did] = .waiting(failures: 0)
        queue.append(did)
    }

    /// An account's handle has become known from elsewhere.
    mutating func learned(_ did: String) {
        if states[did] == nil { remember(did) }
        states[did] = .settled(untilMs: .max)
    }

    /// The next account to look up, which is busy until `found`, `absent` or `failed` is said.
    mutating func next(nowMs: Int64) -> String? {
        while let index = delayed.firstIndex(where: { $0.atMs <= nowMs }) {
            queue.append(delayed.remove(at: index).did)
        }
        while let did = queue.popFirst() {
            guard case .waiting(let failures) = states[did] else { continue }
            states[did] = .busy(failures: failures)
            return did
        }
        return nil
    }

    /// Its handle is known now.
    mutating func found(_ did: String) { settle(did, untilMs: .max) }

    /// It has none, or none that is valid; it is not asked for before that moment.
    mutating func absent(_ did: String, untilMs: Int64) { settle(did, untilMs: untilMs) }

    /// The directory could not be asked; it is tried again, or settled after `attempts` failures.
    mutating func failed(_ did: String, attempts: Int, retryAtMs: Int64, restUntilMs: Int64) {
        guard case .busy(let failures) = states[did] else { return }
        guard failures + 1 < attempts, delayed.count < 1024 else {
            states[did] = .settled(untilMs: restUntilMs)
            return
        }
        states[did] = .waiting(failures: failures + 1)
        delayed.append((retryAtMs, did))
    }

    /// How often looking it up has failed so far.
    func failures(of did: String) -> Int {
        switch states[did] {
        case .waiting(let failures), .busy(let failures): failures
        case .settled, nil: 0
        }
    }

    private mutating func settle(_ did: String, untilMs: Int64) {
        // What has changed while it was looked up is looked up again.
        guard case .busy = states[did] else { return }
        states[did] = .settled(untilMs: untilMs)
    }

    private mutating func remember(_ did: String) {
        while states.count >= capacity, let oldest = order.popFirst() {
            states[oldest] = nil
        }
        order.append(did)
    }
}

/// A first-in, first-out queue of names.
private struct Ring: Sendable {
    private var items: [String?] = []
    private var head = 0

    var count: Int { items.count - head }

    mutating func append(_ item: String) { items.append(item) }

    mutating func popFirst() -> String? {
        guard head < items.count else { return nil }
        let item = items[head].take()
        head += 1
        // Each item is moved at most once for every time it was appended.
        if head * 2 >= items.count, head > 32 {
            items.removeFirst(head)
            head = 0
        }
        return item
    }
}
