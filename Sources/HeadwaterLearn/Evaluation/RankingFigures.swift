import HeadwaterCore
public import HeadwaterEvents

/// How well a head was predicted on the impressions of a test.
public struct RankingFigures: Sendable, Hashable {
    /// The number of impressions of which the outcome is known.
    public var count: Int
    /// In how many of them it happened; of `watched`, the sum of the shares.
    public var positives: Double
    /// The area under the ROC curve, ties counted half; nil where only one outcome was seen, and
    /// for `watched`, which is a share and no event.
    public var auc: Double?
    /// The mean log loss, in nats.
    public var logLoss: Double
    /// The expected calibration error: the mean distance of mean prediction and mean outcome over
    /// ``calibrationBins`` bins of equally many impressions, by size of prediction.
    public var calibrationError: Double

    /// The bins of ``calibrationError``.
    public static let calibrationBins = 20

    /// The figures of predictions and what came of them, in any order.
    ///
    /// Complexity: O(n log n).
    ///
    /// - Precondition: as many labels as predictions, at least one; both 0 to 1.
    public init(predicted: [Float], labels: [Float], isShare: Bool = false) {
        precondition(predicted.count == labels.count && !labels.isEmpty)
        count = labels.count
        positives = labels.reduce(0) { $0 + Double($1) }
        // By prediction, then by place, so that the sums run in one order.
        let order = predicted.indices.sorted { (predicted[$0], $0) < (predicted[$1], $1) }
        auc = isShare ? nil : Self.auc(predicted, labels, order)
        logLoss = Self.logLoss(predicted, labels)
        calibrationError = Self.calibrationError(predicted, labels, order)
    }

    private static func auc(_ predicted: [Float], _ labels: [Float], _ order: [Int]) -> Double? {
        var (below, positives, area) = (0.0, 0.0, 0.0)
        var start = 0
        while start < order.count {
            var (end, yes) = (start, 0.0)
            while end < order.count, predicted[order[end]] == predicted[order[start]] {
                if labels[order[end]] >= 0.5 { yes += 1 }
                end += 1
            }
            let no = Double(end - start) - yes
            area += yes * (below + no / 2)
            below += no
            positives += yes
            start = end
        }
        return positives > 0 && below > 0 ? area / (positives * below) : nil
    }

    private static func logLoss(_ predicted: [Float], _ labels: [Float]) -> Double {
        var sum = 0.0
        for index in labels.indices {
            let held = min(max(Double(predicted[index]), 1e-7), 1 - 1e-7)
            let label = Double(labels[index])
            sum -= label * logarithm(held) + (1 - label) * logarithm(1 - held)
        }
        return sum / Double(labels.count)
    }

    private static func calibrationError(
        _ predicted: [Float],
        _ labels: [Float],
        _ order: [Int]
    ) -> Double {
        var distance = 0.0
        for bin in 0..<calibrationBins {
            let places =
                order.count * bin / calibrationBins..<order.count * (bin + 1) / calibrationBins
            var difference = 0.0
            for place in places {
                difference += Double(predicted[order[place]]) - Double(labels[order[place]])
            }
            distance += abs(difference)
        }
        return distance / Double(order.count)
    }

    /// The figures as `headwater evaluate ranking --json` prints them.
    public var json: JSONValue {
        [
            "n": .integer(Int64(count)),
            "positives": positives == positives.rounded()
                ? .integer(Int64(positives)) : .double(positives),
            "auc": auc.map { .double($0) } ?? .null, "log_loss": .double(logLoss),
            "ece": .double(calibrationError),
        ]
    }
}
