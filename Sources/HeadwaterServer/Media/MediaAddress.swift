import AsyncHTTPClient
import Foundation
import HeadwaterIngest

/// Whom the media proxy may ask.
struct MediaReach: Sendable {
    /// Whether this machine may be asked, by plain http: for tests alone.
    var allowsLoopback = false
    /// The port that https is on: another one for tests alone.
    var securePort = 443
    /// What asks; nil for the process's own client.
    ///
    /// One that trusts other certificates is for tests alone.
    var client: HTTPClient?
    /// Whether all addresses of a name are ones that anybody on the internet may reach.
    var leadsOutside: @Sendable (String) async -> Bool = { await PublicHosts.leadsOutside($0) }
}

/// An address that a post has named and the media proxy may fetch.
///
/// Whoever posts chooses it, so it must not lead into the network of whoever runs this: only https
/// on its own port, only a domain name, and only one whose every address is public. A name that
/// changes its addresses after that look still leads nowhere, as no host inside has a certificate
/// for it.
struct MediaAddress: Sendable, Hashable {
    /// The longest address, in bytes.
    static let lengthLimit = 4096

    /// The address, put together anew from its checked parts.
    let url: String
    private let host: String
    private let isLoopback: Bool

    /// The address in a text; nil where it may not be fetched, whatever its name leads to.
    init?(_ text: String, _ reach: MediaReach) {
        guard text.utf8.count <= Self.lengthLimit, let parts = URLComponents(string: text),
            let host = parts.host?.lowercased(), parts.user == nil, parts.password == nil
        else { return nil }
        let scheme = parts.scheme?.lowercased()
        isLoopback = reach.allowsLoopback && scheme == "http" && host == "127.0.0.1"
        guard isLoopback || scheme == "https" && PublicHosts.isName(host),
            isLoopback || (parts.port ?? 443) == reach.securePort
        else { return nil }
        let port = reach.securePort == 443 ? "" : ":\(reach.securePort)"
        let origin = isLoopback ? "http://\(host):\(parts.port ?? 80)" : "https://\(host)\(port)"
        let path = parts.percentEncodedPath
        let query = parts.percentEncodedQuery.map { "?\($0)" } ?? ""
        url = origin + (path.hasPrefix("/") ? path : "/\(path)") + query
        self.host = host
    }

    /// Where a redirect from here leads; nil where that may not be fetched.
    func redirected(to location: String, _ reach: MediaReach) -> MediaAddress? {
        guard location.utf8.count <= Self.lengthLimit, let here = URL(string: url),
            let there = URL(string: location, relativeTo: here)
        else { return nil }
        return MediaAddress(there.absoluteString, reach)
    }

    /// Whether its name leads to public addresses alone.
    func leadsOutside(_ reach: MediaReach) async -> Bool {
        if isLoopback { return true }
        return await reach.leadsOutside(host)
    }
}
