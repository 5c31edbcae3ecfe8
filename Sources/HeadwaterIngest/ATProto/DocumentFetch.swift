import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Asks where an identifier's document is published for it.
struct DocumentFetch: Sendable {
    /// What came of a question.
    enum Answer: Sendable, Hashable {
        /// The document, as its host sent it.
        case document([UInt8])
        /// There is none, or none that can be asked for.
        case absent
        /// It could not be asked now; perhaps after so long.
        case failed(String, retryAfterMs: Int64?)
    }

    /// The longest document that is read, in bytes.
    static let documentBytes = 1 << 18

    /// The directory of `did:plc`, without a slash at the end.
    var directoryURL: String
    /// Where a `did:web` of a host is published.
    var webURL: @Sendable (String) -> String
    /// How long one question may take, in milliseconds.
    var timeoutMs: Int64
    var client: HTTPClient
    /// Which of the hosts that accounts name may be asked; nil asks all names.
    var rules: HostRules?

    /// Asks once.
    func ask(_ did: String) async -> Answer {
        guard let url = url(of: did) else { return .absent }
        if let rules, did.hasPrefix("did:web:"), !(await rules.leadsOutside(origin(of: url))) {
            return .absent
        }
        do {
            return try await OutboundClient.within(timeoutMs) { try await get(url) }
        } catch is NIOTooManyBytesError {
            return .absent
        } catch {
            return .failed(String(describing: error), retryAfterMs: nil)
        }
    }

    private func get(_ url: String) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "accept", value: "application/did+ld+json, application/json")
        request.headers.add(name: "user-agent", value: "Headwater")
        let response = try await client.execute(request, timeout: .milliseconds(timeoutMs))
        switch response.status.code {
        case 200: break
        // The directory says 410 of an identifier that has been given up.
        case 404, 410, 400: return .absent
        case let code:
            let seconds = response.headers.first(name: "retry-after").flatMap { Int64($0) }
            return .failed(
                "HTTP status \(code)",
                retryAfterMs: seconds.map { min(max($0, 0), 3600) * 1000 }
            )
        }
        let body = try await response.body.collect(upTo: Self.documentBytes)
        return .document(Array(buffer: body))
    }

    /// Where an identifier's document is; nil where it is no identifier that can be asked for.
    ///
    /// A `did:web` names its host, and anyone can make one up: only a domain name with a dot and
    /// without a port is asked, by https, and no redirect is followed.
    func url(of did: String) -> String? {
        guard AtProtocol.isDID(did) else { return nil }
        if did.hasPrefix("did:plc:") { return "\(directoryURL)/\(did)" }
        guard did.hasPrefix("did:web:") else { return nil }
        let host = String(did.dropFirst("did:web:".count)).lowercased()
        guard HostRules.isName(host) else { return nil }
        return webURL(host)
    }

    private func origin(of url: String) -> String {
        let end = url.dropFirst(8).firstIndex(of: "/") ?? url.endIndex
        return String(url[..<end])
    }
}
