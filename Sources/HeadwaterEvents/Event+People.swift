public import HeadwaterCore

/// What an account says of itself, and its status.
///
/// A field that is nil leaves what is known.
public struct Account: Sendable, Hashable {
    /// Whether an account takes part.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// It takes part.
        case active
        /// Its owner has switched it off.
        case deactivated
        /// Its host has suspended it.
        case suspended
        /// Its host has taken it down.
        case takendown
        /// It is gone for good.
        case deleted
    }

    /// The account's id.
    public var id: String
    /// The moment from which this holds.
    public var at: Timestamp
    /// Its handle, without the sign; empty clears it.
    public var handle: String?
    /// Its name; empty clears it.
    public var name: String?
    /// Its picture; empty clears it.
    public var avatar: String?
    /// Whether it takes part.
    public var status: Status?
    /// Whether others may find its posts in search and answers.
    public var indexable: Bool?
    /// Whether its posts may be in the feeds of others than its followers.
    public var discoverable: Bool?
    /// How it was shown to be one person, as the JSON object that was sent.
    public var human: String?
    /// Other attributes, in the order of their names; nil where none were sent.
    public var attributes: [Attribute]?

    /// An account of which nothing is said.
    public init(id: String, at: Timestamp) {
        self.id = id
        self.at = at
    }
}

/// A tie between two accounts, or its end.
public struct Edge: Sendable, Hashable {
    /// What ties them.
    public enum Kind: UInt8, Sendable, Hashable, CaseIterable {
        /// The actor follows the subject.
        case follow
        /// The actor blocks the subject.
        case block
        /// The actor mutes the subject.
        case mute
        /// The actor is a member of the subject, a group.
        case member
    }

    /// What ties them.
    public var kind: Kind
    /// The account that made the tie.
    public var actor: String
    /// The other account; nil only in an undoing that names the tie by its `id`.
    public var subject: String?
    /// The moment at which it was made or undone.
    public var at: Timestamp
    /// The id of the record, where the source has one.
    public var id: String?
    /// Whether this ends the tie.
    public var undone: Bool

    /// A tie between two accounts.
    public init(kind: Kind, actor: String, subject: String?, at: Timestamp) {
        self.kind = kind
        self.actor = actor
        self.subject = subject
        self.at = at
        undone = false
    }
}

/// What somebody says of a post or an account.
public struct Label: Sendable, Hashable {
    /// The post or account.
    public var subject: String
    /// What is said of it, such as `!hide`.
    public var value: String
    /// Who says so.
    public var source: String
    /// The moment at which it was said.
    public var at: Timestamp
    /// Whether this takes the label back.
    public var undone: Bool
    /// Why.
    public var reason: String?
    /// The moment from which it no longer holds.
    public var expires: Timestamp?

    /// A label.
    public init(subject: String, value: String, source: String, at: Timestamp) {
        self.subject = subject
        self.value = value
        self.source = source
        self.at = at
        undone = false
    }
}
