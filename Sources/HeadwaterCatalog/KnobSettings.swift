public import HeadwaterCore
public import HeadwaterEvents

/// The knobs that a view reads while it applies records, as the log has set them.
///
/// A view takes its configuration from the log alone, so a knob changes here when its `change`
/// record is applied, and the values are part of the snapshot.
public struct KnobSettings: Sendable {
    private let knobs: [Knob]
    private var values: [Double]

    /// Every knob at its standard value.
    public init(_ knobs: [Knob]) {
        self.knobs = knobs
        values = knobs.map(\.standard)
    }

    /// The value of a knob that it was made with.
    ///
    /// Complexity: O(knobs), some ten.
    public subscript(_ knob: Knob) -> Double {
        for index in knobs.indices where knobs[index].name == knob.name { return values[index] }
        return knob.standard
    }

    /// Takes over what a `change` record says, and says whether that was about one of its knobs.
    public mutating func apply(_ change: Change) -> Bool {
        guard change.kind == "knob",
            let index = knobs.firstIndex(where: { $0.name == change.name }),
            let value = Double(change.after), knobs[index].range.contains(value)
        else { return false }
        values[index] = value
        return true
    }

    /// Writes the values.
    public func encode(into writer: inout ByteWriter) {
        writer.write(UInt32(values.count))
        for value in values { writer.write(value) }
    }

    /// Reads what ``encode(into:)`` wrote for the same knobs.
    public init(from reader: inout ByteReader, _ knobs: [Knob]) throws(ByteReaderError) {
        self.init(knobs)
        guard try reader.read(UInt32.self) == UInt32(knobs.count) else {
            throw .malformed(offset: reader.offset, "the number of knobs is another one")
        }
        for index in values.indices {
            values[index] = try reader.readDouble()
            guard knobs[index].range.contains(values[index]) else {
                throw .malformed(offset: reader.offset, "a knob's value is out of range")
            }
        }
    }
}
