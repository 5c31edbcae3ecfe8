import HeadwaterCore
public import HeadwaterEvents

/// Ties, states and counts.
extension NaiveWorld {
    /// One thing that was said of a pair: that a state is on or off.
    private struct Word {
        var isUndone: Bool
        var actor: String
        var target: String?
        var at: Timestamp
        var id: String?
    }

    /// Whether a tie between two accounts stands.
    public func isOn(_ kind: Edge.Kind, _ actor: String, _ subject: String) -> Bool {
        guard !isGone(actor), !isGone(subject) else { return false }
        return isOn(words(kind), actor, subject)
    }

    /// Whether a state of a viewer and a post is on.
    public func isOn(_ kind: Engagement.Kind, _ actor: String, _ post: String) -> Bool {
        guard !isGone(actor) else { return false }
        return isOn(words(kind), actor, post)
    }

    /// How often an engagement stands on a post.
    ///
    /// Of states, the number of actors for whom it is on. Of the others, each that was accepted,
    /// less those that were taken back by the `id` they came with.
    public func count(of kind: Engagement.Kind, on post: String) -> Int {
        let words = words(kind)
        if kind.isState {
            var actors: [[UInt8]: String] = [:]
            for word in words { actors[Array(word.actor.utf8)] = word.actor }
            return actors.values.count { !isGone($0) && isOn(words, $0, post) }
        }
        let undone = words.filter(\.isUndone)
        return words.count { word in
            guard !word.isUndone, let target = word.target, same(target, post) else { return false }
            guard let id = word.id else { return true }
            return !undone.contains { same($0.actor, word.actor) && same($0.id ?? "", id) }
        }
    }

    /// How many accounts follow an account.
    public func followers(of account: String) -> Int {
        var actors: [[UInt8]: String] = [:]
        for word in words(Edge.Kind.follow) { actors[Array(word.actor.utf8)] = word.actor }
        return actors.values.count { isOn(Edge.Kind.follow, $0, account) }
    }

    /// How often a post was seen.
    public func impressions(of post: String) -> Int {
        log.count { record in
            guard case .event(.impression(let event)) = record.body else { return false }
            return same(event.post, post)
        }
    }

    private func words(_ kind: Edge.Kind) -> [Word] {
        log.compactMap { record in
            guard case .event(.edge(let event)) = record.body, event.kind == kind else {
                return nil
            }
            return Word(
                isUndone: event.undone,
                actor: event.actor,
                target: event.subject,
                at: event.at,
                id: event.id
            )
        }
    }

    private func words(_ kind: Engagement.Kind) -> [Word] {
        log.compactMap { record in
            guard case .event(.engagement(let event)) = record.body, event.kind == kind else {
                return nil
            }
            return Word(
                isUndone: event.undone,
                actor: event.actor,
                target: event.post,
                at: event.at,
                id: event.id
            )
        }
    }

    /// Of all words about the pair the newest decides, at equal times the later in the log.
    ///
    /// A word that leaves its target out is about that of its actor's record of the same id,
    /// wherever that stands in the log.
    private func isOn(_ words: [Word], _ actor: String, _ target: String) -> Bool {
        var newest: Word?
        for word in words where same(word.actor, actor) {
            guard let meant = word.target ?? targetOfRecord(word.id, actor, words),
                same(meant, target)
            else { continue }
            if let newest, word.at < newest.at { continue }
            newest = word
        }
        return newest.map { !$0.isUndone } ?? false
    }

    private func targetOfRecord(_ id: String?, _ actor: String, _ words: [Word]) -> String? {
        guard let id else { return nil }
        return words.first { word in
            !word.isUndone && same(word.actor, actor) && word.id.map { same($0, id) } ?? false
        }?.target
    }
}
