import HeadwaterCore
import HeadwaterEvents

extension Catalog {
    mutating func apply(_ event: Engagement) -> Effect {
        let actor = intern(account: event.actor)
        let post = event.post.map { intern(post: $0).rawValue }
        let pair = post.map { PairStates.key(actor.rawValue, $0) }
        return event.kind.isState
            ? applyState(event, actor, pair) : applyCounted(event, actor, pair)
    }

    private mutating func applyState(
        _ event: Engagement,
        _ actor: AccountID,
        _ pair: UInt64?
    ) -> Effect {
        let kind = Int(event.kind.rawValue)
        guard
            let (key, on, at) = resolve(
                actor: actor,
                pair: pair,
                id: event.id,
                domain: event.kind.rawValue,
                at: event.at,
                undone: event.undone,
                in: states[kind]
            )
        else { return .none }
        let actor = Int(key >> 32)
        let post = Int(key & 0xFFFF_FFFF)
        guard accountRows[actor].status.value != .deleted else { return .none }
        let known = states[kind].map.count
        let isChanged = states[kind].set(key, on: on, at: at)
        if states[kind].map.count > known { noteState(key) }
        guard isChanged else { return .none }
        if on {
            postRows[post].counts.increment(event.kind)
            accountRows[actor].states += 1
        } else {
            postRows[post].counts.decrement(event.kind)
            accountRows[actor].states -= 1
        }
        return .state(
            event.kind,
            actor: AccountID(UInt32(actor)),
            post: PostID(UInt32(post)),
            on: on
        )
    }

    /// The kinds that are no states are counted; an undoing takes back the one that its `id` names.
    private mutating func applyCounted(
        _ event: Engagement,
        _ actor: AccountID,
        _ pair: UInt64?
    ) -> Effect {
        if event.undone {
            guard let id = event.id else { return .none }
            let key = Self.key(id: id, of: actor, domain: event.kind.rawValue)
            return undoCounted(event.kind, key, event.at)
        }
        guard let pair else { return .none }
        if let id = event.id {
            let key = Self.key(id: id, of: actor, domain: event.kind.rawValue)
            if let earlier = named[key] {
                if earlier.pair == 0 {
                    named.set(key, to: NamedRecord(pair: pair, at: event.at, undone: true))
                    return .none
                }
            } else {
                named.set(key, to: NamedRecord(pair: pair, at: event.at, undone: false))
            }
        }
        let post = Int(pair & 0xFFFF_FFFF)
        postRows[post].counts.increment(event.kind)
        return .counted(
            event.kind,
            actor: AccountID(UInt32(pair >> 32)),
            post: PostID(UInt32(post)),
            undone: false
        )
    }

    private mutating func undoCounted(
        _ kind: Engagement.Kind,
        _ key: UInt64,
        _ at: Timestamp
    )
        -> Effect
    {
        guard let record = named[key] else {
            named.set(key, to: NamedRecord(pair: 0, at: at, undone: true))
            return .none
        }
        guard !record.undone else { return .none }
        named.set(key, to: NamedRecord(pair: record.pair, at: record.at, undone: true))
        let post = Int(record.pair & 0xFFFF_FFFF)
        postRows[post].counts.decrement(kind)
        return .counted(
            kind,
            actor: AccountID(UInt32(record.pair >> 32)),
            post: PostID(UInt32(post)),
            undone: true
        )
    }

    /// A reply or quote that is counted under the id of the post that it is goes with that post.
    mutating func undoEngagement(namedLike post: String, of author: AccountID) {
        for kind in [Engagement.Kind.reply, .quote] {
            let key = Self.key(id: post, of: author, domain: kind.rawValue)
            if let record = named[key], !record.undone { _ = undoCounted(kind, key, record.at) }
        }
    }

    mutating func apply(_ event: Impression) -> Effect {
        let actor = intern(account: event.actor)
        let post = intern(post: event.post)
        let index = Int(post.rawValue)
        if postRows[index].impressions < .max { postRows[index].impressions += 1 }
        return .impression(actor: actor, post: post)
    }
}
