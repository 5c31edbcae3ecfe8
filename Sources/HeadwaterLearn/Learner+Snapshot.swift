import HeadwaterCatalog
public import HeadwaterCore
import HeadwaterEvents

extension Learner {
    /// The layouts that this release reads; what is older is migrated while it is read.
    ///
    /// A layout leaves this range no earlier than one release after the next one came, since what
    /// retention has taken from the log can't be learned again.
    public static let readable: ClosedRange<UInt32> = 1...2

    /// Writes all of it: learners that know the same write equal bytes.
    public func encode(into writer: inout ByteWriter) {
        writer.write(Self.version)
        writer.write(UInt32(LearnKnobs.all.count))
        for knob in LearnKnobs.all {
            writer.write(knob.name)
            writer.write(settings[knob])
        }
        writer.write(now)
        writer.write(traits.keys)
        writer.write(traits.values)
        features.encode(into: &writer)
        join.encode(into: &writer)
        leaving.encode(into: &writer)
        registry.encode(into: &writer)
    }

    /// Reads what ``encode(into:)`` of this release, or of one in ``readable``, wrote.
    public init(from reader: inout ByteReader) throws(ByteReaderError) {
        let layout: UInt32 = try reader.read()
        guard Self.readable.contains(layout) else {
            throw .malformed(
                offset: reader.offset - 4,
                "the learner's snapshot has layout \(layout), and this release reads "
                    + "\(Self.readable.lowerBound) to \(Self.readable.upperBound): start the "
                    + "release that wrote it, or one between, and have it write a snapshot"
            )
        }
        self.init()
        try readSettings(from: &reader)
        now = try reader.readTimestamp()
        let keys: [UInt64] = try reader.readArray()
        let values: [UInt64] = try reader.readArray()
        guard let traits = FlatMap(keys: keys, values: values, filler: 0) else {
            throw .malformed(offset: reader.offset, "the learner's accounts don't add up")
        }
        self.traits = traits
        features = try FeatureState(from: &reader)
        join = try Join(from: &reader, settings, layout: layout)
        if layout >= 2 { leaving = try LeavingPosts(from: &reader) }
        registry = try ModelRegistry(from: &reader)
        takeSettings()
    }

    /// Knobs by name: one that has gone since is passed over, a new one has its standard value.
    private mutating func readSettings(from reader: inout ByteReader) throws(ByteReaderError) {
        let count: UInt32 = try reader.read()
        for _ in 0..<count {
            let name = try reader.readString()
            let value = try reader.readDouble()
            _ = settings.apply(
                Change(
                    kind: "knob",
                    name: name,
                    before: "",
                    after: "\(value)",
                    who: "",
                    why: "",
                    at: .epoch
                )
            )
        }
    }
}
