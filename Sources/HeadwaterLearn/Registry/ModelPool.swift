import HeadwaterCore

/// The models of a snapshot, each written once, however many entries share it.
///
/// A model is told by its lineage. One that hasn't learned since it was warm-started is written as
/// where it came from, and shares its parent's memory again when it is read.
struct ModelPool {
    private enum Form: UInt8 {
        case whole = 0
        case known = 1
        /// What a warm start from a known model gives.
        case warmStart = 2
        /// The same warm start as one that is known.
        case sameWarmStart = 3
    }

    /// Looked up, and never gone through in its own order.
    private var models: [UInt64: Model] = [:]
    /// Warm starts that haven't learned since, by the lineage that they started from.
    private var warmStarts: [UInt64: Model] = [:]
    /// What the models take that were written or counted, each once.
    private(set) var byteCount = 0

    init() {}

    private func form(_ lineage: UInt64, _ warmOf: UInt64) -> Form {
        if models[lineage] != nil { return .known }
        if warmOf == 0 { return .whole }
        if warmStarts[warmOf] != nil { return .sameWarmStart }
        return models[warmOf] != nil ? .warmStart : .whole
    }

    private mutating func keep(_ model: Model, _ lineage: UInt64, _ warmOf: UInt64) {
        models[lineage] = model
        if warmOf != 0 { warmStarts[warmOf] = model }
    }

    /// Counts what a model takes beside those counted before it.
    mutating func count(_ model: Model, _ lineage: UInt64, warmOf: UInt64 = 0) {
        if form(lineage, warmOf) == .whole { byteCount += model.byteCount }
        keep(model, lineage, warmOf)
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
        keep(model, lineage, warmOf)
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
        case .sameWarmStart:
            guard let model = warmStarts[warmOf] else {
                throw .malformed(offset: reader.offset, "a model's sibling isn't there")
            }
            found = model
        case nil: throw .malformed(offset: reader.offset, "a model is in no known form")
        }
        keep(found, lineage, warmOf)
        return found
    }
}
