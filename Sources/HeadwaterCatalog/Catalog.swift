public import HeadwaterCore
public import HeadwaterEvents

/// What is known of every account and post: ids, fields, ties, states, counts and labels.
///
/// The first of the views: it applies a record, says in an ``Effect`` what that did, and the others
/// read it at the same position. All the rules of EVENTS.md about which version, state or field
/// holds are here. A value type; one writer mutates it, readers look at it under the engine's lock.
public struct Catalog: Sendable {
    /// What it is called in snapshots.
    public static let name = "catalog"
    /// The version of its snapshot's layout.
    public static let version: UInt32 = 4

    var accountIDs = Interner()
    var postIDs = Interner()
    var terms = Interner()
    var accountRows: [AccountEntry] = [AccountEntry()]
    var postRows: [PostEntry] = [PostEntry()]
    /// Tags, mentions, self-labels and links of the posts, one post's after another's.
    var lists: [UInt32] = []
    /// The versions of the posts that were edited.
    public internal(set) var revisions: [Revision] = []
    var handles = FlatMap<UInt32>(filler: 0)
    var edges = PairStates.all(Edge.Kind.allCases.count)
    var states = PairStates.all(Engagement.Kind.allCases.count)
    /// The posts of each account, deleted or not.
    var authored = Chains()
    /// Whom each account has or had ties with, from either side.
    var ties = Chains()
    /// The posts of which each account holds or held states.
    var held = Chains()
    var named = FlatMap<NamedRecord>(filler: NamedRecord())
    var labelRows: [[LabelEntry]] = []
    var labelIndex = FlatMap<UInt32>(filler: 0)

    /// The position of the last record applied.
    public internal(set) var position = LogPosition.start
    /// The moment at which that record was received.
    public internal(set) var received = Timestamp.epoch
    /// The number of posts that arrived and were not deleted.
    public internal(set) var livePosts = 0
    /// What has been deleted and is still in files, the oldest first.
    public internal(set) var pendingErasure: [PendingErasure] = []
    /// The position of the last record that told of an erasure.
    public internal(set) var lastErasure = LogPosition.start
    /// The number of accounts that an event has told of or that did something.
    public var accountCount: Int { accountIDs.count }
    /// The number of posts that arrived or were named.
    public var postCount: Int { postIDs.count }

    /// A catalog that knows nothing.
    public init() {}

    /// Applies one record and says what it did.
    ///
    /// Complexity: O(size of the record), but where an account is deleted O(n log n) in its posts,
    /// ties and states.
    public mutating func apply(_ record: Record) -> Effect {
        position = record.position
        received = record.received
        switch record.body {
        case .event(.post(let post)): return apply(post, record)
        case .event(.delete(let event)): return apply(event)
        case .event(.account(let event)): return apply(event)
        case .event(.edge(let event)): return apply(event)
        case .event(.engagement(let event)): return apply(event)
        case .event(.impression(let event)): return apply(event)
        case .event(.label(let event)): return apply(event)
        case .served(let page):
            return .served(
                viewer: intern(account: page.viewer),
                posts: page.slots.map { intern(post: $0.post) }
            )
        case .change(let change): return apply(change)
        }
    }

    // MARK: Ids

    /// The number of an account's id, if anything has named it.
    public func account(_ id: String) -> AccountID? { accountIDs.find(id).map { AccountID($0) } }

    /// The number of a post's id, if anything has named it.
    public func post(_ id: String) -> PostID? { postIDs.find(id).map { PostID($0) } }

    /// The number of a tag, language, sound or label value, if anything carries it.
    public func term(_ text: String) -> TermID? { terms.find(text).map { TermID($0) } }

    /// An account's id.
    public func id(of account: AccountID) -> String { accountIDs[account.rawValue] }

    /// A post's id.
    public func id(of post: PostID) -> String { postIDs[post.rawValue] }

    /// The text of a term.
    public func text(of term: TermID) -> String { terms[term.rawValue] }

    /// The account that has this handle now, in any case and with or without the sign.
    public func account(handle: String) -> AccountID? {
        handles[Self.key(handle: handle)].map { AccountID($0) }
    }

    mutating func intern(account id: String) -> AccountID {
        let number = accountIDs.intern(id)
        if Int(number) == accountRows.count {
            accountRows.append(AccountEntry())
            if labelIndex.count > 0, labelIndex[Self.key(subject: id)] != nil {
                accountRows[Int(number)].isLabelled = true
            }
        }
        return AccountID(number)
    }

    mutating func intern(post id: String) -> PostID {
        let number = postIDs.intern(id)
        if Int(number) == postRows.count {
            postRows.append(PostEntry())
            if labelIndex.count > 0, labelIndex[Self.key(subject: id)] != nil {
                postRows[Int(number)].flags.insert(.labelled)
            }
        }
        return PostID(number)
    }

    mutating func intern(term text: String) -> TermID { TermID(terms.intern(text)) }

    static func key(handle: String) -> UInt64 {
        let bare = handle.hasPrefix("@") ? String(handle.dropFirst()) : handle
        return Fingerprint(bare.lowercased()).low | 1
    }

    static func key(subject: String) -> UInt64 { Fingerprint(subject).low | 1 }

    // MARK: Rows

    /// What is known of an account.
    public subscript(_ account: AccountID) -> AccountEntry {
        accountRows[Int(account.rawValue)]
    }

    /// What is known of a post.
    public subscript(_ post: PostID) -> PostEntry { postRows[Int(post.rawValue)] }

    /// The tags of a post, in the order in which its author gave them.
    public func tags(of post: PostID) -> [TermID] {
        let row = self[post]
        let start = Int(row.listStart)
        return lists[start..<start + Int(row.tagCount)].map { TermID($0) }
    }

    /// The number of a post's tags.
    public func tagCount(of post: PostID) -> Int { Int(self[post].tagCount) }

    /// One of a post's tags, without an array of them; `place` is below ``tagCount(of:)``.
    public func tag(of post: PostID, _ place: Int) -> TermID {
        let row = self[post]
        precondition(place >= 0 && place < Int(row.tagCount), "the post has no such tag")
        return TermID(lists[Int(row.listStart) + place])
    }

    /// The first tag of a post; none where it has no tags.
    public func firstTag(of post: PostID) -> TermID {
        let row = self[post]
        return row.tagCount == 0 ? .none : TermID(lists[Int(row.listStart)])
    }

    /// Whether a post has a tag.
    public func has(_ post: PostID, tag: TermID) -> Bool {
        let row = self[post]
        let start = Int(row.listStart)
        for place in start..<start + Int(row.tagCount) where lists[place] == tag.rawValue {
            return true
        }
        return false
    }

    /// The accounts that a post mentions.
    public func mentions(of post: PostID) -> [AccountID] {
        let row = self[post]
        let start = Int(row.listStart) + Int(row.tagCount)
        return lists[start..<start + Int(row.mentionCount)].map { AccountID($0) }
    }

    /// The labels that its author gave a post.
    public func selfLabels(of post: PostID) -> [TermID] {
        let row = self[post]
        let start = Int(row.listStart) + Int(row.tagCount) + Int(row.mentionCount)
        return lists[start..<start + Int(row.selfLabelCount)].map { TermID($0) }
    }

    /// The links of a post, as terms, in the order in which its author gave them.
    public func links(of post: PostID) -> [TermID] {
        let row = self[post]
        let start =
            Int(row.listStart) + Int(row.tagCount) + Int(row.mentionCount)
            + Int(row.selfLabelCount)
        return lists[start..<start + Int(row.linkCount)].map { TermID($0) }
    }

    /// Whether a post has been deleted; without a copy of its row, for the busiest callers.
    public func isDeleted(_ post: PostID) -> Bool {
        postRows[Int(post.rawValue)].flags.contains(.deleted)
    }

    /// Whether an account has been deleted; without a copy of its row, for the busiest callers.
    public func isDeleted(_ account: AccountID) -> Bool {
        accountRows[Int(account.rawValue)].status.value == .deleted
    }

    // MARK: Ties and states

    /// Whether a tie stands.
    public func isOn(_ kind: Edge.Kind, _ actor: AccountID, _ subject: AccountID) -> Bool {
        edges[Int(kind.rawValue)].isOn(actor.rawValue, subject.rawValue)
    }

    /// Whether a state of a viewer and a post is on.
    public func isOn(_ kind: Engagement.Kind, _ actor: AccountID, _ post: PostID) -> Bool {
        states[Int(kind.rawValue)].isOn(actor.rawValue, post.rawValue)
    }

    // MARK: Revisions

    /// The version of a post that was the newest at `moment`, by the time at which versions were
    /// received; nil where none had been.
    ///
    /// Complexity: O(versions of the post).
    public func revision(of post: PostID, asOf moment: Timestamp) -> Revision? {
        let row = self[post]
        guard row.flags.contains(.known) else { return nil }
        var next = row.revision
        guard next != 0 else {
            return row.received <= moment
                ? Revision(
                    position: row.position,
                    received: row.received,
                    version: row.version,
                    previous: 0
                ) : nil
        }
        while next != 0 {
            let revision = revisions[Int(next) - 1]
            if revision.received <= moment { return revision }
            next = revision.previous
        }
        return nil
    }

    /// The positions of all versions of a post, the newest first.
    public func positions(of post: PostID) -> [LogPosition] {
        let row = self[post]
        guard row.flags.contains(.known) else { return [] }
        guard row.revision != 0 else { return [row.position] }
        var found: [LogPosition] = []
        var next = row.revision
        while next != 0 {
            let revision = revisions[Int(next) - 1]
            found.append(revision.position)
            next = revision.previous
        }
        return found
    }
}
