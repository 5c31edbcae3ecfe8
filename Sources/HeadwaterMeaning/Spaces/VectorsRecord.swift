public import HeadwaterCore
public import HeadwaterEvents

/// What the log says of the model's vectors: `change` records of two kinds.
///
/// | kind | name | before | after | who |
/// |---|---|---|---|---|
/// | `space` | the space | | its dimension | `encoder` |
/// | `space` | the space | its dimension | `serving` | `encoder` |
/// | `vectors` | the space | a position | a later position | `encoder` or `table` |
///
/// A `vectors` record makes the vectors count of all versions of posts that lie after the one and up
/// to the other position, still stand, and wait for one: views use a vector only past the record.
public enum VectorsRecord: Sendable, Hashable {
    /// Who made vectors.
    public enum Maker: String, Sendable, Hashable {
        /// The encoder of the space.
        case encoder
        /// The static table that stands in for it.
        case table
    }

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
        /// Who made them.
        public var maker: Maker

        /// A batch.
        public init(space: String, after: LogPosition, through: LogPosition, maker: Maker) {
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
                let maker = Maker(rawValue: change.who), after < through
            else { return nil }
            self = .attached(
                Batch(
                    space: change.name,
                    after: LogPosition(rawValue: after),
                    through: LogPosition(rawValue: through),
                    maker: maker
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
            who: Maker.encoder.rawValue,
            why: "",
            at: moment
        )
        switch self {
        case .declared(let space, let dimension):
            change.name = space
            change.after = "\(dimension)"
            change.why = "posts get their vectors in this space"
        case .serving(let space):
            change.name = space
            change.after = Self.serving
            change.why = "every post has its vector in this space"
        case .attached(let batch):
            change.kind = Self.vectorsKind
            change.name = batch.space
            change.before = "\(batch.after.rawValue)"
            change.after = "\(batch.through.rawValue)"
            change.who = batch.maker.rawValue
            change.why = "the vectors of these posts count from here on"
        }
        return change
    }
}
