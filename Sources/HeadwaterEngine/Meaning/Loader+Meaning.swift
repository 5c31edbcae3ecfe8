import HeadwaterEvents
import HeadwaterMeaning

extension Loader {
    /// What a replay lacked for vectors.
    struct Lacking: Sendable {
        /// Posts whose vectors a table stands in for.
        var stoodIn = 0
        /// Posts that go on waiting.
        var missing = 0

        /// What to say of it; empty where nothing lacked.
        var notes: [String] {
            var notes: [String] = []
            if stoodIn > 0 {
                notes.append(
                    "\(stoodIn) posts have vectors of the static table until the encoder's weights are"
                        + " there"
                )
            }
            if missing > 0 {
                notes.append(
                    "\(missing) posts wait for their vectors until the encoder's weights are there"
                )
            }
            return notes
        }
    }

    /// Makes the vectors again that a record is about to make count.
    ///
    /// They aren't in the log; embedders give the same bits again, so the view becomes what it was.
    func refill(
        for record: Record,
        _ views: borrowing Views,
        _ lacking: inout Lacking
    ) throws(EngineError) {
        guard case .change(let change) = record.body,
            case .attached(let batch) = VectorsRecord(change),
            let wanted = views.vectors.wanted(by: batch, in: views.catalog)
        else { return }
        let own = embedders.embedder(of: batch.maker)
        guard let embedder = own ?? embedders.table else {
            lacking.missing += wanted.versions.count
            return
        }
        if own == nil { lacking.stoodIn += wanted.versions.count }
        try Engine.make(
            wanted,
            by: SpreadEmbedder(embedder),
            from: log,
            into: views.vectors.mailbox
        )
    }
}
