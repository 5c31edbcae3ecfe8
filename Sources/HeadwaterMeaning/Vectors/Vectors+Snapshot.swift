import HeadwaterCatalog
public import HeadwaterCore

extension Vectors {
    /// Writes all of it: views with equal contents write equal bytes.
    ///
    /// What the mailbox holds is not part of it.
    public func encode(into writer: inout ByteWriter) {
        settings.encode(into: &writer)
        writer.write(newestTopic)
        writer.write(UInt32(models.count))
        for model in models {
            writer.write(model.name)
            writer.write(model.isServing)
            model.waiting.encode(into: &writer)
            model.stoodIn.encode(into: &writer)
            model.store.encode(into: &writer)
            writer.write(model.standIn != nil)
            if let standIn = model.standIn {
                writer.write(standIn.name)
                standIn.store.encode(into: &writer)
            }
        }
        writer.write(UInt32(owns.count))
        for own in owns {
            writer.write(own.name)
            own.store.encode(into: &writer)
        }
    }

    /// Reads what ``encode(into:)`` wrote.
    public init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        settings = try KnobSettings(from: &reader, MeaningKnobs.ofView)
        newestTopic = try reader.read()
        guard newestTopic < TopicID.end else {
            throw .malformed(offset: reader.offset, "more topics than there are numbers")
        }
        for _ in 0..<(try reader.read(UInt32.self)) {
            let name = try reader.readString()
            let isServing = try reader.readBool()
            let waiting = try WaitingPosts(from: &reader)
            let stoodIn = try WaitingPosts(from: &reader)
            var model = Model(
                name: name,
                store: try VectorStore(from: &reader),
                waiting: waiting,
                stoodIn: stoodIn,
                isServing: isServing
            )
            if try reader.readBool() {
                model.standIn = StandIn(
                    name: try reader.readString(),
                    store: try VectorStore(from: &reader)
                )
            }
            models.append(model)
        }
        for _ in 0..<(try reader.read(UInt32.self)) {
            owns.append(
                Own(name: try reader.readString(), store: try VectorStore(from: &reader))
            )
        }
    }
}
