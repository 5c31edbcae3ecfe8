/// A space of vectors: only vectors of one space are ever compared.
public struct Space: Sendable, Hashable, Comparable {
    /// Whose vectors they are.
    public enum Origin: UInt8, Sendable, Hashable {
        /// Headwater's own, made from the texts.
        case model
        /// A team's, sent with its posts.
        case own
    }

    /// Whose vectors they are.
    ///
    /// A team's space never mixes with the model's, whatever its name.
    public let origin: Origin
    /// What the space is called, with a version.
    public let name: String

    /// The space of an encoder, by ``TextEmbedder/space``.
    public static func model(_ name: String) -> Space { Space(origin: .model, name: name) }

    /// A team's space, by its name in the `vectors` of a post.
    public static func own(_ name: String) -> Space { Space(origin: .own, name: name) }

    /// Models first, then by the bytes of the name.
    public static func < (left: Space, right: Space) -> Bool {
        if left.origin != right.origin { return left.origin.rawValue < right.origin.rawValue }
        return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
}
