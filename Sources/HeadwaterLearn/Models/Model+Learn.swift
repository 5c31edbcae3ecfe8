import HeadwaterCore

extension Model {
    /// Learns what came of an example, and gives what it predicted of it before.
    ///
    /// Keys follow a diagonal second-order rule (as AdPredictor, Graepel et al. 2010): the step is
    /// the error over the precision, a prior's and what the key's examples have told since.
    ///
    /// Complexity: O(keys), a look-up each.
    @discardableResult
    public mutating func learn(
        _ example: Example,
        _ labels: HeadLabels,
        _ settings: LearnSettings = LearnSettings()
    ) -> HeadOutputs {
        WeightTable.withPlaces { learn(example, labels, settings, $0) }
    }

    @inline(__always)
    private mutating func learn(
        _ example: Example,
        _ labels: HeadLabels,
        _ settings: LearnSettings,
        _ places: WeightTable.Places
    ) -> HeadOutputs {
        let keys = table.find(example.keys, places)
        let inputs = DenseInputs(example)
        let sum = denseSum(example, inputs) + table.sum(places, keys)
        let probabilities = sum.limited(-16...16).logistic
        let error = (labels.lanes - probabilities) * labels.mask

        count = min(count + 1, settings.memory)
        let told = (probabilities * (1 - probabilities) - spread) * labels.mask
        spread += told / min(count + 50, 2_000)
        bias += error / (spread * count + 20)
        for pair in 0..<Pair.count {
            rateWeights[pair] += error * example.rates[pair] * settings.ownRate
        }
        dense.learn(inputs, error, rate: settings.denseRate)
        learnKeys(example, places, keys, error, settings)
        for head in 0..<Head.count where labels.known & (1 << UInt16(head)) != 0 {
            learned[head] += 1
        }
        return HeadOutputs(probabilities)
    }

    private mutating func learnKeys(
        _ example: Example,
        _ places: WeightTable.Places,
        _ keys: Int,
        _ error: Lanes,
        _ settings: LearnSettings
    ) {
        // The rarer a head, the less its examples tell and the surer it may be of each.
        let prior = (spread * 5).squareRoot() * settings.prior
        let spread = spread
        var met = Lanes()
        met[Lanes.countLane] = 1
        var most = Lanes(repeating: .greatestFiniteMagnitude)
        most[Lanes.countLane] = settings.memory
        var least = Lanes(repeating: -.greatestFiniteMagnitude)
        least[Lanes.hourLane] = example.hour
        table.update(places, keys) { index, row in
            let tightness = Self.tightness[Int(example.fields[index])]
            let precision = spread * row[Lanes.countLane] + prior * tightness
            let moved = row + (error / precision + met)
            let capped = most.replacing(with: moved, where: moved .< most)
            row = least.replacing(with: capped, where: capped .> least)
        }
        for index in 0..<keys where places[index] < 0 {
            table.admit(example.keys[index], settings)
        }
        table.expire(before: example.hour - settings.expiryHours)
    }

    /// By ``Field``: how much surer than others its keys are that they matter little.
    private static let tightness: [Float] = Field.allCases.map { $0 == .surface ? 0.1 : 1 }
}
