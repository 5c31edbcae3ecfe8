public import HeadwaterEvents
import Synchronization

/// Where vectors that were made outside wait for the record that makes them count.
///
/// A view gets nothing but the log, yet vectors are made by a thread of their own: it puts them here,
/// by the position of the version that they are of, before it writes the record; the view takes them
/// out when it applies it. What is in here follows from the log too, since embedders are
/// deterministic: on a replay it is made again, see ``Vectors/wanted(by:)``.
public final class VectorMailbox: Sendable {
    /// What became of one version of a post.
    public enum Item: Sendable, Hashable {
        /// Its vector, and the space in which it lies: another than the record says where weights are
        /// wanting and something else stands in.
        case vector(QuantizedVector, space: String)
        /// It has none: it says nothing that the embedder knows.
        case nothing
    }

    private struct Key: Hashable {
        var space: String
        var position: UInt64
    }

    private let items = Mutex<[Key: Item]>([:])

    init() {}

    /// Puts in what was made of the version at a position of the log.
    public func put(_ item: Item, in space: String, at position: LogPosition) {
        items.withLock { $0[Key(space: space, position: position.rawValue)] = item }
    }

    /// Takes out what was made of a version; nil where nothing was.
    func take(in space: String, at position: LogPosition) -> Item? {
        items.withLock { $0.removeValue(forKey: Key(space: space, position: position.rawValue)) }
    }

    /// Drops everything: a batch is over, or its record was not written.
    public func empty() { items.withLock { $0.removeAll() } }
}
