import HeadwaterCatalog
import HeadwaterCore
import HeadwaterGraph
import HeadwaterMeaning
import HeadwaterVisibility

/// A post that is like another one.
public struct SimilarView: Sendable {
    /// The post.
    public var view: PostView
    /// How alike the two are: higher is more, comparable within one answer.
    public var score: Double
    /// What they have in common, in plain sentences.
    public var reasons: [String]
}

extension Engine {
    /// Posts like one: by who engaged with both, by what they share, and by what they mean.
    ///
    /// - Parameters:
    ///   - id: The post to resemble.
    ///   - viewer: Who asks, by id; nil for a request without a viewer.
    ///   - limit: How many posts at most.
    /// - Returns: The posts that the asker may find in a feed, the most alike first.
    /// - Throws: `EngineError.notFound` where the post doesn't exist for the asker.
    public func similar(
        to id: String,
        viewer: String?,
        limit: Int
    ) throws(EngineError) -> [SimilarView] {
        let found = views.read { views -> [Found]? in
            let judge = judge(viewer, views.catalog)
            guard let post = views.catalog.post(id), judge.sees(post, on: .id, in: views.catalog)
            else { return nil }
            // Some of what is found may not be seen, so more is asked for.
            return views.graph.similar(
                to: post,
                about: views.vectors.topic(of: post),
                count: limit * 3 + 20,
                others: Self.nearest(to: post, count: limit * 3 + 20, views),
                in: views.catalog,
                weights: SimilarityWeights(views.knobs.current)
            )
            .filter { judge.sees($0.post, on: .feed, in: views.catalog) }
            .prefix(limit)
            .map { like in
                Found(
                    head: Self.head(of: like.post, in: views.catalog),
                    score: Double(like.score),
                    reasons: Self.reasons(like, like: post, views)
                )
            }
        }
        guard let found else { throw .notFound("the post \(id)") }
        return zip(found, try show(found.map(\.head))).compactMap { found, view in
            view.map { SimilarView(view: $0, score: found.score, reasons: found.reasons) }
        }
    }

    /// From which cosine on two posts have something in common: posts taken at random lie below.
    private static let unrelated: Float = 0.25
    /// From which cosine on two posts say the same.
    private static let same: Float = 0.65

    /// The posts nearest by meaning, from 0 where they have nothing in common to 1.
    private static func nearest(
        to post: PostID,
        count: Int,
        _ views: borrowing Views
    ) -> [ScoredPost] {
        guard let query = VectorQuery(of: post, in: views.vectors) else { return [] }
        return query.nearest(
            count: count + 1,
            probes: Int(views.knobs.current[MeaningKnobs.probes])
        )
        .map { near in
            let share = (near.similarity - unrelated) / (same - unrelated)
            return ScoredPost(near.post, min(max(share, 0), 1))
        }
    }

    private struct Found: Sendable {
        var head: PostHead
        var score: Double
        var reasons: [String]
    }

    private static func reasons(
        _ like: SimilarPost,
        like post: PostID,
        _ views: borrowing Views
    ) -> [String] {
        let catalog = views.catalog
        var reasons: [String] = []
        if like.people > 0 { reasons.append("People who liked the one liked the other") }
        if like.other > 0 {
            let isSame = like.other >= 1
            reasons.append(isSame ? "They say nearly the same" : "They are close in meaning")
        }
        if catalog[like.post].author == catalog[post].author {
            reasons.append("They are by the same author")
        }
        let own = catalog.tags(of: post)
        if let tag = catalog.tags(of: like.post).first(where: { own.contains($0) }) {
            reasons.append("Both are about #\(catalog.text(of: tag))")
        } else if views.vectors.shareTopic(like.post, post) {
            reasons.append("They are on the same topic")
        }
        let sound = catalog[post].sound
        if sound != .none, catalog[like.post].sound == sound {
            reasons.append("They use the same sound")
        }
        if reasons.isEmpty { reasons.append("They share a topic or a link") }
        return reasons
    }
}
