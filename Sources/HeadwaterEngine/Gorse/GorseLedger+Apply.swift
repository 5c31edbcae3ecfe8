public import HeadwaterCatalog
import HeadwaterCore
public import HeadwaterEvents

extension GorseLedger {
    /// Applies one record by its effect.
    ///
    /// Complexity: O(1), but O(feedback) of a user or item that is deleted.
    public mutating func apply(_ record: Record, _ effect: Effect, _ catalog: Catalog) {
        switch record.body {
        case .event(.post(let event)):
            if case .postAdded(let post) = effect, GorseID.isInner(.item, event.id) {
                itemIDs.append(post.rawValue)
            }
        case .event(.delete):
            if case .postDeleted(let post, _) = effect {
                end(byItem[UInt64(post.rawValue)], previousOfItem)
            }
        case .event(.account(let event)):
            guard GorseID.isInner(.user, event.id), let account = catalog.account(event.id) else {
                return
            }
            if catalog.isDeleted(account) {
                end(byUser[UInt64(account.rawValue)], previousOfUser)
            } else {
                note(account)
            }
        // Whatever the effect: an undoing that takes nothing back there may do so here.
        case .event(.engagement(let event)):
            if !event.attributes.isEmpty { apply(event, record, catalog) }
        default: break
        }
    }

    private mutating func note(_ account: AccountID) {
        guard knownUsers.set(UInt64(account.rawValue), to: 1) == nil else { return }
        userIDs.append(account.rawValue)
    }

    private mutating func apply(_ event: Engagement, _ record: Record, _ catalog: Catalog) {
        guard GorseID.isInner(.user, event.actor), let post = event.post,
            GorseID.isInner(.item, post), let user = catalog.account(event.actor),
            let item = catalog.post(post), !catalog.isDeleted(user),
            !catalog[item].flags.contains(.deleted),
            let name = event.attributes.first(where: { $0.name == Self.typeAttribute })?.value,
            typeNames.find(name) != nil || hasRoomForTypes(1)
        else { return }
        let dueMs = event.attributes.first { $0.name == Self.dueAttribute }
            .flatMap { Int64($0.value) }
        let type = typeNames.intern(name)
        let place = place(of: type, user, item) ?? append(type, user, item)
        ats[place] = event.at.milliseconds
        positions[place] = record.position.rawValue
        // What is due later is undone inside until then, so that nothing counts it yet.
        let stands = !event.undone || dueMs != nil
        kinds[place] = event.kind.rawValue | (stands ? Self.standing : 0)
        if let dueMs {
            due.set(UInt64(place) + 1, to: dueMs)
        } else if due.count > 0 {
            due.remove(UInt64(place) + 1)
        }
    }

    private func place(of type: UInt32, _ user: AccountID, _ item: PostID) -> Int? {
        var next = pairs[Self.key(user, item)] ?? 0
        while next != 0 {
            if types[Int(next) - 1] == UInt16(type) { return Int(next) - 1 }
            next = previousOfPair[Int(next) - 1]
        }
        return nil
    }

    private mutating func append(_ type: UInt32, _ user: AccountID, _ item: PostID) -> Int {
        types.append(UInt16(type))
        users.append(user.rawValue)
        items.append(item.rawValue)
        kinds.append(0)
        ats.append(0)
        positions.append(0)
        let number = UInt32(types.count)
        previousOfPair.append(pairs.set(Self.key(user, item), to: number) ?? 0)
        previousOfUser.append(byUser.set(UInt64(user.rawValue), to: number) ?? 0)
        previousOfItem.append(byItem.set(UInt64(item.rawValue), to: number) ?? 0)
        return types.count - 1
    }

    /// The feedback of what is deleted goes with it: nothing stays but rows that say nothing, so
    /// that the others keep their places.
    private mutating func end(_ first: UInt32?, _ previous: [UInt32]) {
        var next = first ?? 0
        while next != 0 {
            let place = Int(next) - 1
            users[place] = 0
            items[place] = 0
            types[place] = 0
            kinds[place] = 0
            ats[place] = 0
            positions[place] = 0
            if due.count > 0 { due.remove(UInt64(next)) }
            next = previous[place]
        }
    }
}
