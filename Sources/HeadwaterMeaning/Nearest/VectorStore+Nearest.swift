public import HeadwaterCatalog

/// A post and how near its vector is.
public struct Neighbour: Sendable, Hashable {
    /// The post.
    public var post: PostID
    /// The cosine with what was asked for, from -1 to 1.
    public var similarity: Float

    /// A post and how near its vector is.
    public init(post: PostID, similarity: Float) {
        self.post = post
        self.similarity = similarity
    }

    /// Whether it comes before another: nearer, or as near and newer.
    func isBefore(_ other: Neighbour) -> Bool {
        if similarity != other.similarity { return similarity > other.similarity }
        return post > other.post
    }
}

/// How thoroughly what is nearest is looked for.
struct Effort: Sendable {
    /// The cells that are searched at a time.
    var probes: Int
    /// The rounds of that, while too few posts are found that are wanted.
    var rounds = 4
    /// For each post that is asked for, how many are compared by their numbers.
    var depth = 16
}

extension VectorStore {
    /// The posts nearest to a vector, the nearest first.
    ///
    /// The nearest cells are searched by sketches, and the best of that compared by their numbers. Of
    /// the posts that are looked at, `isWanted` is asked only for those that may be among the best.
    /// Complexity: O(cells × dimension + probed members × dimension / 64 + count × dimension).
    func nearest(
        to query: QuantizedVector,
        count: Int,
        from oldest: PostID,
        effort: Effort,
        where isWanted: (PostID) -> Bool
    ) -> [Neighbour] {
        guard count > 0, query.numbers.count == dimension, cells.count > 0 else { return [] }
        let order = cells.order(for: query)
        let sketch = Sketch.bits(of: query.numbers)
        var found: [Neighbour] = []
        var next = 0
        for _ in 0..<max(1, effort.rounds) where found.count < count && next < order.count {
            let end = min(order.count, next + max(1, effort.probes))
            var scan = SketchScan(dimension: dimension)
            for cell in order[next..<end] { scan.add(cells.cells[cell], sketch) }
            scan.forEachNearest { slot in
                let post = PostID(self.post(at: slot))
                guard post >= oldest, isWanted(post) else { return 0 }
                found.append(
                    Neighbour(post: post, similarity: similarity(at: slot, to: query))
                )
                return 1
            } until: {
                $0 >= max(count * effort.depth, 64)
            }
            next = end
        }
        found.sort { $0.isBefore($1) }
        return Array(found.prefix(count))
    }

    /// The posts nearest to a vector, by comparing it with all of them: what the approximate
    /// search is measured by.
    func nearestOfAll(to query: QuantizedVector, count: Int) -> [Neighbour] {
        guard query.numbers.count == dimension else { return [] }
        var found: [Neighbour] = []
        for cell in cells.cells {
            for slot in cell.slots {
                found.append(
                    Neighbour(
                        post: PostID(post(at: Int(slot))),
                        similarity: similarity(at: Int(slot), to: query)
                    )
                )
            }
        }
        found.sort { $0.isBefore($1) }
        return Array(found.prefix(count))
    }
}

extension Cells {
    /// The cells, those whose centres are nearest first.
    func order(for query: QuantizedVector) -> [Int] {
        let similarities = cells.indices.map { similarity(of: query, to: $0) }
        return cells.indices.sorted {
            similarities[$0] != similarities[$1] ? similarities[$0] > similarities[$1] : $0 < $1
        }
    }
}

/// The slots of some cells by the number of bits in which they differ from a query.
private struct SketchScan {
    private var slots: [UInt32] = []
    private var distances: [UInt16] = []
    private var histogram: [Int]

    init(dimension: Int) {
        histogram = [Int](repeating: 0, count: Sketch.words(dimension) * 64 + 1)
    }

    mutating func add(_ cell: Cells.Cell, _ sketch: [UInt64]) {
        let start = slots.count
        slots += cell.slots
        appendHammingDistances(of: cell.sketches, from: sketch, to: &distances)
        for index in start..<slots.count { histogram[Int(distances[index])] += 1 }
    }

    /// Calls `body` with the slots, those with the fewest differing bits first, among equals in the
    /// order of the cells, until the sum of what it returns suffices.
    func forEachNearest(_ body: (Int) -> Int, until suffices: (Int) -> Bool) {
        var sum = 0
        var reached = 0
        var step = 512
        while reached < histogram.count {
            // The distances of the next `step` slots at least.
            var end = reached
            var count = 0
            while end < histogram.count, count < step {
                count += histogram[end]
                end += 1
            }
            var places = [Int](repeating: 0, count: end - reached + 1)
            for distance in reached..<end {
                places[distance - reached + 1] = places[distance - reached] + histogram[distance]
            }
            var ordered = [UInt32](repeating: 0, count: count)
            for index in distances.indices {
                let distance = Int(distances[index])
                guard distance >= reached, distance < end else { continue }
                ordered[places[distance - reached]] = slots[index]
                places[distance - reached] += 1
            }
            for slot in ordered {
                sum += body(Int(slot))
                if suffices(sum) { return }
            }
            reached = end
            step *= 4
        }
    }
}
