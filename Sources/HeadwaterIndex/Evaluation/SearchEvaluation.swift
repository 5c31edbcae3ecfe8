import HeadwaterCatalog
public import HeadwaterCore
public import HeadwaterEvents
import HeadwaterLog
public import HeadwaterMeaning
import HeadwaterVisibility

/// Measures how well search finds what judges called relevant; protocol `search/1`.
///
/// All events are applied first, then each query is asked as words alone, without operators,
/// language, viewer or recency, and its first 1,000 posts are compared with the judgements. A query
/// without a relevant post counts for nothing and is left out. With an embedder every post gets its
/// vector first, and queries can be asked by words and meaning together.
public struct SearchEvaluation: Sendable {
    /// A query and the posts that answer it.
    public struct Query: Sendable, Hashable {
        /// What it is called.
        public var id: String
        /// Its words.
        public var query: String
        /// The ids of the relevant posts.
        public var relevant: [String]

        /// A query and the posts that answer it.
        public init(id: String, query: String, relevant: [String]) {
            self.id = id
            self.query = query
            self.relevant = relevant
        }
    }

    /// The figures, each the mean over the queries.
    public struct Result: Sendable, Hashable {
        /// The number of queries.
        public var queries: Int
        /// The number of posts that were searched.
        public var documents: Int
        /// One over the rank of the first relevant post, 0 where it is beyond 10.
        public var meanReciprocalRank10: Double
        /// The share of the relevant posts among the first 10.
        public var recall10: Double
        /// The share of the relevant posts among the first 100.
        public var recall100: Double
        /// The precision at each relevant post, averaged over the relevant posts.
        public var meanAveragePrecision: Double

        /// The figures as `headwater evaluate search --json` prints them.
        public var json: JSONValue {
            [
                "protocol": "search/1", "queries": .integer(Int64(queries)),
                "documents": .integer(Int64(documents)), "mrr_10": .double(meanReciprocalRank10),
                "recall_10": .double(recall10), "recall_100": .double(recall100),
                "map": .double(meanAveragePrecision),
            ]
        }
    }

    /// How deep rankings are looked at.
    private static let depth = 1_000

    private var catalog = Catalog()
    private var index = PostIndex()
    private var position: UInt64 = 0
    private var latest = Timestamp.epoch

    private let embedder: (any TextEmbedder)?
    private var vectors = Vectors()
    /// Posts whose vectors are yet to be made: where they stand, and their texts.
    private var waiting: [(position: LogPosition, text: String)] = []
    private static let batch = 256

    /// An evaluation without posts; `embedder` gives posts and queries their vectors.
    public init(embedder: (any TextEmbedder)? = nil) {
        self.embedder = embedder
        guard let embedder else { return }
        apply(
            .change(
                VectorsRecord.declared(space: embedder.space, dimension: embedder.dimension)
                    .change(at: .epoch)
            ),
            received: .epoch
        )
    }

    /// Adds an event to what is searched, received when it happened.
    public mutating func add(_ event: Event) {
        latest = max(latest, event.at)
        apply(.event(event), received: event.at)
        guard embedder != nil, case .post(let post) = event else { return }
        waiting.append((LogPosition(rawValue: position), PostText.embedded(of: post)))
        if waiting.count >= Self.batch { embed() }
    }

    private mutating func apply(_ body: Record.Body, received: Timestamp) {
        position += 1
        let record = Record(
            position: LogPosition(rawValue: position),
            received: received,
            body: body
        )
        let effect = catalog.apply(record)
        index.apply(record, effect, catalog)
        vectors.apply(record, effect, catalog)
    }

    /// Gives what waits its vectors.
    private mutating func embed() {
        guard let embedder, let first = waiting.first, let last = waiting.last else { return }
        for (vector, (position, _)) in zip(embedder.embed(waiting.map(\.text)), waiting) {
            let vector = vector.flatMap { QuantizedVector($0) }
            vectors.mailbox.put(
                vector.map { .vector($0, space: embedder.space) } ?? .nothing,
                in: embedder.space,
                at: position
            )
        }
        let batch = VectorsRecord.Batch(
            space: embedder.space,
            after: LogPosition(rawValue: first.position.rawValue - 1),
            through: last.position,
            maker: embedder.space
        )
        waiting = []
        apply(.change(VectorsRecord.attached(batch).change(at: latest)), received: latest)
    }

    /// The query of one line of NDJSON: `{"id","query","relevant"}`, other fields left alone.
    public static func query(parsing line: String) throws(JSONError) -> Query? {
        let value = try JSONValue(parsing: line)
        guard let query = value["query"]?.string, let relevant = value["relevant"]?.array
        else { return nil }
        return Query(
            id: value["id"]?.string ?? "",
            query: query,
            relevant: relevant.compactMap { $0.string }
        )
    }

    /// Asks all queries; where `byMeaning` and there is an embedder, by words and meaning together.
    ///
    /// Complexity: O(queries × postings of their words).
    public mutating func run(
        _ queries: [Query],
        knobs: Knobs = Knobs(),
        byMeaning: Bool = false
    ) -> Result {
        embed()
        let judge = Judge(viewer: nil, policy: Policy(), now: latest, catalog: catalog)
        var sums = (reciprocal: 0.0, recall10: 0.0, recall100: 0.0, precision: 0.0)
        var count = 0
        for query in queries {
            let relevant = Set(query.relevant)
            guard !relevant.isEmpty else { continue }
            count += 1
            let terms = index.terms(of: query.query, language: nil, knobs: knobs)
            let found = index.retrieve(
                terms,
                scope: RetrievalScope(),
                limit: Self.depth,
                knobs: knobs,
                meaning: byMeaning ? meaning(of: query.query) : nil,
                sees: { judge.sees($0, on: .search, in: catalog) }
            )
            var hits = 0
            var precision = 0.0
            for (place, hit) in found.hits.enumerated()
            where relevant.contains(catalog.id(of: hit.post)) {
                hits += 1
                precision += Double(hits) / Double(place + 1)
                if hits == 1, place < 10 { sums.reciprocal += 1 / Double(place + 1) }
                if place < 10 { sums.recall10 += 1 / Double(relevant.count) }
                if place < 100 { sums.recall100 += 1 / Double(relevant.count) }
            }
            sums.precision += precision / Double(relevant.count)
        }
        let total = Double(max(1, count))
        return Result(
            queries: count,
            documents: index.documentCount,
            meanReciprocalRank10: sums.reciprocal / total,
            recall10: sums.recall10 / total,
            recall100: sums.recall100 / total,
            meanAveragePrecision: sums.precision / total
        )
    }

    private func meaning(of text: String) -> VectorQuery? {
        embedder?.embed(text).flatMap { QuantizedVector($0) }
            .flatMap { VectorQuery(WeighedVector($0), in: vectors) }
    }
}
