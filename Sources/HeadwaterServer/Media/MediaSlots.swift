import Synchronization

/// How many fetches may run at once.
final class MediaSlots: Sendable {
    private let free: Mutex<Int>

    init(_ count: Int) { free = Mutex(count) }

    /// One of them; nil where all are taken.
    func take() -> Slot? {
        let isFree = free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
        return isFree ? Slot(self) : nil
    }

    private func giveBack() { free.withLock { $0 += 1 } }

    /// It is given back with the last reference: an answer whose body nobody takes gives it back
    /// too.
    final class Slot: Sendable {
        private let slots: MediaSlots

        fileprivate init(_ slots: MediaSlots) { self.slots = slots }

        deinit { slots.giveBack() }
    }
}
