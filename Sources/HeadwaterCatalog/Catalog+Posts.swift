import HeadwaterCore
import HeadwaterEvents

extension Catalog {
    mutating func apply(_ post: Post, _ record: Record) -> Effect {
        let id = intern(post: post.id)
        let index = Int(id.rawValue)
        let known = postRows[index].flags.contains(.known)
        if postRows[index].flags.contains(.deleted) { return .none }
        let author = intern(account: post.author)
        if known {
            guard postRows[index].author == author, post.version > postRows[index].version else {
                return .none
            }
            addRevision(of: id, record, post.version)
            postRows[index].flags.insert(.edited)
        } else {
            postRows[index].at = post.at
            postRows[index].received = record.received
            authored.add(id.rawValue, to: author.rawValue)
            accountRows[Int(author.rawValue)].posts += 1
            livePosts += 1
        }
        postRows[index].author = author
        postRows[index].version = post.version
        postRows[index].position = record.position
        fill(index, from: post)
        return known ? .postEdited(id) : .postAdded(id)
    }

    mutating func apply(_ event: Delete) -> Effect {
        let id = intern(post: event.post)
        let index = Int(id.rawValue)
        guard !postRows[index].flags.contains(.deleted) else { return .none }
        let wasKnown = postRows[index].flags.contains(.known)
        postRows[index].flags.insert(.deleted)
        let author = Int(postRows[index].author.rawValue)
        // The posts of an account that ended went with it.
        if wasKnown, accountRows[author].status.value != .deleted {
            livePosts -= 1
            accountRows[author].posts -= 1
        }
        if wasKnown {
            pendingErasure.append(
                PendingErasure(subject: .post(id), position: position, since: received)
            )
        }
        if wasKnown { undoEngagement(namedLike: event.post, of: postRows[index].author) }
        return .postDeleted(id, wasKnown: wasKnown)
    }

    private mutating func addRevision(of id: PostID, _ record: Record, _ version: Timestamp) {
        let index = Int(id.rawValue)
        if postRows[index].revision == 0 {
            let row = postRows[index]
            revisions.append(
                Revision(
                    position: row.position,
                    received: row.received,
                    version: row.version,
                    previous: 0
                )
            )
            postRows[index].revision = UInt32(revisions.count)
        }
        revisions.append(
            Revision(
                position: record.position,
                received: record.received,
                version: version,
                previous: postRows[index].revision
            )
        )
        postRows[index].revision = UInt32(revisions.count)
    }

    private mutating func fill(_ index: Int, from post: Post) {
        var flags: PostEntry.Flags = postRows[index].flags.intersection([.labelled, .edited])
        flags.insert(.known)
        if post.kind == .article { flags.insert(.article) }
        var sound = TermID.none
        var durationMs: UInt32 = 0
        for media in post.media {
            switch media.kind {
            case .image: flags.insert(.image)
            case .video: flags.insert(.video)
            case .audio: flags.insert(.audio)
            }
            if sound == .none, let name = media.sound { sound = intern(term: name) }
            if durationMs == 0, let length = media.durationMs {
                durationMs = UInt32(clamping: length)
            }
        }
        let start = UInt32(lists.count)
        for tag in post.tags { lists.append(intern(term: tag.lowercased()).rawValue) }
        for mention in post.mentions { lists.append(intern(account: mention).rawValue) }
        for label in post.labels { lists.append(intern(term: label).rawValue) }
        for link in post.links { lists.append(intern(term: link).rawValue) }
        // Interning may have moved the rows, so ids come before the row is taken.
        let root = post.replyRoot.map { intern(post: $0) } ?? .none
        let parent = post.replyParent.map { intern(post: $0) } ?? .none
        let quote = post.quote.map { intern(post: $0) } ?? .none
        let language = post.langs.first.map { intern(term: $0.lowercased()) } ?? .none
        var group = AccountID.none
        if case .group(let name) = post.audience { group = intern(account: name) }

        postRows[index].flags = flags
        postRows[index].audience = PostEntry.Audience(post.audience)
        postRows[index].group = group
        postRows[index].language = language
        postRows[index].sound = sound
        postRows[index].durationMs = durationMs
        postRows[index].replyRoot = root
        postRows[index].replyParent = parent
        postRows[index].quote = quote
        postRows[index].listStart = start
        postRows[index].tagCount = UInt16(post.tags.count)
        postRows[index].mentionCount = UInt16(post.mentions.count)
        postRows[index].selfLabelCount = UInt16(post.labels.count)
        postRows[index].linkCount = UInt16(post.links.count)
    }
}

extension PostEntry.Audience {
    init(_ audience: Audience) {
        switch audience {
        case .public: self = .public
        case .unlisted: self = .unlisted
        case .followers: self = .followers
        case .mentioned: self = .mentioned
        case .group: self = .group
        }
    }
}
