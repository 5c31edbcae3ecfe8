import HeadwaterCore
import HeadwaterEvents

extension Catalog {
    mutating func apply(_ event: Account) -> Effect {
        let id = intern(account: event.id)
        let index = Int(id.rawValue)
        let before = accountRows[index].status.value
        guard before != .deleted else { return .none }
        if event.status == .deleted {
            end(id)
            return .account(id, status: true)
        }
        accountRows[index].isKnown = true
        let oldHandle = accountRows[index].handle.value
        var changed = accountRows[index].handle.set(event.handle, at: event.at)
        if changed { move(handle: oldHandle, to: accountRows[index].handle.value, of: id) }
        changed = accountRows[index].name.set(event.name, at: event.at) || changed
        changed = accountRows[index].avatar.set(event.avatar, at: event.at) || changed
        changed = accountRows[index].status.set(event.status, at: event.at) || changed
        changed = accountRows[index].indexable.set(event.indexable, at: event.at) || changed
        changed = accountRows[index].discoverable.set(event.discoverable, at: event.at) || changed
        changed =
            accountRows[index].setRare(
                human: event.human,
                attributes: event.attributes,
                at: event.at
            ) || changed
        let status = accountRows[index].status.value != before
        return changed ? .account(id, status: status) : .none
    }

    /// A deleted account keeps its id and nothing else; its ties and states end.
    private mutating func end(_ id: AccountID) {
        let index = Int(id.rawValue)
        pendingErasure.append(
            PendingErasure(subject: .account(id), position: position, since: received)
        )
        move(handle: accountRows[index].handle.value, to: "", of: id)
        var ended = AccountEntry()
        ended.isKnown = true
        ended.status.value = .deleted
        livePosts -= Int(accountRows[index].posts)
        ended.isLabelled = accountRows[index].isLabelled
        if accountRows[index].states > 0 { endStates(of: id) }
        endEdges(of: id)
        accountRows[index] = ended
    }

    private mutating func endStates(of actor: AccountID) {
        for post in held.values(of: actor.rawValue) {
            let key = PairStates.key(actor.rawValue, post)
            for kind in Engagement.Kind.allCases
            where kind.isState && states[Int(kind.rawValue)].end(key) {
                postRows[Int(post)].counts.decrement(kind)
            }
        }
    }

    private mutating func endEdges(of account: AccountID) {
        for other in ties.values(of: account.rawValue) {
            for key in [
                PairStates.key(account.rawValue, other), PairStates.key(other, account.rawValue),
            ] {
                for kind in Edge.Kind.allCases where edges[Int(kind.rawValue)].end(key) {
                    if kind == .follow { countFollow(key, by: -1) }
                }
            }
        }
    }

    private mutating func move(handle old: String, to new: String, of id: AccountID) {
        if !old.isEmpty, handles[Self.key(handle: old)] == id.rawValue {
            handles.remove(Self.key(handle: old))
        }
        if !new.isEmpty { handles.set(Self.key(handle: new), to: id.rawValue) }
    }

    mutating func apply(_ event: Edge) -> Effect {
        let actor = intern(account: event.actor)
        let kind = Int(event.kind.rawValue)
        let subject = event.subject.map { intern(account: $0).rawValue }
        guard
            let (key, on, at) = resolve(
                actor: actor,
                pair: subject.map { PairStates.key(actor.rawValue, $0) },
                id: event.id,
                domain: 16 + event.kind.rawValue,
                at: event.at,
                undone: event.undone,
                in: edges[kind]
            )
        else { return .none }
        guard accountRows[Int(key >> 32)].status.value != .deleted,
            accountRows[Int(key & 0xFFFF_FFFF)].status.value != .deleted
        else { return .none }
        let known = edges[kind].map.count
        let isChanged = edges[kind].set(key, on: on, at: at)
        if edges[kind].map.count > known { noteTie(key) }
        guard isChanged else { return .none }
        if event.kind == .follow { countFollow(key, by: on ? 1 : -1) }
        return .edge(
            event.kind,
            actor: AccountID(UInt32(key >> 32)),
            subject: AccountID(UInt32(truncatingIfNeeded: key)),
            on: on
        )
    }

    private mutating func countFollow(_ key: UInt64, by step: Int64) {
        let actor = Int(key >> 32)
        let subject = Int(key & 0xFFFF_FFFF)
        accountRows[actor].following = UInt32(
            clamping: Int64(accountRows[actor].following) + step
        )
        accountRows[subject].followers = UInt32(
            clamping: Int64(accountRows[subject].followers) + step
        )
    }
}
