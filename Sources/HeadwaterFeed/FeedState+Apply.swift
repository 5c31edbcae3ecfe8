public import HeadwaterCatalog
import HeadwaterCore
public import HeadwaterEvents
import HeadwaterGraph

extension FeedState {
    /// Applies one record by its effect.
    ///
    /// Complexity: O(words) for a post, else O(limits). What was of a deleted account is forgotten
    /// over the records that follow.
    public mutating func apply(_ record: Record, _ effect: Effect, _ catalog: Catalog) {
        let seconds = record.received.wholeSeconds
        if !forgetting.isDone { forget(catalog) }
        switch effect {
        case .postAdded(let post), .postEdited(let post):
            guard case .event(.post(let event)) = record.body,
                !catalog.isDeleted(catalog[post].author)
            else { break }
            terms.set(post.rawValue, from: event, limit: limits.wordPosts)
            if case .postAdded = effect { add(post, seconds, catalog) }
        case .postDeleted(let post, _): remove(post)
        case .account(let account, let status):
            if status, catalog.isDeleted(account) { remove(account, catalog) }
        case .state(let kind, let actor, let post, let on):
            guard let reaction = Reaction.of(kind) else { break }
            react(Reaction(reaction), actor, post, on: on, seconds, catalog)
        case .counted(let kind, let actor, let post, let undone):
            guard case .event(.engagement(let event)) = record.body else { break }
            if let reaction = Reaction.of(kind) {
                react(Reaction(reaction), actor, post, on: !undone, seconds, catalog)
            } else {
                watch(event, actor, post, undone: undone, seconds, catalog)
            }
        case .impression(let actor, let post):
            guard case .event(.impression(let event)) = record.body else { break }
            see(post, actor, seconds)
            if let request = event.request {
                pages.report(request, by: actor, at: record.received, withinMs: limits.reportMs)
            }
            if let outcomes = event.outcomes {
                report(outcomes, actor, post, seconds, catalog)
            }
        case .served(let viewer, let posts):
            guard case .served(let page) = record.body else { break }
            pages.drop(before: record.received.advanced(byMilliseconds: -limits.windowMs))
            pages.add(page, by: viewer, posts, at: record, windowItems: limits.windowItems)
        case .change:
            if case .change(let change) = record.body, settings.apply(change) {
                limits = Limits(settings)
            }
        case .none, .edge, .label: break
        }
    }

    // MARK: Posts and accounts

    private mutating func add(_ post: PostID, _ seconds: UInt32, _ catalog: Catalog) {
        newest.push(0, post.rawValue, limit: Self.newestLimit)
        let row = catalog[post]
        let topic = catalog.firstTag(of: post)
        heat.add(post, by: row.author, on: topic, at: seconds, limits.decays)
        // What came before its post counts now.
        if heat.slow(post, at: seconds, limits.decays) > 0 { offer(post, row, seconds, catalog) }
    }

    // MARK: Reactions

    private mutating func watch(
        _ event: Engagement,
        _ actor: AccountID,
        _ post: PostID,
        undone: Bool,
        _ seconds: UInt32,
        _ catalog: Catalog
    ) {
        if !undone { see(post, actor, seconds) }
        let kind = kind(watchMs: event.watchMs, durationMs: event.durationMs, post, catalog)
        if undone {
            // A record that undoes by id may not say how long the view was.
            for kind in [Reaction.Kind.longView, .skip] {
                react(Reaction(kind), actor, post, on: false, seconds, catalog)
            }
        } else if let kind {
            react(Reaction(kind), actor, post, on: true, seconds, catalog)
        }
    }

    private func kind(
        watchMs: Int64?,
        durationMs: Int64?,
        _ post: PostID,
        _ catalog: Catalog
    ) -> Reaction.Kind? {
        let known = catalog[post].durationMs
        let length = WatchLength(
            watchMs: watchMs,
            durationMs: durationMs ?? (known > 0 ? Int64(known) : nil),
            settings: settings
        )
        switch length {
        case .long: return .longView
        case .skip: return .skip
        case .neither: return nil
        }
    }

    /// Takes over what an impression reports to have followed.
    private mutating func report(
        _ outcomes: Outcomes,
        _ actor: AccountID,
        _ post: PostID,
        _ seconds: UInt32,
        _ catalog: Catalog
    ) {
        for engagement in Engagement.Kind.allCases where outcomes[engagement] == true {
            guard let kind = Reaction.of(engagement) else { continue }
            react(
                Reaction(kind, isReported: true),
                actor,
                post,
                on: true,
                seconds,
                catalog
            )
        }
        var watched = kind(
            watchMs: outcomes.watchMs,
            durationMs: outcomes.durationMs,
            post,
            catalog
        )
        if let long = outcomes.longView {
            watched = long ? .longView : (watched == .skip ? .skip : nil)
        }
        if let watched {
            react(
                Reaction(watched, isReported: true),
                actor,
                post,
                on: true,
                seconds,
                catalog
            )
        }
    }

    /// Takes a reaction in, or back.
    ///
    /// One that was reported with an impression and sent by itself as well counts once.
    private mutating func react(
        _ reaction: Reaction,
        _ actor: AccountID,
        _ post: PostID,
        on: Bool,
        _ seconds: UInt32,
        _ catalog: Catalog
    ) {
        guard reaction.weight > 0 else {
            Self.change(
                &rejections,
                reaction,
                actor,
                post,
                on: on,
                seconds,
                limit: limits.rejections
            )
            return
        }
        let row = catalog[post]
        let before = since(actor, post)
        Self.change(&approvals, reaction, actor, post, on: on, seconds, limit: limits.approvals)
        let after = since(actor, post)
        guard (before == nil) != (after == nil), row.author != actor,
            !row.flags.contains(.deleted), !catalog.isDeleted(row.author)
        else { return }
        heat.count(
            post,
            by: row.author,
            on: catalog.firstTag(of: post),
            at: seconds,
            since: before,
            limits.decays
        )
        if before == nil, row.isLive { offer(post, row, seconds, catalog) }
    }

    private static func change(
        _ rings: inout Rings,
        _ reaction: Reaction,
        _ actor: AccountID,
        _ post: PostID,
        on: Bool,
        _ seconds: UInt32,
        limit: Int
    ) {
        let node = actor.rawValue
        var exact: Int?
        var like: Int?
        for place in 0..<rings.count(node) where rings.word(node, place) == post.rawValue {
            guard let known = Reaction(word: rings.word(node, place, 2)),
                known.kind == reaction.kind
            else { continue }
            if known.isReported == reaction.isReported { exact = exact ?? place }
            like = like ?? place
        }
        if on {
            // Counted kinds may come again by themselves; whatever was reported counts once.
            let other = like != nil && exact == nil
            if other || (reaction.isReported && like != nil) { return }
            rings.push(actor.rawValue, post.rawValue, seconds, reaction.word, limit: limit)
        } else if let place = exact ?? like {
            rings.remove(actor.rawValue, place)
        }
    }

    /// When a viewer first said something for a post that counts as a person's reaction.
    private func since(_ actor: AccountID, _ post: PostID) -> UInt32? {
        let node = actor.rawValue
        var since: UInt32?
        for place in 0..<approvals.count(node) where approvals.word(node, place) == post.rawValue {
            if let known = Reaction(word: approvals.word(node, place, 2)), known.weight >= 0.5 {
                since = approvals.word(node, place, 1)
            }
        }
        return since
    }

    private mutating func offer(
        _ post: PostID,
        _ row: PostEntry,
        _ seconds: UInt32,
        _ catalog: Catalog
    ) {
        let heat = heat
        let decays = limits.decays
        let slow = { (post: PostID) in heat.slow(post, at: seconds, decays) }
        rising.offer(post) {
            let topic = catalog.firstTag(of: $0)
            return heat.rise($0, by: catalog[$0].author, on: topic, at: seconds, decays)
        }
        popular.offer(post, slow)
        guard row.language != .none else { return }
        if let index = languages.firstIndex(where: { $0.language == row.language }) {
            languages[index].board.offer(post, slow)
        } else if languages.count < Self.languageLimit {
            var board = Board(limit: 96)
            board.offer(post, slow)
            languages.append((row.language, board))
        }
    }

    // MARK: Seen

    private mutating func see(_ post: PostID, _ actor: AccountID, _ seconds: UInt32) {
        let node = actor.rawValue
        for place in 0..<min(seen.count(node), 16) where seen.word(node, place) == post.rawValue {
            seen.remove(node, place)
            break
        }
        seen.push(actor.rawValue, post.rawValue, seconds, limit: limits.windowItems)
        let oldest = UInt32(clamping: Int64(seconds) - limits.windowMs / 1000)
        while seen.count(node) > 1, seen.word(node, seen.count(node) - 1, 1) < oldest {
            seen.dropOldest(node)
        }
    }
}
