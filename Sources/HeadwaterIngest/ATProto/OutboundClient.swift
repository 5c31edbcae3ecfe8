import AsyncHTTPClient
import NIOCore
import NIOPosix

/// The HTTP client for addresses that strangers name in their documents.
///
/// It follows no redirect, and every answer has a limit of bytes and of time.
public final class OutboundClient: Sendable {
    let client: HTTPClient

    /// A client on the process's event loops.
    public init() {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout.connect = .seconds(5)
        configuration.timeout.read = .seconds(15)
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

/// Which addresses that strangers name may be asked.
///
/// Whoever registers an account chooses the host that its documents name, so it must not lead into
/// the network of whoever runs this: only https on its own port, only a domain name, and only one
/// whose every address is a public one. A name that changes its addresses after the look still
/// fails, as no host inside has a certificate for it.
struct HostRules: Sendable {
    /// Whether this machine and others inside may be asked, by plain http too: for development.
    var allowsPrivate: Bool

    /// The origin of an address, such as `https://pds.example`; nil where it may not be asked.
    func origin(of url: String) -> String? {
        var rest = Substring(url)
        if rest.hasSuffix("/") { rest.removeLast() }
        let isPlain = rest.hasPrefix("http://")
        guard rest.hasPrefix("https://") || isPlain && allowsPrivate else { return nil }
        let host = rest.dropFirst(isPlain ? 7 : 8).lowercased()
        if allowsPrivate, Self.isLocal(host) { return (isPlain ? "http://" : "https://") + host }
        guard !isPlain, Self.isName(host) else { return nil }
        return "https://" + host
    }

    /// Whether every address that a name leads to is a public one, and there is one.
    func leadsOutside(_ origin: String) async -> Bool {
        let host = origin.drop { $0 != "/" }.dropFirst(2)
        if allowsPrivate { return true }
        let name = String(host)
        do {
            return try await NIOThreadPool.singleton.runIfActive {
                let addresses = HostAddress.all(of: name)
                return !addresses.isEmpty && addresses.allSatisfy(\.isPublic)
            }
        } catch {
            return false
        }
    }

    /// Whether this is a domain name with a dot and without a port.
    ///
    /// The last label of a name never ends in a digit, and that of an address does.
    static func isName(_ host: String) -> Bool {
        AtProtocol.isHandle(host) && host.utf8.last.map { !(0x30...0x39).contains($0) } == true
    }

    private static func isLocal(_ host: String) -> Bool {
        let parts = host.split(separator: ":", omittingEmptySubsequences: false)
        guard ["localhost", "127.0.0.1"].contains(parts[0]), parts.count <= 2 else { return false }
        return parts.count == 1 || UInt16(parts[1]) != nil
    }
}
