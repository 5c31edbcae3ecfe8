import HeadwaterCatalog

/// What posts are about, as far as their vectors tell: groups of posts that mean much the same,
/// found as the posts come.
///
/// Online spherical k-means (Zhong, IJCNN 2005), where a post that is like no topic founds one (as
/// in DP-means: Kulis and Jordan, ICML 2012). A topic's centre is the mean of its posts, the newer
/// ones once they are many, so it follows the news. The number of topics is bounded: where they are
/// as many as there may be, the one with the fewest recent posts makes room, or the post stays
/// without one.
///
/// Directions are compared as they lie around the mean of all. Vectors of short texts share most of
/// their direction, and how much is another matter in every space; without it, one topic of small
/// talk takes in whatever is like nothing else.
///
/// Everything follows from the vectors in their order, by the same arithmetic on every processor.
/// Memory: 5 bytes a dimension and topic, 1.3 MB for 512 of both.
struct Topics: Sendable {
    /// What is read of the knobs.
    struct Rules: Sendable, Hashable {
        var most: Int
        var likeness: Float
        var inertia: UInt32
    }

    /// One topic; its centre is a row of ``centres``.
    struct Topic: Sendable, Hashable {
        var id: UInt32
        /// The posts that are about it and still have a vector.
        var posts: UInt32 = 0
        /// When it last got one, as ``Topics/clock`` counts.
        var last: UInt64 = 0
        var sum: FixedSum
        var tags = TopicTags()
    }

    /// The background's inertia, in posts.
    static let backgroundInertia: UInt32 = 16_384
    /// How many posts with nothing in common the background begins with.
    static let backgroundPrior: Float = 8
    /// A topic's posts count half as much after so many posts for each topic that there may be.
    private static let halfLife: UInt64 = 8

    let dimension: Int
    var topics: [Topic] = []
    /// The centres, around the background, as int8 rows.
    private(set) var centres: [Int8] = []
    private(set) var lengths: [Float] = []
    /// The place of each topic, by number.
    private(set) var places: [UInt32: Int] = [:]
    /// What all vectors have in common.
    var background: FixedSum
    /// The vectors that it counts.
    var posts: UInt32 = 0
    /// The vectors that were ever counted since there were none.
    var clock: UInt64 = 0

    init(dimension: Int) {
        self.dimension = dimension
        background = FixedSum(dimension: dimension)
    }

    var byteCount: Int { topics.count * (dimension * 5 + 64) + dimension * 4 }

    // MARK: Changes

    /// Takes a post's vector in.
    ///
    /// Complexity: O(topics × dimension), some 10 µs for 512 of both.
    ///
    /// - Parameters:
    ///   - vector: The vector, of this dimension.
    ///   - tag: The tag that stands for what the post is about; 0 where there is none to be told.
    ///   - rules: What is read of the knobs.
    ///   - newest: The last number that was given away; the next one where a topic is founded.
    /// - Returns: The number of its topic; 0 where it has none.
    mutating func assign(
        _ vector: QuantizedVector,
        tag: UInt32,
        _ rules: Rules,
        newest: inout UInt32
    ) -> UInt32 {
        shrink(to: rules.most)
        let own = around(vector)
        clock += 1
        posts += 1
        defer { background.add(vector, inertia: Self.backgroundInertia) }
        guard let own else { return 0 }
        if let near = nearest(to: own, atLeast: rules.likeness) {
            topics[near].posts += 1
            topics[near].last = clock
            topics[near].sum.add(vector, inertia: rules.inertia)
            topics[near].tags.count(tag)
            recentre(near)
            return topics[near].id
        }
        guard makeRoom(rules.most) else { return 0 }
        newest = newest + 1 < TopicID.end ? newest + 1 : 1
        var topic = Topic(id: newest, posts: 1, last: clock, sum: FixedSum(dimension: dimension))
        topic.sum.add(vector, inertia: rules.inertia)
        topic.tags.count(tag)
        places[newest] = topics.count
        topics.append(topic)
        centres += own.numbers
        lengths.append(own.length)
        return newest
    }

    /// Takes a post's vector out, and with the last one of a topic the topic.
    ///
    /// What few posts said is not to be read from their mean once they are gone, so a mean of fewer
    /// than ``FixedSum/settled`` goes back to what it was.
    mutating func remove(_ vector: QuantizedVector, of topic: UInt32) {
        guard posts > 0 else { return }
        posts -= 1
        guard posts > 0 else {
            self = Topics(dimension: dimension)
            return
        }
        background.remove(vector)
        guard let index = places[topic] else { return }
        topics[index].posts -= 1
        guard topics[index].posts > 0 else { return giveUp(index) }
        guard !topics[index].sum.isSettled else { return }
        topics[index].sum.remove(vector)
        recentre(index)
    }

    private mutating func shrink(to most: Int) {
        while topics.count > most { giveUp(leastRecent(most).index) }
    }

    /// Whether there is room for a topic, for which another may be given up that has had no more
    /// than one post lately.
    private mutating func makeRoom(_ most: Int) -> Bool {
        guard topics.count >= most else { return true }
        guard most > 0 else { return false }
        let least = leastRecent(most)
        guard least.weight <= 1 << 32 else { return false }
        giveUp(least.index)
        return true
    }

    /// The topic with the fewest recent posts, and how many they are, in 2^-32; of equals the first.
    private func leastRecent(_ most: Int) -> (index: Int, weight: UInt64) {
        let halfLife = Self.halfLife * UInt64(max(most, 1))
        var least = (index: 0, weight: UInt64.max)
        for index in topics.indices {
            let age = (clock - topics[index].last) / halfLife
            let weight = (UInt64(topics[index].sum.weight) << 32) >> min(age, 63)
            if weight < least.weight { least = (index, weight) }
        }
        return least
    }

    /// Removes a topic; the last one takes its place.
    private mutating func giveUp(_ index: Int) {
        let last = topics.count - 1
        places[topics[last].id] = index
        places[topics[index].id] = nil
        topics.swapAt(index, last)
        topics.removeLast()
        lengths.swapAt(index, last)
        lengths.removeLast()
        for place in 0..<dimension {
            centres[index * dimension + place] = centres[last * dimension + place]
        }
        centres.removeLast(dimension)
    }

    // MARK: Directions

    /// The topic whose centre is nearest, where it is near enough; of equals the first.
    private func nearest(to vector: QuantizedVector, atLeast likeness: Float) -> Int? {
        var best: Int?
        var greatest = likeness
        let numbers = vector.numbers.span
        let rows = centres.span
        for index in topics.indices {
            let row = rows.extracting(index * dimension..<(index + 1) * dimension)
            let similarity = cosine(dot(numbers, row), vector.length, lengths[index])
            if similarity > greatest || best == nil && similarity == likeness {
                greatest = similarity
                best = index
            }
        }
        return best
    }

    /// A vector as it lies around the background; nil where it is the background.
    private func around(_ vector: QuantizedVector) -> QuantizedVector? {
        let own = FixedSum.one / vector.length
        return direction { Float(vector.numbers[$0]) * own }
    }

    private mutating func recentre(_ index: Int) {
        let sum = topics[index].sum
        let share = 1 / Float(max(sum.weight, 1))
        let centre = direction { Float(sum.numbers[$0]) * share }
        for place in 0..<dimension {
            centres[index * dimension + place] = centre?.numbers[place] ?? 0
        }
        // One that isn't anywhere is near nothing.
        lengths[index] = centre?.length ?? 0
    }

    @inline(__always)
    private func direction(_ number: (Int) -> Float) -> QuantizedVector? {
        let share = 1 / (Float(background.weight) + Self.backgroundPrior)
        return QuantizedVector(
            (0..<dimension).map { number($0) - Float(background.numbers[$0]) * share }
        )
    }

    /// What the tags of a topic's posts say of it; nil where it is given up.
    func tags(of topic: UInt32) -> TopicTags? { places[topic].map { topics[$0].tags } }

    /// Sets the centres as a snapshot has them; false where they are of another size.
    mutating func restore(centres: [Int8]) -> Bool {
        guard centres.count == topics.count * dimension else { return false }
        for index in topics.indices { places[topics[index].id] = index }
        self.centres = centres
        lengths = topics.indices.map {
            QuantizedVector.length(
                of: centres.span.extracting($0 * dimension..<($0 + 1) * dimension)
            )
        }
        return true
    }
}
