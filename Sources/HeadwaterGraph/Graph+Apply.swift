public import HeadwaterCatalog
import HeadwaterCore
public import HeadwaterEvents

extension Graph {
    /// Applies one record by its effect.
    ///
    /// Complexity: O(1) amortised for what is new; what is taken back is found by its account's
    /// list and then by time. Taking away a deleted node's edges is spread over records.
    public mutating func apply(_ record: Record, _ effect: Effect, _ catalog: Catalog) {
        let seconds = record.received.wholeSeconds
        if seconds > clock { clock = seconds }
        if !dying.isEmpty { drain(Self.drainStep) }
        switch effect {
        case .postAdded(let post): addUses(of: post, catalog, isNew: true)
        case .postEdited(let post): addUses(of: post, catalog, isNew: false)
        case .postDeleted(let post, let wasKnown):
            if wasKnown { removeUses(of: post, catalog) }
            bury(.post, post.rawValue)
        case .account(let account, let status):
            if status, catalog.isDeleted(account) {
                bury(.account, account.rawValue)
            }
        case .edge(.follow, let actor, let subject, let on): follow(actor, subject, on)
        case .state(let kind, let actor, let post, let on):
            count(kind, actor, post, on: on, catalog)
        case .counted(.view, let actor, let post, let undone):
            if undone || isLong(record, post, catalog) {
                count(.view, actor, post, on: !undone, catalog)
            }
        case .counted(let kind, let actor, let post, let undone):
            count(kind, actor, post, on: !undone, catalog)
        case .impression(let actor, let post):
            guard case .event(.impression(let event)) = record.body,
                let outcomes = event.outcomes
            else { break }
            apply(outcomes, actor, post, catalog)
        case .change:
            if case .change(let change) = record.body, settings.apply(change) {
                limits = Limits(settings)
            }
        case .none, .edge, .label, .served: break
        }
        holdCeiling()
    }

    /// Takes over which posts turned out to be about which topics, or are no longer, by the record
    /// that was applied last.
    ///
    /// What a post is about follows from its meaning, which this graph knows nothing of. Complexity:
    /// O(1) amortised for what is new; what ends is looked for among the topic's newest posts.
    public mutating func apply(_ changes: [TopicChange]) {
        guard !changes.isEmpty else { return }
        let list = Int(UseKind.topic.rawValue)
        for change in changes {
            let (topic, post) = (change.topic.rawValue, change.post.rawValue)
            if change.isOn {
                used.prepare(clock, limits.uses)
                used.active.append(list, topic, post, clock)
            } else {
                leaveUse(list, topic, post, at: clock)
            }
        }
        holdCeiling()
    }

    /// Drops the oldest segments until everything is within the ceiling again.
    private mutating func holdCeiling() {
        let follows = followed.byteCount + followers.byteCount + dying.count * 8
        if used.drop(downTo: limits.bytes / 4, at: clock, limits.uses) { segmentsDropped += 1 }
        let left = max(0, limits.bytes - follows - used.byteCount)
        if engaged.drop(downTo: left, at: clock, limits.engagements) { segmentsDropped += 1 }
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
        _ catalog: Catalog
    ) {
        let known = catalog[post].durationMs
        let length = WatchLength(
            watchMs: outcomes.watchMs,
            durationMs: outcomes.durationMs ?? (known > 0 ? Int64(known) : nil),
            settings: settings
        )
        let isLong = outcomes.longView ?? (length == .long)
        let kinds = Engagement.Kind.allCases.filter {
            Tally.holds($0) && ($0 == .view ? isLong : outcomes[$0] == true)
        }
        guard !kinds.isEmpty else { return }
        let standing = standing(actor.rawValue, post.rawValue)
        for kind in kinds where standing[kind] == 0 {
            count(kind, actor, post, on: true, catalog)
        }
    }

    // MARK: Follows

    private mutating func follow(_ actor: AccountID, _ subject: AccountID, _ on: Bool) {
        guard on else {
            let row = followed.row(actor.rawValue)
            guard let index = followed.index(row, of: subject.rawValue, before: row.count) else {
                return
            }
            let seconds = followed.field(row, index, 1)
            followed.remove(actor.rawValue, index)
            followers.remove(subject.rawValue, first: actor.rawValue, at: seconds)
            return
        }
        guard followed.byteCount + followers.byteCount < limits.bytes / 4 else {
            followsLeftOut += 1
            return
        }
        followed.append(actor.rawValue, subject.rawValue, clock)
        followers.append(subject.rawValue, actor.rawValue, clock)
    }

    // MARK: Uses

    /// Kind and node of everything that a post can be reached by.
    static func uses(
        of post: PostID,
        _ catalog: Catalog
    ) -> [(list: Int, node: UInt32)] {
        let row = catalog[post]
        var found: [(list: Int, node: UInt32)] = []
        func add(_ kind: UseKind, _ node: UInt32) {
            let list = Int(kind.rawValue)
            guard node != 0, !found.contains(where: { $0 == (list, node) }) else { return }
            found.append((list, node))
        }
        add(.author, row.author.rawValue)
        for tag in catalog.tags(of: post) { add(.tag, tag.rawValue) }
        add(.sound, row.sound.rawValue)
        for link in catalog.links(of: post) { add(.link, link.rawValue) }
        add(.language, row.language.rawValue)
        return found
    }

    /// How far back an edited post is looked for in the lists that it may be in already.
    static let editLookback = 4_096

    private mutating func addUses(of post: PostID, _ catalog: Catalog, isNew: Bool) {
        used.prepare(clock, limits.uses)
        for (list, node) in Self.uses(of: post, catalog) {
            let isThere =
                !isNew
                && (0..<used.count).contains { index in
                    let lists = used[index].lists[list]
                    let row = lists.row(node)
                    return lists.index(
                        row,
                        of: post.rawValue,
                        before: row.count,
                        lookback: Self.editLookback
                    ) != nil
                }
            if !isThere { used.active.append(list, node, post.rawValue, clock) }
        }
    }
}

extension Adjacency {
    /// Takes the record with this first field and time away, where there is one.
    mutating func remove(_ node: UInt32, first: UInt32, at seconds: UInt32) {
        guard let index = index(row(node), of: first, at: seconds) else { return }
        remove(node, index)
    }
}
