import HeadwaterCore
import NIOPosix

/// Runs work that waits for the disk on a thread of a small pool of its own, so that the
/// cooperative pool's two threads never wait.
func blocking<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await NIOThreadPool.singleton.runIfActive(body)
}
