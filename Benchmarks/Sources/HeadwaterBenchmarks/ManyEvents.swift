import Foundation
import HeadwaterCore
import HeadwaterEvents

/// A made-up stream with the shapes of real traffic: one account in 50, one post in 10, the rest
/// likes, views, follows and impressions, drawn by Zipf.
struct ManyEvents {
    private static let words = (0..<50_000).map { "word\($0)" }
    private static let start: Int64 = 1_767_225_600_000

    private var random: SeededGenerator
    private var accounts = 0
    /// The number of posts so far.
    private(set) var posts = 0
    private var count: Int64 = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func next() -> Event {
        let at = Timestamp(milliseconds: Self.start + count * 2)
        count += 1
        let draw = random.unit()
        if draw < 0.02 || accounts < 100 {
            var event = Account(id: "m:\(accounts)", at: at)
            event.handle = "m\(accounts).test"
            accounts += 1
            return .account(event)
        }
        if draw < 0.12 || posts < 100 { return .post(post(at)) }
        let actor = "m:\(Int.random(in: 0..<accounts, using: &random))"
        let post = "p:\(max(0, posts - 1 - zipf(posts)))"
        if draw < 0.30 {
            return .engagement(Engagement(kind: .like, actor: actor, post: post, at: at))
        }
        if draw < 0.35 {
            return .edge(
                Edge(kind: .follow, actor: actor, subject: "m:\(zipf(accounts))", at: at)
            )
        }
        let durationMs = Int64.random(in: 5000...60_000, using: &random)
        let share = random.unit()
        let watchMs = Int64(Double(durationMs) * share * share)
        if draw < 0.60 {
            var event = Engagement(kind: .view, actor: actor, post: post, at: at)
            event.watchMs = watchMs
            event.durationMs = durationMs
            return .engagement(event)
        }
        var event = Impression(actor: actor, post: post, at: at)
        var outcomes = Outcomes()
        outcomes[.click] = watchMs > 3000
        outcomes[.like] = random.unit() < 0.03
        outcomes.longView = watchMs > min(durationMs, 18_000)
        outcomes.watchMs = watchMs
        outcomes.durationMs = durationMs
        event.outcomes = outcomes
        return .impression(event)
    }

    private mutating func post(_ at: Timestamp) -> Post {
        let length = Int.random(in: 3...40, using: &random)
        let text = (0..<length).map { _ in Self.words[zipf(50_000)] }.joined(separator: " ")
        var post = Post(id: "p:\(posts)", author: "m:\(zipf(accounts))", at: at, text: text)
        post.langs = ["en"]
        post.tags = ["t\(zipf(2000))"]
        posts += 1
        return post
    }

    private mutating func zipf(_ count: Int) -> Int {
        min(count - 1, Int(pow(Double(count), pow(random.unit(), 1.07))) - 1)
    }
}
