import CHeadwaterKernels
import HeadwaterCore

/// What kernels compute of a model: sums over rows of weights, and their changes.
///
/// Kernels keep nothing of what they are lent, and their paths give the same bits.
extension Model {
    /// How this processor computes them.
    static let path = headwater_best_path()

    /// Finds the weights of an example's keys, and gathers its numbers into lent memory.
    @inline(__always)
    func find(
        _ example: Example,
        _ places: WeightTable.Places,
        _ numbers: UnsafeMutableBufferPointer<Float>
    ) -> ModelInput {
        example.prefetch()
        let keys = table.find(example.keys, places)
        return ModelInput(example, keys: keys, at: places, numbers)
    }

    /// The probability of each head.
    @inline(__always)
    func probabilities(_ example: Example, _ input: ModelInput) -> Lanes {
        var logits = Lanes()
        input.with(example) { example in
            withRows { rows in
                withUnsafePointer(to: bias) { bias in
                    withUnsafePointer(to: example) { example in
                        withUnsafePointer(to: rows) { rows in
                            headwater_logits(
                                Self.path,
                                rows,
                                example,
                                floats(bias),
                                floats(&logits)
                            )
                        }
                    }
                }
            }
        }
        return logits.limited(-16...16).logistic
    }

    /// How the weights of an example move.
    struct Step {
        var error: Lanes
        var dense: Lanes
        var told: Lanes
        var prior: Lanes
        /// What is added to the row of a key besides.
        var added = Lanes()
        /// What the row of a key may hold.
        var least = Lanes(repeating: -.greatestFiniteMagnitude)
        var most = Lanes(repeating: .greatestFiniteMagnitude)
    }

    /// Moves the weights of an example, whose places were found in this model.
    @inline(__always)
    mutating func move(_ example: Example, _ input: ModelInput, _ step: Step, rate: Float) {
        let count = dense.count
        input.with(example) { example in
            withMutableRows { rows in
                Self.tightness.withUnsafeBufferPointer { tightness in
                    withUnsafeBytes(of: step) { step in
                        var step = HeadwaterStep(
                            rows: step.baseAddress?.assumingMemoryBound(to: Float.self),
                            rate: rate,
                            count: count,
                            tightness: tightness.baseAddress,
                            count_lane: Lanes.countLane
                        )
                        var (example, rows) = (example, rows)
                        headwater_learn(Self.path, &rows, &example, &step)
                    }
                }
            }
        }
    }

    /// By the byte of a field, how much surer than others its keys are that they matter little; one
    /// for every byte there is.
    private static let tightness: [Float] = (0..<256).map {
        $0 == Int(Field.surface.rawValue) ? 0.1 : 1
    }

    /// Lends all rows, which may not be changed.
    @inline(__always)
    private func withRows(_ body: (HeadwaterModel) -> Void) {
        dense.rates.withUnsafePointer { rates in
            dense.weights.withUnsafePointer { inputs in
                dense.squares.withUnsafePointer { squares in
                    table.withRows { own, shared in
                        // A kernel that only sums up changes none of them.
                        body(
                            HeadwaterModel(
                                rates: UnsafeMutablePointer(mutating: floats(rates)),
                                inputs: UnsafeMutablePointer(mutating: floats(inputs)),
                                squares: UnsafeMutablePointer(mutating: floats(squares)),
                                own: UnsafeMutablePointer(mutating: floats(own)),
                                shared: UnsafeMutablePointer(mutating: floats(shared))
                            )
                        )
                    }
                }
            }
        }
    }

    /// Lends all rows to be changed.
    @inline(__always)
    private mutating func withMutableRows(_ body: (HeadwaterModel) -> Void) {
        dense.rates.withUnsafeMutablePointer { rates in
            dense.weights.withUnsafeMutablePointer { inputs in
                dense.squares.withUnsafeMutablePointer { squares in
                    table.withMutableRows { own, shared in
                        body(
                            HeadwaterModel(
                                rates: floats(rates),
                                inputs: floats(inputs),
                                squares: floats(squares),
                                own: floats(own),
                                shared: floats(shared)
                            )
                        )
                    }
                }
            }
        }
    }
}
