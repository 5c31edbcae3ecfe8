import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents

/// What to do with each record of the log, so that nothing of the deleted stays in it.
///
/// | record | becomes |
/// |---|---|
/// | a deleted post, first version | id, author and moment alone, so that what came with it ends with it |
/// | a deleted post, later versions | nothing |
/// | a deleted account's post | the bare delete of that id |
/// | its account event that ended it | id, moment and status alone |
/// | its likes and ties, pages served to it | nothing |
/// | what it did that is counted | a nameless count, see `ErasureRecord` |
/// | a page that showed any of this | the same without its reasons and the numbers behind them |
struct ErasurePlan {
    enum Step {
        case keep
        case replace(Record.Body)
        case erase
    }

    /// Up to where deletes are carried out.
    let through: LogPosition
    let postCount: Int
    private let posts: Set<Fingerprint>
    /// The moment at which each account ended.
    private let accounts: [Fingerprint: Timestamp]
    /// The posts of those accounts.
    private let authored: Set<Fingerprint>
    /// Those of them that had been deleted by themselves.
    private let deletedAlone: Set<Fingerprint>
    /// What the accounts were called, in UTF-8.
    private var names: Set<[UInt8]> = []
    /// Counted engagements that were taken back.
    private var takenBack: Set<Fingerprint> = []
    /// The posts whose first version has been dealt with.
    private var reduced: Set<Fingerprint> = []

    /// The plan for what waits in the catalog now; nil where nothing does.
    init?(_ catalog: borrowing Catalog) {
        guard !catalog.pendingErasure.isEmpty else { return nil }
        through = catalog.position
        var posts: Set<Fingerprint> = []
        var accounts: [Fingerprint: Timestamp] = [:]
        var numbers: Set<AccountID> = []
        for pending in catalog.pendingErasure {
            switch pending.subject {
            case .post(let post): posts.insert(Fingerprint(catalog.id(of: post)))
            case .account(let account):
                accounts[Fingerprint(catalog.id(of: account))] = pending.since
                numbers.insert(account)
            }
        }
        var authored: Set<Fingerprint> = []
        var deletedAlone: Set<Fingerprint> = []
        for post in catalog.posts(by: numbers) {
            let id = Fingerprint(catalog.id(of: post))
            authored.insert(id)
            if catalog[post].flags.contains(.deleted) { deletedAlone.insert(id) }
        }
        postCount = posts.count
        self.posts = posts
        self.accounts = accounts
        self.authored = authored
        self.deletedAlone = deletedAlone
    }

    var accountCount: Int { accounts.count }

    private func isGone(_ account: String) -> Bool {
        !accounts.isEmpty && accounts[Fingerprint(account)] != nil
    }

    // MARK: First reading

    /// Whether the log has to be read once before the first step, for ``gather(_:)``.
    var needsGathering: Bool { !accounts.isEmpty }

    /// Notes what the deleted accounts were called, and what they took back.
    mutating func gather(_ record: Record) {
        switch record.body {
        case .event(.account(let event)) where isGone(event.id):
            for name in [event.name, event.handle] {
                if let name, !name.isEmpty { names.insert(Array(name.utf8)) }
            }
        case .event(.engagement(let event)) where event.undone && isGone(event.actor):
            if !event.kind.isState, let id = event.id {
                takenBack.insert(Self.key(event.kind, id, event.actor))
            }
        default: break
        }
    }

    private static func key(_ kind: Engagement.Kind, _ id: String, _ actor: String) -> Fingerprint {
        var hasher = Fingerprinter()
        hasher.add(UInt64(kind.rawValue))
        hasher.add(id)
        hasher.add(actor)
        return hasher.value
    }

    // MARK: Second reading

    /// What to do with a record, in the order of the log.
    mutating func step(for record: Record) -> Step {
        switch record.body {
        case .event(.post(let event)): return step(for: event, record)
        case .event(.account(let event)):
            guard let moment = accounts[Fingerprint(event.id)] else { return .keep }
            return event.status == .deleted ? bare(event, record, moment) : .erase
        case .event(.edge(let event)): return isGone(event.actor) ? .erase : .keep
        case .event(.engagement(let event)):
            guard isGone(event.actor) else { return .keep }
            guard let post = event.post, isCounted(event) else { return .erase }
            return .replace(
                .change(ErasureRecord.nameless(event.kind, of: post, at: record.received))
            )
        case .event(.impression(let event)):
            guard isGone(event.actor) else { return .keep }
            return .replace(
                .change(ErasureRecord.nameless(nil, of: event.post, at: record.received))
            )
        case .served(let page): return isGone(page.viewer) ? .erase : step(for: page)
        case .event(.delete), .event(.label), .change: return .keep
        }
    }

    /// Whether a step must wait until all others are on disk: a pass that breaks off is begun
    /// again, and needs to know from the log what was called how, what was taken back, and which
    /// answers had been deleted.
    func isLast(_ record: Record) -> Bool {
        switch record.body {
        case .event(.account): true
        case .event(.post(let event)): isGone(event.author)
        case .event(.engagement(let event)): event.undone
        default: false
        }
    }

    private mutating func step(for post: Post, _ record: Record) -> Step {
        let id = Fingerprint(post.id)
        if let moment = accounts[Fingerprint(post.author)] {
            return reduced.insert(id).inserted
                ? .replace(.event(.delete(Delete(post: post.id, at: moment)))) : .erase
        }
        guard posts.contains(id) else { return .keep }
        guard reduced.insert(id).inserted else { return .erase }
        var stub = Post(id: post.id, author: post.author, at: post.at, text: "")
        stub.edited = post.edited
        return stub == post ? .keep : .replace(.event(.post(stub)))
    }

    private func bare(_ event: Account, _ record: Record, _ moment: Timestamp) -> Step {
        var bare = Account(id: event.id, at: event.at)
        bare.status = .deleted
        return bare == event ? .keep : .replace(.event(.account(bare)))
    }

    private func isCounted(_ event: Engagement) -> Bool {
        guard !event.kind.isState, !event.undone else { return false }
        guard let id = event.id else { return true }
        if event.kind == .reply || event.kind == .quote, deletedAlone.contains(Fingerprint(id)) {
            return false
        }
        return !takenBack.contains(Self.key(event.kind, id, event.actor))
    }

    private func step(for page: Served) -> Step {
        var page = page
        var changed = false
        for index in page.slots.indices where !page.slots[index].isErased {
            let isErased =
                isGone(post: page.slots[index].post)
                || page.slots[index].reasons.contains(where: names(anyoneIn:))
            guard isErased else { continue }
            page.slots[index].erase()
            changed = true
        }
        if let considered = page.considered?.without({ isGone(post: $0) }) {
            page.considered = considered
            changed = true
        }
        return changed ? .replace(.served(page)) : .keep
    }

    private func isGone(post id: String) -> Bool {
        let post = Fingerprint(id)
        return posts.contains(post) || authored.contains(post)
    }

    /// Whether a sentence names one of the deleted accounts.
    private func names(anyoneIn sentence: String) -> Bool {
        guard !names.isEmpty else { return false }
        let text = Array(sentence.utf8)
        return names.contains { name in Self.stands(name, in: text) }
    }

    /// Whether a name stands in a text, between a space or sign and a space, comma or the end.
    private static func stands(_ name: [UInt8], in text: [UInt8]) -> Bool {
        guard name.count <= text.count else { return false }
        for start in 0...text.count - name.count where text[start] == name[0] {
            let end = start + name.count
            guard text[start..<end].elementsEqual(name) else { continue }
            let opens = start == 0 || [0x20, 0x40].contains(text[start - 1])
            let closes = end == text.count || [0x20, 0x2C].contains(text[end])
            if opens, closes { return true }
        }
        return false
    }
}

extension Served.Slot {
    /// What a receipt says in place of reasons that are gone.
    private static let erased = ["erased"]

    /// Whether what was said of the post is gone.
    var isErased: Bool { reasons == Self.erased }

    /// Leaves the place, without what was said of the post.
    mutating func erase() {
        reasons = Self.erased
        heads = []
        parts = []
    }
}

extension Served.Considered {
    /// The candidates without those that `isGone`; nil where all stay.
    func without(_ isGone: (String) -> Bool) -> Served.Considered? {
        let kept = posts.indices.filter { !isGone(posts[$0]) }
        guard kept.count < posts.count else { return nil }
        let each = posts.isEmpty ? 0 : heads.count / posts.count
        var left = Served.Considered()
        for place in kept {
            left.posts.append(posts[place])
            if scores.indices.contains(place) { left.scores.append(scores[place]) }
            left.heads += heads[place * each..<(place + 1) * each]
        }
        return left
    }
}
