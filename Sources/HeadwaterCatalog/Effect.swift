public import HeadwaterCore
public import HeadwaterEvents

/// What a record did, once the catalog has applied it, in small numbers.
///
/// The views behind the catalog apply a record by its effect, so each rule of the event format
/// (which version stands, which state holds, what an `id` names) is kept in one place.
public enum Effect: Sendable, Hashable {
    /// Nothing that a view could see.
    case none
    /// A post arrived.
    case postAdded(PostID)
    /// A newer version took the place of one.
    case postEdited(PostID)
    /// A post ended; `wasKnown` is false where it had not arrived.
    case postDeleted(PostID, wasKnown: Bool)
    /// Something about an account changed; `status` where its status did.
    case account(AccountID, status: Bool)
    /// A tie between accounts was made or ended.
    case edge(Edge.Kind, actor: AccountID, subject: AccountID, on: Bool)
    /// A state of a viewer and a post was switched on or off.
    case state(Engagement.Kind, actor: AccountID, post: PostID, on: Bool)
    /// A viewer did something that is counted; `undone` where that was taken back.
    case counted(Engagement.Kind, actor: AccountID, post: PostID, undone: Bool)
    /// A viewer saw a post.
    case impression(actor: AccountID, post: PostID)
    /// Labels of a post or account changed.
    case label(post: PostID, account: AccountID)
    /// A page was served to a viewer.
    case served(viewer: AccountID, posts: [PostID])
    /// A knob, policy or the like changed.
    case change
}

/// What everything behind the catalog is: applies records in log order, and can be thrown away and
/// rebuilt.
///
/// The same records give the same view and the same snapshot, bit for bit: a view reads no clock,
/// no random source and no order that Swift's per-process hashing decides.
public protocol DerivedView: Sendable {
    /// What it is called in snapshots.
    static var name: String { get }
    /// The version of its snapshot's layout, which it writes.
    static var version: UInt32 { get }
    /// The versions whose snapshots it reads: its own alone, unless it says otherwise.
    ///
    /// A snapshot with a section of another version is passed over, and everything is made again
    /// from the log. A view that reads several versions writes which one it is into its bytes.
    static var readable: ClosedRange<UInt32> { get }

    /// An empty view.
    init()

    /// Applies one record. `effect` is what the catalog made of it; `catalog` stands at the record.
    mutating func apply(_ record: Record, _ effect: Effect, _ catalog: Catalog)

    /// Writes all of it.
    func encode(into writer: inout ByteWriter)

    /// Reads what ``encode(into:)`` wrote.
    init(from reader: inout ByteReader) throws(ByteReaderError)
}

extension DerivedView {
    /// Its own version alone.
    public static var readable: ClosedRange<UInt32> { version...version }
}
