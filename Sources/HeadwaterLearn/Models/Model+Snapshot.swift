public import HeadwaterCore

extension Model {
    /// Writes all of it; the weights of rates stand before the other dense ones.
    public func encode(into writer: inout ByteWriter) {
        bias.encode(into: &writer)
        writer.write(count)
        spread.encode(into: &writer)
        dense.rates.encode(into: &writer)
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
        let rates = try AlignedArray<Lanes>(count: Pair.count, from: &reader)
        dense = try DenseWeights(from: &reader)
        dense.rates = rates
        table = try WeightTable(from: &reader)
        learned = try reader.readArray()
        guard count.isFinite, count >= 0, learned.count == Head.count else {
            throw .malformed(offset: reader.offset, "a model's counts can't be")
        }
    }
}

extension DenseWeights {
    func encode(into writer: inout ByteWriter) {
        weights.encode(into: &writer)
        errors.encode(into: &writer)
        squares.encode(into: &writer)
        writer.write(count)
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        weights = try AlignedArray(count: weights.count, from: &reader)
        errors = try Lanes(from: &reader)
        squares = try AlignedArray(count: squares.count, from: &reader)
        count = try reader.readFloat()
        // What was summed up from squares, from where the model began.
        guard count.isFinite, count >= 1, all(errors, atLeast: 1),
            squares.indices.allSatisfy({ all(squares[$0], atLeast: 1) })
        else { throw .malformed(offset: reader.offset, "a sum of squares can't be") }
    }

    private func all(_ row: Lanes, atLeast least: Float) -> Bool {
        row.indices.allSatisfy { row[$0] >= least }
    }
}
