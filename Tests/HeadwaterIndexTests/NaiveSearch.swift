import HeadwaterCatalog
import HeadwaterCore
import HeadwaterEvents
import HeadwaterIndex

/// Search by looking at every post: an independent check of the index, made for small corpora of
/// plain words that stemming leaves alone.
struct NaiveSearch {
    /// One revision of a post.
    struct Revision {
        var id: String
        var author: String
        var words: [String]
        var time: Timestamp
        var received: Timestamp
        var audience: Audience
        var version: Timestamp
    }

    private(set) var revisions: [Revision] = []
    private var deleted: Set<String> = []
    private var order: [String] = []

    mutating func apply(_ record: Record) {
        switch record.body {
        case .event(.post(let post)):
            guard !deleted.contains(post.id) else { return }
            let first = revisions.first { $0.id == post.id }
            let known = revisions.last { $0.id == post.id }
            if let known, known.version >= post.version { return }
            if first == nil, !order.contains(post.id) { order.append(post.id) }
            revisions.append(
                Revision(
                    id: post.id,
                    author: post.author,
                    words: post.text.split(separator: " ").map(String.init),
                    time: first?.time ?? min(post.at, record.received),
                    received: record.received,
                    audience: post.audience,
                    version: post.version
                )
            )
        case .event(.delete(let event)):
            if !order.contains(event.post) { order.append(event.post) }
            deleted.insert(event.post)
            revisions.removeAll { $0.id == event.post }
        default:
            return
        }
    }

    /// The revision of each post that was known at a moment.
    private func standing(_ asOf: Timestamp?) -> [Revision] {
        var newest: [String: Revision] = [:]
        for revision in revisions where asOf.map({ revision.received <= $0 }) ?? true {
            newest[revision.id] = revision
        }
        return order.compactMap { newest[$0] }
    }

    /// Ids and scores by BM25, the best first.
    func find(
        _ words: [String],
        all: Bool,
        asOf: Timestamp?,
        since: Timestamp?,
        sees: (Revision) -> Bool
    ) -> [(id: String, score: Double)] {
        let known = standing(asOf)
        let counted = known.filter { $0.audience == .public }
        let count = Double(counted.count)
        let average =
            counted.isEmpty
            ? 1 : max(1, Double(counted.map(\.words.count).reduce(0, +)) / count)
        var found: [(revision: Revision, place: Int, score: Double)] = []
        for (place, revision) in known.enumerated() {
            guard sees(revision), since.map({ revision.time >= $0 }) ?? true else { continue }
            var score = 0.0
            var matches = 0
            for word in words {
                let times = Double(revision.words.filter { $0 == word }.count)
                guard times > 0 else { continue }
                matches += 1
                let frequency = Double(counted.filter { $0.words.contains(word) }.count)
                let rarity = logarithm(1 + max(0, count - frequency + 0.5) / (frequency + 0.5))
                let (k1, b) = (
                    IndexKnobs.saturation.standard, IndexKnobs.lengthNorm.standard
                )
                let length = Double(revision.words.count)
                score += rarity * times * (k1 + 1) / (times + k1 * (1 - b + b * length / average))
            }
            guard matches > 0, !all || matches == words.count else { continue }
            found.append((revision, place, score))
        }
        found.sort {
            if abs($0.score - $1.score) > 1e-9 { return $0.score > $1.score }
            if $0.revision.time != $1.revision.time { return $0.revision.time > $1.revision.time }
            return $0.place < $1.place
        }
        return found.map { ($0.revision.id, $0.score) }
    }
}
