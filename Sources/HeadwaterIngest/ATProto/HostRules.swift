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
        let addresses = await HostLookup.addresses(of: name)
        return !addresses.isEmpty && addresses.allSatisfy(\.isPublic)
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
