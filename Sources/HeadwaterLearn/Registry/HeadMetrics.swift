import HeadwaterCore

/// How well a model has predicted a head: each example predicted before it was learned.
public struct Reliability: Sendable, Hashable {
    /// Predictions of about the same size, and what came of them.
    public struct Bin: Sendable, Hashable {
        /// The number of examples.
        public var examples: Int
        /// Their mean prediction.
        public var predicted: Double
        /// The share of them in which it happened.
        public var observed: Double
    }

    /// The number of examples that the figures stand on: all, or the newest 100,000 to 200,000.
    public var examples: Int
    /// The share of them in which it happened; of `watched`, the mean share.
    public var rate: Double
    /// The mean log loss in nats.
    public var logLoss: Double
    /// The area under the ROC curve, estimated from 64 bins; nil where only one outcome was seen.
    public var auc: Double?
    /// The mean distance of prediction and outcome over the bins, by examples.
    public var calibrationError: Double
    /// The reliability diagram, from small predictions to large ones; empty bins left out.
    public var bins: [Bin]
}

/// Progressive validation of all heads of one model.
///
/// Predictions fall into bins by their log-odds, a quarter wide from -8 to 8, so rare heads are
/// told apart as well as common ones. At 200,000 examples of a head its sums are halved: the
/// figures follow the model as it is now. Memory: none before the first example, then 13 KB.
struct HeadMetrics: Sendable {
    static let binCount = 64
    static let window: Double = 200_000

    private var counts: [Double] = []
    private var labels: [Double] = []
    private var predicted: [Double] = []
    private var losses = [Double](repeating: 0, count: Head.count)
    private var totals = [Double](repeating: 0, count: Head.count)

    init() {}

    var byteCount: Int {
        (counts.capacity + labels.capacity + predicted.capacity + 2 * Head.count) * 8
    }

    /// The log loss of each head of which the label is known, 0 for the others.
    static func losses(_ outputs: HeadOutputs, _ labels: HeadLabels) -> Lanes {
        let odds = Odds(outputs)
        return odds.losses(labels)
    }

    /// Takes in what was predicted and what happened.
    mutating func add(_ outputs: HeadOutputs, _ labels: HeadLabels) -> Lanes {
        if counts.isEmpty {
            counts = [Double](repeating: 0, count: Head.count * Self.binCount)
            self.labels = counts
            predicted = counts
        }
        let odds = Odds(outputs)
        let losses = odds.losses(labels)
        let bins = ((odds.yes - odds.no) * 4 + 32).limited(0...63)
        var known = labels.known
        while known != 0 {
            let head = known.trailingZeroBitCount
            known &= known &- 1
            let bin = head * Self.binCount + Int(bins[head])
            counts[bin] += 1
            self.labels[bin] += Double(labels.lanes[head])
            predicted[bin] += Double(odds.rates[head])
            self.losses[head] += Double(losses[head])
            totals[head] += 1
            if totals[head] >= Self.window { halve(head) }
        }
        return losses
    }

    private mutating func halve(_ head: Int) {
        for bin in head * Self.binCount..<(head + 1) * Self.binCount {
            counts[bin] *= 0.5
            labels[bin] *= 0.5
            predicted[bin] *= 0.5
        }
        losses[head] *= 0.5
        totals[head] *= 0.5
    }

    /// The figures of a head; nil where it has no example.
    subscript(_ head: Head) -> Reliability? {
        let index = Int(head.rawValue)
        let total = totals[index]
        guard total > 0 else { return nil }
        var bins: [Reliability.Bin] = []
        var (sum, positives, distance, below, area) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for bin in index * Self.binCount..<(index + 1) * Self.binCount where counts[bin] > 0 {
            let (count, yes) = (counts[bin], labels[bin])
            bins.append(
                Reliability.Bin(
                    examples: Int(count),
                    predicted: predicted[bin] / count,
                    observed: yes / count
                )
            )
            let no = count - yes
            area += yes * (below + no / 2)
            below += no
            positives += yes
            sum += count
            distance += abs(predicted[bin] - yes)
        }
        return Reliability(
            examples: Int(total),
            rate: positives / sum,
            logLoss: losses[index] / total,
            auc: positives > 0 && below > 0 ? area / (positives * below) : nil,
            calibrationError: distance / sum,
            bins: bins
        )
    }
}

/// The logarithms of the probabilities that each head happens, and that it doesn't.
private struct Odds {
    var rates: Lanes
    var yes: Lanes
    var no: Lanes

    init(_ outputs: HeadOutputs) {
        var rates = Lanes(repeating: 0.5)
        for head in Head.allCases { rates[Int(head.rawValue)] = outputs[head] }
        self.rates = rates
        let held = rates.limited(1e-7...(1 - 1e-7))
        yes = held.logarithms
        no = (1 - held).logarithms
    }

    func losses(_ labels: HeadLabels) -> Lanes {
        (labels.lanes * yes + (1 - labels.lanes) * no) * labels.mask * -1
    }
}

extension HeadMetrics {
    func encode(into writer: inout ByteWriter) {
        for numbers in [counts, labels, predicted, losses, totals] {
            writer.write(numbers.map(\.bitPattern))
        }
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        counts = try Self.numbers(from: &reader)
        labels = try Self.numbers(from: &reader)
        predicted = try Self.numbers(from: &reader)
        losses = try Self.numbers(from: &reader)
        totals = try Self.numbers(from: &reader)
        let size = counts.isEmpty ? 0 : Head.count * Self.binCount
        guard counts.count == size, labels.count == size, predicted.count == size,
            losses.count == Head.count, totals.count == Head.count,
            size > 0 || totals.allSatisfy({ $0 == 0 })
        else { throw .malformed(offset: reader.offset, "a model's figures don't add up") }
    }

    private static func numbers(
        from reader: inout ByteReader
    ) throws(ByteReaderError)
        -> [Double]
    {
        let numbers = try reader.readArray(of: UInt64.self).map { Double(bitPattern: $0) }
        guard numbers.allSatisfy({ $0 >= 0 && $0 < 1e15 }) else {
            throw .malformed(offset: reader.offset, "a model's figure is out of range")
        }
        return numbers
    }
}
