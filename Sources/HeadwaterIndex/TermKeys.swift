import HeadwaterCatalog
import HeadwaterCore
import HeadwaterText

/// Keys of the terms that aren't words: who posted, who is mentioned, which language.
enum FilterKey {
    static func author(_ account: AccountID) -> UInt64 { key(0xA1, UInt64(account.rawValue)) }

    static func mention(_ account: AccountID) -> UInt64 { key(0xA2, UInt64(account.rawValue)) }

    /// A BCP 47 tag by its primary subtag, in lower case.
    static func language(_ tag: String) -> UInt64 {
        let primary = tag.lowercased().prefix { $0 != "-" && $0 != "_" }
        return key(0xA3, Fingerprint(String(primary)).low)
    }

    /// A hashtag, with or without its sign: the key of the same tag in a text.
    static func tag(_ tag: String) -> UInt64 {
        let bare = tag.hasPrefix("#") || tag.hasPrefix("＃") ? String(tag.dropFirst()) : tag
        return TermKey("#" + folded(bare)).rawValue
    }

    private static func key(_ kind: UInt64, _ value: UInt64) -> UInt64 {
        mixed(mixed(kind) ^ value) | 1
    }
}
