import HeadwaterCore

/// The models of a snapshot, each written once, however many entries share it.
///
/// A model is told by its lineage. One that hasn't learned since it was warm-started is written as
/// where it came from, and shares its parent's memory again when it is read.
struct ModelPool {
    private enum Form: UInt8 {
        case whole = 0
        case known = 1
        case warmStart = 2
    }

    /// Looked up, and never gone through in its own order.
    private var models: [UInt64: Model] = [:]
    /// What the models take that were written or counted, each once.
    private(set) var byteCount = 0

    init() {}

    private func form(_ lineage: UInt64, _ warmOf: UInt64) -> Form {
        if models[lineage] != nil { return .known }
        return warmOf != 0 && models[warmOf] != nil ? .warmStart : .whole
    }

    /// Counts what a model takes beside those counted before it.
    mutating func count(_ model: Model, _ lineage: UInt64, warmOf: UInt64 = 0) {
        if form(lineage, warmOf) == .whole { byteCount += model.byteCount }
        models[lineage] = model
    }

    mutating func encode(
        _ model: Model,
        _ lineage: UInt64,
        warmOf: UInt64 = 0,
        into writer: inout ByteWriter
    ) {
        let form = form(lineage, warmOf)
        writer.write(form.rawValue)
        if form == .whole { model.encode(into: &writer) }
        models[lineage] = model
    }

    mutating func model(
        from reader: inout ByteReader,
        _ lineage: UInt64,
        warmOf: UInt64 = 0
    ) throws(ByteReaderError) -> Model {
        let found: Model
        switch Form(rawValue: try reader.read()) {
        case .whole: found = try Model(from: &reader)
        case .known:
            guard let model = models[lineage] else {
                throw .malformed(offset: reader.offset, "a model refers to one that isn't there")
            }
            found = model
        case .warmStart:
            guard let parent = models[warmOf] else {
                throw .malformed(offset: reader.offset, "a model's parent isn't there")
            }
            found = Model(warmStartedFrom: parent)
        case nil: throw .malformed(offset: reader.offset, "a model is in no known form")
        }
        models[lineage] = found
        return found
    }
}
