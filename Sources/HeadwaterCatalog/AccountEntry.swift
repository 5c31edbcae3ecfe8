public import HeadwaterCore
public import HeadwaterEvents

/// What the catalog knows of one account.
public struct AccountEntry: Sendable, Hashable {
    /// A value, and the `at` of the event that set it: per field the newest decides.
    public struct Field<Value: Sendable & Hashable>: Sendable, Hashable {
        /// The value.
        public var value: Value
        /// When it was set.
        public var at: Timestamp

        init(_ value: Value, at: Timestamp = .epoch) {
            self.value = value
            self.at = at
        }

        /// Takes over a value unless a newer one stands; at equal `at` the later position wins.
        mutating func set(_ new: Value?, at: Timestamp) -> Bool {
            guard let new, at >= self.at else { return false }
            self.at = at
            defer { value = new }
            return value != new
        }
    }

    /// Fields that few accounts have, so that the rest pays 8 bytes for them.
    final class Rare: Sendable {
        let human: Field<String>
        let attributes: Field<[Attribute]>

        init(human: Field<String>, attributes: Field<[Attribute]>) {
            self.human = human
            self.attributes = attributes
        }
    }

    /// Whether an event has told of it, not only named it.
    public var isKnown = false
    /// Its handle, or empty.
    public var handle = Field("")
    /// Its name, or empty.
    public var name = Field("")
    /// Its picture, or empty.
    public var avatar = Field("")
    /// Whether it takes part.
    public var status = Field(Account.Status.active)
    /// Whether others may find its posts in search and answers.
    public var indexable = Field(true)
    /// Whether its posts may be in the feeds of others than its followers.
    public var discoverable = Field(true)
    /// The number of accounts that follow it.
    public var followers: UInt32 = 0
    /// The number of accounts that it follows.
    public var following: UInt32 = 0
    /// The number of its posts that arrived and were not deleted.
    public var posts: UInt32 = 0
    /// Whether labels stand on it.
    public var isLabelled = false
    /// The number of states that it holds on posts: likes and the like.
    var states: UInt32 = 0
    var rare: Rare?

    init() {}

    /// How it was shown to be one person, as a JSON object, or empty.
    public var human: String { rare?.human.value ?? "" }
    /// Other attributes.
    public var attributes: [Attribute] { rare?.attributes.value ?? [] }

    /// Whether everything that is known agrees.
    public static func == (left: AccountEntry, right: AccountEntry) -> Bool {
        left.isKnown == right.isKnown && left.handle == right.handle && left.name == right.name
            && left.avatar == right.avatar && left.status == right.status
            && left.indexable == right.indexable && left.discoverable == right.discoverable
            && left.followers == right.followers && left.following == right.following
            && left.posts == right.posts && left.isLabelled == right.isLabelled
            && left.human == right.human && left.attributes == right.attributes
    }

    /// Hashes a part of it, which equal entries share.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(handle)
        hasher.combine(name)
        hasher.combine(status)
    }

    mutating func setRare(human: String?, attributes: [Attribute]?, at: Timestamp) -> Bool {
        guard human != nil || attributes != nil else { return false }
        var newHuman = rare?.human ?? Field("")
        var newAttributes = rare?.attributes ?? Field([])
        let changed = newHuman.set(human, at: at)
        let alsoChanged = newAttributes.set(attributes, at: at)
        rare = Rare(human: newHuman, attributes: newAttributes)
        return changed || alsoChanged
    }
}
