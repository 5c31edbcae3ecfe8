public import HeadwaterCore
public import HeadwaterEvents

/// What the log says of the model's vectors: `change` records of two kinds.
///
/// | kind | name | before | after | who |
/// |---|---|---|---|---|
/// | `space` | the space | | its dimension | the space |
/// | `space` | the space | | `serving` | the space |
/// | `vectors` | the space | a position | a later position | the space of who made them |
///
/// A `vectors` record makes the vectors count of all versions of posts that lie after the one and up
/// to the other position, still stand, and wait for one: views use a vector only past the record.
/// Where another than the space's own embedder made them, they stand in until that one does.
public enum VectorsRecord: Sendable, Hashable {
    /// A space of the model begins: every post that has been accepted waits for its vector there.
    case declared(space: String, dimension: Int)
    /// A space is complete: it is the one that is asked, and the ones before it go.
    case serving(space: String)
    /// Vectors count from here on.
    case attached(Batch)

    /// Which vectors count.
    public struct Batch: Sendable, Hashable {
        /// Their space.
        public var space: String
        /// Versions of posts after this position.
        public var after: LogPosition
        /// And up to this one.
        public var through: LogPosition
        /// The space in which they lie: of its own embedder, or of one that stands in.
        public var maker: String

        /// Whether they stand in for others.
        public var standsIn: Bool { maker != space }

        /// A batch.
        public init(space: String, after: LogPosition, through: LogPosition, maker: String) {
            self.space = space
            self.after = after
            self.through = through
            self.maker = maker
        }
    }

    static let spaceKind = "space"
    static let vectorsKind = "vectors"
    private static let serving = "serving"
    /// A model's vectors have at most so many numbers.
    static let dimensions = 1...4096

    /// What a change says of vectors; nil where it says nothing of them.
    public init?(_ change: Change) {
        switch change.kind {
        case Self.spaceKind where change.after == Self.serving:
            self = .serving(space: change.name)
        case Self.spaceKind:
            guard let dimension = Int(change.after), Self.dimensions.contains(dimension)
            else { return nil }
            self = .declared(space: change.name, dimension: dimension)
        case Self.vectorsKind:
            guard let after = UInt64(change.before), let through = UInt64(change.after),
                after < through
            else { return nil }
            self = .attached(
                Batch(
                    space: change.name,
                    after: LogPosition(rawValue: after),
                    through: LogPosition(rawValue: through),
                    maker: change.who
                )
            )
        default: return nil
        }
    }

    /// The record's body.
    public func change(at moment: Timestamp) -> Change {
        var change = Change(
            kind: Self.spaceKind,
            name: "",
            before: "",
            after: "",
            who: "",
            why: "",
            at: moment
        )
        switch self {
        case .declared(let space, let dimension):
            (change.name, change.who) = (space, space)
            change.after = "\(dimension)"
            change.why = "posts get their vectors in this space"
        case .serving(let space):
            (change.name, change.who) = (space, space)
            change.after = Self.serving
            change.why = "every post has its vector in this space"
        case .attached(let batch):
            change.kind = Self.vectorsKind
            change.name = batch.space
            change.before = "\(batch.after.rawValue)"
            change.after = "\(batch.through.rawValue)"
            change.who = batch.maker
            change.why = "the vectors of these posts count from here on"
        }
        return change
    }
}
