public import HeadwaterCatalog
public import HeadwaterCore

/// The numbers that bound the memory of features and models and set how models learn.
///
/// The view that holds them reads them from its `KnobSettings` and hands them on; they are no part
/// of what features and models encode.
public struct LearnSettings: Sendable, Hashable {
    /// The most accounts, posts and viewers of whom features are kept.
    public static let entityKnob = Knob(
        "learn.features.entities",
        unit: "rows",
        standard: 1_000_000,
        range: 1_000...100_000_000,
        "The most accounts and posts, each, whose attributes and last actions are features."
    )
    /// The most rows of counts.
    public static let countKnob = Knob(
        "learn.features.counts",
        unit: "rows",
        standard: 8_000_000,
        range: 10_000...1_000_000_000,
        "The most ids and pairs of ids whose rates are counted, at 90 bytes each."
    )
    /// The most rows of weights of one model.
    public static let weightKnob = Knob(
        "learn.model.weights",
        unit: "rows",
        standard: 2_000_000,
        range: 1_000...1_000_000_000,
        "The most ids and crosses that one model has weights for, at 90 bytes each."
    )
    /// How many buckets the tail has at most.
    public static let tailKnob = Knob(
        "learn.model.tail",
        unit: "rows",
        standard: 65_536,
        range: 64...16_777_216,
        "The most buckets, of 64 bytes, that keys share until they are admitted."
    )
    /// From which occurrence on a key has a row of its own.
    public static let admissionKnob = Knob(
        "learn.model.admission",
        unit: "occurrences",
        standard: 2,
        range: 1...1_000,
        "From how many occurrences on an id or cross has weights of its own in a model."
    )
    /// After how many days what isn't met is forgotten.
    public static let expiryKnob = Knob(
        "learn.expiry.days",
        unit: "days",
        standard: 90,
        range: 1...3_650,
        "After how many days without an occurrence counts and weights are dropped."
    )
    /// How sure a model is, before it has seen a key, that the key's weight is 0.
    public static let priorKnob = Knob(
        "learn.model.prior",
        unit: "examples",
        standard: 200,
        range: 1...100_000,
        "How many examples' worth of doubt a weight of an id, attribute or cross begins with."
    )
    /// The learning rate of the dense weights.
    public static let denseKnob = Knob(
        "learn.model.dense.rate",
        unit: "1",
        standard: 0.02,
        range: 0...1,
        "The learning rate of a model's weights of counts and last actions."
    )
    /// The learning rate of the weights of own rates.
    public static let ownKnob = Knob(
        "learn.model.own.rate",
        unit: "1",
        standard: 0.003,
        range: 0...1,
        "The learning rate of how far a head follows its own streaming rates."
    )
    /// How many examples of a key a model remembers at most.
    public static let memoryKnob = Knob(
        "learn.model.memory",
        unit: "examples",
        standard: 50_000,
        range: 100...1_000_000,
        "How many examples a weight averages over at most; fewer follow a drift faster."
    )

    /// All of these knobs.
    public static let knobs = [
        entityKnob, countKnob, weightKnob, tailKnob, admissionKnob, expiryKnob, priorKnob,
        denseKnob, ownKnob, memoryKnob,
    ]

    var entities = Int(entityKnob.standard)
    var counts = Int(countKnob.standard)
    var weights = Int(weightKnob.standard)
    var tail = Int(tailKnob.standard)
    var admission = Float(admissionKnob.standard)
    var expiryHours = Float(expiryKnob.standard * 24)
    var prior = Float(priorKnob.standard)
    var denseRate = Float(denseKnob.standard)
    var ownRate = Float(ownKnob.standard)
    var memory = Float(memoryKnob.standard)

    /// Every knob at its standard value.
    public init() {}

    /// The values that the log has set.
    public init(_ settings: KnobSettings) {
        entities = Int(settings[Self.entityKnob])
        counts = Int(settings[Self.countKnob])
        weights = Int(settings[Self.weightKnob])
        tail = Int(settings[Self.tailKnob])
        admission = Float(settings[Self.admissionKnob].rounded(.up))
        expiryHours = Float(settings[Self.expiryKnob] * 24)
        prior = Float(settings[Self.priorKnob])
        denseRate = Float(settings[Self.denseKnob])
        ownRate = Float(settings[Self.ownKnob])
        memory = Float(settings[Self.memoryKnob].rounded())
    }
}
