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
            guard
                let (embedder, _) = embedders.embedder(
                    of: batch.record.space,
                    for: batch.record.maker
                )
            else { return false }
            let mailbox = views.read { $0.vectors.mailbox }
            try Self.make(batch, by: embedder, standsIn: false, from: log, into: mailbox)
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

    /// Puts the vectors of a batch, made from the texts in the log, where the view will take them.
    static func make(
        _ batch: VectorBatch,
        by embedder: any TextEmbedder,
        standsIn: Bool,
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
                quantized.map { .vector($0, standsIn: standsIn) } ?? .nothing,
                in: batch.record.space,
                at: version.position
            )
        }
    }

    /// The vector of a question's words in the space that is asked; made outside the lock, since it
    /// takes a millisecond.
    func meaning(of words: String) -> (vector: QuantizedVector, space: Space)? {
        guard !words.isEmpty, embedders.maker != nil, let space = views.read({ $0.vectors.primary })
        else { return nil }
        return embedders.vector(of: words, in: space).map { ($0, space) }
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
        guard let maker = embedders.maker else { return nil }
        let space = maker.space
        guard let backlog = vectors.backlog(of: space) else {
            // A table doesn't take the place of an encoder whose weights are only missing now.
            guard embedders.encoder != nil || vectors.primary == nil else { return nil }
            self = .write(.declared(space: space, dimension: maker.dimension))
            return
        }
        let most = Int(knobs[MeaningKnobs.batch])
        var batch: VectorBatch?
        if embedders.encoder == nil {
            batch = vectors.surplus(in: space, over: 0, most: most)
        } else {
            if embedders.standIn != nil {
                batch = vectors.surplus(
                    in: space,
                    over: Int(knobs[MeaningKnobs.backlog]),
                    most: most
                )
            }
            batch = batch ?? vectors.next(in: space, most: most)
        }
        if let batch {
            self = .embed(batch)
        } else if backlog.waiting == 0, vectors.primary != .model(space) {
            self = .write(.serving(space: space))
        } else {
            return nil
        }
    }
}
