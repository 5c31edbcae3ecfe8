/// The few rules of names in the AT Protocol that Headwater needs (atproto.com/specs).
enum AtProtocol {
    static let post = "app.bsky.feed.post"
    static let like = "app.bsky.feed.like"
    static let repost = "app.bsky.feed.repost"
    static let follow = "app.bsky.graph.follow"
    static let block = "app.bsky.graph.block"
    static let profile = "app.bsky.actor.profile"

    /// Whether this is an account's id that Headwater can take: a DID of at most `limit` bytes.
    static func isDID(_ text: String, limit: Int = 256) -> Bool {
        let bytes = text.utf8
        guard bytes.count <= limit, bytes.starts(with: "did:".utf8) else { return false }
        guard let colon = bytes.dropFirst(4).firstIndex(of: UInt8(ascii: ":")) else {
            return false
        }
        let method = bytes[bytes.index(bytes.startIndex, offsetBy: 4)..<colon]
        let rest = bytes[bytes.index(after: colon)...]
        return !method.isEmpty && method.allSatisfy { (0x61...0x7A).contains($0) }
            && !rest.isEmpty
            && rest.allSatisfy { isWord($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "%") }
    }

    /// Whether this can stand as a record key.
    static func isRecordKey(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 512
            && text.utf8.allSatisfy {
                isWord($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "~")
            }
    }

    /// Whether this is a handle that may be shown: a domain name of at most 253 bytes.
    ///
    /// The reserved `handle.invalid` is none: it says that the handle doesn't lead back to the
    /// account.
    static func isHandle(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count <= 253, text != "handle.invalid" else { return false }
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
                    && label.last != UInt8(ascii: "-")
                    && label.allSatisfy {
                        isWord($0) && $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: ".")
                    }
            }
    }

    /// Whether this can stand as a CID in a URL.
    static func isCID(_ text: String) -> Bool {
        (8...128).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                    || (0x61...0x7A).contains($0)
            }
    }

    /// Whether this is the URI of a record in that collection, by the account's DID.
    static func isRecord(_ uri: String, in collection: String) -> Bool {
        let parts = uri.split(separator: "/", omittingEmptySubsequences: false)
        return uri.utf8.count <= 512 && parts.count == 5 && parts[0] == "at:" && parts[1].isEmpty
            && isDID(String(parts[2])) && parts[3] == collection && isRecordKey(String(parts[4]))
    }

    /// A letter, a digit, or one of `. _ -`.
    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
        default: false
        }
    }
}
