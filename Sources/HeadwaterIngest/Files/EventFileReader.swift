import HeadwaterEvents

/// Reads files of events one after the other, in batches and in bounded memory.
///
/// `next` blocks on the disk and decodes, so it is called from a thread of its own; see
/// ``EventFileImport``. Memory: a few chunks, one line, and one batch.
struct EventFileReader: ~Copyable {
    private let paths: [String]
    private let batchEvents: Int
    private var opened = 0
    private var file: EventFile?
    private var decoder = EventDecoder()
    private var batch: ImportBatch
    /// What keeps the reader from going on; thrown once what came before it is handed on.
    private var failure: ImportError?

    /// A reader at the beginning of the first file.
    init(paths: [String], batchEvents: Int) {
        precondition(batchEvents > 0, "a batch has events")
        self.paths = paths
        self.batchEvents = batchEvents
        var progress = ImportProgress()
        var total: Int64? = 0
        for path in paths {
            guard let size = FileBytes.size(path: path) else {
                total = nil
                break
            }
            total = total.map { $0 + size }
        }
        progress.bytesTotal = total
        batch = ImportBatch(progress: progress)
    }

    /// How far it has come.
    var progress: ImportProgress { batch.progress }

    /// The next batch, of at least as many lines as it was told while there are so many; nil after
    /// the last.
    mutating func next() throws(ImportError) -> ImportBatch? {
        while batch.events.count + batch.rejected.count < batchEvents, failure == nil {
            do throws(ImportError) {
                guard try step() else { break }
            } catch {
                failure = error
            }
        }
        guard batch.events.isEmpty, batch.rejected.isEmpty else { return take() }
        if let failure { throw failure }
        return nil
    }

    /// Reads a chunk, of the next file where one has ended; false at the end of the last.
    private mutating func step() throws(ImportError) -> Bool {
        if file == nil {
            guard opened < paths.count else { return false }
            batch.progress.path = paths[opened]
            file = try EventFile(path: paths[opened])
            opened += 1
        }
        try file?.step(&decoder, &batch)
        if file?.isAtEnd == true { file = nil }
        return true
    }

    private mutating func take() -> ImportBatch {
        let full = batch
        batch.events = []
        batch.events.reserveCapacity(full.events.count)
        batch.rejected = []
        return full
    }
}
