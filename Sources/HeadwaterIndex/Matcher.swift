import HeadwaterCatalog
import HeadwaterCore

/// What scores depend on beside the documents: kept in cursors, so that later pages score alike.
struct Statistics: Sendable, Hashable {
    /// Public documents that stand at the watermark.
    var documents: Int
    /// The sum of their lengths.
    var length: Int
    /// How many of them each clause is in.
    var frequencies: [Int]

    /// BM25's inverse document frequency, never below 0 (Lucene's form).
    func rarity(_ clause: Int) -> Double {
        let frequency = Double(frequencies[clause])
        return logarithm(1 + max(0, Double(documents) - frequency + 0.5) / (frequency + 0.5))
    }
}

/// Finds the documents that satisfy clauses, newest first, a window of documents at a time.
///
/// All lists are walked from their newest end; scores of a window add up in a small array, clause
/// after clause, so that sums run in one fixed order.
struct Matcher {
    let index: PostIndex
    let clauses: [Clause]
    let mark: Watermark
    var since = Int64.min
    var until = Int64.max
    private var lists: [[PostingCursor]]

    init(_ index: PostIndex, clauses: [Clause], mark: Watermark) {
        self.index = index
        self.clauses = clauses
        self.mark = mark
        lists = clauses.map { clause in
            guard clause.phrase.isEmpty else { return [index.phrase(clause.phrase)] }
            return clause.keys.map { PostingCursor($0, in: index.postings) }
                .filter { $0.document != nil }
        }
    }

    /// Counts the public documents of every scored clause that stand at the watermark, exactly.
    func statistics() -> Statistics {
        let (documents, length) = index.publicDocuments(mark)
        let frequencies = clauses.indices.map { number in
            clauses[number].weight > 0 ? frequency(of: number) : 0
        }
        return Statistics(documents: documents, length: length, frequencies: frequencies)
    }

    private func frequency(of number: Int) -> Int {
        var seen: Set<UInt32> = []
        var count = 0
        for var cursor in lists[number] {
            while let document = cursor.document {
                if index.flags[Int(document)].contains(.isPublic),
                    index.stands(Int(document), mark),
                    !clauses[number].keysOverlap || seen.insert(document).inserted
                {
                    count += 1
                }
                cursor.advance(in: index.postings)
            }
        }
        return count
    }

    /// Hands every document that satisfies the clauses and is wanted to the collector.
    ///
    /// Where there is `meaning`, it adds to the scores, and the documents that it found count too.
    /// `byTime` says that rank falls with time alone, so that older windows can be left out; `rank`
    /// is the rank of a document with this BM25 score; `sees`, whether a post may be found, is asked
    /// only of documents that would be collected.
    mutating func collect(
        _ statistics: Statistics,
        knobs: (saturation: Double, lengthNorm: Double),
        meaning: Meaning? = nil,
        byTime: Bool,
        into collector: inout Collector,
        rank: (Int, Double) -> Double,
        sees: (PostID) -> Bool
    ) {
        let size = PostIndex.windowSize
        let best = bestTimes()
        let average =
            statistics.documents == 0
            ? 1 : max(1, Double(statistics.length) / Double(statistics.documents))
        let weights = clauses.indices.map {
            clauses[$0].weight == 0
                ? 0 : clauses[$0].weight * statistics.rarity($0) * (knobs.saturation + 1)
        }
        let base = knobs.saturation * (1 - knobs.lengthNorm)
        let perWord = knobs.saturation * knobs.lengthNorm / average
        let masks = Masks(clauses)
        let most = (meaning?.weight ?? 0) * weights.reduce(0, +)
        var found = (meaning?.documents ?? [])[...]
        var scores = [Double](repeating: 0, count: size)
        var matched = [UInt64](repeating: 0, count: size)
        var window = (mark.end + size - 1) / size - 1
        while window >= 0 {
            defer { window -= 1 }
            if best[window] < since { return }
            if byTime, let bar = collector.bar, best[window] < bar.time { return }
            guard index.windowTimes[window] >= since else { continue }
            let low = window * size
            for slot in 0..<size {
                scores[slot] = 0
                matched[slot] = 0
            }
            for number in clauses.indices {
                add(number, low, weights[number], (base, perWord), &scores, &matched)
            }
            for slot in stride(from: min(size, mark.end - low) - 1, through: 0, by: -1) {
                let document = low + slot
                while let last = found.last, last > document { found.removeLast() }
                let isFound = found.last.map { $0 == document } ?? false
                guard masks.accept(matched[slot], needsWord: !isFound) else { continue }
                let time = index.times[document]
                guard time >= since, time < until, index.stands(document, mark) else { continue }
                let bound = isFound ? most : most * (meaning?.most ?? 0)
                var key = RankKey(
                    score: rank(document, scores[slot] + bound),
                    time: time,
                    post: index.posts[document]
                )
                if let meaning {
                    // The cosine is worth looking up only where it could make a difference.
                    guard collector.wants(key) else { continue }
                    let similarity = index.similarity(of: document, meaning)
                    key.score = rank(document, scores[slot] + most * similarity)
                }
                guard collector.wants(key), sees(PostID(key.post)) else { continue }
                collector.add(key, document: document)
            }
        }
    }

    /// Adds what one clause gives to the documents of the window that begins at `low`.
    private mutating func add(
        _ number: Int,
        _ low: Int,
        _ weight: Double,
        _ norm: (base: Double, perWord: Double),
        _ scores: inout [Double],
        _ matched: inout [UInt64]
    ) {
        let bit: UInt64 = 1 << UInt64(number)
        let high = low + PostIndex.windowSize
        for place in lists[number].indices {
            lists[number][place].advance(to: UInt32(high - 1), in: index.postings)
            while let document = lists[number][place].document, Int(document) >= low {
                let slot = Int(document) - low
                if matched[slot] & bit == 0 {
                    matched[slot] |= bit
                    if weight > 0 {
                        let count = Double(lists[number][place].count)
                        let length = Double(index.lengths[Int(document)])
                        scores[slot] +=
                            weight * count / (count + norm.base + norm.perWord * length)
                    }
                }
                lists[number][place].advance(in: index.postings)
            }
        }
    }

    /// For each window the latest time in it and in all older ones.
    private func bestTimes() -> [Int64] {
        var best = index.windowTimes
        for window in best.indices.dropFirst() {
            best[window] = max(best[window], best[window - 1])
        }
        return best
    }
}

/// The bits of the clauses that a document needs, must not have, and needs one of.
private struct Masks {
    var must: UInt64 = 0
    var not: UInt64 = 0
    var one: UInt64 = 0

    init(_ clauses: [Clause]) {
        var hasScoredMust = false
        for (number, clause) in clauses.enumerated() {
            let bit: UInt64 = 1 << UInt64(number)
            switch clause.occurrence {
            case .must:
                must |= bit
                if clause.weight > 0 { hasScoredMust = true }
            case .not: not |= bit
            case .should: one |= bit
            }
        }
        // Beside words that are needed, others only raise the score.
        if hasScoredMust { one = 0 }
    }

    @inline(__always)
    func accept(_ mask: UInt64, needsWord: Bool) -> Bool {
        mask & must == must && mask & not == 0 && (one == 0 || !needsWord || mask & one != 0)
    }
}

extension PostIndex {
    /// A list of the documents that hold a phrase, and how often.
    func phrase(_ parts: [Clause.Part]) -> PostingCursor {
        var cursors = parts.map { part in
            part.keys.map { PostingCursor($0, in: postings) }.filter { $0.document != nil }
        }
        guard !parts.isEmpty, cursors.allSatisfy({ !$0.isEmpty }) else {
            return PostingCursor(documents: [], counts: [])
        }
        var documents: [UInt32] = []
        var counts: [UInt32] = []
        var target = UInt32.max
        search: while true {
            var agreed = true
            for number in cursors.indices {
                var newest: UInt32?
                for place in cursors[number].indices {
                    cursors[number][place].advance(to: target, in: postings)
                    if let document = cursors[number][place].document {
                        newest = max(newest ?? document, document)
                    }
                }
                guard let newest else { break search }
                if newest < target {
                    target = newest
                    if number > 0 { agreed = false }
                }
            }
            guard agreed else { continue }
            let count = occurrences(of: parts, at: target, cursors)
            if count > 0 {
                documents.append(target)
                counts.append(count)
            }
            guard target > 0 else { break }
            target -= 1
        }
        return PostingCursor(documents: documents.reversed(), counts: counts.reversed())
    }

    private func occurrences(
        of parts: [Clause.Part],
        at document: UInt32,
        _ cursors: [[PostingCursor]]
    ) -> UInt32 {
        var starts: [UInt32] = []
        for number in parts.indices {
            var places: [UInt32] = []
            for cursor in cursors[number] where cursor.document == document {
                cursor.places(in: postings, into: &places)
            }
            let offset = parts[number].offset
            if number == 0 {
                // A word that is kept with its diacritics and without has its place twice.
                starts = Set(places).sorted()
            } else {
                starts = starts.filter { places.contains($0 + offset) }
            }
            if starts.isEmpty { return 0 }
        }
        return UInt32(starts.count)
    }
}
