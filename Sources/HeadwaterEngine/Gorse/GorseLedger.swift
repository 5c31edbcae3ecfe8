public import HeadwaterCatalog
public import HeadwaterCore
public import HeadwaterEvents

/// What Gorse's API lists: its users, its items, and its feedback, each where the log has it.
///
/// Gorse knows one feedback for each type, user and item, and lists them by any of the three; the
/// other views keep what they learn from, and forget the rest. A feedback is an engagement whose
/// attribute `feedback` names its type; one that is undone takes the feedback back. An attribute
/// `due` says that it counts from a later moment (milliseconds since 1970).
///
/// Memory: 4 bytes a user and item, and about 60 bytes a feedback; nothing where nobody speaks
/// Gorse.
public struct GorseLedger: DerivedView {
    /// What it is called in snapshots.
    public static let name = "gorse"
    /// The version of its snapshot's layout.
    public static let version: UInt32 = 1

    /// The attribute that names the type of a feedback.
    public static let typeAttribute = "feedback"
    /// The attribute that says from when a feedback counts.
    public static let dueAttribute = "due"
    /// Types that are told apart; feedback of further ones isn't taken.
    public static let typeLimit = 1024

    /// One feedback.
    public struct Row: Sendable, Hashable {
        /// Its place among all, from 0: it keeps it.
        public var place: Int
        /// The number of its type.
        public var type: UInt32
        /// Who gave it.
        public var user: AccountID
        /// To what.
        public var item: PostID
        /// The engagement that it is inside.
        public var kind: Engagement.Kind
        /// The moment of that engagement.
        public var at: Timestamp
        /// Where that engagement stands in the log.
        public var position: LogPosition
        /// Whether it stands; false where it was taken back.
        public var stands: Bool
        /// From when it counts, where that lay ahead when it came.
        public var due: Timestamp?
    }

    var typeNames = Interner()
    var itemIDs: [UInt32] = []
    var userIDs: [UInt32] = []
    var knownUsers = FlatMap<UInt8>(filler: 0)
    var types: [UInt16] = []
    var users: [UInt32] = []
    var items: [UInt32] = []
    var kinds: [UInt8] = []
    var ats: [Int64] = []
    var positions: [UInt64] = []
    /// The row before this one of the same user and item, of the same user, of the same item; each
    /// plus 1.
    var previousOfPair: [UInt32] = []
    var previousOfUser: [UInt32] = []
    var previousOfItem: [UInt32] = []
    var pairs = FlatMap<UInt32>(filler: 0)
    var byUser = FlatMap<UInt32>(filler: 0)
    var byItem = FlatMap<UInt32>(filler: 0)
    var due = FlatMap<Int64>(filler: 0)

    static let standing: UInt8 = 0x80

    /// Nothing is known.
    public init() {}

    // MARK: Reading

    /// The number of items that came.
    public var itemCount: Int { itemIDs.count }
    /// The number of users that came.
    public var userCount: Int { userIDs.count }
    /// The number of feedback rows, those that were taken back too.
    public var rowCount: Int { types.count }

    /// The item that came at a place.
    public func item(_ place: Int) -> PostID { PostID(itemIDs[place]) }

    /// The user that came at a place.
    public func user(_ place: Int) -> AccountID { AccountID(userIDs[place]) }

    /// The number of a type, where anybody has used it.
    public func type(_ name: String) -> UInt32? { typeNames.find(name) }

    /// The name of a type.
    public func name(ofType type: UInt32) -> String { typeNames[type] }

    /// Whether so many more types may come.
    public func hasRoomForTypes(_ count: Int) -> Bool {
        typeNames.count + count <= Self.typeLimit
    }

    /// The feedback at a place.
    public func row(_ place: Int) -> Row {
        Row(
            place: place,
            type: UInt32(types[place]),
            user: AccountID(users[place]),
            item: PostID(items[place]),
            kind: Engagement.Kind(rawValue: kinds[place] & ~Self.standing) ?? .view,
            at: Timestamp(milliseconds: ats[place]),
            position: LogPosition(rawValue: positions[place]),
            stands: kinds[place] & Self.standing != 0,
            due: due[UInt64(place) + 1].map { Timestamp(milliseconds: $0) }
        )
    }

    /// The feedback between a user and an item, the newest type first; taken back or not.
    ///
    /// Complexity: O(types between the two).
    public func rows(of user: AccountID, and item: PostID) -> [Row] {
        chain(pairs[Self.key(user, item)], previousOfPair, limit: .max)
    }

    /// The feedback of a user, the newest first; taken back or not.
    public func rows(of user: AccountID, limit: Int = .max) -> [Row] {
        chain(byUser[UInt64(user.rawValue)], previousOfUser, limit: limit)
    }

    /// The feedback to an item, the newest first; taken back or not.
    public func rows(to item: PostID, limit: Int = .max) -> [Row] {
        chain(byItem[UInt64(item.rawValue)], previousOfItem, limit: limit)
    }

    /// Whether a user has given an item any feedback that stands and counts by `now`.
    public func hasFeedback(of user: AccountID, to item: PostID, by now: Timestamp) -> Bool {
        var next = pairs[Self.key(user, item)] ?? 0
        while next != 0 {
            let place = Int(next) - 1
            if kinds[place] & Self.standing != 0,
                due.count == 0 || (due[UInt64(next)] ?? 0) <= now.milliseconds
            {
                return true
            }
            next = previousOfPair[place]
        }
        return false
    }

    /// Whether any feedback of a user was dated ahead, and its moment has come by `now`.
    ///
    /// Complexity: O(feedback of the user) where any is dated ahead, else O(1).
    public func hasDue(of user: AccountID, by now: Timestamp) -> Bool {
        due.count > 0 && rows(of: user).contains { $0.stands && ($0.due ?? .end) <= now }
    }

    private func chain(_ first: UInt32?, _ previous: [UInt32], limit: Int) -> [Row] {
        var rows: [Row] = []
        var next = first ?? 0
        while next != 0, rows.count < limit {
            rows.append(row(Int(next) - 1))
            next = previous[Int(next) - 1]
        }
        return rows
    }

    static func key(_ user: AccountID, _ item: PostID) -> UInt64 {
        UInt64(user.rawValue) << 32 | UInt64(item.rawValue)
    }

    /// The bytes that it takes.
    public var byteCount: Int {
        (itemIDs.capacity + userIDs.capacity) * 4 + types.capacity * 39
            + (pairs.keys.count + byUser.keys.count + byItem.keys.count) * 12
            + due.keys.count * 16 + knownUsers.keys.count * 9
    }
}
