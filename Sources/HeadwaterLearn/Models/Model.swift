public import HeadwaterCore

/// All ten heads: what a viewer will do with a post, learned online.
///
/// A logistic regression whose weights stand in a table by key, one row for all heads, over rates
/// as dense inputs. Predict an example first, then learn it, once and in log order.
public struct Model: Sendable {
    var bias = Lanes()
    var biasCount: Float = 0
    var table: RowTable<Lanes>
    var rateWeights: [Lanes]
    /// How many examples taught each head.
    public private(set) var learned: [UInt64]

    /// A model that has seen nothing.
    public init() {
        table = RowTable(limit: 1 << 21)
        rateWeights = Array(repeating: Lanes(repeating: 0.4), count: Pair.count)
        learned = Array(repeating: 0, count: Head.count)
        for head in Head.allCases {
            let rate = Double(head.priorRate)
            bias[Int(head.rawValue)] = Float(logarithm(rate / (1 - rate)))
        }
    }

    /// A model that knows what its parent knows, and counts its own examples.
    public init(warmStartedFrom parent: Model) {
        self = parent
        learned = Array(repeating: 0, count: Head.count)
    }

    /// The bytes that it takes.
    public var byteCount: Int { table.byteCount + rateWeights.count * 64 }

    /// The probability of each head: finite, 0 to 1, from the example alone.
    public func predict(_ example: Example) -> HeadOutputs {
        let rates = logits(example).logistic
        var outputs = HeadOutputs()
        for head in Head.allCases { outputs[head] = rates[Int(head.rawValue)] }
        return outputs
    }

    private func logits(_ example: Example) -> Lanes {
        var sum = bias
        for place in example.rates.indices { sum += rateWeights[place] * example.rates[place] }
        for key in example.keys {
            let found = table.find(key)
            if found >= 0 { sum += table.rows[found] * Lanes.heads }
        }
        return sum.limited(-16...16)
    }

    /// Learns what came of an example.
    public mutating func learn(_ example: Example, _ labels: HeadLabels) {
        let mask = labels.mask
        let error = (labels.lanes - logits(example).logistic) * mask
        biasCount += 1
        bias += error / (10 + 0.1 * biasCount)
        for place in example.rates.indices {
            rateWeights[place] += error * example.rates[place] * 0.01
        }
        for key in example.keys {
            var found = table.find(key)
            if found < 0 { found = table.insert(key, Lanes()) }
            var row = table.rows[found]
            row += error / (20 + 0.2 * row[Lanes.countLane])
            row[Lanes.countLane] += 1
            table.rows[found] = row
        }
        for head in Head.allCases where labels[head] != nil { learned[Int(head.rawValue)] += 1 }
    }

    /// Writes all of it.
    public func encode(into writer: inout ByteWriter) {
        bias.encode(into: &writer)
        writer.write(biasCount)
        table.encode(into: &writer)
        for row in rateWeights { row.encode(into: &writer) }
        writer.write(learned)
    }

    /// Reads what ``encode(into:)`` wrote.
    public init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        bias = try Lanes(from: &reader)
        biasCount = try reader.readFloat()
        table = try RowTable(from: &reader)
        for place in rateWeights.indices { rateWeights[place] = try Lanes(from: &reader) }
        learned = try reader.readArray()
        guard biasCount.isFinite, biasCount >= 0, learned.count == Head.count else {
            throw .malformed(offset: reader.offset, "a model's counts can't be")
        }
    }
}
