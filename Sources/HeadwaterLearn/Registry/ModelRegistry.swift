import HeadwaterCore
import HeadwaterEvents

/// Models side by side, told apart by the scope that each is for.
///
/// Every example is learned by each model whose key covers it; a request is answered by the
/// narrowest promoted one that has learned enough of its own, failing all others by `main`.
/// `change` records create, save, promote, roll back and retire models, and nothing else does.
/// Memory: that of the tables, each counted once, and 13 KB of figures for a model that learned.
struct ModelRegistry: Sendable {
    private(set) var entries: [ModelEntry]
    private var nextNumber: UInt32 = 2
    /// For each entry, the place of its parent, -1 for none.
    private var parents: [Int] = [-1]
    /// The examples that a model must have learned itself before it serves.
    var examplesToServe: UInt64 = 0
    var limit = Int.max
    /// How models learn and what bounds them.
    var settings = LearnSettings()

    /// `main` alone, which serves.
    init() {
        var main = ModelEntry(.main, number: 1, model: Model())
        main.isServing = true
        entries = [main]
    }

    var byteCount: Int {
        var pool = ModelPool()
        for entry in entries {
            for version in entry.saved {
                let warmOf = entry.warmStart(version.lineage)
                pool.count(version.model, version.lineage, warmOf: warmOf)
            }
            pool.count(entry.model, entry.lineage, warmOf: entry.warmStart(entry.lineage))
        }
        return pool.byteCount + entries.reduce(0) { $0 + $1.metrics.byteCount + 512 }
    }

    func place(of key: ModelKey) -> Int? { entries.firstIndex { $0.key == key } }

    // MARK: Learning

    /// Has each model that covers the example predict it and then learn it, and gives what the
    /// model predicted that serves there.
    mutating func learn(
        _ example: Example,
        _ labels: HeadLabels,
        _ scope: ModelScope,
        mark: UInt64
    ) -> HeadOutputs {
        let serving = entries.count == 1 ? 0 : place(serving: scope)
        for place in entries.indices where entries[place].covers(scope) {
            let outputs = entries[place].learn(example, labels, settings, mark: mark)
            entries[place].outputs = outputs
            let losses = entries[place].metrics.add(outputs, labels)
            entries[place].losses = losses
            // A parent covers the example or not; where it does, its losses are of this example,
            // since it stands before its children.
            let parent = parents[place]
            if parent >= 0, entries[parent].covers(scope) {
                let parentLosses = entries[parent].losses
                entries[place].comparison.add(labels, losses, parentLosses)
            }
        }
        return entries[serving].outputs
    }

    /// The place of the model that answers in a scope.
    ///
    /// Complexity: O(models).
    func place(serving scope: ModelScope) -> Int {
        var best = 0
        for place in entries.indices.dropFirst() {
            guard entries[place].isServing, entries[place].own >= examplesToServe,
                entries[place].covers(scope), entries[place].serves(scope.arm)
            else { continue }
            if entries[place].narrowness > entries[best].narrowness { best = place }
        }
        return best
    }

    // MARK: Changes

    /// Says why a command would have no effect; nil where it has one.
    func objection(to command: ModelCommand, of key: ModelKey) -> ModelCommandError? {
        let place = place(of: key)
        switch command {
        case .create(let parent):
            if place != nil { return .exists(key) }
            if entries.count >= limit { return .tooMany(limit) }
            if let parent, self.place(of: parent) == nil { return .unknown(parent) }
        case .save, .promote(version: nil):
            if place == nil { return .unknown(key) }
        case .promote(let version?):
            guard let place else { return .unknown(key) }
            let entry = entries[place]
            if entry.version != version, !entry.saved.contains(where: { $0.version == version }) {
                return .noVersion(key, version)
            }
        case .rollback:
            guard let place else { return .unknown(key) }
            if target(ofRollback: entries[place]) == nil, place == 0 || !entries[place].isServing {
                return .noVersion(key, "")
            }
        case .retire:
            if place == nil { return .unknown(key) }
            if place == 0 { return .isMain }
        }
        return nil
    }

    /// Carries out a command; one that there is an objection to has no effect.
    mutating func apply(_ command: ModelCommand, to key: ModelKey) {
        guard objection(to: command, of: key) == nil else { return }
        if case .create(let parent) = command {
            create(key, parent)
        } else if let place = place(of: key) {
            apply(command, at: place)
        }
        linkParents()
    }

    private mutating func create(_ key: ModelKey, _ parent: ModelKey?) {
        if let parent, let place = place(of: parent) {
            entries.append(
                ModelEntry(key, number: nextNumber, warmStartedFrom: entries[place])
            )
        } else {
            entries.append(ModelEntry(key, number: nextNumber, model: Model()))
        }
        nextNumber += 1
    }

    private mutating func apply(_ command: ModelCommand, at place: Int) {
        switch command {
        case .create: break
        case .save: entries[place].save()
        case .promote(let version):
            if let version, let saved = entries[place].saved.last(where: { $0.version == version })
            {
                entries[place].restore(saved)
            }
            entries[place].save()
            entries[place].isServing = true
        case .rollback:
            if let version = target(ofRollback: entries[place]) {
                let saved = entries[place].saved[version]
                entries[place].restore(saved)
                entries[place].saved.removeSubrange((version + 1)...)
            } else {
                entries[place].isServing = false
            }
        case .retire: entries.remove(at: place)
        }
    }

    /// The place of the newest saved version that isn't what stands.
    private func target(ofRollback entry: ModelEntry) -> Int? {
        entry.saved.lastIndex { $0.lineage != entry.lineage }
    }

    private mutating func linkParents() {
        parents = entries.map { entry in
            entry.parent == 0 ? -1 : entries.firstIndex { $0.number == entry.parent } ?? -1
        }
    }
}

extension ModelRegistry {
    func encode(into writer: inout ByteWriter) {
        writer.write(nextNumber)
        writer.write(UInt32(entries.count))
        var pool = ModelPool()
        for entry in entries { entry.encode(into: &writer, &pool) }
    }

    init(from reader: inout ByteReader) throws(ByteReaderError) {
        self.init()
        nextNumber = try reader.read()
        let count: UInt32 = try reader.read()
        var pool = ModelPool()
        var read: [ModelEntry] = []
        for _ in 0..<count {
            let entry = try ModelEntry(from: &reader, &pool)
            guard entry.number > read.last?.number ?? 0, entry.number < nextNumber,
                !read.contains(where: { $0.key == entry.key })
            else { throw .malformed(offset: reader.offset, "models are twice, or out of order") }
            read.append(entry)
        }
        guard read.first?.key == .main else {
            throw .malformed(offset: reader.offset, "there is no model main")
        }
        entries = read
        linkParents()
    }
}
