import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEngine
import HeadwaterEvents

/// Gorse knows one feedback for a type, user and item; inside, each is an engagement.
///
/// Engagements between the same two are dated one after another, whatever timestamps the feedback
/// has: the newest decides whether a like stands, and two that agree in everything would be one.
extension GorsePlan {
    /// Inserts a feedback, or changes the one that stands.
    mutating func put(_ given: GorseFeedback, overwrites: Bool) throws(EngineError) {
        if !user(given.user).exists { put(GorseUser(id: given.user)) }
        let moment = given.timestamp.moment ?? now
        if !item(given.item).exists { insertUnknownItem(given.item, at: moment) }
        let key = PairKey(user: user(given.user).inner, item: item(given.item).inner)
        var pair = try pair(key)
        let place = pair.place(of: given.type)
        var feedback = given
        if let place, pair.rows[place].stands, !overwrites {
            feedback = pair.rows[place].feedback
            feedback.value += given.value
            if !feedback.value.isFinite { feedback.value = given.value }
        }
        if let place, pair.rows[place].stands, pair.rows[place].feedback == feedback { return }
        let known = place.map { pair.rows[$0].kind }
        guard
            let kind = settings.feedback.kind(of: feedback.type, value: feedback.value) ?? known
        else { return }
        if let place, pair.rows[place].stands {
            // What is counted is counted once; a state that is none any more ends.
            if pair.rows[place].kind != kind || !kind.isState {
                release(place, of: &pair, key, endsFeedback: false)
            }
        }
        let isFirst = pair.rows.isEmpty
        let at = pair.next(after: min(moment, now))
        var row = Pair.Row(kind: kind, at: at, stands: true, due: nil, feedback: feedback)
        if kind == .view, moment > now { row.due = moment }
        if isFirst, kind == .view, row.due == nil {
            append(.impression(Impression(actor: key.user, post: key.item, at: at)))
        }
        append(.engagement(engagement(of: row, key)))
        if let place { pair.rows[place] = row } else { pair.rows.append(row) }
        pairs[key] = pair
    }

    /// Takes the feedback between two back, of one type or of all.
    mutating func deleteFeedback(
        _ userID: String,
        _ itemID: String,
        _ type: String?
    ) throws(EngineError) -> Int {
        let (user, item) = (user(userID), item(itemID))
        guard user.exists, item.exists else { return 0 }
        let key = PairKey(user: user.inner, item: item.inner)
        var pair = try pair(key)
        var count = 0
        for place in pair.rows.indices where pair.rows[place].stands {
            if let type, !pair.rows[place].feedback.type.hasSameBytes(as: type) { continue }
            release(place, of: &pair, key, endsFeedback: true)
            count += 1
        }
        pairs[key] = pair
        return count
    }

    /// Lets what was dated ahead count, where its moment has come: it has been seen by then.
    mutating func settle(_ userID: String) throws(EngineError) -> Int {
        let user = user(userID)
        guard user.exists else { return 0 }
        let now = now
        let due = engine.gorse { ledger, catalog -> [String] in
            guard let account = catalog.account(user.inner) else { return [] }
            return ledger.rows(of: account).filter { $0.stands && ($0.due ?? .end) <= now }
                .map { catalog.id(of: $0.item) }
        }
        var count = 0
        for item in due {
            let key = PairKey(user: user.inner, item: item)
            var pair = try pair(key)
            for place in pair.rows.indices {
                guard pair.rows[place].stands, let moment = pair.rows[place].due, moment <= now
                else { continue }
                let at = pair.next(after: moment)
                pair.rows[place].due = nil
                pair.rows[place].at = at
                append(.impression(Impression(actor: key.user, post: key.item, at: at)))
                append(.engagement(engagement(of: pair.rows[place], key)))
                count += 1
            }
            pairs[key] = pair
        }
        return count
    }

    /// Takes an engagement back.
    ///
    /// Another feedback that is the same state inside lets that stand.
    private mutating func release(
        _ place: Int,
        of pair: inout Pair,
        _ key: PairKey,
        endsFeedback: Bool
    ) {
        let row = pair.rows[place]
        let at = pair.next(after: now)
        var event = Engagement(kind: row.kind, actor: key.user, post: key.item, at: at)
        event.undone = true
        event.id = row.kind.isState ? nil : Self.id(of: row, key)
        if endsFeedback {
            event.attributes = [
                Attribute(name: GorseLedger.typeAttribute, value: row.feedback.type)
            ]
        }
        append(.engagement(event))
        pair.rows[place].stands = false
        pair.rows[place].due = nil
        pair.rows[place].at = at
        guard row.kind.isState else { return }
        let other = pair.rows.indices.first {
            pair.rows[$0].stands && pair.rows[$0].kind == row.kind
        }
        guard let other else { return }
        pair.rows[other].at = pair.next(after: now)
        append(.engagement(engagement(of: pair.rows[other], key)))
    }

    /// The engagement that a feedback is inside.
    ///
    /// One that is due later is written as undone before it was done, which counts for nothing.
    private func engagement(of row: Pair.Row, _ key: PairKey) -> Engagement {
        var event = Engagement(kind: row.kind, actor: key.user, post: key.item, at: row.at)
        event.id = row.kind.isState ? nil : Self.id(of: row, key)
        event.undone = row.due != nil
        event.attributes = row.feedback.attributes(due: row.due)
        return event
    }

    /// The name by which an engagement that is counted can be taken back.
    private static func id(of row: Pair.Row, _ key: PairKey) -> String {
        var hash = Fingerprinter()
        hash.add(row.feedback.type)
        hash.add(key.item)
        hash.add(row.due == nil ? row.at.milliseconds : -row.at.milliseconds)
        let value = hash.value
        return "gorse:\(String(value.high, radix: 36))\(String(value.low, radix: 36))"
    }

    /// What is known between two, read from the engine the first time.
    private mutating func pair(_ key: PairKey) throws(EngineError) -> Pair {
        if let known = pairs[key] { return known }
        let found = engine.gorse { ledger, catalog -> [(GorseLedger.Row, String)] in
            guard let user = catalog.account(key.user), let item = catalog.post(key.item) else {
                return []
            }
            return ledger.rows(of: user, and: item).reversed().map {
                ($0, ledger.name(ofType: $0.type))
            }
        }
        var pair = Pair()
        guard !found.isEmpty else { return pair }
        let stored = try engine.engagements(at: found.map(\.0.position))
        let userID = GorseID.outer(.user, key.user) ?? ""
        let itemID = GorseID.outer(.item, key.item) ?? ""
        for ((row, type), record) in zip(found, stored) {
            let feedback =
                record.map {
                    GorseFeedback(type: type, user: userID, item: itemID, $0.engagement)
                }
                ?? GorseFeedback(
                    type: type,
                    user: userID,
                    item: itemID,
                    timestamp: GorseTime(row.at)
                )
            pair.last = max(pair.last ?? row.at, row.at)
            pair.rows.append(
                Pair.Row(
                    kind: row.kind,
                    at: row.at,
                    stands: row.stands,
                    due: row.due,
                    feedback: feedback
                )
            )
        }
        return pair
    }
}

extension GorsePlan.Pair {
    func place(of type: String) -> Int? {
        rows.firstIndex { $0.feedback.type.hasSameBytes(as: type) }
    }

    /// The moment of the next engagement between the two: as wanted, or right after the last.
    mutating func next(after wanted: Timestamp) -> Timestamp {
        let at = last.map { max(wanted, $0.advanced(byMilliseconds: 1)) } ?? wanted
        last = at
        return at
    }
}
