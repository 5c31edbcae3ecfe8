import HeadwaterCore
import HeadwaterEvents

/// What becomes of an event that is well formed.
enum Verdict: Sendable, Hashable {
    /// It is new: it goes to the log.
    case accepted
    /// It is new, but about something that is gone for good: nothing of it is kept.
    case acceptedWithoutTrace
    /// It has been accepted before, or a newer version has.
    case duplicate
    /// What is known contradicts it.
    case rejected(String)
}

/// Decides which events are new, before they are written to the log.
///
/// A view like the others, but ahead of them by the batch that is being written: it belongs to the
/// writer alone. What a batch changed is kept until the log has it, so that a full disk leaves no
/// trace.
struct Admission: Sendable {
    static let version: UInt32 = 1
    static let window = Knob(
        "events.duplicates.window", unit: "days", standard: 7, range: 1...365,
        "For how long the same behaviour sent again is recognised.")

    private struct KnownPost: BitwiseCopyable {
        var author: UInt64 = 0
        var version = Timestamp.epoch
        var isDeleted = false
        var hasArrived = false
    }

    private enum Step {
        case identity(Fingerprint)
        case post(UInt64, KnownPost?)
        case account(UInt64)
    }

    private var identities = IdentityTable()
    private var posts = FlatMap<KnownPost>(filler: KnownPost())
    private var endedAccounts = FlatMap<UInt8>(filler: 0)
    private var today: UInt16 = 0
    private var steps: [Step] = []
    private let windowDays: UInt16

    init(windowDays: Int = Int(Admission.window.standard)) {
        self.windowDays = UInt16(clamping: windowDays)
    }

    /// Judges one event, and takes it as accepted if it is new.
    mutating func judge(_ event: Event, received: Timestamp) -> Verdict {
        turn(to: received)
        let verdict: Verdict
        switch event {
        case .post(let post): verdict = judge(post)
        case .delete(let delete): verdict = judge(delete)
        case .account(let account): verdict = judge(account, event)
        case .edge, .label: verdict = admit(event.identity, day: IdentityTable.forever)
        case .engagement(let engagement):
            verdict = admit(
                event.identity, day: engagement.kind.isState ? IdentityTable.forever : today)
        case .impression: verdict = admit(event.identity, day: today)
        }
        guard verdict == .accepted, endedAccounts.count > 0, let actor = event.actorID,
            endedAccounts[Fingerprint(actor).low | 1] != nil
        else { return verdict }
        return .acceptedWithoutTrace
    }

    /// The log has all that was judged since the last call.
    mutating func commit() { steps.removeAll(keepingCapacity: true) }

    /// The log has nothing of what was judged since the last commit.
    mutating func rollBack() {
        for step in steps.reversed() {
            switch step {
            case .identity(let identity): identities.remove(identity)
            case .post(let key, let before):
                if let before { posts.set(key, to: before) } else { posts.remove(key) }
            case .account(let key): endedAccounts.remove(key)
            }
        }
        steps.removeAll(keepingCapacity: true)
    }

    private mutating func judge(_ post: Post) -> Verdict {
        let key = Fingerprint(post.id).low | 1
        let author = Fingerprint(post.author).low
        let before = posts[key]
        if let before, before.hasArrived {
            guard before.author == author else {
                return .rejected("post \(post.id) belongs to another author")
            }
            guard post.version > before.version else { return .duplicate }
        }
        let isDeleted = before?.isDeleted ?? false
        steps.append(.post(key, before))
        posts.set(
            key,
            to: KnownPost(
                author: author, version: post.version, isDeleted: isDeleted, hasArrived: true))
        return isDeleted ? .acceptedWithoutTrace : .accepted
    }

    private mutating func judge(_ delete: Delete) -> Verdict {
        let key = Fingerprint(delete.post).low | 1
        let before = posts[key]
        guard before?.isDeleted != true else { return .duplicate }
        var after = before ?? KnownPost()
        after.isDeleted = true
        steps.append(.post(key, before))
        posts.set(key, to: after)
        return .accepted
    }

    private mutating func judge(_ account: Account, _ event: Event) -> Verdict {
        let verdict = admit(event.identity, day: IdentityTable.forever)
        guard verdict == .accepted else { return verdict }
        let key = Fingerprint(account.id).low | 1
        if endedAccounts[key] != nil { return .acceptedWithoutTrace }
        if account.status == .deleted {
            steps.append(.account(key))
            endedAccounts.set(key, to: 1)
        }
        return .accepted
    }

    private mutating func admit(_ identity: Fingerprint, day: UInt16) -> Verdict {
        guard identities.insert(identity, day: day) else { return .duplicate }
        steps.append(.identity(identity))
        return .accepted
    }

    private mutating func turn(to received: Timestamp) {
        let day = UInt16(clamping: received.milliseconds / 86_400_000)
        guard day > today else { return }
        // A record's own time may jump (imported history), so days are forgotten in steps.
        if today != 0, day > windowDays { identities.forget(before: day - windowDays) }
        today = day
    }
}

extension Admission {
    func encode(into writer: inout ByteWriter) {
        writer.write(today)
        identities.encode(into: &writer)
        writer.write(posts.keys)
        for post in posts.values {
            writer.write(post.author)
            writer.write(post.version)
            writer.write(UInt8((post.isDeleted ? 1 : 0) | (post.hasArrived ? 2 : 0)))
        }
        writer.write(endedAccounts.keys)
        writer.write(endedAccounts.values)
    }

    init(from reader: inout ByteReader, windowDays: Int) throws(ByteReaderError) {
        self.init(windowDays: windowDays)
        today = try reader.read()
        identities = try IdentityTable(from: &reader)
        let keys: [UInt64] = try reader.readArray()
        var values: [KnownPost] = []
        values.reserveCapacity(keys.count)
        for _ in keys {
            let author: UInt64 = try reader.read()
            let version = try reader.readTimestamp()
            let flags: UInt8 = try reader.read()
            values.append(
                KnownPost(
                    author: author, version: version, isDeleted: flags & 1 != 0,
                    hasArrived: flags & 2 != 0))
        }
        guard let posts = FlatMap(keys: keys, values: values, filler: KnownPost()),
            let ended = FlatMap<UInt8>(
                keys: try reader.readArray(), values: try reader.readArray(), filler: 0)
        else { throw .malformed(offset: reader.offset, "a table's slots don't add up") }
        self.posts = posts
        endedAccounts = ended
    }
}

extension Event {
    /// Whoever did it, where that is one account.
    var actorID: String? {
        switch self {
        case .post(let event): event.author
        case .edge(let event): event.actor
        case .engagement(let event): event.actor
        case .impression(let event): event.actor
        case .account, .delete, .label: nil
        }
    }
}
