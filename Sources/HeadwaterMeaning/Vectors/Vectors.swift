public import HeadwaterCatalog
import HeadwaterCore

/// What posts mean: a vector for each, by space, and which are nearest to another.
///
/// A view. The model's vectors are made outside and count from the record that says so (see
/// ``VectorsRecord``); a team's own come with its posts and count at once. A newer version of a
/// post
/// drops the vectors of the one before it; deleting a post drops them to their last byte, in memory
/// and in later snapshots. Where posts are more than the knob `meaning.posts`, the newest keep
/// theirs.
public struct Vectors: DerivedView {
    /// What it is called in snapshots.
    public static let name = "vectors"
    /// The version of its snapshot's layout.
    public static let version: UInt32 = 2

    /// A space of the model.
    struct Model: Sendable {
        var name: String
        var store: VectorStore
        /// Versions of posts that wait for the encoder.
        var waiting = WaitingPosts()
        /// Those for which another embedder stands in until this space's has time.
        var stoodIn = WaitingPosts()
        var standIn: StandIn?
        var isServing: Bool
    }

    /// Vectors of another space that stand in for those of a model.
    struct StandIn: Sendable {
        var name: String
        var store: VectorStore
    }

    /// A team's own space.
    struct Own: Sendable {
        var name: String
        var store: VectorStore
    }

    /// Where vectors are put that a record will make count; copies of the view share it.
    public let mailbox = VectorMailbox()

    var settings = KnobSettings(MeaningKnobs.ofView)
    /// In the order in which they were declared.
    var models: [Model] = []
    /// In the order in which they first came.
    var owns: [Own] = []
    /// The last number that a topic got.
    var newestTopic: UInt32 = 0
    /// What the last record changed of posts' topics, in the order in which it came about; the rest
    /// follows from it, so it is in no snapshot.
    ///
    /// Not said is what goes along with a deleted account, or because newer posts came.
    public internal(set) var topicChanges: [TopicChange] = []

    /// A view without vectors.
    public init() {}

    // MARK: Spaces

    /// The model's space that is asked; nil until one has been declared.
    public var primary: Space? { models.first { $0.isServing }.map { .model($0.name) } }

    /// The spaces that there are: the one that is asked first, then the team's own in the order in
    /// which they came.
    public var spaces: [Space] {
        (primary.map { [$0] } ?? []) + owns.map { .own($0.name) }
    }

    /// How many numbers the vectors of a space have; nil where there is no such space.
    public func dimension(of space: Space) -> Int? { store(space)?.dimension }

    func store(_ space: Space?) -> VectorStore? {
        guard let space else { return models.first { $0.isServing }?.store }
        switch space.origin {
        case .model: return models.first { $0.name == space.name }?.store
        case .own: return owns.first { $0.name == space.name }?.store
        }
    }

    func standIn(for space: Space?) -> StandIn? {
        guard let space else { return models.first { $0.isServing }?.standIn }
        return space.origin == .own ? nil : models.first { $0.name == space.name }?.standIn
    }

    /// The space of what stands in for posts that have no vector of a model's space yet.
    public func standInSpace(of space: Space? = nil) -> String? { standIn(for: space)?.name }

    // MARK: Reading

    // No space means the primary one.

    /// The vector of a post; nil where it has none (yet).
    public func vector(of post: PostID, in space: Space? = nil) -> QuantizedVector? {
        store(space)?.vector(of: post.rawValue)
    }

    /// Whether a post has a vector.
    public func hasVector(_ post: PostID, in space: Space? = nil) -> Bool {
        store(space)?.contains(post.rawValue) ?? false
    }
}
