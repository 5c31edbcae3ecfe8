import NIOPosix
import Synchronization

/// Looks up names that strangers have chosen.
///
/// The system's resolver blocks, for as long as the name's own servers like. So it runs on a few
/// threads that do nothing else, nobody waits for it longer than a moment, and what nobody waits
/// for any more is not looked up.
enum HostLookup {
    private static let pool: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 4)
        pool.start()
        return pool
    }()

    /// All addresses of a name; none where it has none, or they are not known in time.
    static func addresses(
        of name: String,
        patience: Duration = .seconds(3),
        resolve: @escaping @Sendable (String) -> [HostAddress] = { HostAddress.all(of: $0) }
    ) async -> [HostAddress] {
        await withCheckedContinuation { continuation in
            let reply = Reply(continuation)
            pool.submit { _ in
                if reply.isAwaited { reply.give(resolve(name)) }
            }
            Task {
                do { try await Task.sleep(for: patience) } catch {}
                reply.give([])
            }
        }
    }

    /// The first answer counts.
    private final class Reply: Sendable {
        private let continuation: Mutex<CheckedContinuation<[HostAddress], Never>?>

        init(_ continuation: CheckedContinuation<[HostAddress], Never>) {
            self.continuation = Mutex(continuation)
        }

        var isAwaited: Bool { continuation.withLock { $0 != nil } }

        func give(_ addresses: [HostAddress]) {
            continuation.withLock { $0.take() }?.resume(returning: addresses)
        }
    }
}
