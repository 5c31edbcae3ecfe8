/// Which hosts that strangers name may be asked, for the targets that ask them by themselves.
package enum PublicHosts {
    /// Whether this is a domain name with a dot, and neither an address nor one with a port.
    package static func isName(_ host: String) -> Bool { HostRules.isName(host) }

    /// Whether every address of a name is one that anybody on the internet may reach, and there is
    /// one.
    package static func leadsOutside(_ host: String) async -> Bool {
        await HostRules(allowsPrivate: false).leadsOutside("https://\(host)")
    }
}
