public import HeadwaterCore
public import HeadwaterEvents

/// What an account's repository says that a feed for it should know.
public struct RepositoryContents: Sendable, Hashable {
    /// The revision that was read.
    public var revision = ""
    /// Blocks, follows and likes, in this order, each from the oldest: what restricts comes first.
    public var events: [Event] = []
    /// All records of the repository.
    public var records = 0
    /// Records of these kinds that say nothing that can be used, such as likes of feeds.
    public var skipped = 0
    /// Older records that were left out as there are more than are taken.
    public var omitted = 0
}

/// Reads follows, likes and blocks out of an account's repository, as
/// `com.atproto.sync.getRepo` gives it.
///
/// They become the same events, under the same identities, as those that Jetstream tells of, so
/// one that is known already is recognised. The bytes are checked against their names up to the
/// commit, whose signature is not checked: they come from the account's own host.
public struct RepositoryReader: Sendable, Hashable {
    /// How many of an account's newest likes are taken.
    public var likes: Int
    /// How many of an account's newest follows are taken, and how many of its blocks.
    public var edges: Int

    private let mapper: JetstreamMapper

    /// A reader that takes so many records of each kind.
    public init(likes: Int, edges: Int, mapper: JetstreamMapper = JetstreamMapper()) {
        self.likes = likes
        self.edges = edges
        self.mapper = mapper
    }

    /// Reads a repository.
    ///
    /// Complexity: linear in its bytes; beside them it holds a place for each block, at 56 bytes and
    /// the dictionary's spare room.
    /// - Parameters:
    ///   - bytes: The CAR file.
    ///   - did: Whose repository it must be.
    ///   - seen: When it was fetched: no record counts as later than that.
    /// - Returns: What it says.
    /// - Throws: What is wrong with it; nothing of it counts then.
    public func read(
        _ bytes: [UInt8],
        of did: String,
        seen: Timestamp
    ) throws(RepositoryError) -> RepositoryContents {
        let archive = try ContentArchive(bytes)
        let commit = try archive.value(archive.root)
        guard commit["did"]?.text == did else { throw .commit("it is not of \(did)") }
        guard let version = commit["version"]?.integer, (2...3).contains(version) else {
            throw .commit("its version is not known")
        }
        guard let root = commit["data"]?.link else { throw .commit("it names no records") }
        var contents = RepositoryContents()
        contents.revision = String((commit["rev"]?.text ?? "").prefix(64))

        var blocks = Wanted(AtProtocol.block, edges)
        var follows = Wanted(AtProtocol.follow, edges)
        var liked = Wanted(AtProtocol.like, likes)
        try RecordTree(archive: archive).walk(from: root) { path, id throws(RepositoryError) in
            contents.records += 1
            if liked.take(path, id) { return }
            if follows.take(path, id) { return }
            _ = blocks.take(path, id)
        }
        for wanted in [blocks, follows, liked] {
            contents.omitted += wanted.omitted
            for (key, id) in wanted.records {
                let record = try archive.value(id)
                do throws(JetstreamFrameError) {
                    let frame = try mapper.map(
                        record: record.json,
                        in: wanted.collection,
                        key: key,
                        of: did,
                        seen: seen
                    )
                    contents.events += frame.events
                    if frame.events.isEmpty { contents.skipped += 1 }
                } catch {
                    contents.skipped += 1
                }
            }
        }
        return contents
    }
}

/// The newest records of one collection.
///
/// Their keys rise with time, as the tree's order does.
private struct Wanted {
    let collection: String
    private let prefix: [UInt8]
    private let limit: Int
    private var found: [(key: String, id: ContentID)] = []
    private var count = 0

    init(_ collection: String, _ limit: Int) {
        self.collection = collection
        self.limit = limit
        prefix = Array("\(collection)/".utf8)
    }

    var omitted: Int { count - records.count }

    var records: ArraySlice<(key: String, id: ContentID)> { found.suffix(limit) }

    /// Takes note of a record; false where it belongs to another collection.
    mutating func take(_ path: [UInt8], _ id: ContentID) -> Bool {
        guard path.starts(with: prefix) else { return false }
        count += 1
        // Old ones go in whole stretches, so that each is moved once at most.
        if found.count >= max(limit, 1) * 2 { found.removeFirst(found.count - limit) }
        found.append((String(decoding: path.dropFirst(prefix.count), as: UTF8.self), id))
        return true
    }
}
