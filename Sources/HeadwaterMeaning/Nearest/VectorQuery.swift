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

/// What posts are held against, in one space or in several: looked up once, asked many times.
public struct VectorQuery: Sendable {
    /// A vector of one space, the posts that have one there, and what a cosine counts.
    ///
    /// A class, as a store is large: asking for one candidate after the other copies nothing.
    final class Side: Sendable {
        let vector: QuantizedVector
        let scale: CosineScale
        let store: VectorStore

        init?(_ vector: QuantizedVector?, _ scale: CosineScale, _ store: VectorStore?) {
            guard let vector, let store, store.dimension == vector.numbers.count else { return nil }
            self.vector = vector
            self.scale = scale
            self.store = store
        }

        convenience init?(_ weighed: WeighedVector?, _ store: VectorStore?) {
            self.init(weighed?.vector, CosineScale(weight: weighed?.weight ?? 1), store)
        }

        /// The same with another scale.
        init(_ other: Side, scale: CosineScale) {
            vector = other.vector
            store = other.store
            self.scale = scale
        }

        func similarity(of post: PostID) -> Float? {
            guard let slot = store.slots[post.rawValue] else { return nil }
            return scale(store.similarity(at: slot, to: vector))
        }
    }

    /// At least one, no two with the same posts' same vectors.
    private let sides: [Side]

    init?(_ sides: [Side]) {
        guard !sides.isEmpty else { return nil }
        self.sides = sides
    }

    /// A vector against the posts of a space; nil where no posts have vectors of such a dimension.
    ///
    /// - Parameters:
    ///   - vector: A vector of the space; nil where nothing makes one now.
    ///   - standIn: What the same means in the space that stands in for it, by which posts are
    ///     found that have no vector of the space itself.
    ///   - vectors: The vectors of the posts.
    ///   - space: The space; nil for the primary one.
    public init?(
        _ vector: WeighedVector?,
        standIn: WeighedVector? = nil,
        in vectors: Vectors,
        space: Space? = nil
    ) {
        let own = Side(vector, vectors.store(space))
        let other = Side(standIn, vectors.standIn(for: space)?.store)
        self.init([own, other].compactMap { $0 })
    }

    /// How like a post is to it, from -1 to 1: its cosine times what that counts, in the space that
    /// says most for or against it; nil where the post has no vector in any.
    ///
    /// Not the greatest: what the viewer dislikes in one space would be made good by another that
    /// says nothing, and posts with more vectors would seem nearer by chance.
    ///
    /// Complexity: O(spaces × dimension), some 20 ns for 512 numbers.
    public func similarity(of post: PostID) -> Float? {
        var most: Float?
        for index in sides.indices {
            guard let likeness = sides[index].similarity(of: post) else { continue }
            guard let known = most else {
                most = likeness
                continue
            }
            if (abs(likeness), likeness) > (abs(known), known) { most = likeness }
        }
        return most
    }

    /// The posts that are most like it, each once, the most alike first, of equals the newest.
    ///
    /// Approximate: of the hundred nearest some 97 are found among 100,000 vectors of 512 numbers,
    /// in half a millisecond, and some 91 among a million, in 1.2 ms (comparing all takes 340 ms);
    /// each further space costs that much again. Where `isWanted` wants few, the search goes on to some
    /// four times as many posts, and then gives what it has.
    ///
    /// - Parameters:
    ///   - count: How many posts to return at most.
    ///   - oldest: Only this post and those that were first heard of after it.
    ///   - probes: How thorough to be; the knob `meaning.probes` where a caller has no other wish.
    ///   - isWanted: Whether a post may be returned. It is asked of few more than are returned.
    /// - Returns: The posts and what ``similarity(of:)`` says of them.
    public func nearest(
        count: Int,
        from oldest: PostID = .none,
        probes: Int = Int(MeaningKnobs.probes.standard),
        where isWanted: (PostID) -> Bool = { _ in true }
    ) -> [Neighbour] {
        var posts: [PostID] = []
        for index in sides.indices {
            let near = sides[index].store.nearest(
                to: sides[index].vector,
                count: count,
                from: oldest,
                effort: Effort(probes: probes),
                where: isWanted
            )
            posts += near.map(\.post)
        }
        posts.sort()
        var found: [Neighbour] = []
        found.reserveCapacity(posts.count)
        for post in posts where found.last?.post != post {
            found.append(Neighbour(post: post, similarity: similarity(of: post) ?? 0))
        }
        found.sort { $0.isBefore($1) }
        return Array(found.prefix(max(0, count)))
    }
}
