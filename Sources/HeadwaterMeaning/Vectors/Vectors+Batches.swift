public import HeadwaterCatalog
public import HeadwaterEvents

/// Versions of posts that are to get their vectors together.
public struct VectorBatch: Sendable, Hashable {
    /// One version of a post.
    public struct Version: Sendable, Hashable {
        /// The post.
        public var post: PostID
        /// Where the version stands in the log.
        public var position: LogPosition
    }

    /// What the record will say.
    public var record: VectorsRecord.Batch
    /// The versions, in the order of the log.
    public var versions: [Version]
}

extension Vectors {
    /// How many posts wait for a vector in a space of the model, and how many have one that
    /// only stands in; nil where there is no such space.
    public func backlog(of space: String) -> (waiting: Int, stoodIn: Int)? {
        models.first { $0.name == space }.map { ($0.waiting.count, $0.stoodIn.count) }
    }

    /// The versions that the embedder of a space should take next: those that wait, the newest first,
    /// then those for which another stands in; nil where there is none.
    public func next(in space: String, most: Int) -> VectorBatch? {
        guard let model = models.first(where: { $0.name == space }) else { return nil }
        let list = model.waiting.count > 0 ? model.waiting : model.stoodIn
        return Self.batch(list, list.indices.suffix(most), space, space)
    }

    /// The versions for which `maker` should stand in next, the oldest first, while more than
    /// `backlog` wait for the embedder of a space; nil where no more do.
    public func surplus(
        in space: String,
        over backlog: Int,
        most: Int,
        by maker: String
    ) -> VectorBatch? {
        guard let model = models.first(where: { $0.name == space }) else { return nil }
        let surplus = model.waiting.count - backlog
        guard surplus > 0 else { return nil }
        return Self.batch(
            model.waiting,
            model.waiting.indices.prefix(min(surplus, most)),
            space,
            maker
        )
    }

    /// The versions whose vectors a record will make count when it is applied, for whoever has to
    /// make them again.
    public func wanted(by record: VectorsRecord.Batch, in catalog: Catalog) -> VectorBatch? {
        guard let model = models.first(where: { $0.name == record.space }) else { return nil }
        var versions: [VectorBatch.Version] = []
        let lists = record.standsIn ? [model.waiting] : [model.waiting, model.stoodIn]
        for list in lists {
            for index in list.range(after: record.after, through: record.through)
            where Self.stands((list.positions[index], list.posts[index]), in: catalog) {
                versions.append(Self.version(list, index))
            }
        }
        versions.sort { $0.position < $1.position }
        return versions.isEmpty ? nil : VectorBatch(record: record, versions: versions)
    }

    private static func batch(
        _ list: WaitingPosts,
        _ range: Range<Int>,
        _ space: String,
        _ maker: String
    ) -> VectorBatch? {
        let versions = range.map { version(list, $0) }
        guard let first = versions.first, let last = versions.last else { return nil }
        return VectorBatch(
            record: VectorsRecord.Batch(
                space: space,
                after: LogPosition(rawValue: first.position.rawValue - 1),
                through: last.position,
                maker: maker
            ),
            versions: versions
        )
    }

    private static func version(_ list: WaitingPosts, _ index: Int) -> VectorBatch.Version {
        VectorBatch.Version(
            post: PostID(list.posts[index]),
            position: LogPosition(rawValue: list.positions[index])
        )
    }
}

/// How many vectors there are.
public struct VectorCounts: Sendable, Hashable {
    /// The space that is asked; nil where there is none.
    public var space: Space?
    /// Posts that have a vector in it, or one that stands in.
    public var embedded = 0
    /// Of those, posts whose vector stands in.
    public var stoodIn = 0
    /// Posts that wait for one.
    public var waiting = 0
    /// Topics that posts may join in it.
    public var topics = 0
    /// Vectors in a team's own spaces.
    public var own = 0
    /// Bytes of memory that all of it takes, about.
    public var bytes = 0
}

extension Vectors {
    /// How many vectors there are.
    public var counts: VectorCounts {
        var counts = VectorCounts(space: primary)
        for model in models {
            counts.waiting += model.waiting.count
            counts.bytes += model.store.byteCount + (model.standIn?.store.byteCount ?? 0)
            guard model.isServing else { continue }
            counts.stoodIn = model.standIn?.store.count ?? 0
            counts.embedded = model.store.count + counts.stoodIn
            counts.topics = model.store.topics.topics.count
            counts.topics += model.standIn?.store.topics.topics.count ?? 0
        }
        for own in owns {
            counts.own += own.store.count
            counts.bytes += own.store.byteCount
        }
        return counts
    }
}
