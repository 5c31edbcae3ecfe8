/// What was predicted of the impressions that an evaluation tests, and what came of them.
struct Scores: Sendable {
    /// Whether impressions that come now are tested.
    var isTest = false
    /// By head: predictions and labels, in the order in which they were learned.
    private(set) var predicted: [[Float]] = Array(repeating: [], count: Head.count)
    private(set) var labels: [[Float]] = Array(repeating: [], count: Head.count)

    mutating func add(_ outputs: HeadOutputs, _ labels: HeadLabels) {
        for head in Head.allCases {
            guard let label = labels[head] else { continue }
            predicted[Int(head.rawValue)].append(outputs[head])
            self.labels[Int(head.rawValue)].append(label)
        }
    }
}
