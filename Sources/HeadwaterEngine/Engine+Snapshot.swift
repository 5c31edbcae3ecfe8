import HeadwaterCatalog
import HeadwaterCore
public import HeadwaterEvents
import HeadwaterFeed
import HeadwaterGraph
import HeadwaterIndex
import HeadwaterLearn
import HeadwaterLog
import HeadwaterMeaning
import Synchronization

extension Engine {
    /// Saves the views as they stand after everything that was taken in so far.
    ///
    /// Blocks until the file is on disk. Events keep coming in meanwhile: views are values, so the
    /// copy that is written stays as it was.
    /// - Returns: the position at which the snapshot stands.
    @discardableResult
    public func saveSnapshot() throws(EngineError) -> LogPosition {
        let file = try currentSnapshot()
        do throws(SnapshotError) {
            try snapshots.save(file)
        } catch {
            throw .log(.io("a snapshot can't be written: \(error)"))
        }
        noteSnapshot(at: LogPosition(rawValue: file.position))
        return LogPosition(rawValue: file.position)
    }

    /// The views as they stand after everything that was taken in so far, encoded.
    func currentSnapshot() throws(EngineError) -> SnapshotFile {
        let handed = BlockingQueue<SnapshotFile>(limit: 1)
        let isOpen = writer.put(
            .barrier { admission, views in
                // On a thread of its own: encoding takes seconds where there are millions of posts.
                BlockingThread.detach {
                    _ = handed.put(SnapshotFile(admission: admission, views: views))
                }
            }
        )
        guard isOpen, let file = handed.take(most: 1)?.first else { throw .stopping }
        return file
    }
}

extension SnapshotFile {
    /// Encodes admission and views, which stand at one position.
    init(admission: Admission, views: Views) {
        var sections: [Section] = []
        func add(_ name: String, _ version: UInt32, _ encode: (inout ByteWriter) -> Void) {
            var writer = ByteWriter()
            encode(&writer)
            sections.append(Section(name: name, version: version, bytes: writer.bytes))
        }
        add("admission", Admission.version) { admission.encode(into: &$0) }
        add(Catalog.name, Catalog.version) { views.catalog.encode(into: &$0) }
        add(Vectors.name, Vectors.version) { views.vectors.encode(into: &$0) }
        add(PostIndex.name, PostIndex.version) { views.index.encode(into: &$0) }
        add(Graph.name, Graph.version) { views.graph.encode(into: &$0) }
        add(Learner.name, Learner.version) { views.learner.encode(into: &$0) }
        add(FeedState.name, FeedState.version) { views.feed.encode(into: &$0) }
        add(KnobLedger.name, KnobLedger.version) { views.knobs.encode(into: &$0) }
        add(GorseLedger.name, GorseLedger.version) { views.gorse.encode(into: &$0) }
        self.init(position: views.catalog.position.rawValue, sections: sections)
    }
}

/// Brings admission and views up to the end of the log.
struct Loader {
    let log: any EventLog
    let snapshots: SnapshotKeeper
    let knobs: Knobs
    let embedders: Embedders

    struct Loaded {
        var admission: Admission
        var views: Views
        var recovery: Engine.Recovery
    }

    func load(progress: (UInt64, UInt64) -> Void) throws(EngineError) -> Loaded {
        let start = monotonicNanoseconds()
        var loaded = Loaded(
            admission: fresh,
            views: Views(),
            recovery: Engine.Recovery(snapshot: nil, replayed: 0, milliseconds: 0, notes: [])
        )
        for path in snapshots.paths {
            do throws(SnapshotError) {
                (loaded.admission, loaded.views) = try read(path)
                loaded.recovery.snapshot = loaded.views.catalog.position
                break
            } catch {
                loaded.recovery.notes.append("\(path) is passed over: \(error)")
            }
        }
        if !loaded.recovery.notes.isEmpty {
            loaded.recovery.notes.append(Self.follows(from: loaded.recovery.snapshot))
        }
        try replay(into: &loaded, progress: progress)
        loaded.recovery.milliseconds = Int64((monotonicNanoseconds() - start) / 1_000_000)
        return loaded
    }

    /// What follows where snapshots were passed over, and the one at a position was taken, or none.
    private static func follows(from snapshot: LogPosition?) -> String {
        guard let snapshot else {
            return "no snapshot can be read, so everything is made again from the log; what "
                + "retention has removed from the log is not learned or counted again"
        }
        return "the snapshot at position \(snapshot.rawValue) serves instead; what came after it "
            + "is replayed from the log"
    }

    var fresh: Admission { Admission(windowDays: Int(knobs[Admission.window])) }

    func read(_ path: String) throws(SnapshotError) -> (Admission, Views) {
        let file = try SnapshotFile(readingFrom: path)
        guard file.position <= log.end.rawValue else {
            throw .damaged("it is ahead of the log")
        }
        func decode<View>(
            _ name: String,
            _ readable: ClosedRange<UInt32>,
            _ make: (inout ByteReader) throws(ByteReaderError) -> View
        ) throws(SnapshotError) -> View {
            var reader = ByteReader(try file.bytes(of: name, readable: readable))
            do throws(ByteReaderError) {
                return try make(&reader)
            } catch {
                throw .damaged("section \(name): \(error)")
            }
        }
        let days = Int(knobs[Admission.window])
        let admission = try decode("admission", Admission.version...Admission.version) {
            (reader: inout ByteReader) throws(ByteReaderError) in
            try Admission(from: &reader, windowDays: days)
        }
        var views = Views()
        views.catalog = try decode(Catalog.name, Catalog.version...Catalog.version) {
            (reader: inout ByteReader) throws(ByteReaderError) in try Catalog(from: &reader)
        }
        func view<View: DerivedView>(_: View.Type) throws(SnapshotError) -> View {
            try decode(View.name, View.readable) {
                (reader: inout ByteReader) throws(ByteReaderError) in try View(from: &reader)
            }
        }
        views.vectors = try view(Vectors.self)
        views.index = try view(PostIndex.self)
        views.graph = try view(Graph.self)
        views.learner = try view(Learner.self)
        views.feed = try view(FeedState.self)
        views.knobs = try view(KnobLedger.self)
        views.gorse = try view(GorseLedger.self)
        return (admission, views)
    }

    /// Applies the records after the snapshot, or those of them up to a position.
    func replay(
        into loaded: inout Loaded,
        through end: LogPosition? = nil,
        progress: (UInt64, UInt64) -> Void
    )
        throws(EngineError)
    {
        var position = loaded.recovery.snapshot ?? .start
        let total = log.end.rawValue
        var lacking = Lacking()
        defer { loaded.recovery.notes += lacking.notes }
        while true {
            let records: [Record]
            do throws(LogError) {
                records = try log.read(after: position, limit: 4096)
            } catch {
                throw .log(error)
            }
            guard let last = records.last else { return }
            for record in records {
                if let end, record.position > end { return }
                if case .event(let event) = record.body {
                    _ = loaded.admission.judge(event, received: record.received)
                }
                try refill(for: record, loaded.views, &lacking)
                loaded.views.apply(record)
            }
            loaded.admission.commit()
            loaded.recovery.replayed += records.count
            position = last.position
            progress(position.rawValue, total)
        }
    }
}
