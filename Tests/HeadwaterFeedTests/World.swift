import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterFeed
import HeadwaterGraph
import HeadwaterLearn
import HeadwaterMeaning
import HeadwaterVisibility

/// The views that a feed stands on, all at the same record, and what an engine does with them.
struct World {
    var catalog = Catalog()
    var graph = Graph()
    var feed = FeedState()
    var now = Timestamp(milliseconds: 1_800_000_000_000)
    var knobs = Knobs()
    var surfaces = Surfaces()
    var vectors = Vectors()
    var pipeline = World.pipeline()
    var ranker: any Ranker = UntrainedRanker()
    /// The standard stages, on a clock that stands still: how busy the machine is decides nothing.
    static func pipeline() -> FeedPipeline {
        var pipeline = FeedPipeline.standard()
        pipeline.clock = { 0 }
        return pipeline
    }

    private(set) var records: [Record] = []
    private var requests = 0

    mutating func wait(seconds: Int) {
        now = now.advanced(byMilliseconds: Int64(seconds) * 1_000)
    }

    @discardableResult
    mutating func apply(_ body: Record.Body) -> Record {
        let record = Record(
            position: LogPosition(rawValue: UInt64(records.count + 1)),
            received: now,
            body: body
        )
        replay(record)
        return record
    }

    mutating func replay(_ record: Record) {
        records.append(record)
        let effect = catalog.apply(record)
        vectors.apply(record, effect, catalog)
        graph.apply(record, effect, catalog)
        graph.apply(vectors.topicChanges)
        feed.apply(record, effect, catalog)
    }

    mutating func post(
        _ id: String,
        by author: String,
        _ text: String = "words",
        tags: [String] = [],
        sound: String? = nil,
        at: Timestamp? = nil,
        _ change: (inout Post) -> Void = { _ in }
    ) {
        var post = Post(id: id, author: author, at: at ?? now, text: text)
        post.tags = tags
        post.langs = ["en"]
        if let sound {
            var media = Media(kind: .video)
            media.sound = sound
            media.durationMs = 20_000
            post.media = [media]
        }
        change(&post)
        apply(.event(.post(post)))
    }

    mutating func engage(
        _ kind: Engagement.Kind,
        _ actor: String,
        _ post: String,
        undone: Bool = false,
        watchMs: Int64? = nil,
        durationMs: Int64? = nil
    ) {
        var event = Engagement(kind: kind, actor: actor, post: post, at: now)
        event.undone = undone
        event.watchMs = watchMs
        event.durationMs = durationMs
        apply(.event(.engagement(event)))
    }

    mutating func tie(
        _ kind: Edge.Kind,
        _ actor: String,
        _ subject: String,
        undone: Bool = false
    ) {
        var edge = Edge(kind: kind, actor: actor, subject: subject, at: now)
        edge.undone = undone
        apply(.event(.edge(edge)))
    }

    mutating func see(_ actor: String, _ post: String, request: String? = nil) {
        var event = Impression(actor: actor, post: post, at: now)
        event.request = request
        apply(.event(.impression(event)))
    }

    // MARK: Pages

    /// A page as an app sees it.
    struct Page {
        var request: String
        var posts: [String]
        var cursor: String
        var isReplay = false
        var page: FeedPage?
    }

    func draft(_ request: FeedRequest, seed: Int64 = 0) throws(FeedError) -> FeedDraft {
        try feed.page(for: request, on: basis(request.viewer, seed: seed))
    }

    func basis(_ viewer: String, seed: Int64 = 0) -> FeedBasis {
        var basis = FeedBasis(catalog: catalog, graph: graph, judge: judge(viewer), now: now)
        basis.ranker = ranker
        basis.knobs = knobs
        basis.surfaces = surfaces
        basis.vectors = vectors
        basis.seed = seed
        basis.pipeline = pipeline
        return basis
    }

    func judge(_ viewer: String) -> Judge {
        Judge(viewer: viewer, policy: Policy(), now: now, catalog: catalog)
    }

    /// Makes a page and logs it, as an engine does; nil where nothing is left.
    mutating func page(
        _ viewer: String,
        limit: Int = 20,
        cursor: String? = nil,
        surface: String? = nil,
        logsConsidered: Bool = false
    ) throws(FeedError) -> Page? {
        var request = FeedRequest(
            viewer: viewer,
            limit: limit,
            cursor: cursor,
            surface: surface
        )
        request.logsConsidered = logsConsidered
        let id = "request-\(requests + 1)"
        switch try draft(request, seed: FeedBasis.seed(of: id)) {
        case .nothingLeft: return nil
        case .replay(let served, let visible):
            guard case .served(let record)? = self.record(served.position) else { return nil }
            return Page(
                request: record.request,
                posts: visible.map { catalog.id(of: $0) },
                cursor: FeedCursor(request: record.request).text,
                isReplay: true
            )
        case .page(let page):
            requests += 1
            let record = page.served(request: id, for: request, at: now, catalog: catalog)
            apply(.served(record))
            return Page(
                request: id,
                posts: record.slots.map(\.post),
                cursor: FeedCursor(request: id).text,
                page: page
            )
        }
    }

    func record(_ position: LogPosition) -> Record.Body? {
        records.first { $0.position == position }?.body
    }

    /// The `served` record of a request.
    func served(_ request: String) -> Served? {
        for record in records {
            if case .served(let page) = record.body, page.request == request { return page }
        }
        return nil
    }

    func whyNot(_ post: String, _ request: String) -> WhyNot? {
        guard let id = catalog.post(post), let page = served(request) else { return nil }
        return feed.whyNot(post: id, page: page, on: basis(page.viewer))
    }

    func author(_ post: String) -> String {
        catalog.post(post).map { catalog.id(of: catalog[$0].author) } ?? ""
    }

    // MARK: Snapshots

    var feedBytes: [UInt8] {
        var writer = ByteWriter()
        feed.encode(into: &writer)
        return writer.bytes
    }

    /// The same world after a crash: views from their snapshots.
    func reloaded() throws -> World {
        var writer = ByteWriter()
        graph.encode(into: &writer)
        var other = self
        var reader = ByteReader(writer.bytes)
        other.graph = try Graph(from: &reader)
        var feedReader = ByteReader(feedBytes)
        other.feed = try FeedState(from: &feedReader)
        return other
    }
}

/// Themes with words and tags of their own, for worlds with a taste to learn.
enum Theme {
    static let words: [[String]] = [
        ["haddock", "chowder", "simmer", "parsley", "saucepan", "cream", "butter", "leek"],
        ["striker", "penalty", "goalkeeper", "offside", "halftime", "referee", "pitch", "derby"],
        ["ferry", "timetable", "gangway", "moored", "skipper", "crossing", "berth", "tonnage"],
        ["guitar", "chorus", "rehearsal", "drummer", "setlist", "amplifier", "encore", "ballad"],
        ["barometer", "gale", "rainfall", "forecast", "lightning", "cyclone", "gust", "drizzle"],
        ["tulip", "compost", "seedling", "greenhouse", "pruning", "trellis", "mulch", "orchard"],
    ]

    static func text(_ theme: Int, _ random: inout SeededGenerator) -> String {
        (0..<5).map { _ in
            words[theme][Int(random.next() % UInt64(words[theme].count))]
        }.joined(separator: " ")
    }
}
