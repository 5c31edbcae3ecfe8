#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The address of a host on the internet.
struct HostAddress: Sendable, Hashable {
    /// Four bytes, or sixteen.
    var bytes: [UInt8]

    /// Whether it is one that anybody on the internet may reach: no loopback, private, link-local,
    /// shared, multicast or reserved one (the special-purpose registries of IANA, RFC 6890).
    var isPublic: Bool {
        if bytes.count == 4 { return Self.isPublic(bytes[...]) }
        guard bytes.count == 16 else { return false }
        // An address of version 4 inside one of version 6: mapped (::ffff:0:0/96) or translated
        // (64:ff9b::/96).
        if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
            return Self.isPublic(bytes.suffix(4))
        }
        if bytes.starts(with: [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) {
            return Self.isPublic(bytes.suffix(4))
        }
        // Global unicast is 2000::/3. In it, 2001::/23 are protocols and 2001:db8::/32 examples;
        // 2002::/16 carries an address of version 4.
        guard bytes[0] & 0xE0 == 0x20 else { return false }
        if bytes[0] == 0x20, bytes[1] == 0x01 {
            if bytes[2] < 2 || bytes[2] == 0x0D && bytes[3] == 0xB8 { return false }
        }
        if bytes[0] == 0x20, bytes[1] == 0x02 { return Self.isPublic(bytes[2..<6]) }
        return true
    }

    private static func isPublic(_ bytes: ArraySlice<UInt8>) -> Bool {
        let (first, second) = (bytes[bytes.startIndex], bytes[bytes.startIndex + 1])
        let third = bytes[bytes.startIndex + 2]
        return switch (first, second, third) {
        case (0, _, _), (10, _, _), (127, _, _), (224..., _, _): false
        case (100, 64...127, _), (169, 254, _), (172, 16...31, _), (192, 168, _): false
        case (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 18...19, _), (198, 51, 100): false
        case (203, 0, 113): false
        default: true
        }
    }

    /// All addresses of a name.
    ///
    /// Blocks while the system's resolver looks.
    static func all(of name: String) -> [HostAddress] {
        var hints = addrinfo()
        #if canImport(Glibc)
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
        hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(name, nil, &hints, &list) == 0, let first = list else { return [] }
        defer { freeaddrinfo(first) }
        // Safety: the list is the resolver's own until it is freed above; each entry's address is
        // as long as its family says, and only its bytes are copied out of it.
        var found: [HostAddress] = []
        for entry in sequence(first: first, next: { $0.pointee.ai_next }) {
            guard let address = entry.pointee.ai_addr else { continue }
            let raw = UnsafeRawPointer(address)
            switch entry.pointee.ai_family {
            case AF_INET:
                let value = raw.loadUnaligned(as: sockaddr_in.self).sin_addr
                found.append(HostAddress(bytes: withUnsafeBytes(of: value) { Array($0) }))
            case AF_INET6:
                let value = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
                found.append(HostAddress(bytes: withUnsafeBytes(of: value) { Array($0) }))
            default: continue
            }
        }
        return found
    }
}
