public import HeadwaterCatalog
public import HeadwaterCore

/// A vector that the posts of one space are held against: looked up once, asked many times.
public struct VectorQuery: Sendable {
    /// The vector.
    public let vector: QuantizedVector
    private let store: VectorStore

    /// The vector against the posts of a space (nil for the primary one); nil where there is no such
    /// space, or its vectors have another number of dimensions.
    public init?(_ vector: QuantizedVector, in vectors: Vectors, space: Space? = nil) {
        guard let store = vectors.store(space), store.dimension == vector.numbers.count else {
            return nil
        }
        self.vector = vector
        self.store = store
    }

    /// The cosine of a post's vector and this one, from -1 to 1; nil where the post has none.
    ///
    /// Complexity: O(dimension), some 100 ns for 512 numbers.
    public func similarity(of post: PostID) -> Float? {
        store.slots[post.rawValue].map { store.similarity(at: $0, to: vector) }
    }

    /// The posts nearest to it, as ``Vectors/nearest(to:in:count:from:probes:where:)`` finds them.
    public func nearest(
        count: Int,
        from oldest: PostID = .none,
        probes: Int = Int(MeaningKnobs.probes.standard),
        where isWanted: (PostID) -> Bool = { _ in true }
    ) -> [Neighbour] {
        store.nearest(
            to: vector,
            count: count,
            from: oldest,
            effort: Effort(probes: probes),
            where: isWanted
        )
    }
}
