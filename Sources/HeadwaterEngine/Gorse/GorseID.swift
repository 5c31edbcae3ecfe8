public import HeadwaterCatalog
import HeadwaterEvents

/// How the users and items of Gorse's API are called inside.
///
/// Gorse keeps users and items apart, Headwater has one space of ids, so each kind has a prefix of
/// its own. A delete is final inside; what is inserted again after it is another generation of the
/// same id, and has another inner one: `gorse:item:ID`, then `gorse:item~2:ID`, `gorse:item~3:ID`.
public enum GorseID {
    /// What an id names.
    public enum Kind: Sendable, Hashable {
        /// A user: an account inside.
        case user
        /// An item: a post inside.
        case item

        /// What the inner ids of the kind begin with.
        var prefix: StaticString {
            switch self {
            case .user: "gorse:user"
            case .item: "gorse:item"
            }
        }
    }

    /// The longest id that Gorse's API takes, in bytes: prefix and generation have to fit too.
    public static let limitBytes = 480

    /// The inner id of a generation, which counts from 1.
    public static func inner(_ kind: Kind, _ id: String, generation: Int = 1) -> String {
        generation == 1 ? "\(kind.prefix):\(id)" : "\(kind.prefix)~\(generation):\(id)"
    }

    /// The account that a label names as an item's author.
    ///
    /// Apart from the users: deleting the user of that name must not take the items along.
    public static func author(_ name: String) -> String { "gorse:author:\(name)" }

    /// Gorse's id of an inner one; nil where it isn't of this kind.
    public static func outer(_ kind: Kind, _ inner: String) -> String? {
        let bytes = inner.utf8
        guard isInner(kind, inner) else { return nil }
        let rest = bytes.dropFirst(kind.prefix.utf8CodeUnitCount)
        guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let generation = rest[..<colon]
        guard generation.isEmpty || generation.first == UInt8(ascii: "~") else { return nil }
        return String(inner[inner.index(after: colon)...])
    }

    /// Whether an inner id is of this kind, by its prefix.
    static func isInner(_ kind: Kind, _ inner: String) -> Bool {
        let prefix = kind.prefix
        return prefix.withUTF8Buffer { inner.utf8.starts(with: $0) }
    }

    /// Where an id stands inside: its newest generation.
    public struct Place: Sendable, Hashable {
        /// The inner id.
        public var inner: String
        /// Its generation, from 1.
        public var generation: Int
        /// Whether it exists: it was inserted and not deleted.
        public var exists: Bool
    }

    /// The newest generation of an id: the one that exists, else the first that is still free.
    ///
    /// Generations are used in turn, so all before it are deleted and it is found by doubling and
    /// halving. Complexity: O(log generations).
    public static func place(of id: String, _ kind: Kind, in catalog: Catalog) -> Place {
        var below = 0
        var above = 1
        while isDeleted(kind, inner(kind, id, generation: above), catalog) {
            below = above
            above *= 2
        }
        while above - below > 1 {
            let middle = (below + above) / 2
            if isDeleted(kind, inner(kind, id, generation: middle), catalog) {
                below = middle
            } else {
                above = middle
            }
        }
        let inner = inner(kind, id, generation: above)
        return Place(
            inner: inner,
            generation: above,
            exists: exists(kind, inner, catalog)
        )
    }

    private static func isDeleted(_ kind: Kind, _ inner: String, _ catalog: Catalog) -> Bool {
        switch kind {
        case .user:
            catalog.account(inner).map { catalog[$0].status.value == .deleted } ?? false
        case .item: catalog.post(inner).map { catalog[$0].flags.contains(.deleted) } ?? false
        }
    }

    private static func exists(_ kind: Kind, _ inner: String, _ catalog: Catalog) -> Bool {
        switch kind {
        case .user: catalog.account(inner).map { catalog[$0].isKnown } ?? false
        case .item: catalog.post(inner).map { catalog[$0].isLive } ?? false
        }
    }
}
