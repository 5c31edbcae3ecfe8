import HeadwaterCore

/// A model as it stands, and what the registry knows of it.
struct ModelEntry: Sendable {
    /// A version that was kept: how much it had learned, from what, and the model.
    struct Saved: Sendable {
        var learned: UInt64
        var lineage: UInt64
        var model: Model

        var version: String { ModelEntry.version(learned, lineage) }
    }

    /// How many versions of a model are kept.
    static let savedLimit = 2

    var key: ModelKey
    /// Never used twice.
    var number: UInt32
    /// The number of the model that it was warm-started from, 0 for none.
    var parent: UInt32 = 0
    var model: Model
    /// How many examples it has learned, those of its parent before it included.
    var learned: UInt64 = 0
    /// How many of these it learned itself.
    var own: UInt64 = 0
    /// A hash of all that it has learned, in order: models of equal lineage are equal.
    var lineage: UInt64
    /// The lineage of the model that it was warm-started from, 0 for none: as long as ``own`` is
    /// 0, it is what a warm start from there gives.
    var warmOf: UInt64 = 0
    var isServing = false
    /// The versions that were kept, the newest last.
    var saved: [Saved] = []
    var metrics = HeadMetrics()
    /// By head, over the examples that its parent learned too: how many, its loss, its parent's.
    var comparison = Comparison()

    /// The losses of a model and its parent, over the same examples.
    struct Comparison: Sendable {
        var counts = [Double](repeating: 0, count: Head.count)
        var own = [Double](repeating: 0, count: Head.count)
        var parents = [Double](repeating: 0, count: Head.count)

        mutating func add(_ labels: HeadLabels, _ loss: Lanes, _ parentLoss: Lanes) {
            var known = labels.known
            while known != 0 {
                let head = known.trailingZeroBitCount
                known &= known &- 1
                counts[head] += 1
                own[head] += Double(loss[head])
                parents[head] += Double(parentLoss[head])
                guard counts[head] >= HeadMetrics.window else { continue }
                counts[head] *= 0.5
                own[head] *= 0.5
                parents[head] *= 0.5
            }
        }
    }

    /// What was predicted for the example at hand; no part of the state.
    var outputs = HeadOutputs()
    var losses = Lanes()
    /// The fingerprints of the parts of the key, 0 where any will do.
    private var parts: ModelScope
    let narrowness: Int

    init(_ key: ModelKey, number: UInt32, model: Model) {
        self.key = key
        self.number = number
        self.model = model
        lineage = mixed(UInt64(number))
        parts = ModelScope(key)
        narrowness = key.narrowness
    }

    /// A model that begins with what another has learned; it costs nothing until either learns.
    init(_ key: ModelKey, number: UInt32, warmStartedFrom parent: ModelEntry) {
        self.init(key, number: number, model: Model(warmStartedFrom: parent.model))
        self.parent = parent.number
        learned = parent.learned
        warmOf = parent.own == 0 && parent.warmOf != 0 ? parent.warmOf : parent.lineage
        // Not its parent's: the same examples learned from here on give another model.
        lineage = mixed(parent.lineage ^ UInt64(number))
    }

    var version: String { Self.version(learned, lineage) }

    /// What the model, or a saved version, of a lineage was warm-started from, where it has learned
    /// nothing since; 0 where it has, or where that can't be told.
    ///
    /// The lineage of a warm start tells it (``init(_:number:warmStartedFrom:)``), but for one from
    /// a model that was itself an unlearned warm start: that is told until it learns.
    func warmStart(_ lineage: UInt64) -> UInt64 {
        own == 0 || lineage == mixed(warmOf ^ UInt64(number)) ? warmOf : 0
    }

    /// Learns an example, of which `mark` tells from others what came of it, and gives what it
    /// predicted before.
    mutating func learn(
        _ example: Example,
        _ labels: HeadLabels,
        _ settings: LearnSettings,
        mark: UInt64
    ) -> HeadOutputs {
        learned += 1
        own += 1
        lineage = mixed(lineage ^ mark)
        return model.learn(example, labels, settings)
    }

    /// Whether it is for an arm.
    func serves(_ arm: UInt32) -> Bool { parts.arm == 0 || parts.arm == arm }

    /// Whether it learns examples of a scope.
    func covers(_ scope: ModelScope) -> Bool {
        (parts.surface == 0 || parts.surface == scope.surface)
            && (parts.language == 0 || parts.language == scope.language)
            && (parts.country == 0 || parts.country == scope.country)
    }

    static func version(_ learned: UInt64, _ lineage: UInt64) -> String {
        let text = String(lineage & 0xFFFF_FFFF, radix: 16)
        return "\(learned)-" + String(repeating: "0", count: 8 - text.count) + text
    }

    mutating func save() {
        guard saved.last?.lineage != lineage || saved.last?.learned != learned else { return }
        saved.append(Saved(learned: learned, lineage: lineage, model: model))
        if saved.count > Self.savedLimit { saved.removeFirst() }
    }

    mutating func restore(_ version: Saved) {
        model = version.model
        learned = version.learned
        lineage = version.lineage
    }
}

/// Where an example or a request belongs, as fingerprints; 0 where a part isn't known.
struct ModelScope: Sendable, Hashable {
    var surface: UInt64 = 0
    var language: UInt32 = 0
    var country: UInt32 = 0
    var arm: UInt32 = 0

    init() {}

    init(_ key: ModelKey) {
        surface = key.surface.map(Learner.fingerprint) ?? 0
        language = key.language.map(Self.fingerprint) ?? 0
        country = key.country.map(Self.fingerprint) ?? 0
        arm = key.arm.map(Self.fingerprint) ?? 0
    }

    /// The fingerprint of a language, country or arm, never 0.
    static func fingerprint(_ text: String) -> UInt32 {
        UInt32(truncatingIfNeeded: Fingerprint(text).low) | 1
    }
}

extension ModelEntry {
    func encode(into writer: inout ByteWriter, _ pool: inout ModelPool) {
        writer.write(key.description)
        writer.write(number)
        writer.write(parent)
        writer.write(learned)
        writer.write(own)
        writer.write(lineage)
        writer.write(warmOf)
        writer.write(isServing)
        writer.write(UInt32(saved.count))
        for version in saved {
            writer.write(version.learned)
            writer.write(version.lineage)
            pool.encode(
                version.model,
                version.lineage,
                warmOf: warmStart(version.lineage),
                into: &writer
            )
        }
        pool.encode(model, lineage, warmOf: warmStart(lineage), into: &writer)
        metrics.encode(into: &writer)
        for numbers in [comparison.counts, comparison.own, comparison.parents] {
            for number in numbers { writer.write(number) }
        }
    }

    init(
        from reader: inout ByteReader,
        _ pool: inout ModelPool
    ) throws(ByteReaderError) {
        let text = try reader.readString()
        let key: ModelKey
        do throws(ModelCommandError) {
            key = try ModelKey(parsing: text)
        } catch {
            throw .malformed(offset: reader.offset, error.description)
        }
        let number: UInt32 = try reader.read()
        self.init(key, number: number, model: Model())
        parent = try reader.read()
        learned = try reader.read()
        own = try reader.read()
        lineage = try reader.read()
        warmOf = try reader.read()
        isServing = try reader.readBool()
        let count: UInt32 = try reader.read()
        guard count <= Self.savedLimit, parent < number else {
            throw .malformed(offset: reader.offset, "a model's versions or parent can't be")
        }
        for _ in 0..<count {
            let learned: UInt64 = try reader.read()
            let lineage: UInt64 = try reader.read()
            let model = try pool.model(from: &reader, lineage, warmOf: warmStart(lineage))
            saved.append(Saved(learned: learned, lineage: lineage, model: model))
        }
        model = try pool.model(from: &reader, lineage, warmOf: warmStart(lineage))
        metrics = try HeadMetrics(from: &reader)
        comparison.counts = try Self.numbers(from: &reader)
        comparison.own = try Self.numbers(from: &reader)
        comparison.parents = try Self.numbers(from: &reader)
    }

    private static func numbers(
        from reader: inout ByteReader
    ) throws(ByteReaderError)
        -> [Double]
    {
        var numbers: [Double] = []
        for _ in 0..<Head.count {
            let number = try reader.readDouble()
            guard number.isFinite, number >= 0 else {
                throw .malformed(offset: reader.offset, "a model's comparison is not finite")
            }
            numbers.append(number)
        }
        return numbers
    }
}
