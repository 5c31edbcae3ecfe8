public import HeadwaterCatalog
public import HeadwaterCore
public import HeadwaterEvents

/// What has happened so far, as features: attributes, counts and rates, and what each viewer did
/// last.
///
/// One for all models of a registry. The features of an impression come from what came before it:
/// ask for its ``Example`` first, then ``count(viewer:post:surface:at:_:_:)`` it. Nothing here
/// grows without bound, and the same calls give the same state and bytes.
///
/// Memory: 150 bytes for an account or post with attributes, 490 for a viewer who did something
/// lately, 90 for each id and pair that is counted; ``LearnSettings`` bounds how many.
public struct FeatureState: Sendable {
    /// What bounds it; takes effect from the next call on, and is not encoded.
    public var settings = LearnSettings() {
        didSet { takeSettings() }
    }
    var accounts: RowTable<AttributeRow>
    var posts: RowTable<AttributeRow>
    var recents: RowTable<RecentRow>
    /// By ``Pair`` key: the sums of the labels in the lanes of the heads.
    var counts: RowTable<Lanes>
    /// The sums of all impressions: labels in the lanes of the heads.
    var everyone = Lanes()

    /// Nothing has happened yet.
    public init() {
        accounts = RowTable(limit: settings.entities)
        posts = RowTable(limit: settings.entities)
        recents = RowTable(limit: settings.entities)
        counts = RowTable(limit: settings.counts)
    }

    /// The bytes that it takes.
    public var byteCount: Int {
        accounts.byteCount + posts.byteCount + recents.byteCount + counts.byteCount
    }

    private mutating func takeSettings() {
        accounts.limit = settings.entities
        posts.limit = settings.entities
        recents.limit = settings.entities
        counts.limit = settings.counts
    }

    /// Takes the attributes of an account from its event.
    public mutating func observe(account: AccountID, _ event: Account) {
        guard let attributes = event.attributes else { return }
        Self.put(AttributeRow(attributes, hour: Self.hour(event.at)), account.rawValue, &accounts)
    }

    /// Takes the attributes of a post from its event.
    public mutating func observe(post: PostID, _ event: Post, _ catalog: Catalog) {
        Self.put(AttributeRow(event.attributes, hour: Self.hour(event.at)), post.rawValue, &posts)
    }

    /// Forgets the attributes of a post that is deleted.
    public mutating func forget(post: PostID) { _ = posts.remove(UInt64(post.rawValue)) }

    /// Forgets the attributes and last actions of an account, and its own rates.
    public mutating func forget(account: AccountID) {
        let key = UInt64(account.rawValue)
        _ = accounts.remove(key)
        _ = recents.remove(key)
        _ = counts.remove(Pair.viewer.key(key))
        _ = counts.remove(Pair.author.key(key))
    }

    private static func put(
        _ row: AttributeRow,
        _ id: UInt32,
        _ table: inout RowTable<AttributeRow>
    ) {
        let key = UInt64(id)
        if row.size == 0 {
            table.remove(key)
        } else {
            table.put(key, row)
        }
    }

    /// The milliseconds since 1970 of a moment, within the range of the event format.
    @inline(__always)
    static func milliseconds(_ at: Timestamp) -> Int64 {
        min(max(at.milliseconds, 0), Timestamp.end.milliseconds)
    }

    /// The hour, since 1970, of a moment.
    @inline(__always)
    static func hour(_ at: Timestamp) -> Float { Float(milliseconds(at) / 3_600_000) }

    /// The minute, since 1970, of a moment.
    @inline(__always)
    static func minute(_ at: Timestamp) -> UInt32 { UInt32(milliseconds(at) / 60_000) }
}

extension FeatureState {
    /// Writes all of it but the settings.
    public func encode(into writer: inout ByteWriter) {
        accounts.encode(into: &writer)
        posts.encode(into: &writer)
        recents.encode(into: &writer)
        counts.encode(into: &writer)
        everyone.encode(into: &writer)
    }

    /// Reads what ``encode(into:)`` wrote; the settings are the standard ones.
    public init(from reader: inout ByteReader) throws(ByteReaderError) {
        accounts = try RowTable(from: &reader)
        posts = try RowTable(from: &reader)
        recents = try RowTable(from: &reader)
        counts = try RowTable(from: &reader)
        everyone = try Lanes(from: &reader)
        takeSettings()
    }
}
