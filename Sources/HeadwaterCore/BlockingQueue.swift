#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A bounded queue between threads: whoever puts into a full one, or takes from an empty one, waits.
///
/// Elements have weights, and the bound is on their sum, so that memory is bounded and not only the
/// number of elements. Never call it from the cooperative pool.
public final class BlockingQueue<Element: Sendable>: @unchecked Sendable {
    // Safety: all fields are touched only while `mutex` is held. `mutex` and `changed` are allocated
    // in `init`, never moved, and destroyed in `deinit`, when nobody can wait on them.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private var elements: [(element: Element, weight: Int)] = []
    private var weight = 0
    private var isClosed = false
    private let limit: Int

    /// An empty queue that holds elements of at most `limit` together (or a single heavier one).
    public init(limit: Int) {
        self.limit = limit
        mutex = .allocate(capacity: 1)
        changed = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Adds an element once there is room; false where the queue has been closed.
    public func put(_ element: Element, weight: Int = 1) -> Bool {
        locked {
            while !isClosed, !elements.isEmpty, self.weight + weight > limit { wait() }
            return add(element, weight)
        }
    }

    /// Adds an element if there is room now; nil where there is none, false where it is closed.
    public func offer(_ element: Element, weight: Int = 1) -> Bool? {
        locked {
            if !isClosed, !elements.isEmpty, self.weight + weight > limit { return nil }
            return add(element, weight)
        }
    }

    /// Whether an element of that weight would be taken in now.
    public func hasRoom(for weight: Int = 1) -> Bool {
        locked { isClosed || elements.isEmpty || self.weight + weight <= limit }
    }

    /// Takes the first elements, up to `most` in weight but at least one; waits for it.
    ///
    /// Nil once the queue is closed and empty.
    public func take(most: Int) -> [Element]? {
        locked {
            while elements.isEmpty {
                if isClosed { return nil }
                wait()
            }
            var taken = 0
            var sum = 0
            for (_, weight) in elements {
                if taken > 0, sum + weight > most { break }
                taken += 1
                sum += weight
            }
            let result = elements.prefix(taken).map(\.element)
            elements.removeFirst(taken)
            weight -= sum
            pthread_cond_broadcast(changed)
            return result
        }
    }

    /// Takes nothing more in; what is in can still be taken.
    public func close() {
        locked {
            isClosed = true
            pthread_cond_broadcast(changed)
        }
    }

    private func add(_ element: Element, _ weight: Int) -> Bool {
        guard !isClosed else { return false }
        elements.append((element, weight))
        self.weight += weight
        pthread_cond_broadcast(changed)
        return true
    }

    private func wait() { pthread_cond_wait(changed, mutex) }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }
}
