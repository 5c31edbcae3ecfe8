import HeadwaterEvents
import HeadwaterGraph

/// What the graph should hold, in plain dictionaries and without segments: who did what when.
struct NaiveGraph {
    struct Pair: Hashable {
        var account: String
        var post: String
    }

    /// When each kind that stands was done, the newest last.
    var done: [Pair: [Engagement.Kind: [UInt32]]] = [:]
    var follows: Set<[String]> = []
    /// By tag, sound and so on: the posts, with their times.
    var uses: [String: [String: UInt32]] = [:]

    mutating func engage(_ kind: Engagement.Kind, _ pair: Pair, on: Bool, at seconds: UInt32) {
        if on {
            done[pair, default: [:]][kind, default: []].append(seconds)
        } else if done[pair]?[kind]?.popLast() != nil, done[pair]?[kind] == [] {
            done[pair]?[kind] = nil
        }
    }

    mutating func remove(post: String) {
        for pair in done.keys where pair.post == post { done[pair] = nil }
        for use in uses.keys { uses[use]?[post] = nil }
    }

    mutating func remove(account: String) {
        for pair in done.keys where pair.account == account { done[pair] = nil }
        follows = follows.filter { !$0.contains(account) }
    }

    /// The kinds that stand for a pair and were done at `oldest` or later.
    func kinds(_ pair: Pair, since oldest: UInt32) -> Set<Engagement.Kind> {
        Set((done[pair] ?? [:]).filter { ($0.value.last ?? 0) >= oldest }.keys)
    }
}
