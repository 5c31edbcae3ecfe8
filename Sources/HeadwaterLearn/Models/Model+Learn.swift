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
        let inputs = DenseInputs(example)
        var places: InlineArray<96, WeightTable.Place> = .init(repeating: 0)
        let keys = min(example.keys.count, Example.keyLimit)
        var sum = denseSum(example, inputs)
        for index in 0..<keys {
            let place = table.place(of: example.keys[index])
            places[index] = place
            sum += table[place]
        }
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

    @inline(__always)
    private mutating func learnKeys(
        _ example: Example,
        _ places: InlineArray<96, WeightTable.Place>,
        _ keys: Int,
        _ error: Lanes,
        _ settings: LearnSettings
    ) {
        // The rarer a head, the less its examples tell and the surer it may be of each.
        let prior = (spread * 5).squareRoot() * settings.prior
        var met = Lanes()
        met[Lanes.countLane] = 1
        for index in 0..<keys {
            let place = places[index]
            var row = table[place]
            let known = row[Lanes.countLane]
            let precision = spread * known + prior * Self.tightness[Int(example.fields[index])]
            row += error / precision + met
            row[Lanes.countLane] = min(row[Lanes.countLane], settings.memory)
            row[Lanes.hourLane] = max(row[Lanes.hourLane], example.hour)
            table[place] = row
        }
        for index in 0..<keys where places[index] < 0 {
            table.admit(example.keys[index], settings)
        }
        table.expire(before: example.hour - settings.expiryHours)
    }

    /// By ``Field``: how much surer than others its keys are that they matter little.
    private static let tightness: [Float] = Field.allCases.map { $0 == .surface ? 0.1 : 1 }
}
