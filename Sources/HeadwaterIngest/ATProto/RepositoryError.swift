/// Why an account's repository can't be read.
public enum RepositoryError: Error, Sendable, Hashable {
    /// It ends in the middle of something.
    case truncated
    /// A length at this byte is no number that a file can have.
    case length(at: Int)
    /// What stands at its beginning is no header of a CAR file of version 1 with a root.
    case header
    /// The name of the block at this byte is none of the AT Protocol's.
    case name(at: Int)
    /// It names a block that it doesn't hold.
    case missing(String)
    /// A block's bytes are not those that its name stands for.
    case mismatch(String)
    /// A block is no DAG-CBOR, or larger than one may be.
    case block(String, reason: String)
    /// Its root is no commit of this account.
    case commit(String)
    /// Its tree of records breaks the tree's rules.
    case tree(String)
    /// It has more than so many bytes or blocks.
    case tooLarge(limit: Int)
    /// Its host could not be asked.
    case unreachable(String)
    /// Its host says that there is no such repository, or not for us.
    case refused(Int)
    /// The account's document names no host that may be asked.
    case noHost
}

extension RepositoryError: CustomStringConvertible {
    /// What is wrong, in words.
    public var description: String {
        switch self {
        case .truncated: "the repository breaks off"
        case .length(let offset): "the length at byte \(offset) is none"
        case .header: "this is no CAR file of version 1 with a root"
        case .name(let offset): "the block at byte \(offset) has no name that is known"
        case .missing(let name): "the block \(name) is missing"
        case .mismatch(let name): "the block \(name) holds something else"
        case .block(let name, let reason): "the block \(name): \(reason)"
        case .commit(let reason): "the commit: \(reason)"
        case .tree(let reason): "the tree of records: \(reason)"
        case .tooLarge(let limit): "it is larger than \(limit)"
        case .unreachable(let reason): "the host could not be asked: \(reason)"
        case .refused(let status): "the host answered with status \(status)"
        case .noHost: "the account names no host that may be asked"
        }
    }
}
