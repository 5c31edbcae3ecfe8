public import HeadwaterCore
public import HeadwaterEvents

/// Something that has been deleted and whose bytes are still in files.
public struct PendingErasure: Sendable, Hashable {
    /// What has been deleted.
    public enum Subject: Sendable, Hashable {
        /// A post.
        case post(PostID)
        /// An account, with everything that it sent.
        case account(AccountID)
    }

    /// What has been deleted.
    public var subject: Subject
    /// Where the log says so.
    public var position: LogPosition
    /// The moment at which that was received.
    public var since: Timestamp
}

/// What Headwater writes to its log about erasure: `change` records of two kinds.
public enum ErasureRecord {
    static let doneKind = "erasure"
    static let namelessKind = "erased"
    static let impression = "impression"

    /// Says that the bytes of everything that was deleted up to a position are gone.
    public static func done(through position: LogPosition, at moment: Timestamp) -> Change {
        Change(
            kind: doneKind,
            name: "log",
            before: "",
            after: "\(position.rawValue)",
            who: "headwater",
            why: "what was deleted up to this position has left the files",
            at: moment
        )
    }

    /// Stands in the log for something counted that an account did which is gone: the count stays,
    /// as that of a page's visitors does, and nothing says whose it was.
    ///
    /// - Parameters:
    ///   - kind: The kind of engagement; nil for an impression.
    ///   - post: The post's id.
    ///   - moment: When it was received.
    /// - Returns: the record's body.
    public static func nameless(
        _ kind: Engagement.Kind?,
        of post: String,
        at moment: Timestamp
    ) -> Change {
        Change(
            kind: namelessKind,
            name: post,
            before: "",
            after: kind?.name ?? impression,
            who: "headwater",
            why: "",
            at: moment
        )
    }
}

extension Catalog {
    mutating func apply(_ change: Change) -> Effect {
        switch change.kind {
        case ErasureRecord.doneKind:
            if let through = UInt64(change.after) {
                finishErasure(through: LogPosition(rawValue: through))
            }
        case ErasureRecord.namelessKind: count(change)
        default: break
        }
        return .change
    }

    private mutating func count(_ nameless: Change) {
        let index = Int(intern(post: nameless.name).rawValue)
        if let kind = Engagement.Kind(name: nameless.after) {
            postRows[index].counts.increment(kind)
        } else if nameless.after == ErasureRecord.impression {
            if postRows[index].impressions < .max { postRows[index].impressions += 1 }
        }
    }

    /// The posts of these accounts, deleted or not, in the order of their numbers.
    ///
    /// Complexity: O(n log n) in their posts.
    public func posts(by authors: Set<AccountID>) -> [PostID] {
        authors.flatMap { authored.values(of: $0.rawValue) }.sorted().map { PostID($0) }
    }

    /// Drops what is kept of the deleted beside their ids.
    ///
    /// Complexity: O(posts + terms).
    private mutating func finishErasure(through position: LogPosition) {
        lastErasure = self.position
        let done = pendingErasure.filter { $0.position <= position }
        guard !done.isEmpty else { return }
        pendingErasure.removeAll { $0.position <= position }
        var accounts: Set<AccountID> = []
        for pending in done {
            switch pending.subject {
            case .post(let post): blacken(Int(post.rawValue))
            case .account(let account): accounts.insert(account)
            }
        }
        for post in posts(by: accounts) {
            let index = Int(post.rawValue)
            postRows[index].flags.insert(.deleted)
            blacken(index)
        }
        blackenTerms()
    }

    private mutating func blacken(_ index: Int) {
        postRows[index].tagCount = 0
        postRows[index].mentionCount = 0
        postRows[index].selfLabelCount = 0
        postRows[index].linkCount = 0
        postRows[index].language = .none
        postRows[index].sound = .none
        postRows[index].group = .none
        postRows[index].durationMs = 0
    }

    /// Blackens the texts that no post or label carries any more; their numbers stay.
    private mutating func blackenTerms() {
        var isUsed = [Bool](repeating: false, count: terms.count + 1)
        for row in postRows {
            isUsed[Int(row.language.rawValue)] = true
            isUsed[Int(row.sound.rawValue)] = true
            let tags = Int(row.listStart)
            let labels = tags + Int(row.tagCount) + Int(row.mentionCount)
            for place in tags..<tags + Int(row.tagCount) { isUsed[Int(lists[place])] = true }
            for place in labels..<labels + Int(row.selfLabelCount) + Int(row.linkCount) {
                isUsed[Int(lists[place])] = true
            }
        }
        for row in labelRows {
            for label in row {
                isUsed[Int(label.value.rawValue)] = true
                isUsed[Int(label.source.rawValue)] = true
            }
        }
        for term in isUsed.indices.dropFirst() where !isUsed[term] {
            terms.blacken(UInt32(term))
        }
    }
}

extension PendingErasure {
    func encode(into writer: inout ByteWriter) {
        switch subject {
        case .post(let post):
            writer.write(false)
            writer.write(post.rawValue)
        case .account(let account):
            writer.write(true)
            writer.write(account.rawValue)
        }
        writer.write(position.rawValue)
        writer.write(since)
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        let isAccount = try reader.readBool()
        let number: UInt32 = try reader.read()
        subject = isAccount ? .account(AccountID(number)) : .post(PostID(number))
        position = LogPosition(rawValue: try reader.read())
        since = try reader.readTimestamp()
    }
}
