public import HeadwaterMeaning

/// What gives posts and questions their vectors; without any of it everything else works.
public struct Embedders: Sendable {
    /// The encoder; nil where its weights are not there.
    public var encoder: (any TextEmbedder)?
    /// The static table.
    ///
    /// Where it lies in the encoder's space it stands in for it: for posts that a backlog keeps
    /// waiting too long, and where the weights are missing.
    public var table: (any TextEmbedder)?

    /// What gives vectors; nothing, unless given.
    public init(encoder: (any TextEmbedder)? = nil, table: (any TextEmbedder)? = nil) {
        self.encoder = encoder
        self.table = table
    }

    /// Who makes the vectors of new posts.
    var maker: (any TextEmbedder)? { encoder ?? table }

    /// Who can make vectors of a space, best first: `standsIn` where it is not the one asked for.
    func embedder(
        of space: String,
        for maker: VectorsRecord.Maker
    ) -> (embedder: any TextEmbedder, standsIn: Bool)? {
        let wanted = maker == .encoder ? [encoder, table] : [table, encoder]
        for (place, embedder) in wanted.enumerated() {
            if let embedder, embedder.space == space { return (embedder, place > 0) }
        }
        return nil
    }

    /// The table, where it can stand in for the encoder.
    var standIn: (any TextEmbedder)? {
        guard let encoder, let table, table.space == encoder.space else { return nil }
        return table
    }

    /// The vector of a question in a space; nil where nothing makes such vectors, or it says nothing.
    func vector(of text: String, in space: Space) -> QuantizedVector? {
        guard space.origin == .model, !text.isEmpty else { return nil }
        return embedder(of: space.name, for: .encoder)?.embedder.embed(text)
            .flatMap { QuantizedVector($0) }
    }
}
