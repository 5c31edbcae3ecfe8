public import HeadwaterCore

extension Model {
    /// Writes all of it.
    public func encode(into writer: inout ByteWriter) {
        bias.encode(into: &writer)
        writer.write(count)
        spread.encode(into: &writer)
        for row in rateWeights { row.encode(into: &writer) }
        dense.encode(into: &writer)
        table.encode(into: &writer)
        writer.write(learned)
    }

    /// Reads what ``encode(into:)`` wrote.
    public init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        bias = try Lanes(from: &reader)
        count = try reader.readFloat()
        spread = try Lanes(from: &reader).limited(0...0.25)
        for place in rateWeights.indices { rateWeights[place] = try Lanes(from: &reader) }
        dense = try DenseWeights(from: &reader)
        table = try WeightTable(from: &reader)
        learned = try reader.readArray()
        guard count.isFinite, count >= 0, learned.count == Head.count else {
            throw .malformed(offset: reader.offset, "a model's counts can't be")
        }
    }
}

extension DenseWeights {
    func encode(into writer: inout ByteWriter) {
        for row in weights { row.encode(into: &writer) }
        errors.encode(into: &writer)
        for row in squares { row.encode(into: &writer) }
        writer.write(count)
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        for place in weights.indices { weights[place] = try Lanes(from: &reader) }
        errors = try Lanes(from: &reader)
        for place in squares.indices { squares[place] = try Lanes(from: &reader) }
        count = try reader.readFloat()
        // What was summed up from squares, from where the model began.
        guard count.isFinite, count >= 1, all(errors, atLeast: 1),
            squares.allSatisfy({ all($0, atLeast: 1) })
        else { throw .malformed(offset: reader.offset, "a sum of squares can't be") }
    }

    private func all(_ row: Lanes, atLeast least: Float) -> Bool {
        row.indices.allSatisfy { row[$0] >= least }
    }
}
