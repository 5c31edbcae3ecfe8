public import HeadwaterCatalog
public import HeadwaterCore
public import HeadwaterEvents

/// A post as every answer shows it.
public struct PostView: Sendable, Hashable {
    /// The version of the post that is shown, as it came in.
    public var post: Post
    /// The moment at which it was first posted.
    public var at: Timestamp
    /// Its author's handle, where that is known.
    public var handle: String?
    /// Its author's name, where that is known.
    public var name: String?
    /// How often each kind of engagement stands.
    public var counts: EngagementCounts
    /// The moment at which this version was received.
    public var received: Timestamp
}

/// An account as far as it is known.
public struct AccountView: Sendable, Hashable {
    /// Its id.
    public var id: String
    /// What is known of it.
    public var entry: AccountEntry
}
