import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents

/// In which order a list for everybody stands.
enum GorseOrder: String, Sendable {
    case latest
    case popular

    /// An item's score; nil where it has no place in the list.
    func score(of row: PostEntry) -> Double? {
        switch self {
        case .latest: return Double(row.time.milliseconds / 1000)
        case .popular:
            let kinds: [Engagement.Kind] = [
                .like, .repost, .reply, .quote, .share, .bookmark, .click, .follow,
            ]
            let sum = kinds.reduce(0.0) { $0 + Double(row.counts[$1]) }
            return sum > 0 ? sum : nil
        }
    }
}

/// Which items may be recommended: those of all categories asked for, that the user has given no
/// feedback to.
struct GorseWanted: Sendable {
    /// The user, as Gorse's API calls it; nil for nobody.
    var user: String?
    var categories: [String]

    /// The user's account; none where nobody has heard of it.
    func account(in catalog: Catalog) -> AccountID {
        guard let user else { return .none }
        return catalog.account(GorseID.place(of: user, .user, in: catalog).inner) ?? .none
    }

    /// Whether a post is an item that may come, as far as the catalog tells: a category is a tag
    /// there, and a label may be the same one.
    private func admits(
        _ post: PostID,
        _ catalog: Catalog,
        _ ledger: GorseLedger,
        _ now: Timestamp
    ) -> Bool {
        guard GorseID.outer(.item, catalog.id(of: post)) != nil else { return false }
        if !categories.isEmpty {
            let tags = catalog.tags(of: post)
            for category in categories {
                guard let term = catalog.term(category.lowercased()), tags.contains(term) else {
                    return false
                }
            }
        }
        let account = account(in: catalog)
        return account == .none || !ledger.hasFeedback(of: account, to: post, by: now)
    }

    /// The viewer's feed without what they have given feedback to, then the latest.
    func recommendations(limit: Int, _ engine: Engine) throws -> [GorseScore] {
        guard limit > 0 else { return [] }
        let now = engine.now
        let viewer = engine.gorse { _, catalog in
            GorseID.place(of: user ?? "", .user, in: catalog).inner
        }
        // Some may turn out to have a category only by a label of that name.
        let enough = categories.isEmpty ? limit : min(limit * 2, GorseRoutes.recommendLimit)
        var items = try engine.preview(of: viewer, limit: enough) { post, catalog, ledger in
            admits(post, catalog, ledger, now)
        }
        if items.count < enough {
            let taken = Set(items.map(\.post))
            var last = min(items.last?.score ?? 0, 0)
            let more = engine.bestItems(
                for: viewer,
                limit: enough - items.count,
                by: GorseOrder.latest.score
            ) { post, catalog, ledger in
                admits(post, catalog, ledger, now) && !taken.contains(catalog.id(of: post))
            }
            for var item in more {
                last -= 0.001
                item.score = last
                items.append(item)
            }
        }
        return try scores(items.map { ($0.post, $0.score) }, limit, engine)
    }

    /// A list for everybody.
    func best(_ order: GorseOrder, limit: Int, _ engine: Engine) throws -> [GorseScore] {
        guard limit > 0 else { return [] }
        let now = engine.now
        let items = engine.bestItems(
            for: nil,
            limit: categories.isEmpty ? limit : GorseRoutes.recommendLimit,
            by: order.score
        ) { post, catalog, ledger in admits(post, catalog, ledger, now) }
        return try scores(items.map { ($0.post, $0.score) }, limit, engine)
    }

    /// What resembles an item; nothing resembles one that isn't there.
    func neighbors(of item: String, limit: Int, _ engine: Engine) throws -> [GorseScore] {
        guard limit > 0 else { return [] }
        let now = engine.now
        let place = engine.gorse { _, catalog in GorseID.place(of: item, .item, in: catalog) }
        guard place.exists else { return [] }
        // Some that are found have been read, have no such category or are no items.
        let enough =
            user == nil && categories.isEmpty
            ? limit * 2 : min(limit * 4 + 20, GorseRoutes.recommendLimit)
        let found: [SimilarView]
        do throws(EngineError) {
            found = try engine.similar(to: place.inner, viewer: nil, limit: enough)
        } catch {
            // Deleted or hidden meanwhile.
            guard case .notFound = error else { throw error }
            return []
        }
        let wanted = engine.gorse { ledger, catalog in
            found.filter { one in
                catalog.post(one.view.post.id).map { admits($0, catalog, ledger, now) } ?? false
            }
        }
        return try scores(wanted.map { ($0.view.post.id, $0.score) }, limit, engine)
    }

    /// The items behind posts, those that really have the categories.
    private func scores(
        _ items: [(inner: String, score: Double)],
        _ limit: Int,
        _ engine: Engine
    ) throws -> [GorseScore] {
        var exact: Set<String>?
        if !categories.isEmpty {
            exact = Set(
                try GorseRoutes.items(items.map(\.inner), engine).filter { item in
                    categories.allSatisfy { category in
                        item.categories.contains { $0.hasSameBytes(as: category) }
                    }
                }
                .map(\.id)
            )
        }
        var scores: [GorseScore] = []
        for (inner, score) in items where scores.count < limit {
            guard let id = GorseID.outer(.item, inner), exact?.contains(id) ?? true else {
                continue
            }
            scores.append(GorseScore(id: id, score: score))
        }
        return scores
    }
}
