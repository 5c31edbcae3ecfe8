public import HeadwaterCatalog
import HeadwaterCore
public import HeadwaterEvents

extension Vectors {
    private var limit: Int { Int(settings[MeaningKnobs.posts]) }

    /// Applies one record by what the catalog made of it.
    ///
    /// Complexity: O(1) for a post without vectors of its own; for a batch of vectors some 50 µs each
    /// where there are a million.
    public mutating func apply(_ record: Record, _ effect: Effect, _ catalog: Catalog) {
        topicChanges.removeAll(keepingCapacity: true)
        switch effect {
        case .postAdded(let id), .postEdited(let id):
            guard case .event(.post(let post)) = record.body else { return }
            if case .postEdited = effect {
                leaveTopics(id)
                remove(id)
            }
            for model in models.indices where PostText.hasAny(post) {
                models[model].waiting.append(id, at: record.position, limit: limit)
            }
            for vector in post.vectors { add(vector, of: id) }
        case .postDeleted(let id, wasKnown: true):
            leaveTopics(id)
            remove(id)
        case .account(let id, status: true):
            guard catalog.isDeleted(id) else { return }
            for post in catalog.posts(by: [id]) { remove(post) }
        case .change:
            guard case .change(let change) = record.body, !settings.apply(change) else { return }
            switch VectorsRecord(change) {
            case .declared(let space, let dimension): declare(space, dimension, catalog)
            case .serving(let space): serve(space)
            case .attached(let batch): attach(batch, catalog)
            case nil: return
            }
        default: return
        }
    }

    private mutating func remove(_ post: PostID) {
        for index in models.indices {
            models[index].store.remove(post.rawValue)
            models[index].standIn?.store.remove(post.rawValue)
        }
        for index in owns.indices { owns[index].store.remove(post.rawValue) }
    }

    // MARK: A team's own

    /// A vector of another dimension than the first of its space, one without a direction, and one of
    /// a space too many are passed over.
    private mutating func add(_ vector: Vector, of post: PostID) {
        guard let quantized = QuantizedVector(vector.values) else { return }
        var index = owns.firstIndex { $0.name == vector.space }
        if index == nil, owns.count < Int(settings[MeaningKnobs.ownSpaces]) {
            index = owns.count
            owns.append(
                Own(name: vector.space, store: VectorStore(dimension: quantized.numbers.count))
            )
        }
        guard let index, owns[index].store.dimension == quantized.numbers.count else { return }
        owns[index].store.set(post.rawValue, to: quantized, limit: limit)
    }

    // MARK: The model's

    /// Complexity: O(posts log posts): once for each version of a model.
    private mutating func declare(_ space: String, _ dimension: Int, _ catalog: Catalog) {
        guard !models.contains(where: { $0.name == space }) else { return }
        // One that never got complete makes room.
        models.removeAll { !$0.isServing }
        var entries: [(position: UInt64, post: UInt32)] = []
        for number in 0..<UInt32(catalog.postCount + 1) {
            let entry = catalog[PostID(number)]
            if entry.isLive { entries.append((entry.position.rawValue, number)) }
        }
        entries.sort { $0.position < $1.position }
        var model = Model(
            name: space,
            store: VectorStore(dimension: dimension),
            isServing: models.isEmpty
        )
        model.waiting.merge(entries.suffix(limit), limit: limit)
        models.append(model)
    }

    private mutating func serve(_ space: String) {
        guard models.contains(where: { $0.name == space }) else { return }
        models.removeAll { $0.name != space }
        models[0].isServing = true
    }

    private mutating func attach(_ batch: VectorsRecord.Batch, _ catalog: Catalog) {
        guard let index = models.firstIndex(where: { $0.name == batch.space }) else { return }
        func standing(_ posts: inout WaitingPosts) -> [(position: UInt64, post: UInt32)] {
            posts.take(posts.range(after: batch.after, through: batch.through))
                .filter { Self.stands($0, in: catalog) }
        }
        var left: [(position: UInt64, post: UInt32)] = []
        var stoodIn: [(position: UInt64, post: UInt32)] = []
        for entry in standing(&models[index].waiting) {
            guard let item = take(entry, index) else {
                // It was not made again: it goes on waiting.
                left.append(entry)
                continue
            }
            if !set(entry.post, to: item, index, catalog) { stoodIn.append(entry) }
        }
        models[index].waiting.merge(left, limit: limit)
        if !batch.standsIn {
            for entry in standing(&models[index].stoodIn) {
                let item = take(entry, index)
                if item.map({ set(entry.post, to: $0, index, catalog) }) != true {
                    stoodIn.append(entry)
                }
            }
        }
        stoodIn.sort { $0.position < $1.position }
        models[index].stoodIn.merge(stoodIn, limit: limit)
        mailbox.empty()
    }

    private func take(
        _ entry: (position: UInt64, post: UInt32),
        _ model: Int
    ) -> VectorMailbox.Item? {
        mailbox.take(in: models[model].name, at: LogPosition(rawValue: entry.position))
    }

    /// Sets what was made of a post; false where it only stands in.
    private mutating func set(
        _ post: UInt32,
        to item: VectorMailbox.Item,
        _ model: Int,
        _ catalog: Catalog
    ) -> Bool {
        leaveTopics(PostID(post), of: model)
        guard case .vector(let vector, let space) = item else {
            models[model].standIn?.store.remove(post)
            return true
        }
        let (dimension, limit, rules) = (vector.numbers.count, limit, topicRules)
        let tag = Self.publicTag(of: PostID(post), catalog)
        guard space != models[model].name else {
            models[model].standIn?.store.remove(post)
            if dimension == models[model].store.dimension {
                models[model].store.set(post, to: vector, limit: limit)
                let topic = models[model].store.assignTopic(
                    to: post,
                    vector,
                    tag: tag,
                    rules,
                    newest: &newestTopic
                )
                join(PostID(post), topic)
            }
            return true
        }
        // Another table than before begins anew: vectors of two are never compared.
        if models[model].standIn?.name != space
            || models[model].standIn?.store.dimension != dimension
        {
            models[model].standIn = StandIn(name: space, store: VectorStore(dimension: dimension))
        }
        models[model].standIn?.store.set(post, to: vector, limit: limit)
        let topic = models[model].standIn?.store.assignTopic(
            to: post,
            vector,
            tag: tag,
            rules,
            newest: &newestTopic
        )
        join(PostID(post), topic ?? 0)
        return false
    }

    /// Whether a version is the newest of a post that is there.
    static func stands(_ entry: (position: UInt64, post: UInt32), in catalog: Catalog) -> Bool {
        let row = catalog[PostID(entry.post)]
        return row.isLive && row.position.rawValue == entry.position
    }
}
