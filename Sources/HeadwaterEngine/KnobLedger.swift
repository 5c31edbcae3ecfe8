import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterLog

/// What the log says of the knobs that are not at their standard value.
///
/// Configuration comes from the log alone, so that every decision can be replayed: a start with
/// other settings writes a `change` record before anything is decided by them.
struct KnobLedger: DerivedView {
    static let name = "knobs"
    static let version: UInt32 = 1

    /// The values by the knobs' names, in the order of the names.
    private var values: [(name: String, value: Double)] = []

    /// The value of a knob as the log has set it.
    subscript(_ knob: Knob) -> Double {
        values.first { $0.name == knob.name }?.value ?? knob.standard
    }

    mutating func apply(_ record: Record, _: Effect, _: Catalog) {
        guard case .change(let change) = record.body, change.kind == "knob",
            let value = Double(change.after)
        else { return }
        values.removeAll { $0.name == change.name }
        let place = values.firstIndex { $0.name > change.name } ?? values.count
        values.insert((change.name, value), at: place)
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(UInt32(values.count))
        for (name, value) in values {
            writer.write(name)
            writer.write(value)
        }
    }

    init() {}

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        for _ in 0..<(try reader.read(UInt32.self)) {
            values.append((try reader.readString(), try reader.readDouble()))
        }
    }
}

extension KnobLedger {
    /// What has to be logged so that the knobs stand as they are wanted.
    func changes(to knobs: Knobs, of all: [Knob], at now: Timestamp) -> [Change] {
        all.compactMap { knob in
            let (before, after) = (self[knob], knobs[knob])
            guard before != after else { return nil }
            return Change(
                kind: "knob",
                name: knob.name,
                before: "\(before)",
                after: "\(after)",
                who: "settings",
                why: "set at the start",
                at: now
            )
        }
    }
}

extension Loader.Loaded {
    /// Logs and applies what the settings change, before anything is decided by it.
    mutating func set(
        _ knobs: Knobs,
        at now: Timestamp,
        in log: any EventLog
    )
        throws(EngineError)
    {
        let changes = views.knobs.changes(to: knobs, of: EngineConfiguration.allKnobs, at: now)
        guard !changes.isEmpty else { return }
        let first = log.end.rawValue + 1
        let records = changes.enumerated().map { index, change in
            Record(
                position: LogPosition(rawValue: first + UInt64(index)),
                received: now,
                body: .change(change)
            )
        }
        do throws(LogError) {
            try log.append(LogBatch(records: records))
        } catch {
            throw .log(error)
        }
        for record in records { views.apply(record) }
    }
}
