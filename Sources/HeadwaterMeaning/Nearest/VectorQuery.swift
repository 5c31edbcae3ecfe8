public import HeadwaterCatalog
public import HeadwaterCore

/// A vector, and what its cosines count.
public struct WeighedVector: Sendable, Hashable {
    /// The vector.
    public var vector: QuantizedVector
    /// What its cosines are multiplied by, from 0 to 1.
    public var weight: Float

    /// A vector whose cosines count in full, unless said otherwise.
    public init(_ vector: QuantizedVector, weight: Float = 1) {
        self.vector = vector
        self.weight = min(1, max(0, weight))
    }
}

/// What the posts of one space are held against: looked up once, asked many times.
public struct VectorQuery: Sendable {
    private struct Side: Sendable {
        var vector: QuantizedVector
        var weight: Float
        var store: VectorStore

        init?(_ side: WeighedVector?, _ store: VectorStore?) {
            guard let side, let store, store.dimension == side.vector.numbers.count else {
                return nil
            }
            vector = side.vector
            weight = side.weight
            self.store = store
        }

        func similarity(of post: PostID) -> Float? {
            store.slots[post.rawValue].map { weight * store.similarity(at: $0, to: vector) }
        }
    }

    private let own: Side?
    private let standIn: Side?

    /// A vector against the posts of a space; nil where no posts have vectors of such a dimension.
    ///
    /// - Parameters:
    ///   - vector: A vector of the space; nil where nothing makes one now.
    ///   - standIn: What the same means in the space that stands in for it, by which posts are
    /// found
    ///     that have no vector of the space itself.
    ///   - vectors: The vectors of the posts.
    ///   - space: The space; nil for the primary one.
    public init?(
        _ vector: WeighedVector?,
        standIn: WeighedVector? = nil,
        in vectors: Vectors,
        space: Space? = nil
    ) {
        own = Side(vector, vectors.store(space))
        self.standIn = Side(standIn, vectors.standIn(for: space)?.store)
        if own == nil, self.standIn == nil { return nil }
    }

    /// The cosine of a post's vector and this one times its weight, from -1 to 1; nil where the
    /// post has none.
    ///
    /// Complexity: O(dimension), some 100 ns for 512 numbers.
    public func similarity(of post: PostID) -> Float? {
        own?.similarity(of: post) ?? standIn?.similarity(of: post)
    }

    /// The posts nearest to it, with their weighed cosines, as
    /// ``Vectors/nearest(to:in:count:from:probes:where:)`` finds them.
    public func nearest(
        count: Int,
        from oldest: PostID = .none,
        probes: Int = Int(MeaningKnobs.probes.standard),
        where isWanted: (PostID) -> Bool = { _ in true }
    ) -> [Neighbour] {
        var found: [Neighbour] = []
        for side in [own, standIn] {
            guard let side else { continue }
            found += side.store.nearest(
                to: side.vector,
                count: count,
                from: oldest,
                effort: Effort(probes: probes),
                where: isWanted
            )
            .map { Neighbour(post: $0.post, similarity: side.weight * $0.similarity) }
        }
        if own != nil, standIn != nil { found.sort { $0.isBefore($1) } }
        return Array(found.prefix(max(0, count)))
    }
}
