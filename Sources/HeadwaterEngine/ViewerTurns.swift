import Synchronization

/// Lets one page a viewer be made at a time, so that two requests at once can't be given the same
/// posts: the second is made once the first is in the log.
final class ViewerTurns: Sendable {
    private let waiting = Mutex<[String: [CheckedContinuation<Void, Never>]]>([:])

    /// Waits for the viewer's turn, runs `body`, and lets the next one go.
    func run<Result: Sendable, Failure: Error>(
        for viewer: String,
        _ body: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        await enter(viewer)
        defer { leave(viewer) }
        return try await body()
    }

    private func enter(_ viewer: String) async {
        await withCheckedContinuation { continuation in
            let mayGo = waiting.withLock { waiting in
                guard waiting[viewer] == nil else {
                    waiting[viewer]?.append(continuation)
                    return false
                }
                waiting[viewer] = []
                return true
            }
            if mayGo { continuation.resume() }
        }
    }

    private func leave(_ viewer: String) {
        let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
            guard waiting[viewer]?.isEmpty == false else {
                waiting[viewer] = nil
                return nil
            }
            return waiting[viewer]?.removeFirst()
        }
        next?.resume()
    }
}
