import NIOPosix

/// Reads files of events, or standard input, for an import.
///
/// Reading, decompressing and decoding run on a thread of their own, a few batches ahead of whoever
/// takes them, so that decoding and writing overlap. Memory is bounded whatever the files' sizes.
public struct EventFileImport: Sendable {
    private let paths: [String]
    private let batchEvents: Int
    private let batchesAhead: Int

    /// An import of these files, in this order.
    ///
    /// - Parameters:
    ///   - paths: NDJSON, plain, gzip or zstd; `-` is standard input.
    ///   - batchEvents: how many lines make a batch; it may have more, by those of one chunk.
    ///   - batchesAhead: how many batches may wait.
    public init(paths: [String], batchEvents: Int = 2048, batchesAhead: Int = 4) {
        self.paths = paths
        self.batchEvents = batchEvents
        self.batchesAhead = batchesAhead
    }

    /// Reads everything and hands it on, one batch after the other.
    ///
    /// - Returns: what came of it in all; on cancellation, as far as it came.
    /// - Throws: an ``ImportError``, after everything before it was handed on; or what `body` throws.
    public func run(
        _ body: (ImportBatch) async throws -> Void
    ) async throws -> ImportProgress {
        let handoff = Handoff<ImportBatch>(depth: batchesAhead)
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        pool.submit { [paths, batchEvents] _ in Self.read(paths, batchEvents, into: handoff) }
        var progress = ImportProgress()
        do {
            while let batch = try await handoff.next() {
                progress = batch.progress
                if !batch.events.isEmpty || !batch.rejected.isEmpty { try await body(batch) }
            }
        } catch {
            handoff.cancel()
            try await pool.shutdownGracefully()
            throw error
        }
        handoff.cancel()
        try await pool.shutdownGracefully()
        return progress
    }

    /// The thread's work.
    private static func read(
        _ paths: [String],
        _ batchEvents: Int,
        into handoff: Handoff<ImportBatch>
    ) {
        var reader = EventFileReader(paths: paths, batchEvents: batchEvents)
        do throws(ImportError) {
            while let batch = try reader.next() {
                guard handoff.put(batch) else { return }
            }
            // The last bytes of a file may hold no line.
            guard handoff.put(ImportBatch(progress: reader.progress)) else { return }
            handoff.close()
        } catch {
            handoff.close(error)
        }
    }
}
