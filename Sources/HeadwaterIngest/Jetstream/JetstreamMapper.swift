import HeadwaterCore
import HeadwaterEvents

/// Turns Jetstream's messages (version 1 of its wire, `/subscribe`) into events.
///
/// A pure function of the message: no clock, no state, no I/O. What a message can't say within the
/// limits of the event format is cut or left out and counted; a message that can't be understood is
/// an error; neither is ever more than that.
///
/// Three choices that the format leaves open:
///
/// - A record's `createdAt` is its author's own claim. It is taken as `at` where it is a time from
///   1970 to 2099, but never later than the moment at which Jetstream saw the record: otherwise a
///   like dated to the future could not be taken back, nor a post edited.
/// - A reply and a quote are also an engagement of that kind with the post that they answer or
///   quote. Counts, and who engages with what, are built from engagements alone, whatever the
///   source; a post's own `reply_parent` only says where it stands.
/// - A profile's `!no-unauthenticated` is a label that the account puts on itself, so that those
///   who aren't signed in are not shown its posts.
public struct JetstreamMapper: Sendable, Hashable {
    /// Where Bluesky serves pictures from, without a slash at the end.
    public var imageBase = "https://cdn.bsky.app/img"
    /// Where Bluesky serves videos from, without a slash at the end.
    public var videoBase = "https://video.bsky.app/watch"
    /// Where a post stands on the web, without a slash at the end.
    public var webBase = "https://bsky.app/profile"

    /// The collections that have a meaning here, as a subscription names them.
    public static let collections = [
        AtProtocol.post, AtProtocol.like, AtProtocol.repost, AtProtocol.follow, AtProtocol.block,
        AtProtocol.profile,
    ]

    /// A mapper for Bluesky's own hosts.
    public init() {}

    /// Reads one message.
    ///
    /// Complexity: linear in its size.
    public func map(_ message: Span<UInt8>) throws(JetstreamFrameError) -> JetstreamFrame {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: message, depth: 64, limitBytes: 4 << 20)
        } catch {
            throw .json(error)
        }
        guard let did = json["did"]?.string, AtProtocol.isDID(did) else { throw .field("did") }
        guard let timeUs = json["time_us"]?.integer, timeUs > 0,
            timeUs < Timestamp.end.milliseconds * 1000
        else { throw .field("time_us") }
        var frame = JetstreamFrame(did: did, timeUs: timeUs)
        switch json["kind"]?.string {
        case "commit": try mapCommit(json, &frame)
        case "identity": try mapIdentity(json, &frame)
        case "account": try mapAccount(json, &frame)
        case .some: frame.skipped = .kind
        case nil: throw .field("kind")
        }
        return frame
    }

    private func mapCommit(
        _ json: JSONValue,
        _ frame: inout JetstreamFrame
    ) throws(JetstreamFrameError) {
        guard let commit = json["commit"] else { throw .field("commit") }
        guard let collection = commit["collection"]?.string else { throw .field("collection") }
        guard let operation = commit["operation"]?.string else { throw .field("operation") }
        guard Self.collections.contains(collection) else {
            frame.skipped = .collection
            return
        }
        guard let key = commit["rkey"]?.string, AtProtocol.isRecordKey(key) else {
            throw .field("rkey")
        }
        let uri = "at://\(frame.did)/\(collection)/\(key)"
        guard uri.utf8.count <= EventLimits.idBytes else { throw .field("rkey") }
        let commitOf = Commit(collection: collection, uri: uri, key: key)
        switch operation {
        case "create", "update":
            guard let record = commit["record"], record.members != nil else {
                throw .field("record")
            }
            try mapRecord(record, of: commitOf, isUpdate: operation == "update", &frame)
        case "delete": mapDelete(commitOf, &frame)
        default: frame.skipped = .operation
        }
    }

    /// Which record a commit is about.
    struct Commit {
        var collection: String
        var uri: String
        var key: String
    }

    private func mapRecord(
        _ record: JSONValue,
        of commit: Commit,
        isUpdate: Bool,
        _ frame: inout JetstreamFrame
    ) throws(JetstreamFrameError) {
        switch commit.collection {
        case AtProtocol.post: try mapPost(record, commit, isUpdate: isUpdate, &frame)
        case AtProtocol.like: try mapEngagement(.like, record, commit, &frame)
        case AtProtocol.repost: try mapEngagement(.repost, record, commit, &frame)
        case AtProtocol.follow: try mapEdge(.follow, record, commit, &frame)
        case AtProtocol.block: try mapEdge(.block, record, commit, &frame)
        default:
            // Only the record named "self" is the account's profile.
            guard commit.key == "self" else {
                frame.skipped = .nothing
                return
            }
            mapProfile(record, isUpdate: isUpdate, &frame)
        }
    }

    /// Reads a record that its account's repository holds, as a message of its creation would have
    /// told it: the same events, under the same identities.
    ///
    /// - Parameters:
    ///   - record: the record, as JSON.
    ///   - collection: one of ``collections``.
    ///   - key: its key in the collection.
    ///   - did: whose repository it is.
    ///   - seen: when it was read; no record counts as later than that.
    /// - Returns: the events.
    /// - Throws: what is wrong with the record.
    func map(
        record: JSONValue,
        in collection: String,
        key: String,
        of did: String,
        seen: Timestamp
    ) throws(JetstreamFrameError) -> JetstreamFrame {
        guard AtProtocol.isRecordKey(key) else { throw .field("rkey") }
        let uri = "at://\(did)/\(collection)/\(key)"
        guard uri.utf8.count <= EventLimits.idBytes else { throw .field("rkey") }
        guard record.members != nil else { throw .field("record") }
        var frame = JetstreamFrame(did: did, timeUs: seen.milliseconds * 1000)
        let commit = Commit(collection: collection, uri: uri, key: key)
        try mapRecord(record, of: commit, isUpdate: false, &frame)
        return frame
    }

    private func mapEngagement(
        _ kind: Engagement.Kind,
        _ record: JSONValue,
        _ commit: Commit,
        _ frame: inout JetstreamFrame
    ) throws(JetstreamFrameError) {
        guard let subject = record["subject"]?["uri"]?.string else { throw .field("subject") }
        guard AtProtocol.isRecord(subject, in: AtProtocol.post) else {
            frame.skipped = .subject
            return
        }
        let at = Self.time(of: record, frame)
        var event = Engagement(kind: kind, actor: frame.did, post: subject, at: at)
        event.id = commit.uri
        frame.events.append(.engagement(event))
    }

    private func mapEdge(
        _ kind: Edge.Kind,
        _ record: JSONValue,
        _ commit: Commit,
        _ frame: inout JetstreamFrame
    ) throws(JetstreamFrameError) {
        guard let subject = record["subject"]?.string, AtProtocol.isDID(subject) else {
            throw .field("subject")
        }
        let at = Self.time(of: record, frame)
        var event = Edge(kind: kind, actor: frame.did, subject: subject, at: at)
        event.id = commit.uri
        frame.events.append(.edge(event))
    }

    /// A deletion carries no record: what is taken back is named by its own URI alone.
    private func mapDelete(_ commit: Commit, _ frame: inout JetstreamFrame) {
        let at = frame.seen
        func undoing(_ kind: Engagement.Kind) -> Event {
            var event = Engagement(kind: kind, actor: frame.did, post: nil, at: at)
            event.id = commit.uri
            event.undone = true
            return .engagement(event)
        }
        func ending(_ kind: Edge.Kind) -> Event {
            var event = Edge(kind: kind, actor: frame.did, subject: nil, at: at)
            event.id = commit.uri
            event.undone = true
            return .edge(event)
        }
        switch commit.collection {
        case AtProtocol.post: frame.events.append(.delete(Delete(post: commit.uri, at: at)))
        case AtProtocol.like: frame.events.append(undoing(.like))
        case AtProtocol.repost: frame.events.append(undoing(.repost))
        case AtProtocol.follow: frame.events.append(ending(.follow))
        case AtProtocol.block: frame.events.append(ending(.block))
        default:
            guard commit.key == "self" else {
                frame.skipped = .nothing
                return
            }
            mapProfile(.object([]), isUpdate: true, &frame)
        }
    }

    /// The moment that a record claims for itself, no later than it was seen.
    static func time(of record: JSONValue, _ frame: JetstreamFrame) -> Timestamp {
        guard let text = record["createdAt"]?.string, let claimed = Timestamp(text) else {
            return frame.seen
        }
        return min(claimed, frame.seen)
    }
}

extension JetstreamFrame {
    /// The moment at which Jetstream saw it.
    var seen: Timestamp { Timestamp(milliseconds: timeUs / 1000) }
}
