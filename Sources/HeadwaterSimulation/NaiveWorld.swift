public import HeadwaterCore
public import HeadwaterEvents

/// Everything that EVENTS.md says events mean, in the plainest way: the list of accepted events, and
/// every answer worked out anew by looking through all of it.
///
/// It is the oracle that the real views are held against, so it shares no code with them and keeps
/// no state but the list. Complexity: each call reads the whole list; for hundreds of events, not
/// for millions.
public struct NaiveWorld: Sendable {
    /// What becomes of an event that arrives.
    public enum Verdict: Sendable, Hashable {
        /// It is new and goes into the log.
        case accepted
        /// It is one that was there already, or an older version of a post.
        case duplicate
        /// It breaks a rule that only what is known can tell: another's post.
        case rejected
        /// It can change nothing any more, and EVENTS.md leaves open what it counts as.
        case withoutEffect
    }

    /// How long the identity of what is counted is remembered.
    public var memoryMs: Int64 = 7 * 86_400_000
    /// The labels that hide, and those that hide from requests without a viewer.
    public var hidingLabels: Set<String> = ["!hide", "!takedown"]
    /// The labels that hide from requests without a viewer.
    public var strangerLabels: Set<String> = ["!no-unauthenticated"]
    /// What was accepted, in the order of the log.
    public private(set) var log: [Record] = []

    /// A world in which nothing has happened.
    public init() {}

    /// Judges an event and, where it is accepted, lets it happen.
    public mutating func apply(_ record: Record) -> Verdict {
        guard case .event(let event) = record.body else {
            log.append(record)
            return .accepted
        }
        let verdict = verdict(on: event, received: record.received)
        if verdict == .accepted || verdict == .withoutEffect { log.append(record) }
        return verdict
    }

    // MARK: - Acceptance

    private func verdict(on event: Event, received: Timestamp) -> Verdict {
        switch event {
        case .post(let post):
            if isDeleted(post.id) { return .withoutEffect }
            guard let known = versions(of: post.id).last?.post else {
                return isGone(post.author) ? .withoutEffect : .accepted
            }
            if !same(known.author, post.author) { return .rejected }
            guard post.version > known.version else { return .duplicate }
            return isGone(post.author) ? .withoutEffect : .accepted
        case .account(let account):
            if isGone(account.id) { return .withoutEffect }
        default: break
        }
        if isRemembered(event, received) { return .duplicate }
        return actor(of: event).map { isGone($0) } ?? false ? .withoutEffect : .accepted
    }

    private func isRemembered(_ event: Event, _ received: Timestamp) -> Bool {
        log.contains { record in
            guard case .event(let earlier) = record.body, isSame(earlier, event) else {
                return false
            }
            return !isForgettable(event) || received.milliseconds(since: record.received) < memoryMs
        }
    }

    private func actor(of event: Event) -> String? {
        switch event {
        case .post(let event): event.author
        case .edge(let event): event.actor
        case .engagement(let event): event.actor
        case .impression(let event): event.actor
        case .delete, .account, .label: nil
        }
    }

    private func isForgettable(_ event: Event) -> Bool {
        switch event {
        case .impression: true
        case .engagement(let event): !event.kind.isState
        default: false
        }
    }

    /// Whether two events have the same identity, by the column of EVENTS.md.
    private func isSame(_ left: Event, _ right: Event) -> Bool {
        switch (left, right) {
        case (.post(let a), .post(let b)): same(a.id, b.id) && a.version == b.version
        case (.delete(let a), .delete(let b)): same(a.post, b.post)
        case (.account, .account): left == right
        case (.edge(let a), .edge(let b)):
            a.kind == b.kind && same(a.actor, b.actor) && a.at == b.at && a.undone == b.undone
                && sameTarget((a.subject, a.id), (b.subject, b.id))
        case (.engagement(let a), .engagement(let b)):
            a.kind == b.kind && same(a.actor, b.actor) && a.at == b.at && a.undone == b.undone
                && sameTarget((a.post, a.id), (b.post, b.id))
        case (.impression(let a), .impression(let b)):
            if let left = a.request, let right = b.request {
                same(left, right) && same(a.post, b.post)
            } else {
                a.request == nil && b.request == nil && same(a.actor, b.actor)
                    && same(a.post, b.post) && a.at == b.at
            }
        case (.label(let a), .label(let b)):
            same(a.subject, b.subject) && same(a.value, b.value) && same(a.source, b.source)
                && a.at == b.at && a.undone == b.undone
        default: false
        }
    }

    private func sameTarget(
        _ left: (target: String?, id: String?),
        _ right: (target: String?, id: String?)
    ) -> Bool {
        if let a = left.target, let b = right.target { return same(a, b) }
        guard left.target == nil, right.target == nil, let a = left.id, let b = right.id else {
            return false
        }
        return same(a, b)
    }

    /// Ids are bytes: Swift's own equality would take two spellings of `é` for one.
    func same(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }

    // MARK: - Posts

    /// The versions of a post that took effect, the oldest first, with the record of each.
    public func versions(of id: String) -> [(post: Post, record: Record)] {
        var versions: [(post: Post, record: Record)] = []
        for record in log {
            guard case .event(.post(let post)) = record.body, same(post.id, id) else { continue }
            if let last = versions.last?.post {
                guard same(last.author, post.author), post.version > last.version else { continue }
            }
            versions.append((post, record))
        }
        return versions
    }

    /// Whether a post was deleted, be it there or not.
    public func isDeleted(_ id: String) -> Bool {
        log.contains { record in
            guard case .event(.delete(let event)) = record.body else { return false }
            return same(event.post, id)
        }
    }

    /// The time by which a post is ranked, sorted and filtered; nil where nobody has sent it.
    public func time(of id: String) -> Timestamp? {
        versions(of: id).first.map { min($0.post.at, $0.record.received) }
    }

    // MARK: - Accounts

    /// An account's field: of the events that name it the newest `at` decides, at equal `at` the
    /// later position.
    public func field<Value>(_ account: String, _ read: (Account) -> Value?) -> Value? {
        var best: (at: Timestamp, value: Value)?
        for record in log {
            guard case .event(.account(let event)) = record.body, same(event.id, account),
                let value = read(event)
            else { continue }
            if let best, event.at < best.at { continue }
            best = (event.at, value)
        }
        return best?.value
    }

    /// Whether an account is deleted, which is final.
    public func isGone(_ account: String) -> Bool {
        log.contains { record in
            guard case .event(.account(let event)) = record.body else { return false }
            return same(event.id, account) && event.status == .deleted
        }
    }

    /// An account's status.
    public func status(of account: String) -> Account.Status {
        isGone(account) ? .deleted : field(account, \.status) ?? .active
    }

    // MARK: - Labels

    /// The values of the labels that stand on a post or account at a moment.
    public func labels(on subject: String, at moment: Timestamp) -> Set<String> {
        var newest: [[String]: Label] = [:]
        for record in log {
            guard case .event(.label(let event)) = record.body, same(event.subject, subject) else {
                continue
            }
            let key = [event.value, event.source]
            if let last = newest[key], event.at < last.at { continue }
            newest[key] = event
        }
        let standing = newest.values.filter { label in
            !label.undone && label.expires.map { moment < $0 } ?? true
        }
        return Set(standing.map(\.value))
    }
}
