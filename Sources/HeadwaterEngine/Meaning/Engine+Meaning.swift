import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog
import HeadwaterMeaning

extension Engine {
    /// Does the next piece of what there is to do about vectors, and returns once it counts: begins a
    /// space, gives some posts their vectors, or puts a complete space in the place of an older one.
    ///
    /// Blocks; the thread of ``EmbeddingWorker`` calls it again and again.
    /// - Returns: whether there was anything to do.
    func embedNext() throws(EngineError) -> Bool {
        guard let step = views.read({ EmbeddingStep($0.vectors, embedders, $0.knobs.current) })
        else { return false }
        switch step {
        case .write(let record):
            try writeBlocking([.change(record.change(at: now))])
        case .embed(let batch):
            let start = monotonicNanoseconds()
            guard let embedder = embedders.embedder(of: batch.record.maker) else { return false }
            let mailbox = views.read { $0.vectors.mailbox }
            try Self.make(batch, by: embedder, from: log, into: mailbox)
            do throws(EngineError) {
                try writeBlocking([.change(VectorsRecord.attached(batch.record).change(at: now))])
            } catch {
                mailbox.empty()
                throw error
            }
            embedding.count(
                batch.versions.count,
                nanoseconds: monotonicNanoseconds() - start
            )
        }
        return true
    }

    /// Gives every post that has arrived its vector, and returns once all of them count.
    ///
    /// For whoever needs to know at which moment that is, such as an evaluation; elsewhere a thread
    /// of the engine's own does it in the background (``EngineConfiguration/keepsHouse``).
    /// - Throws: `EngineError` where the log can't be read or written.
    /// - Complexity: O(posts that wait); blocks until they are done.
    public func catchUpOnMeaning() throws(EngineError) {
        while try embedNext() {}
    }

    /// Puts the vectors of a batch, made from the texts in the log, where the view will take them.
    static func make(
        _ batch: VectorBatch,
        by embedder: any TextEmbedder,
        from log: any EventLog,
        into mailbox: VectorMailbox
    ) throws(EngineError) {
        let records: [Record?]
        do throws(LogError) {
            records = try log.read(at: batch.versions.map(\.position))
        } catch {
            throw .log(error)
        }
        // What has been erased since has no text, and gets no vector.
        let texts = records.map { record in
            if case .event(.post(let post)) = record?.body {
                PostText.embedded(of: post)
            } else {
                ""
            }
        }
        for (version, vector) in zip(batch.versions, embedder.embed(texts)) {
            let quantized = vector.flatMap { QuantizedVector($0) }
            mailbox.put(
                quantized.map { .vector($0, space: embedder.space) } ?? .nothing,
                in: batch.record.space,
                at: version.position
            )
        }
    }

    /// What a question's words mean; made outside the lock, since it takes a millisecond.
    func question(_ words: String) -> Question? {
        guard !words.isEmpty, !embedders.isEmpty else { return nil }
        let (space, standIn, weight) = views.read { views in
            (
                views.vectors.primary, views.vectors.standInSpace(),
                Float(views.knobs.current[MeaningKnobs.tableWeight])
            )
        }
        return space.flatMap {
            Question(words, in: $0, standIn: standIn, embedders, tableWeight: weight)
        }
    }
}

/// What there is to do about vectors.
enum EmbeddingStep: Sendable {
    /// Write a record about a space.
    case write(VectorsRecord)
    /// Give these posts their vectors.
    case embed(VectorBatch)

    /// The next step; nil where all is done.
    init?(_ vectors: Vectors, _ embedders: Embedders, _ knobs: Knobs) {
        let most = Int(knobs[MeaningKnobs.batch])
        var batch: VectorBatch?
        if let encoder = embedders.encoder {
            guard let backlog = vectors.backlog(of: encoder.space) else {
                self = .write(.declared(space: encoder.space, dimension: encoder.dimension))
                return
            }
            let isServing = vectors.primary == .model(encoder.space)
            // While another space still serves, posts have vectors there.
            if let table = embedders.table, isServing {
                batch = vectors.surplus(
                    in: encoder.space,
                    over: Int(knobs[MeaningKnobs.backlog]),
                    most: most,
                    by: table.space
                )
            }
            batch = batch ?? vectors.next(in: encoder.space, most: most)
            if batch == nil, !isServing, backlog.waiting == 0 {
                self = .write(.serving(space: encoder.space))
                return
            }
        } else if let table = embedders.table {
            guard let primary = vectors.primary else {
                self = .write(.declared(space: table.space, dimension: table.dimension))
                return
            }
            // A space whose encoder's weights are only missing now keeps its vectors.
            batch = vectors.surplus(in: primary.name, over: 0, most: most, by: table.space)
        }
        guard let batch else { return nil }
        self = .embed(batch)
    }
}
