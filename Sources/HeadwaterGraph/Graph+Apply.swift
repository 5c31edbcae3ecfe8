public import HeadwaterCatalog
import HeadwaterCore
public import HeadwaterEvents

extension Graph {
    /// Applies one record by its effect.
    ///
    /// Complexity: O(limits), a few hundred words at most, but O(ties of the account) where an
    /// account is deleted or a tie ends.
    public mutating func apply(_ record: Record, _ effect: Effect, _ catalog: Catalog) {
        let seconds = record.received.wholeSeconds
        switch effect {
        case .postAdded(let post): add(post, catalog)
        case .postEdited(let post): addTopics(of: post, catalog)
        case .postDeleted(let post, let wasKnown): remove(post, wasKnown, catalog)
        case .account(let account, let status):
            if status, catalog[account].status.value == .deleted { remove(account) }
        case .edge(.follow, let actor, let subject, let on): follow(actor, subject, on)
        case .state(let kind, let actor, let post, let on):
            count(kind, actor, post, on: on, seconds)
        case .counted(.view, let actor, let post, let undone):
            if undone || isLong(record, post, catalog) {
                count(.view, actor, post, on: !undone, seconds)
            }
        case .counted(let kind, let actor, let post, let undone):
            count(kind, actor, post, on: !undone, seconds)
        case .impression(let actor, let post):
            guard case .event(.impression(let event)) = record.body,
                let outcomes = event.outcomes
            else { break }
            apply(outcomes, actor, post, seconds, catalog)
        case .change:
            if case .change(let change) = record.body, settings.apply(change) {
                limits = Limits(settings)
            }
        case .none, .edge, .label, .served: break
        }
    }

    private func isLong(_ record: Record, _ post: PostID, _ catalog: Catalog) -> Bool {
        guard case .event(.engagement(let event)) = record.body else { return false }
        let known = catalog[post].durationMs
        let length = WatchLength(
            watchMs: event.watchMs,
            durationMs: event.durationMs ?? (known > 0 ? Int64(known) : nil),
            settings: settings
        )
        return length == .long
    }

    /// What an impression reports to have followed counts like an engagement, but only where none
    /// of that kind has been sent on its own.
    private mutating func apply(
        _ outcomes: Outcomes,
        _ actor: AccountID,
        _ post: PostID,
        _ seconds: UInt32,
        _ catalog: Catalog
    ) {
        let place = posts.place(actor.rawValue, of: post.rawValue)
        let standing =
            place.map { Tally(rawValue: posts.word(actor.rawValue, $0, 2)) } ?? Tally()
        for kind in Engagement.Kind.allCases
        where kind != .view && outcomes[kind] == true && standing[kind] == 0 {
            count(kind, actor, post, on: true, seconds)
        }
        let known = catalog[post].durationMs
        let length = WatchLength(
            watchMs: outcomes.watchMs,
            durationMs: outcomes.durationMs ?? (known > 0 ? Int64(known) : nil),
            settings: settings
        )
        if outcomes.longView ?? (length == .long), standing[.view] == 0 {
            count(.view, actor, post, on: true, seconds)
        }
    }

    // MARK: Engagements

    private mutating func count(
        _ kind: Engagement.Kind,
        _ actor: AccountID,
        _ post: PostID,
        on: Bool,
        _ seconds: UInt32
    ) {
        guard Tally.holds(kind) else { return }
        Self.count(
            kind,
            in: &posts,
            actor.rawValue,
            post.rawValue,
            on: on,
            seconds,
            limit: limits.viewer
        )
        Self.count(
            kind,
            in: &accounts,
            post.rawValue,
            actor.rawValue,
            on: on,
            seconds,
            limit: limits.post
        )
    }

    /// A further kind keeps the place and time of the first, so that taking it back leaves what was
    /// there before.
    private static func count(
        _ kind: Engagement.Kind,
        in rings: inout Rings,
        _ node: UInt32,
        _ other: UInt32,
        on: Bool,
        _ seconds: UInt32,
        limit: Int
    ) {
        guard let place = rings.place(node, of: other) else {
            guard on else { return }
            var tally = Tally()
            tally.count(kind, on: true)
            rings.push(node, other, seconds, tally.rawValue, limit: limit)
            return
        }
        var tally = Tally(rawValue: rings.word(node, place, 2))
        tally.count(kind, on: on)
        if tally.isEmpty {
            rings.remove(node, place)
        } else {
            rings.set(node, place, word: 2, to: tally.rawValue)
        }
    }

    // MARK: Follows

    private mutating func follow(_ actor: AccountID, _ subject: AccountID, _ on: Bool) {
        if on {
            followed.push(actor.rawValue, subject.rawValue)
            followers.push(subject.rawValue, actor.rawValue)
        } else {
            followed.remove(actor.rawValue, first: subject.rawValue)
            followers.remove(subject.rawValue, first: actor.rawValue)
        }
    }

    private mutating func remove(_ account: AccountID) {
        let node = account.rawValue
        for other in followed[node].firsts { followers.remove(other, first: node) }
        for other in followers[node].firsts { followed.remove(other, first: node) }
        for post in posts[node].firsts { accounts.remove(post, first: node) }
        followed.removeAll(node)
        followers.removeAll(node)
        posts.removeAll(node)
    }

    // MARK: Posts

    private mutating func add(_ post: PostID, _ catalog: Catalog) {
        byAuthor.push(catalog[post].author.rawValue, post.rawValue, limit: limits.author)
        addTopics(of: post, catalog)
    }

    private mutating func addTopics(of post: PostID, _ catalog: Catalog) {
        for tag in catalog.tags(of: post)
        where byTag.place(tag.rawValue, of: post.rawValue) == nil {
            byTag.push(tag.rawValue, post.rawValue, limit: limits.topic)
        }
        let sound = catalog[post].sound
        if sound != .none, bySound.place(sound.rawValue, of: post.rawValue) == nil {
            bySound.push(sound.rawValue, post.rawValue, limit: limits.topic)
        }
    }

    private mutating func remove(_ post: PostID, _ wasKnown: Bool, _ catalog: Catalog) {
        let node = post.rawValue
        for account in accounts[node].firsts { posts.remove(account, first: node) }
        accounts.removeAll(node)
        guard wasKnown else { return }
        let row = catalog[post]
        byAuthor.remove(row.author.rawValue, first: node)
        for tag in catalog.tags(of: post) { byTag.remove(tag.rawValue, first: node) }
        if row.sound != .none { bySound.remove(row.sound.rawValue, first: node) }
    }
}

extension Ring {
    /// The first words of all records, the newest first.
    public var firsts: [UInt32] { (0..<count).map { self[$0] } }
}
