import HeadwaterCatalog
public import HeadwaterCore
import HeadwaterEvents
public import HeadwaterFeed
import HeadwaterLog

/// What the log says of the knobs that are not at their standard value.
///
/// Configuration comes from the log alone, so that every decision can be replayed: a start with
/// other settings, and whoever turns a knob while the engine runs, writes a `change` record before
/// anything is decided by it. Everything that reads a knob reads it here, or takes it from the same
/// records.
struct KnobLedger: DerivedView {
    static let name = "knobs"
    static let version: UInt32 = 3

    /// Who changes a knob at the start.
    static let settings = "settings"

    private struct Entry {
        var name: String
        var value: Double
        /// Whether the settings of a start have set it, which the next start's take the place of.
        var isOfSettings: Bool
    }

    private static let known: [String: Knob] = {
        var known: [String: Knob] = [:]
        for knob in EngineConfiguration.allKnobs { known[knob.name] = knob }
        return known
    }()

    /// The entries in the order of the names.
    private var entries: [Entry] = []
    /// The values of the knobs that this release knows.
    private(set) var current = Knobs()
    /// The declared feeds.
    private(set) var surfaces = Surfaces()

    /// The value of a knob as the log has set it.
    subscript(_ knob: Knob) -> Double { current[knob] }

    mutating func apply(_ record: Record, _: Effect, _: Catalog) {
        guard case .change(let change) = record.body else { return }
        surfaces.apply(change)
        guard change.kind == "knob", let value = Double(change.after) else { return }
        set(Entry(name: change.name, value: value, isOfSettings: change.who == Self.settings))
    }

    private mutating func set(_ entry: Entry) {
        entries.removeAll { $0.name == entry.name }
        let place = entries.firstIndex { $0.name > entry.name } ?? entries.count
        entries.insert(entry, at: place)
        // A knob or value that another release knew stays in the ledger and decides nothing.
        if let knob = Self.known[entry.name] { current.set(knob, to: entry.value) }
    }

    func encode(into writer: inout ByteWriter) {
        writer.write(UInt32(entries.count))
        for entry in entries {
            writer.write(entry.name)
            writer.write(entry.value)
            writer.write(entry.isOfSettings)
        }
        writer.write(UInt32(surfaces.all.count))
        for surface in surfaces.all { writer.write(surface.json) }
    }

    init() {}

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        for _ in 0..<(try reader.read(UInt32.self)) {
            let name = try reader.readString()
            let value = try reader.readDouble()
            set(Entry(name: name, value: value, isOfSettings: try reader.readBool()))
        }
        for _ in 0..<(try reader.read(UInt32.self)) {
            let text = try reader.readString()
            do throws(SurfaceError) {
                try surfaces.put(json: text)
            } catch {
                throw .malformed(offset: reader.offset, "a surface: \(error)")
            }
        }
    }

    /// What has to be logged so that the surfaces are those of a start's settings.
    func changes(to wanted: Surfaces, at now: Timestamp) -> [Change] {
        let names = surfaces.all.map(\.name) + wanted.all.map(\.name)
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }.compactMap { name in
            let (before, after) = (surfaces[name]?.json ?? "", wanted[name]?.json ?? "")
            guard before != after else { return nil }
            return Change(
                kind: Surfaces.changeKind,
                name: name,
                before: before,
                after: after,
                who: Self.settings,
                why: "set at the start",
                at: now
            )
        }
    }

    /// What has to be logged so that the knobs stand as a start's settings want them.
    ///
    /// What they don't name goes back to standard where an earlier start's settings had set it, and
    /// stays where somebody has turned it since.
    func changes(to wanted: Knobs, of all: [Knob], at now: Timestamp) -> [Change] {
        all.compactMap { knob in
            let isOfSettings = entries.first { $0.name == knob.name }?.isOfSettings ?? false
            var after = self[knob]
            if wanted.isSet(knob) {
                after = wanted[knob]
            } else if isOfSettings {
                after = knob.standard
            }
            guard self[knob] != after else { return nil }
            return Change(
                kind: "knob",
                name: knob.name,
                before: "\(self[knob])",
                after: "\(after)",
                who: Self.settings,
                why: "set at the start",
                at: now
            )
        }
    }
}

extension Engine {
    /// The declared feeds.
    public var surfaces: Surfaces { views.read { $0.knobs.surfaces } }

    /// The values of the knobs as they stand now.
    public var knobs: Knobs { views.read { $0.knobs.current } }

    /// Turns a knob, for good: the change is in the log before it takes effect, and a start whose
    /// settings don't name the knob leaves it so.
    ///
    /// - Parameters:
    ///   - name: The knob's name.
    ///   - value: Its new value.
    ///   - who: Who turns it, for the log.
    ///   - why: Why, for the log.
    /// - Throws: `EngineError.badRequest` where there is no such knob, its value is none that it
    ///   takes, or it is read at a start only.
    public func setKnob(
        _ name: String,
        to value: Double,
        who: String,
        why: String
    ) async throws(EngineError) {
        guard let knob = EngineConfiguration.allKnobs.first(where: { $0.name == name }) else {
            throw .badRequest(param: "name", message: "there is no knob of that name")
        }
        guard knob != Admission.window else {
            throw .badRequest(
                param: "name",
                message: "\(name) is read at a start only: set it with --set \(name)=VALUE"
            )
        }
        guard knob.accepts(value) else {
            throw .badRequest(
                param: "value",
                message: "\(name) is from \(knob.bounds)"
            )
        }
        // A start's changes bear the name of the settings; nobody else's may.
        let who = who == KnobLedger.settings ? "somebody called \(who)" : who
        let change = Change(
            kind: "knob",
            name: name,
            before: "\(knobs[knob])",
            after: "\(value)",
            who: who,
            why: why,
            at: now
        )
        _ = try await write([.change(change)])
    }
}

extension Loader.Loaded {
    /// Logs and applies what the settings change, before anything is decided by it.
    mutating func set(
        _ knobs: Knobs,
        _ surfaces: Surfaces?,
        at now: Timestamp,
        in log: any EventLog
    )
        throws(EngineError)
    {
        let changes =
            views.knobs.changes(to: knobs, of: EngineConfiguration.allKnobs, at: now)
            + (surfaces.map { views.knobs.changes(to: $0, at: now) } ?? [])
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
