#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A value behind a readers-writer lock: many readers at once, or one writer.
///
/// A waiting writer goes first, so that readers can't starve it; the engine keeps what a writer
/// does to a few hundred records at a time and what a reader does to a few milliseconds, which
/// bounds how long either waits (ARCHITECTURE.md has the measurement).
///
/// - Important: `read` must not be called from inside `read` or `write`: the lock is not recursive.
final class Guarded<State: Sendable>: @unchecked Sendable {
    // Safety: `state` is touched only between a lock and an unlock of `lock`, mutated only under
    // the exclusive one. `lock` is allocated in `init`, never moved, and destroyed in `deinit`, when
    // nobody can hold it.
    private let lock: UnsafeMutablePointer<pthread_rwlock_t>
    private var state: State

    init(_ state: State) {
        self.state = state
        lock = .allocate(capacity: 1)
        var attributes = pthread_rwlockattr_t()
        pthread_rwlockattr_init(&attributes)
        #if canImport(Glibc)
        pthread_rwlockattr_setkind_np(
            &attributes,
            Int32(PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP)
        )
        #endif
        let code = pthread_rwlock_init(lock, &attributes)
        precondition(code == 0, "a lock could not be made: \(code)")
        pthread_rwlockattr_destroy(&attributes)
    }

    deinit {
        pthread_rwlock_destroy(lock)
        lock.deallocate()
    }

    /// Looks at the value, beside other readers.
    func read<Result, Failure: Error>(
        _ body: (borrowing State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_rwlock_rdlock(lock)
        defer { pthread_rwlock_unlock(lock) }
        return try body(state)
    }

    /// Changes the value, alone.
    func write<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_rwlock_wrlock(lock)
        defer { pthread_rwlock_unlock(lock) }
        return try body(&state)
    }
}
