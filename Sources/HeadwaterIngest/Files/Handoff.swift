import Dispatch
import Synchronization

/// Hands values from one thread, which may block, to one task, which may not; at most so many wait
/// on the way.
final class Handoff<Element: Sendable>: Sendable {
    private struct State {
        var items: [Element] = []
        var isClosed = false
        var failure: (any Error)?
        var isCancelled = false
        var taker: CheckedContinuation<Element?, any Error>?
    }

    private let state = Mutex(State())
    private let room: DispatchSemaphore

    /// A handoff on which `depth` values may wait.
    init(depth: Int) {
        // A semaphore that ends below the value it began with traps, so it begins at zero.
        room = DispatchSemaphore(value: 0)
        for _ in 0..<depth { room.signal() }
    }

    /// Hands on a value and blocks while too many wait; false where nobody wants it any more.
    func put(_ element: Element) -> Bool {
        room.wait()
        let (taker, isCancelled) = state.withLock { state in
            let taker = state.isCancelled ? nil : state.taker.take()
            if taker == nil, !state.isCancelled { state.items.append(element) }
            return (taker, state.isCancelled)
        }
        if let taker {
            room.signal()
            taker.resume(returning: element)
        }
        return !isCancelled
    }

    /// Says that no value follows.
    func close(_ failure: (any Error)? = nil) {
        let taker = state.withLock { state in
            state.isClosed = true
            state.failure = failure
            return state.taker.take()
        }
        if let failure { taker?.resume(throwing: failure) } else { taker?.resume(returning: nil) }
    }

    /// Says that no value is wanted any more; `next` returns nil from now on.
    func cancel() {
        let taker = state.withLock { state in
            state.isCancelled = true
            state.items = []
            return state.taker.take()
        }
        taker?.resume(returning: nil)
        room.signal()
    }

    /// The next value; nil after the last.
    ///
    /// Throws what the other side was closed with.
    func next() async throws -> Element? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let answer: Result<Element?, any Error>? = state.withLock { state in
                    if state.isCancelled { return .success(nil) }
                    if !state.items.isEmpty { return .success(state.items.removeFirst()) }
                    if let failure = state.failure { return .failure(failure) }
                    if state.isClosed { return .success(nil) }
                    state.taker = continuation
                    return nil
                }
                guard let answer else { return }
                if case .success(.some) = answer { room.signal() }
                continuation.resume(with: answer)
            }
        } onCancel: {
            cancel()
        }
    }
}
