public import HeadwaterCore
public import HeadwaterEvents

/// A viewer whose taste is planted, and who reacts by it.
///
/// What a viewer does with a post depends on the two and the seed alone, so that two feeds that show
/// the same viewer the same post see the same reaction.
public struct TasteViewer: Sendable {
    /// The viewer's account.
    public let id: String
    /// The liking for each topic; about −2 to 2.
    public private(set) var tastes: [Double]
    /// The topic that ``shift()`` turns from loved to disliked.
    public let falling: Int
    /// The topic that ``shift()`` turns from neither to loved.
    public let rising: Int
    private let seed: UInt64

    /// A viewer with three topics that are loved, three that are disliked, and the rest neither.
    public init(id: String, topics: Int, seed: UInt64) {
        self.id = id
        self.seed = seed
        var random = SeededGenerator(seed: seed)
        let order = (0..<topics).shuffled(using: &random)
        tastes = [Double](repeating: -0.4, count: topics)
        for topic in order[0..<3] { tastes[topic] = 1.8 + 0.4 * random.unit() }
        for topic in order[3..<6] { tastes[topic] = -2 }
        falling = order[0]
        rising = order[6]
    }

    /// The taste turns, in the middle of whatever the viewer does.
    public mutating func shift() {
        tastes[falling] = -2
        tastes[rising] = 2.2
    }

    /// How much a post is to the viewer's taste.
    func affinity(_ post: TasteTown.Secret) -> Double { tastes[post.topic] + 0.5 * post.quality }

    /// The chance that the viewer likes a post.
    public func likes(_ post: TasteTown.Secret) -> Double { logistic(1.4 * affinity(post) - 2.4) }

    /// The chance that the viewer hides a post.
    public func hides(_ post: TasteTown.Secret) -> Double { logistic(-1.6 * affinity(post) - 5) }

    /// The share of a post that the viewer watches, on average.
    public func watches(_ post: TasteTown.Secret) -> Double { logistic(1.5 * affinity(post)) }

    /// What showing a post is worth, on average: the share watched, likes counted double, hides
    /// against it fourfold.
    public func value(_ post: TasteTown.Secret) -> Double {
        watches(post) + 2 * likes(post) - 4 * hides(post)
    }

    /// What the viewer does with a post that a page shows, as an app would send it.
    public func reaction(
        to number: Int,
        _ post: TasteTown.Secret,
        request: String,
        position: Int,
        at moment: Timestamp
    ) -> TasteReaction {
        var random = SeededGenerator(seed: mixed(seed &+ UInt64(number) &* 0x9E37_79B9))
        let id = TasteTown.id(number)
        var impression = Impression(actor: self.id, post: id, at: moment)
        impression.request = request
        impression.position = Int64(position)
        let wish = watches(post) + 0.25 * random.normal()
        let share = min(1, max(0.02, wish))
        let watchMs = Int64(Double(post.durationMs) * share)
        var view = Engagement(
            kind: .view,
            actor: self.id,
            post: id,
            at: moment.advanced(byMilliseconds: watchMs)
        )
        view.watchMs = watchMs
        view.durationMs = post.durationMs
        var reaction = TasteReaction(watchMs: watchMs)
        reaction.events = [.impression(impression), .engagement(view)]
        reaction.isReaction = share >= 0.99 || (share < 0.2 && watchMs < 3_000)
        for (kind, chance) in [(Engagement.Kind.like, likes(post)), (.hide, hides(post))]
        where random.unit() < chance {
            reaction.events.append(
                .engagement(Engagement(kind: kind, actor: self.id, post: id, at: view.at))
            )
            reaction.isReaction = true
            if kind == .like { reaction.isLike = true } else { reaction.isHide = true }
        }
        return reaction
    }

    private func logistic(_ x: Double) -> Double { 1 / (1 + exponential(-x)) }
}

/// What a viewer did with one post.
public struct TasteReaction: Sendable {
    /// What the app sends of it.
    public var events: [Event] = []
    /// How long the viewer stayed.
    public var watchMs: Int64
    /// Whether it says anything: a like, a hide, a whole view or a skip.
    public var isReaction = false
    /// Whether it was a like.
    public var isLike = false
    /// Whether it was a hide.
    public var isHide = false

    init(watchMs: Int64) { self.watchMs = watchMs }
}
