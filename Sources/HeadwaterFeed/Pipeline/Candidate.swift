public import HeadwaterCatalog
public import HeadwaterLearn

/// Where a candidate comes from.
///
/// The raw value is a bit in ``SourceSet``.
public enum Source: UInt8, Sendable, CaseIterable {
    /// An account that the viewer follows.
    case followed
    /// People who engaged with what the viewer engaged with.
    case people
    /// Random walks from the viewer over posts and people.
    case walks
    /// Posts that go together with what the viewer liked lately.
    case coengaged
    /// What is rising.
    case rising
    /// What shares words, tags and the like with what the viewer liked.
    case resembling
    /// What means much the same as what the viewer liked lately.
    case nearest
    /// An author with little reach yet.
    case fresh
    /// What is popular.
    case popular
    /// What is new.
    case newest
    /// Whatever else is left.
    case backfill

    /// Its name in receipts.
    public var name: String {
        switch self {
        case .followed: "followed"
        case .people: "people"
        case .walks: "walks"
        case .coengaged: "coengaged"
        case .rising: "rising"
        case .resembling: "resembling"
        case .nearest: "nearest"
        case .fresh: "fresh"
        case .popular: "popular"
        case .newest: "newest"
        case .backfill: "backfill"
        }
    }
}

/// The sources that offered a candidate.
public struct SourceSet: OptionSet, Sendable, BitwiseCopyable {
    /// The bits.
    public var rawValue: UInt16
    /// The sources of these bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }
    /// One source.
    public init(_ source: Source) { rawValue = 1 << UInt16(source.rawValue) }
}

/// What the viewer's taste is made of: a feature that a hydrator fills, and the scorer weighs.
///
/// The raw values are the order in which pages are logged: append only.
public enum ScorePart: UInt8, Sendable, CaseIterable {
    /// The viewer follows the author.
    case follow
    /// The viewer's liking for the author.
    case author
    /// The viewer's liking for the tags.
    case tag
    /// The viewer's liking for the words.
    case word
    /// The viewer's liking for the sound.
    case sound
    /// The viewer's liking for the language.
    case language
    /// The viewer's liking for pictures, videos or plain text.
    case media
    /// People of like taste.
    case people
    /// How much it rises.
    case rising
    /// How popular it is.
    case popular
    /// How new it is.
    case new
    /// −1 for an answer in a thread.
    case reply
    /// −1 for an old post.
    case old
    /// How much it means the same as what the viewer liked lately, and not what they disliked.
    case meaning

    /// Its name in receipts.
    public var name: String {
        switch self {
        case .follow: "you follow the author"
        case .author: "your liking for the author"
        case .tag: "your liking for its tags"
        case .word: "your liking for its words"
        case .sound: "your liking for its sound"
        case .language: "your liking for its language"
        case .media: "your liking for its kind of media"
        case .people: "people of like taste"
        case .rising: "rising"
        case .popular: "popular"
        case .new: "new"
        case .reply: "an answer in a thread"
        case .old: "old"
        case .meaning: "like in meaning to what you liked lately"
        }
    }
}

/// A number for each part of a taste.
public struct ScoreParts: Sendable, BitwiseCopyable {
    private var numbers: InlineArray<14, Float> = .init(repeating: 0)

    /// All 0.
    public init() {}

    /// All of them, in the order of the raw values.
    public var all: [Float] { ScorePart.allCases.map { self[$0] } }

    /// The number of one part.
    public subscript(_ part: ScorePart) -> Float {
        get { numbers[Int(part.rawValue)] }
        set { numbers[Int(part.rawValue)] = newValue }
    }
}

/// A post that may stand on a page: plain values, so that hundreds are cheap.
public struct Candidate: Sendable, BitwiseCopyable {
    /// The post.
    public let post: PostID
    /// Who posted it.
    public let author: AccountID
    /// The sources that offered it.
    public var sources: SourceSet
    /// The number of people of like taste who engaged with it.
    public var people: UInt32 = 0
    /// How alike those people's taste is, summed.
    public var likeness: Float = 0
    /// What hydrators found.
    public var features = ScoreParts()
    /// Each part's share in what the viewer's taste says.
    public var parts = ScoreParts()
    /// What the model says that the viewer will do with it.
    public var model = UntrainedRanker.rates
    /// Whether ``model`` has been predicted for it.
    public var isPredicted = false
    /// The probabilities that its value is made of: those of the model, moved by the taste.
    public var heads = HeadOutputs()
    /// Its value for this viewer; depends on the viewer, the post and the model's version alone.
    public var score: Float = 0
    /// What it is about, for telling neighbours on the page apart; 0 where there is nothing.
    public var topics: InlineArray<4, UInt32> = .init(repeating: 0)

    /// A candidate of one source.
    public init(post: PostID, author: AccountID, source: Source) {
        self.post = post
        self.author = author
        sources = SourceSet(source)
    }
}

/// The candidates of one page, each once.
public struct CandidatePool: Sendable {
    /// The candidates, in the order in which they were first offered.
    public internal(set) var candidates: [Candidate] = []

    init() { candidates.reserveCapacity(512) }

    /// Takes in a post that ``FeedQuery/isOpen(_:)`` allows, or notes that a further source offers
    /// it, and returns its place; nil where the post isn't open.
    @discardableResult
    public mutating func offer(_ post: PostID, from source: Source, for query: FeedQuery) -> Int? {
        if let place = index[post] {
            candidates[place].sources.insert(SourceSet(source))
            return place
        }
        guard let author = query.authorIfOpen(post) else { return nil }
        index.set(post, to: candidates.count)
        var candidate = Candidate(post: post, author: author, source: source)
        people?.note(in: &candidate)
        candidates.append(candidate)
        return candidates.count - 1
    }

    /// Takes in how many people of like taste engaged with which posts, for what was offered
    /// already and what will be.
    mutating func know(_ sums: Sums) {
        people = sums
        for place in candidates.indices { sums.note(in: &candidates[place]) }
    }

    private var people: Sums?

    /// The place of a post.
    func place(of post: PostID) -> Int? { index[post] }

    private var index = PostPlaces()

    /// Leaves only the candidates that `isKept` allows.
    mutating func keep(_ isKept: (Candidate) -> Bool) {
        let before = candidates.count
        candidates.removeAll { !isKept($0) }
        guard candidates.count < before else { return }
        index = PostPlaces()
        for (place, candidate) in candidates.enumerated() { index.set(candidate.post, to: place) }
    }
}
