/// The hosts that the console's pages may load media from, beside this server itself.
///
/// Whoever serves a picture learns the address of everybody who sees it, and a post can name any
/// host. So a page loads from those hosts alone that whoever runs the server has named: by default
/// from none.
struct MediaHosts: Sendable, Hashable {
    /// The names in lower case: `a.example`, or `*.example` for every name below `example`.
    let names: [String]

    /// Takes names as a setting gives them.
    ///
    /// - Throws: a plain sentence about the first that is no name of a host.
    init(_ names: [String]) throws(SettingError) {
        var taken: [String] = []
        for name in names {
            let name = name.lowercased()
            guard Self.isPattern(name) else {
                throw SettingError(
                    "--media-hosts \(name): write a host as media.example, or *.example for all "
                        + "below it, without https:// and without a port"
                )
            }
            taken.append(name)
        }
        self.names = taken
    }

    /// As a `Content-Security-Policy` lists them: by https, on its own port.
    var sources: [String] { names.map { "https://\($0)" } }

    private static func isPattern(_ name: String) -> Bool {
        let host = name.hasPrefix("*.") ? name.dropFirst(2) : name[...]
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        // The last label of a name never ends in a digit, and that of an address does.
        return name.utf8.count <= 253 && host.utf8.last.map { !isDigit($0) } == true
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-")
                    && !label.hasSuffix("-")
                    && label.utf8.allSatisfy { byte in
                        isDigit(byte) || byte == UInt8(ascii: "-")
                            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    }
            }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
