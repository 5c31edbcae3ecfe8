public import HeadwaterCatalog
public import HeadwaterCore
public import HeadwaterEvents

/// What has happened so far, as features: attributes, counts and rates, and what each viewer did
/// last.
///
/// One for all models of a registry. The features of an impression come from what came before it:
/// ask for its ``Example`` first, then ``count(viewer:post:surface:at:_:_:)`` it. Nothing here grows
/// without bound, and the same calls give the same state and bytes.
public struct FeatureState: Sendable {
    var accounts: RowTable<AttributeRow>
    var posts: RowTable<AttributeRow>
    var recents: RowTable<RecentRow>
    var counts: RowTable<Lanes>
    /// The sums of all impressions: labels in the lanes of the heads.
    var everyone = Lanes()

    /// Nothing has happened yet.
    public init() {
        accounts = RowTable(limit: 1 << 20)
        posts = RowTable(limit: 1 << 20)
        recents = RowTable(limit: 1 << 20)
        counts = RowTable(limit: 1 << 22)
    }

    /// The bytes that it takes.
    public var byteCount: Int {
        accounts.byteCount + posts.byteCount + recents.byteCount + counts.byteCount
    }

    /// Takes the attributes of an account from its event.
    public mutating func observe(account: AccountID, _ event: Account) {
        guard let attributes = event.attributes else { return }
        let row = AttributeRow(attributes, hour: Self.hour(event.at))
        Self.put(row, account.rawValue, into: &accounts)
    }

    /// Takes the attributes of a post from its event.
    public mutating func observe(post: PostID, _ event: Post, _ catalog: Catalog) {
        guard !event.attributes.isEmpty else { return }
        let row = AttributeRow(event.attributes, hour: Self.hour(event.at))
        Self.put(row, post.rawValue, into: &posts)
    }

    private static func put(
        _ row: AttributeRow,
        _ id: UInt32,
        into table: inout RowTable<AttributeRow>
    ) {
        let key = UInt64(id)
        let found = table.find(key)
        if found >= 0 { table.rows[found] = row } else { _ = table.insert(key, row) }
    }

    /// The hour, since 1970, of a moment; within the range of the event format, whatever it is.
    static func hour(_ at: Timestamp) -> Float {
        Float(min(max(at.milliseconds, 0), Timestamp.end.milliseconds) / 3_600_000)
    }

    static func minute(_ at: Timestamp) -> UInt32 {
        UInt32(min(max(at.milliseconds, 0), Timestamp.end.milliseconds) / 60_000)
    }
}

extension FeatureState {
    /// Writes all of it.
    public func encode(into writer: inout ByteWriter) {
        accounts.encode(into: &writer)
        posts.encode(into: &writer)
        recents.encode(into: &writer)
        counts.encode(into: &writer)
        everyone.encode(into: &writer)
    }

    /// Reads what ``encode(into:)`` wrote.
    public init(from reader: inout ByteReader) throws(ByteReaderError) {
        accounts = try RowTable(from: &reader)
        posts = try RowTable(from: &reader)
        recents = try RowTable(from: &reader)
        counts = try RowTable(from: &reader)
        everyone = try Lanes(from: &reader)
    }
}
