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
        ModelInput.lend { learn(example, labels, settings, $0, $1) }
    }

    @inline(__always)
    private mutating func learn(
        _ example: Example,
        _ labels: HeadLabels,
        _ settings: LearnSettings,
        _ places: WeightTable.Places,
        _ numbers: UnsafeMutableBufferPointer<Float>
    ) -> HeadOutputs {
        let input = find(example, places, numbers)
        let probabilities = probabilities(example, input)
        let error = (labels.lanes - probabilities) * labels.mask

        count = min(count + 1, settings.memory)
        let told = (probabilities * (1 - probabilities) - spread) * labels.mask
        spread += told / min(count + 50, 2_000)
        bias += error / (spread * count + 20)
        move(example, input, step(error, example, settings), rate: settings.ownRate)
        turnOver(example, input, settings)
        for head in 0..<Head.count where labels.known & (1 << UInt16(head)) != 0 {
            learned[head] += 1
        }
        return HeadOutputs(probabilities)
    }

    /// How far an error moves weights.
    private mutating func step(
        _ error: Lanes,
        _ example: Example,
        _ settings: LearnSettings
    ) -> Step {
        var step = Step(
            error: error,
            dense: dense.step(error, rate: settings.denseRate),
            told: spread,
            // The rarer a head, the less its examples tell and the surer it may be of each.
            prior: (spread * 5).squareRoot() * settings.prior
        )
        step.added[Lanes.countLane] = 1
        step.most[Lanes.countLane] = settings.memory
        step.least[Lanes.hourLane] = example.hour
        return step
    }

    /// Admits keys that were met often enough, and drops some that were met long ago.
    @inline(__always)
    private mutating func turnOver(
        _ example: Example,
        _ input: ModelInput,
        _ settings: LearnSettings
    ) {
        for index in 0..<input.keys where input.places[index] < 0 {
            table.admit(example.keys[index], settings)
        }
        table.expire(before: example.hour - settings.expiryHours)
    }
}
