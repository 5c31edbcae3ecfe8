public import HeadwaterCore

/// One event of the format that EVENTS.md describes, version 1.
///
/// Events are values that have passed every rule of the format: ids of 1 to 512 bytes, times from
/// 1970 to 2099, texts and lists within their limits.
public enum Event: Sendable, Hashable {
    /// A post, or a new version of one.
    case post(Post)
    /// The end of a post.
    case delete(Delete)
    /// What an account says of itself, and its status.
    case account(Account)
    /// A tie between two accounts, or its end.
    case edge(Edge)
    /// What a viewer did with a post.
    case engagement(Engagement)
    /// What a viewer saw.
    case impression(Impression)
    /// What somebody says of a post or an account.
    case label(Label)

    /// The moment at which it happened.
    public var at: Timestamp {
        switch self {
        case .post(let event): event.at
        case .delete(let event): event.at
        case .account(let event): event.at
        case .edge(let event): event.at
        case .engagement(let event): event.at
        case .impression(let event): event.at
        case .label(let event): event.at
        }
    }
}

/// A post, or a new version of one.
public struct Post: Sendable, Hashable {
    /// What kind of thing was posted.
    public enum Kind: String, Sendable, Hashable {
        /// A short post.
        case post
        /// An article with a title.
        case article
    }

    /// The post's id.
    public var id: String
    /// The account that posted it.
    public var author: String
    /// The moment at which it was first posted.
    public var at: Timestamp
    /// Its text, at most 65,536 bytes; may be empty.
    public var text: String
    /// The moment of this version, where it is an edit.
    public var edited: Timestamp?
    /// What kind of thing it is.
    public var kind: Kind
    /// Its title.
    public var title: String?
    /// Where it stands on the web.
    public var url: String?
    /// Whom it is for.
    public var audience: Audience
    /// Its languages, as BCP 47 tags, the main one first.
    public var langs: [String]
    /// Its hashtags, without the sign.
    public var tags: [String]
    /// The links in it.
    public var links: [String]
    /// The ids of the accounts that it mentions.
    public var mentions: [String]
    /// The labels that its author gave it.
    public var labels: [String]
    /// The first post of the thread that it belongs to.
    public var replyRoot: String?
    /// The post that it answers.
    public var replyParent: String?
    /// The post that it quotes.
    public var quote: String?
    /// Its pictures, videos and recordings.
    public var media: [Media]
    /// Where it was posted.
    public var place: Place?
    /// A team's own embeddings, in the order of their space names.
    public var vectors: [Vector]
    /// Other attributes, in the order of their names.
    public var attributes: [Attribute]

    /// A post with the required fields; the rest starts empty.
    public init(id: String, author: String, at: Timestamp, text: String) {
        self.id = id
        self.author = author
        self.at = at
        self.text = text
        kind = .post
        audience = .public
        langs = []
        tags = []
        links = []
        mentions = []
        labels = []
        media = []
        vectors = []
        attributes = []
    }

    /// The moment that tells this version from others: `edited`, or else `at`.
    public var version: Timestamp { edited ?? at }
}

/// Whom a post is for.
public enum Audience: Sendable, Hashable {
    /// Everyone.
    case `public`
    /// Followers, and whoever knows its id.
    case unlisted
    /// The author's followers.
    case followers
    /// The accounts that it mentions.
    case mentioned
    /// The members of a group.
    case group(String)
}

/// A picture, video or recording of a post.
public struct Media: Sendable, Hashable {
    /// What kind of media it is.
    public enum Kind: String, Sendable, Hashable {
        /// A picture.
        case image
        /// A video.
        case video
        /// A recording.
        case audio
    }

    /// A stretch of speech.
    public struct Segment: Sendable, Hashable {
        /// Where it begins, in milliseconds.
        public var startMs: Int64
        /// Where it ends, in milliseconds.
        public var endMs: Int64
        /// What is said.
        public var text: String

        /// A stretch of speech.
        public init(startMs: Int64, endMs: Int64, text: String) {
            self.startMs = startMs
            self.endMs = endMs
            self.text = text
        }
    }

    /// What kind of media it is.
    public var kind: Kind
    /// Where it is.
    public var url: String?
    /// A still picture of it.
    public var poster: String?
    /// What it shows, in words.
    public var alt: String?
    /// What is said in it.
    public var transcript: String?
    /// What is said in it, and when.
    public var segments: [Segment]
    /// The writing that can be read in it.
    public var ocr: String?
    /// How long it lasts, in milliseconds.
    public var durationMs: Int64?
    /// The id of the sound or song that it uses.
    public var sound: String?
    /// Its width, in pixels.
    public var width: Int64?
    /// Its height, in pixels.
    public var height: Int64?

    /// Media of a kind; the rest starts empty.
    public init(kind: Kind) {
        self.kind = kind
        segments = []
    }
}

/// A place on Earth.
public struct Place: Sendable, Hashable {
    /// Degrees north, -90 to 90.
    public var latitude: Double?
    /// Degrees east, -180 to 180.
    public var longitude: Double?
    /// What it is called.
    public var name: String?

    /// A place.
    public init(latitude: Double? = nil, longitude: Double? = nil, name: String? = nil) {
        self.latitude = latitude
        self.longitude = longitude
        self.name = name
    }
}

/// An embedding in a named space.
public struct Vector: Sendable, Hashable {
    /// The space's name.
    public var space: String
    /// 1 to 4,096 finite numbers.
    public var values: [Float]

    /// An embedding in a named space.
    public init(space: String, values: [Float]) {
        self.space = space
        self.values = values
    }
}

/// A named text beside the fields of the format.
public struct Attribute: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The text.
    public var value: String

    /// A named text.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// The end of a post.
///
/// It is final, and may come before the post.
public struct Delete: Sendable, Hashable {
    /// The post that is no more.
    public var post: String
    /// The moment at which it was deleted.
    public var at: Timestamp

    /// The end of a post.
    public init(post: String, at: Timestamp) {
        self.post = post
        self.at = at
    }
}
