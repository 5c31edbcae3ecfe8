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
    static let version: UInt32 = 3
    static let window = Knob(
        "events.duplicates.window",
        unit: "days",
        standard: 7,
        range: 1...365,
        isWhole: true,
        "For how long the same behaviour sent again is recognised."
    )

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
        case passing(Fingerprint)
        case passingPost(UInt64, KnownPost?)
    }

    /// What came after the end of its post or account, so that the same again is a duplicate.
    ///
    /// No part of what the log tells: it is in no snapshot, and begun afresh when it is full.
    private struct Passing {
        static let limit = 1 << 16
        var identities = IdentityTable()
        var posts = FlatMap<KnownPost>(filler: KnownPost())
    }

    private var identities = IdentityTable()
    private var posts = FlatMap<KnownPost>(filler: KnownPost())
    private var endedAccounts = FlatMap<UInt8>(filler: 0)
    private var passing = Passing()
    private var today: UInt16 = 0
    private var steps: [Step] = []
    private let windowDays: UInt16

    init(windowDays: Int = Int(Admission.window.standard)) {
        self.windowDays = UInt16(clamping: windowDays)
    }

    /// Judges one event, and takes it as accepted if it is new.
    ///
    /// Only what is accepted leaves a trace here, so that a replay of the log gives the same bytes.
    mutating func judge(_ event: Event, received: Timestamp) -> Verdict {
        let day = UInt16(clamping: received.milliseconds / 86_400_000)
        switch event {
        case .post(let post): return judge(post, day: day)
        case .delete(let delete): return judge(delete, day: day)
        case .account(let account): return judge(account, event, day: day)
        case .edge(let edge):
            return admit(event.identity, by: edge.actor, isForGood: true, day: day)
        case .label: return admit(event.identity, by: nil, isForGood: true, day: day)
        case .engagement(let engagement):
            return admit(
                event.identity,
                by: engagement.actor,
                isForGood: engagement.kind.isState,
                day: day
            )
        case .impression(let impression):
            return admit(event.identity, by: impression.actor, isForGood: false, day: day)
        }
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
            case .passing(let identity): passing.identities.remove(identity)
            case .passingPost(let key, let before):
                if let before {
                    passing.posts.set(key, to: before)
                } else {
                    passing.posts.remove(key)
                }
            }
        }
        steps.removeAll(keepingCapacity: true)
    }

    private mutating func judge(_ post: Post, day: UInt16) -> Verdict {
        let key = Fingerprint(post.id).low | 1
        let author = Fingerprint(post.author).low
        let before = posts[key]
        if let known = passing.posts[key] ?? before, known.hasArrived {
            guard known.author == author else {
                return .rejected("post \(post.id) belongs to another author")
            }
            guard post.version > known.version else { return .duplicate }
        }
        if before?.isDeleted == true || isEnded(author) {
            pass(key, KnownPost(author: author, version: post.version, hasArrived: true))
            return .acceptedWithoutTrace
        }
        turn(to: day)
        steps.append(.post(key, before))
        posts.set(key, to: KnownPost(author: author, version: post.version, hasArrived: true))
        return .accepted
    }

    private mutating func judge(_ delete: Delete, day: UInt16) -> Verdict {
        let key = Fingerprint(delete.post).low | 1
        let before = posts[key]
        guard before?.isDeleted != true else { return .duplicate }
        turn(to: day)
        var after = before ?? KnownPost()
        after.isDeleted = true
        steps.append(.post(key, before))
        posts.set(key, to: after)
        return .accepted
    }

    private mutating func judge(_ account: Account, _ event: Event, day: UInt16) -> Verdict {
        let verdict = admit(event.identity, by: account.id, isForGood: true, day: day)
        guard verdict == .accepted, account.status == .deleted else { return verdict }
        let key = Fingerprint(account.id).low | 1
        steps.append(.account(key))
        endedAccounts.set(key, to: 1)
        return .accepted
    }

    private mutating func admit(
        _ identity: Fingerprint,
        by actor: String?,
        isForGood: Bool,
        day: UInt16
    ) -> Verdict {
        if endedAccounts.count > 0, let actor, isEnded(Fingerprint(actor).low) {
            return isKnown(identity, on: day) || !pass(identity)
                ? .duplicate : .acceptedWithoutTrace
        }
        if day > today {
            if isKnown(identity, on: day) { return .duplicate }
            turn(to: day)
        }
        let kept = isForGood ? IdentityTable.forever : today
        guard identities.insert(identity, day: kept) else { return .duplicate }
        steps.append(.identity(identity))
        return .accepted
    }

    /// Remembers what leaves no trace; false where it is remembered already.
    private mutating func pass(_ identity: Fingerprint) -> Bool {
        if passing.identities.count >= Passing.limit { passing = Passing() }
        guard passing.identities.insert(identity, day: IdentityTable.forever) else { return false }
        steps.append(.passing(identity))
        return true
    }

    private mutating func pass(_ key: UInt64, _ post: KnownPost) {
        if passing.posts.count >= Passing.limit { passing = Passing() }
        steps.append(.passingPost(key, passing.posts.set(key, to: post)))
    }

    private func isEnded(_ account: UInt64) -> Bool { endedAccounts[account | 1] != nil }

    private func isKnown(_ identity: Fingerprint, on day: UInt16) -> Bool {
        guard let kept = identities.day(of: identity) else { return false }
        return kept == IdentityTable.forever || Int(kept) + Int(windowDays) >= Int(max(day, today))
    }

    private mutating func turn(to day: UInt16) {
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
                    author: author,
                    version: version,
                    isDeleted: flags & 1 != 0,
                    hasArrived: flags & 2 != 0
                )
            )
        }
        guard let posts = FlatMap(keys: keys, values: values, filler: KnownPost()),
            let ended = FlatMap<UInt8>(
                keys: try reader.readArray(),
                values: try reader.readArray(),
                filler: 0
            )
        else { throw .malformed(offset: reader.offset, "a table's slots don't add up") }
        self.posts = posts
        endedAccounts = ended
    }
}
