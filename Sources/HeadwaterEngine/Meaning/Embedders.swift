public import HeadwaterMeaning

/// What gives posts and questions their vectors; without any of it everything else works.
public struct Embedders: Sendable {
    /// The encoder; nil where its weights are not there.
    public var encoder: (any TextEmbedder)?
    /// The static table: stands in for the encoder, for posts that a backlog keeps waiting too long,
    /// and where the weights are missing.
    public var table: (any TextEmbedder)?

    /// What gives vectors; nothing, unless given.
    public init(encoder: (any TextEmbedder)? = nil, table: (any TextEmbedder)? = nil) {
        self.encoder = encoder
        self.table = table
    }

    /// Whether there is anything that makes vectors.
    var isEmpty: Bool { encoder == nil && table == nil }

    /// What makes the vectors of a space.
    func embedder(of space: String) -> (any TextEmbedder)? {
        if let encoder, encoder.space == space { return encoder }
        if let table, table.space == space { return table }
        return nil
    }
}

/// What a question means: in the space that is asked, and in the one that stands in for it.
struct Question: Sendable {
    var space: Space
    var vector: WeighedVector?
    var standIn: WeighedVector?

    /// The vectors of a text; nil where nothing makes one, or it says nothing.
    ///
    /// - Parameters:
    ///   - text: Its words.
    ///   - space: The space that is asked.
    ///   - standIn: The space that stands in for it, if any.
    ///   - embedders: What makes vectors.
    ///   - tableWeight: What the table's cosines count.
    init?(
        _ text: String,
        in space: Space,
        standIn: String?,
        _ embedders: Embedders,
        tableWeight: Float
    ) {
        guard space.origin == .model else { return nil }
        func vector(in space: String) -> WeighedVector? {
            let isTable = embedders.encoder?.space != space
            return embedders.embedder(of: space)?.embed(text).flatMap { QuantizedVector($0) }
                .map { WeighedVector($0, weight: isTable ? tableWeight : 1) }
        }
        self.space = space
        self.vector = vector(in: space.name)
        self.standIn = standIn.flatMap { vector(in: $0) }
        if self.vector == nil, self.standIn == nil { return nil }
    }

    /// The question against the posts that there are now.
    func query(in vectors: Vectors) -> VectorQuery? {
        VectorQuery(vector, standIn: standIn, in: vectors, space: space)
    }
}
