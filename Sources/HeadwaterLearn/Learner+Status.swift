import HeadwaterCore

/// What the learner has to say of one model.
public struct ModelStatus: Sendable {
    /// Its scope, which is its name.
    public var key: ModelKey
    /// How much it has learned, and a hash of what.
    public var version: String
    /// Whether it was promoted; it answers once it has learned enough.
    public var isServing: Bool
    /// The examples that it learned itself.
    public var examples: UInt64
    /// The versions that were saved, the oldest first.
    public var saved: [String]
    /// The model that it was warm-started from, if that is still there.
    public var parent: ModelKey?
    /// By head: over the examples that its parent learned too, its mean log loss and its parent's;
    /// nil where there are none.
    public var comparison: [(head: Head, examples: Int, logLoss: Double, parentLogLoss: Double)]
    /// By head: how well it predicts; those without an example are left out.
    public var reliability: [(head: Head, figures: Reliability)]
}

/// How far the learner has come.
public struct LearnerStatus: Sendable, Hashable {
    /// Impressions that wait for what follows.
    public var impressions: Int
    /// Places of pages that wait for impressions.
    public var slots: Int
    /// Pairs of viewer and post of which an engagement came and no impression.
    public var early: Int
    /// By how many milliseconds of log time the oldest impression is late to be learned.
    public var lateMs: Int64
}

extension Learner {
    /// How far it has come.
    public var status: LearnerStatus {
        var lateMs: Int64 = 0
        if join.impressions.count > 0 {
            let received = join.impressions[join.impressions.start].received
            lateMs = max(0, now.milliseconds(since: received) - join.limits.joinMs)
        }
        return LearnerStatus(
            impressions: join.impressions.count,
            slots: join.pages.slotCount,
            early: join.early.count,
            lateMs: lateMs
        )
    }

    /// The models, in the order in which they came to exist.
    ///
    /// Complexity: O(models × bins).
    public var models: [ModelStatus] {
        registry.entries.map { entry in
            ModelStatus(
                key: entry.key,
                version: entry.version,
                isServing: entry.isServing,
                examples: entry.own,
                saved: entry.saved.map(\.version),
                parent: registry.entries.first { $0.number == entry.parent }?.key,
                comparison: Head.allCases.compactMap { head in
                    let index = Int(head.rawValue)
                    let count = entry.comparison.counts[index]
                    guard count > 0 else { return nil }
                    return (
                        head, Int(count), entry.comparison.own[index] / count,
                        entry.comparison.parents[index] / count
                    )
                },
                reliability: Head.allCases.compactMap { head in
                    entry.metrics[head].map { (head, $0) }
                }
            )
        }
    }

    /// How much a model has learned, and a hash of what; nil where there is no such model.
    ///
    /// Complexity: O(models).
    public func version(of key: ModelKey) -> String? {
        registry.entries.first { $0.key == key }?.version
    }

    /// Says why a change of a model would have no effect; nil where it has one.
    ///
    /// To be asked before a `change` record of kind `model` is written.
    public func objection(to command: ModelCommand, of key: ModelKey) -> ModelCommandError? {
        registry.objection(to: command, of: key)
    }
}
