import HeadwaterCatalog
public import HeadwaterCore

extension Graph {
    /// Writes all of it, as it lies: the same log gives the same bytes.
    public func encode(into writer: inout ByteWriter) {
        settings.encode(into: &writer)
        writer.write(clock)
        writer.write(followsLeftOut)
        writer.write(segmentsDropped)
        writer.write(dying)
        engaged.encode(into: &writer)
        used.encode(into: &writer)
        followed.encode(into: &writer)
        followers.encode(into: &writer)
    }

    /// Reads what ``encode(into:)`` wrote.
    public init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        settings = try KnobSettings(from: &reader, Self.knobs)
        limits = Limits(settings)
        clock = try reader.read()
        followsLeftOut = try reader.read()
        segmentsDropped = try reader.read()
        dying = try reader.readArray()
        engaged = try Segments(from: &reader)
        used = try Segments(from: &reader)
        followed = try Adjacency(from: &reader, width: 2)
        followers = try Adjacency(from: &reader, width: 2)
    }
}
