import HeadwaterCore

/// A sentence that may answer, and what speaks for it.
struct Candidate: Sendable {
    var passage: Int
    /// The share of the question that it holds, 0 to 1, context counted in part.
    var coverage: Double
    /// The share that it holds itself.
    var ownCoverage: Double
    /// How near its author is to what is asked, 0 to 1.
    var firstHand: Double
    var score: Double
    /// The quantity that answers, where one is asked for.
    var measure: Measure?
    /// Of a yes-or-no question: whether it says yes.
    var isYes: Bool?
    /// Whether something later took its place.
    var isSuperseded = false
    /// Whether it is too far from the question to answer it, and can only contradict.
    var isRivalOnly = false
}

/// What the sentences of the posts say about the question.
struct Evidence: Sendable {
    let question: Question
    let sources: [Source]
    let passages: [Passage]
    /// The sentences that may answer, the best first.
    private(set) var candidates: [Candidate] = []

    init(question: Question, sources: [Source], passages: [Passage], knobs: Knobs) {
        self.question = question
        self.sources = sources
        self.passages = passages
        let weigher = Weigher(question: question, sources: sources, passages: passages)
        let least = knobs[AnswerKnobs.partialCoverage]
        for number in passages.indices {
            guard var candidate = weigher.weigh(number) else { continue }
            if candidate.coverage < least {
                guard weigher.isRival(candidate) else { continue }
                candidate.isRivalOnly = true
            }
            candidates.append(candidate)
        }
        candidates.sort { left, right in
            if left.score != right.score { return left.score > right.score }
            return left.passage < right.passage
        }
        // Comparing each with each, long posts could make many.
        candidates.removeLast(max(0, candidates.count - Self.mostCandidates))
        supersede()
    }

    private static let mostCandidates = 120

    func source(of candidate: Candidate) -> Source {
        sources[passages[candidate.passage].source]
    }

    /// Whether two candidates give the same answer, as far as that can be seen.
    func agree(_ left: Candidate, _ right: Candidate) -> Bool {
        if let one = left.measure, let other = right.measure { return one.agrees(with: other) }
        if let one = left.isYes, let other = right.isYes { return one == other }
        return true
    }

    /// Who gave a value first is nearer to its origin than those who give it later.
    private mutating func preferOrigins() {
        guard question.form.needsMeasure else { return }
        let bonuses = candidates.indices.filter { number in
            let own = source(of: candidates[number])
            return !own.isHearsay && candidates[number].measure != nil
                && candidates.allSatisfy {
                    !agree($0, candidates[number]) || source(of: $0).time >= own.time
                }
        }
        for number in bonuses { candidates[number].score += 0.12 }
    }

    // MARK: - What later posts took the place of

    private mutating func supersede() {
        guard question.form.isComparable || question.form.kind == .person else { return }
        supersedeDenied()
        supersedeOwn()
        supersedeHearsay()
    }

    /// Values that a correction names as wrong are not so, wherever they were said before.
    private mutating func supersedeDenied() {
        for passage in passages {
            let corrector = sources[passage.source]
            guard !corrector.isHearsay else { continue }
            let denied = passage.measures.filter(\.isDenied)
            let names = passage.deniedNames
            guard !denied.isEmpty || !names.isEmpty else { continue }
            for number in candidates.indices {
                let other = source(of: candidates[number])
                guard other.time < corrector.time else { continue }
                let words = passages[candidates[number].passage].words
                if let measure = candidates[number].measure,
                    denied.contains(where: { $0.magnitude == measure.magnitude }),
                    sharesTopic(candidates[number], passage)
                {
                    candidates[number].isSuperseded = true
                }
                if question.form.kind == .yesNo,
                    denied.contains(where: { refers($0, passage, words) })
                {
                    candidates[number].isSuperseded = true
                }
                if question.form.kind == .person, !names.isEmpty,
                    names.allSatisfy({ name in words.contains { $0.text == name } })
                {
                    candidates[number].isSuperseded = true
                }
            }
        }
    }

    /// Whether words hold a denied quantity together with the word behind it.
    private func refers(_ measure: Measure, _ passage: Passage, _ words: [Word]) -> Bool {
        let place = measure.words
        guard place.upperBound < passage.words.count else { return false }
        let pair = (passage.words[place.lowerBound].text, passage.words[place.upperBound].text)
        return words.indices.dropLast()
            .contains { words[$0].text == pair.0 && words[$0 + 1].text == pair.1 }
    }

    private func sharesTopic(_ candidate: Candidate, _ passage: Passage) -> Bool {
        let theirs = sources[passage.source].matches.exact
        return theirs & sources[passages[candidate.passage].source].matches.exact != 0
    }

    /// Who gives another value later takes the first one back, for those who repeated it too.
    private mutating func supersedeOwn() {
        for later in candidates.indices {
            let newer = source(of: candidates[later])
            guard !newer.isHearsay else { continue }
            for earlier in candidates.indices where earlier != later {
                let older = source(of: candidates[earlier])
                guard older.time < newer.time,
                    !agree(candidates[earlier], candidates[later]),
                    replaces(later, earlier)
                else { continue }
                candidates[earlier].isSuperseded = true
                let value = candidates[earlier]
                for other in candidates.indices
                where source(of: candidates[other]).time < newer.time
                    && agree(candidates[other], value)
                {
                    candidates[other].isSuperseded = true
                }
            }
        }
    }

    private func replaces(_ later: Int, _ earlier: Int) -> Bool {
        let newer = candidates[later]
        let older = candidates[earlier]
        let source = source(of: newer)
        let isOwn = source.head.author == self.source(of: older).head.author
        let saysNow =
            source.isCorrection
            || passages[newer.passage].words.contains { Lexicon.present.contains($0.text) }
        if isOwn { return newer.coverage >= older.coverage * (saysNow ? 0.55 : 0.8) }
        if question.form.asksNewest, saysNow { return newer.coverage >= older.coverage * 0.55 }
        let asksNow = question.form.kind == .yesNo
        guard saysNow, asksNow || source.isCorrection else { return false }
        return newer.firstHand >= 0.3 && newer.firstHand >= self.source(of: older).rank(older)
            && newer.coverage >= older.coverage * 0.8
    }

    /// What is passed on from others falls where somebody near it says otherwise.
    private mutating func supersedeHearsay() {
        guard
            let witness = candidates.first(where: {
                !$0.isSuperseded && !source(of: $0).isHearsay && $0.firstHand >= 0.5
            })
        else { return }
        for number in candidates.indices
        where source(of: candidates[number]).isHearsay && !agree(candidates[number], witness) {
            candidates[number].isSuperseded = true
        }
    }
}

extension Passage {
    /// The names behind "not".
    var deniedNames: [String] {
        guard let place = words.firstIndex(where: { $0.text == "not" }) else { return [] }
        return words[(place + 1)...].prefix { $0.isCapital }.map(\.text)
    }

    /// Whether it says that it was not somebody.
    var deniesName: Bool { !deniedNames.isEmpty }
}

extension Source {
    /// How much a later statement needs to outrank a candidate from here.
    fileprivate func rank(_ candidate: Candidate) -> Double {
        isHearsay ? 0 : candidate.firstHand
    }
}
