/// Lets only so much run at once: a test that measures memory runs alone.
actor Gate {
    static let shared = Gate(room: 4)

    private let room: Int
    private var free: Int
    private var waiting: [(weight: Int, go: CheckedContinuation<Void, Never>)] = []

    init(room: Int) {
        self.room = room
        free = room
    }

    /// Waits for room, in the order of asking; `leave` gives it back.
    func enter(_ weight: Int) async {
        if waiting.isEmpty, free >= weight {
            free -= weight
            return
        }
        await withCheckedContinuation { waiting.append((weight, $0)) }
    }

    func leave(_ weight: Int) {
        free += weight
        while let first = waiting.first, first.weight <= free {
            free -= first.weight
            waiting.removeFirst()
            first.go.resume()
        }
    }
}
