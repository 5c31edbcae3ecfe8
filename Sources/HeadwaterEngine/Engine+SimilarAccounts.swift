import HeadwaterCatalog
import HeadwaterEvents
import HeadwaterGraph
import HeadwaterVisibility

/// An account that resembles another, and how much.
public struct SimilarAccount: Sendable, Hashable {
    /// Its id.
    public var id: String
    /// How much it resembles: higher is more, comparable within one answer.
    public var score: Double
}

extension Engine {
    /// The accounts whose engagements resemble those of one, the most alike first.
    ///
    /// People are weighed by how much they engage with, so that whoever engages with everything
    /// resembles nobody more for it. Complexity: O(engagements × their engagers), bounded by the
    /// graph's knobs.
    public func similar(toAccount account: String, limit: Int) -> [SimilarAccount] {
        views.read { views in
            guard limit > 0, let account = views.catalog.account(account) else { return [] }
            let judge = judge(nil, views.catalog)
            var scores: [AccountID: Double] = [:]
            let posts = views.graph.engagements(of: account)
            for place in 0..<posts.count {
                let share = Double(posts.tally(place).weight)
                let post = PostID(posts.other(place))
                let engagers = views.graph.engagers(of: post)
                guard share > 0, engagers.count > 1 else { continue }
                for index in 0..<engagers.count where engagers.other(index) != account.rawValue {
                    let other = AccountID(engagers.other(index))
                    guard !views.catalog.isOn(.hide, other, post) else { continue }
                    scores[other, default: 0] += share / Double(engagers.count)
                }
            }
            for (other, score) in scores {
                let count = max(1, views.graph.engagements(of: other).count)
                scores[other] = score / Double(count).squareRoot()
            }
            return scores.filter { $0.value > 0 }
                .sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
                .lazy
                .filter { judge.objection(toAccount: $0.key, in: views.catalog) == nil }
                .prefix(limit)
                .map { SimilarAccount(id: views.catalog.id(of: $0.key), score: $0.value) }
        }
    }
}
