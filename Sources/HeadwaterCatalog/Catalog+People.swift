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
        for kind in Engagement.Kind.allCases where kind.isState {
            let ended = states[Int(kind.rawValue)].map.entries { key, state in
                key >> 32 == UInt64(actor.rawValue) && state & 1 == 1
            }
            for (key, state) in ended {
                states[Int(kind.rawValue)].map.set(key, to: state & ~1)
                postRows[Int(truncatingIfNeeded: key & 0xFFFF_FFFF)].counts.decrement(kind)
            }
        }
    }

    private mutating func endEdges(of account: AccountID) {
        for kind in Edge.Kind.allCases {
            let ended = edges[Int(kind.rawValue)].map.entries { key, state in
                let touches =
                    key >> 32 == UInt64(account.rawValue)
                    || key & 0xFFFF_FFFF == UInt64(account.rawValue)
                return touches && state & 1 == 1
            }
            for (key, state) in ended {
                edges[Int(kind.rawValue)].map.set(key, to: state & ~1)
                if kind == .follow { countFollow(key, by: -1) }
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
        guard edges[kind].set(key, on: on, at: at) else { return .none }
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
