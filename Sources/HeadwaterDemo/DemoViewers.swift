import HeadwaterCore
import HeadwaterEvents

/// The simulated viewers of the demo: they like and skip by theme, and are labelled as simulated.
///
/// What they do in a second depends on the day and the second alone.
struct DemoViewers: Sendable {
    /// How many there are.
    static let count = 400
    /// Posts that they choose from: the newest ones.
    static let recentPosts = 240

    private struct Viewer: Sendable {
        var id: String
        var themes: Set<String>
        var appetite: Double
    }

    private let viewers: [Viewer]

    init(themes: [String]) {
        var random = SeededGenerator(seed: 77)
        viewers = (0..<Self.count).map { number in
            let picked = themes.shuffled(using: &random).prefix(2 + Int(random.next() % 2))
            return Viewer(
                id: "viewer:\(number)",
                themes: Set(picked),
                appetite: 0.4 + random.unit()
            )
        }
    }

    /// The viewers' accounts.
    func arrivals(at moment: Timestamp) -> [Event] {
        viewers.enumerated().map { number, viewer in
            var account = Account(id: viewer.id, at: moment)
            account.name = "Simulated viewer \(number)"
            account.discoverable = false
            account.indexable = false
            account.attributes = [Attribute(name: "simulated", value: "true")]
            return .account(account)
        }
    }

    /// What the viewers do in one second of a day.
    func events(in day: DemoDay, second: Int64, visits: Int) -> [Event] {
        let until = second * 1000
        let recent = day.town.posts[..<day.town.postCount(through: until)]
            .suffix(Self.recentPosts)
        guard !recent.isEmpty else { return [] }
        var random = SeededGenerator(
            seed: mixed(UInt64(bitPattern: day.start.milliseconds) &+ UInt64(second))
        )
        var events: [Event] = []
        for _ in 0..<visits {
            let viewer = viewers[Int(random.next() % UInt64(viewers.count))]
            // The newer a post is, the more see it.
            let back = Int(Double(recent.count) * random.unit() * random.unit())
            let step = recent[recent.endIndex - 1 - min(back, recent.count - 1)]
            let at = day.start.advanced(
                byMilliseconds: until + Int64(random.next() % 1000)
            )
            react(of: viewer, to: step, in: day, at: at, &random, &events)
        }
        return events
    }

    private func react(
        of viewer: Viewer,
        to step: DemoTown.Step,
        in day: DemoDay,
        at: Timestamp,
        _ random: inout SeededGenerator,
        _ events: inout [Event]
    ) {
        let post = day.post(step.id)
        let isTaste = viewer.themes.contains(step.theme)
        events.append(.impression(Impression(actor: viewer.id, post: post, at: at)))
        let duration = Self.duration(of: step, in: day.town)
        if let duration {
            var view = Engagement(kind: .view, actor: viewer.id, post: post, at: at)
            let share = isTaste ? 0.6 + 0.8 * random.unit() : 0.02 + 0.15 * random.unit()
            view.watchMs = Int64(Double(duration) * share)
            view.durationMs = duration
            events.append(.engagement(view))
        }
        // Pictures and videos please more, as they do anywhere.
        let hasMedia = step.body["media"] != nil
        let appeal = (hasMedia ? 1.2 : 0.4) + Double(mixed(UInt64(step.offsetMs)) % 1000) / 1000
        let like = (isTaste ? 0.32 : 0.02) * viewer.appetite * appeal
        let roll = random.unit()
        let kind: Engagement.Kind? =
            roll < like
            ? .like : roll < like * 1.25 ? .repost : roll < like * 1.4 ? .share : nil
        guard let kind else {
            if !isTaste, random.unit() < 0.004 {
                events.append(
                    .engagement(Engagement(kind: .hide, actor: viewer.id, post: post, at: at))
                )
            }
            return
        }
        events.append(.engagement(Engagement(kind: kind, actor: viewer.id, post: post, at: at)))
        if kind == .repost, random.unit() < 0.3 {
            events.append(
                .edge(
                    Edge(
                        kind: .follow,
                        actor: viewer.id,
                        subject: DemoDay.account(step.author),
                        at: at
                    )
                )
            )
        }
    }

    private static func duration(of step: DemoTown.Step, in town: DemoTown) -> Int64? {
        let file = step.body["media"]?[0]?["file"]?.string
        return file.flatMap { town.media[$0]?["duration_ms"]?.integer }
    }
}
