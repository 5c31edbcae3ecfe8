import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents

/// The live graph after everything that is learned from, asked as the feed asks it.
struct ServedGraph {
    /// One interaction, as an event.
    struct Step {
        var viewer: Int
        var interaction: FeedInteraction
        var at: Timestamp
    }

    private var catalog = Catalog()
    private var graph = Graph()
    private var position: UInt64 = 0
    private var accounts: [AccountID?] = []
    /// By the catalog's number of a post: the item, -1 where it is none.
    private var itemOfPost: [Int] = []
    private let itemCount: Int

    init(_ split: FeedSplit, _ steps: [Step], items: Interner, viewers: Interner) {
        itemCount = items.count
        let start = steps.first?.at ?? .epoch
        for item in 0..<items.count {
            let id = items[UInt32(item + 1)]
            apply(.post(Post(id: id, author: "author", at: start, text: "")), start)
        }
        for step in steps {
            let viewer = viewers[UInt32(step.viewer + 1)]
            let item = items[UInt32(step.interaction.item + 1)]
            for kind in [Engagement.Kind.click, .like]
            where kind == .click || step.interaction.isLiked {
                let event = Engagement(kind: kind, actor: viewer, post: item, at: step.at)
                apply(.engagement(event), step.at)
            }
        }
        accounts = (0..<viewers.count).map { catalog.account(viewers[UInt32($0 + 1)]) }
        itemOfPost = [Int](repeating: -1, count: catalog.postCount + 1)
        for item in 0..<items.count {
            guard let post = catalog.post(items[UInt32(item + 1)]) else { continue }
            itemOfPost[Int(post.rawValue)] = item
        }
    }

    private mutating func apply(_ event: Event, _ at: Timestamp) {
        position += 1
        let record = Record(
            position: LogPosition(rawValue: position),
            received: at,
            body: .event(event)
        )
        graph.apply(record, catalog.apply(record), catalog)
    }

    private func scores(_ found: [ScoredPost]) -> [Float] {
        var scores = [Float](repeating: 0, count: itemCount)
        for scored in found {
            let item = itemOfPost[Int(scored.post.rawValue)]
            if item >= 0 { scores[item] = scored.score }
        }
        return scores
    }

    func walk(_ viewer: Int, _ limits: WalkLimits) -> [Float] {
        guard let account = accounts[viewer] else { return scores([]) }
        return scores(
            graph.walk(
                from: account,
                seed: UInt64(viewer),
                at: catalog.received.wholeSeconds,
                limits: limits,
                count: itemCount
            )
        )
    }

    func coengaged(_ viewer: Int, _ limits: CoengagementLimits) -> [Float] {
        guard let account = accounts[viewer] else { return scores([]) }
        let own = graph.engagements(of: account)
        let starts = (0..<own.count).map { ScoredPost(PostID(own.other($0)), 1) }
        return scores(graph.coengaged(with: starts, count: itemCount, limits: limits))
    }
}

/// Models that are fitted to everything at once.
struct BatchModels {
    /// How one is fitted.
    struct Settings: Sendable, Hashable {
        var ridge: Double
        var dropout: Double
        /// What an interaction counts that isn't liked.
        var unliked: Float

        var text: String {
            "ridge=\(Int(ridge)) dropout=\(dropout) unliked=\(unliked)"
        }
    }

    /// EASE, every interaction counting the same.
    static let plain = [50.0, 100, 200, 400, 800].map {
        Settings(ridge: $0, dropout: 0, unliked: 1)
    }
    /// EASE with dropout and less for what wasn't liked.
    static let weighted = [100.0, 200].flatMap { ridge in
        [0.33, 0.5].flatMap { dropout in
            [Float(0.6), 0.8].map { Settings(ridge: ridge, dropout: dropout, unliked: $0) }
        }
    }

    private let split: FeedSplit
    private let items: Int
    private let counts: [Float]

    init(_ split: FeedSplit, items: Int) {
        self.split = split
        self.items = items
        var counts = [Float](repeating: 0, count: items)
        for own in split.train { for interaction in own { counts[interaction.item] += 1 } }
        self.counts = counts
    }

    func popularity(_ viewer: Int) -> [Float] { counts }

    /// The settings with the best NDCG@10 on the items for choosing, and its figures on a part.
    func best(of settings: [Settings], on part: FeedEvaluation.Part) -> (FeedFigures, String) {
        var best = (valid: -1.0, figures: FeedFigures(), text: "none can be fitted")
        var grams: [Float: SymmetricMatrix] = [:]
        for setting in settings {
            let people = split.train.map { own in
                own.map { Interest($0.item, $0.isLiked ? 1 : setting.unliked) }
            }
            let gram =
                grams[setting.unliked] ?? ItemWeights.gram(people, count: items)
            grams[setting.unliked] = gram
            let fit = ItemWeights.Settings(ridge: setting.ridge, dropout: setting.dropout)
            guard let weights = ItemWeights(gram: gram, fit) else { continue }
            let scores = { (viewer: Int) in weights.scores(for: people[viewer]) }
            let valid = split.figures(.valid, items, scores)
            guard valid.ndcg10 > best.valid else { continue }
            let figures = part == .valid ? valid : split.figures(part, items, scores)
            best = (valid.ndcg10, figures, setting.text)
        }
        return (best.figures, best.text)
    }
}
