package import AsyncHTTPClient
import NIOCore

/// The HTTP client for addresses that strangers name in their documents.
///
/// It follows no redirect, and every answer has a limit of bytes and of time.
public final class OutboundClient: Sendable {
    let client: HTTPClient

    /// A client on the process's event loops.
    public convenience init() { self.init { _ in } }

    /// A client set up differently: one that trusts other certificates is for tests alone.
    package init(_ change: (inout HTTPClient.Configuration) -> Void) {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(5)
        configuration.timeout.read = .seconds(15)
        // A host that refuses, or whose certificate is wrong, does so again at once: to try until
        // the time is up would only hold others up.
        configuration.connectionPool.retryConnectionEstablishment = false
        change(&configuration)
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    deinit {
        // What is still under way keeps the client itself until it has ended.
        client.shutdown { _ in }
    }

    /// Runs a question, and gives it up after so many milliseconds, however slowly bytes still come.
    static func within<Value: Sendable>(
        _ milliseconds: Int64,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: .milliseconds(milliseconds))
                throw OutOfTime()
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw OutOfTime() }
            return first
        }
    }
}

/// A host has not answered in the time that it had.
struct OutOfTime: Error, CustomStringConvertible {
    var description: String { "it took too long" }
}
