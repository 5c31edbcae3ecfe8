import HeadwaterCatalog
import HeadwaterCore
public import HeadwaterEvents

/// Measures how well items that viewers engaged with are found again among all; protocol `feed/1`.
///
/// An interaction is a pair of viewer and post with any approval: an engagement that isn't undone
/// and isn't a short view, a hide, a report or a look at a profile, or an impression that reports
/// one; a pair counts once. All items that anyone engaged with are ranked for every viewer, those
/// that they are known to have engaged with masked. See ``FeedSplit`` for what is held out.
///
/// Settings are chosen by NDCG@10 on the items for choosing, learned from the rest; the figures are
/// on the items for measuring, which nothing else looks at, with the items for choosing masked.
public struct FeedEvaluation: Sendable {
    /// What one model came to with one seed.
    public struct Measured: Sendable, Hashable {
        /// The model.
        public var model: Model
        /// How well it ranks.
        public var figures: FeedFigures
        /// The settings that were chosen, or empty.
        public var settings: String
    }

    /// What one seed gave.
    public struct Outcome: Sendable, Hashable {
        /// The fingerprint of the division.
        public var split: String
        /// The models, in the order of ``Model``.
        public var models: [Measured]
    }

    /// What is measured.
    public enum Model: String, Sendable, Hashable, CaseIterable {
        /// By the number of viewers.
        case popular
        /// Random walks, as the feed asks for them, with the knobs' standards.
        case walk
        /// Co-engagement, as the feed asks for it, with the knobs' standards.
        case coengaged
        /// EASE over plain interactions.
        case ease
        /// EASE with dropout, a like counting for more than what wasn't liked.
        case weighted

        /// One sentence that says what it is.
        public var summary: String {
            switch self {
            case .popular: "number of viewers"
            case .walk: "random walks over the live graph, as served"
            case .coengaged: "co-engagement in the live graph (RP3β), as served"
            case .ease: "EASE on plain interactions, solved on the whole"
            case .weighted: "EASE with dropout, likes weighing more, solved on the whole"
            }
        }
    }

    /// Which of the held-out items figures are on.
    public enum Part: String, Sendable, Hashable, CaseIterable {
        /// The items for choosing settings.
        case valid
        /// The items for measuring.
        case test
    }

    /// The most items that are ranked: the exact models take 8 bytes for each two, three times.
    public static let mostItems = 12_000

    private struct Pair: Sendable {
        var viewer: Int
        var interaction: FeedInteraction
        var at: Timestamp
    }

    private var viewers = Interner()
    private var items = Interner()
    private var pairs: [Pair] = []
    private var places = FlatMap<UInt32>(filler: 0)

    /// How far the walks go.
    public var walkLimits = WalkLimits()
    /// How co-engagement is counted.
    public var coengagementLimits = CoengagementLimits()

    /// An evaluation without events, of the live graph with the knobs' standards.
    public init() {}

    /// The number of interactions.
    public var count: Int { pairs.count }
    /// The number of viewers.
    public var viewerCount: Int { viewers.count }
    /// The number of items.
    public var itemCount: Int { items.count }

    /// Takes an event into account.
    public mutating func add(_ event: Event) {
        switch event {
        case .engagement(let event):
            guard !event.undone, let post = event.post, Tally.holds(event.kind) else { return }
            if event.kind == .view {
                let length = WatchLength(
                    watchMs: event.watchMs,
                    durationMs: event.durationMs,
                    settings: KnobSettings(Graph.knobs)
                )
                guard length == .long else { return }
            }
            add(event.actor, post, isLiked: event.kind == .like, event.at)
        case .impression(let event):
            guard let outcomes = event.outcomes else { return }
            let isAny = Engagement.Kind.allCases.contains {
                $0 != .view && Tally.holds($0) && outcomes[$0] == true
            }
            guard isAny || outcomes.longView == true else { return }
            add(event.actor, event.post, isLiked: outcomes[.like] == true, event.at)
        default: return
        }
    }

    private mutating func add(
        _ viewer: String,
        _ item: String,
        isLiked: Bool,
        _ at: Timestamp
    ) {
        let viewer = viewers.intern(viewer)
        let item = items.intern(item)
        let key = UInt64(viewer) << 32 | UInt64(item)
        if let place = places[key] {
            if isLiked { pairs[Int(place)].interaction.isLiked = true }
            return
        }
        places.set(key, to: UInt32(pairs.count))
        let interaction = FeedInteraction(item: Int(item) - 1, isLiked: isLiked)
        pairs.append(Pair(viewer: Int(viewer) - 1, interaction: interaction, at: at))
    }

    // MARK: Running

    /// Divides by a seed, fits models and measures them on one part of what is held out; nothing
    /// looks at the items for measuring where that is the part for choosing.
    ///
    /// Complexity: O(items³) for each of some thirteen settings of the exact models.
    public func run(
        seed: UInt64,
        models: [Model] = Model.allCases,
        on part: Part = .test
    ) -> Outcome {
        var byViewer = [[FeedInteraction]](repeating: [], count: viewers.count)
        for pair in pairs { byViewer[pair.viewer].append(pair.interaction) }
        let split = FeedSplit(
            byViewer,
            viewers: (0..<viewers.count).map { viewers[UInt32($0 + 1)] },
            items: (0..<items.count).map { items[UInt32($0 + 1)] },
            seed: seed
        )
        let graph = ServedGraph(split, train(split), items: items, viewers: viewers)
        let batch = BatchModels(split, items: items.count)
        let measured = models.map { model -> Measured in
            let (figures, settings): (FeedFigures, String) =
                switch model {
                case .popular: (split.figures(part, items.count, batch.popularity), "")
                case .walk:
                    (split.figures(part, items.count) { graph.walk($0, walkLimits) }, "")
                case .coengaged:
                    (
                        split.figures(part, items.count) {
                            graph.coengaged($0, coengagementLimits)
                        },
                        ""
                    )
                case .ease: batch.best(of: BatchModels.plain, on: part)
                case .weighted: batch.best(of: BatchModels.weighted, on: part)
                }
            return Measured(model: model, figures: figures, settings: settings)
        }
        return Outcome(split: split.hash, models: measured)
    }

    /// What is learned from, in the order of time.
    private func train(_ split: FeedSplit) -> [ServedGraph.Step] {
        var isTrained = Set<UInt64>()
        for (viewer, own) in split.train.enumerated() {
            for interaction in own {
                isTrained.insert(UInt64(viewer) << 32 | UInt64(interaction.item))
            }
        }
        var steps: [ServedGraph.Step] = []
        for pair in pairs {
            let key = UInt64(pair.viewer) << 32 | UInt64(pair.interaction.item)
            guard isTrained.contains(key) else { continue }
            steps.append(.init(viewer: pair.viewer, interaction: pair.interaction, at: pair.at))
        }
        // Pairs are in the order of the file; equal times stay so.
        let order = steps.indices.sorted { (steps[$0].at, $0) < (steps[$1].at, $1) }
        return order.map { steps[$0] }
    }
}

extension FeedSplit {
    /// The figures on one part of what is held out, what is known of the viewer then masked.
    func figures(
        _ part: FeedEvaluation.Part,
        _ items: Int,
        _ scores: (Int) -> [Float]
    ) -> FeedFigures {
        FeedFigures(
            heldOut: part == .valid ? valid : test,
            items: items,
            isMasked: { mask(items, $0, withValid: part == .test) },
            scores: scores
        )
    }

    private func mask(_ items: Int, _ viewer: Int, withValid: Bool) -> [Bool] {
        var mask = [Bool](repeating: false, count: items)
        for interaction in train[viewer] { mask[interaction.item] = true }
        if withValid { for item in valid[viewer] { mask[item] = true } }
        return mask
    }
}
