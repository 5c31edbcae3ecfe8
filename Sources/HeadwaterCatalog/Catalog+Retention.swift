import HeadwaterCore
public import HeadwaterEvents

extension Catalog {
    /// Whether a later event says what holds, so that the log gives the same state without this one.
    ///
    /// True for edges, states, labels and account fields that a newer event decides. Whatever
    /// decides stays, an undoing too; so does what can still be undone by its id, and every version
    /// of a post, since answers about an earlier moment quote them. Complexity: O(1).
    public func isSuperseded(_ event: Event) -> Bool {
        switch event {
        case .edge(let event):
            let subject = event.subject.flatMap { account($0)?.rawValue }
            return isSuperseded(
                named: (event.id, event.actor, 16 + event.kind.rawValue),
                target: subject,
                at: event.at,
                in: edges[Int(event.kind.rawValue)]
            )
        case .engagement(let event):
            guard event.kind.isState else { return false }
            return isSuperseded(
                named: (event.id, event.actor, event.kind.rawValue),
                target: event.post.flatMap { post($0)?.rawValue },
                at: event.at,
                in: states[Int(event.kind.rawValue)]
            )
        case .account(let event): return isSuperseded(event)
        case .label(let event): return isSuperseded(event)
        case .post, .delete, .impression: return false
        }
    }

    private func isSuperseded(
        named name: (id: String?, actor: String, domain: UInt8),
        target: UInt32?,
        at: Timestamp,
        in table: PairStates
    ) -> Bool {
        guard let actor = account(name.actor) else { return false }
        let record = name.id.flatMap { named[Self.key(id: $0, of: actor, domain: name.domain)] }
        if let record, record.pair == 0 || record.isAhead { return false }
        guard let pair = target.map({ PairStates.key(actor.rawValue, $0) }) ?? record?.pair,
            let state = table.map[pair], at.milliseconds < state >> 1
        else { return false }
        return name.id == nil || state & 1 == 0
    }

    private func isSuperseded(_ event: Account) -> Bool {
        guard event.status != .deleted, let account = account(event.id) else { return false }
        let row = self[account]
        guard row.status.value != .deleted else { return false }
        var decided: [Timestamp] = []
        if event.handle != nil { decided.append(row.handle.at) }
        if event.name != nil { decided.append(row.name.at) }
        if event.avatar != nil { decided.append(row.avatar.at) }
        if event.status != nil { decided.append(row.status.at) }
        if event.indexable != nil { decided.append(row.indexable.at) }
        if event.discoverable != nil { decided.append(row.discoverable.at) }
        if event.human != nil { decided.append(row.rare?.human.at ?? .epoch) }
        if event.attributes != nil { decided.append(row.rare?.attributes.at ?? .epoch) }
        return !decided.isEmpty && decided.allSatisfy { $0 > event.at }
    }

    private func isSuperseded(_ event: Label) -> Bool {
        guard let row = labelIndex[Self.key(subject: event.subject)], let value = term(event.value),
            let source = term(event.source)
        else { return false }
        return labelRows[Int(row)].contains { entry in
            entry.value == value && entry.source == source && entry.at > event.at
        }
    }
}
