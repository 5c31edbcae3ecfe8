import HeadwaterCore
import HeadwaterIndex
import HeadwaterText

/// Says how well a sentence answers the question.
struct Weigher {
    let question: Question
    let sources: [Source]
    let passages: [Passage]
    let worth: [Double]
    let total: Double
    let entities: UInt64
    let numbers: UInt64
    let newest: Int64
    let oldest: Int64
    let bestHead: Double

    init(question: Question, sources: [Source], passages: [Passage]) {
        self.question = question
        self.sources = sources
        self.passages = passages
        var worth = question.terms.map(\.worth)
        if worth.allSatisfy({ $0 == 0 }) { worth = question.terms.map { $0.rarity + 0.01 } }
        self.worth = worth
        total = worth.reduce(0, +)
        var entities: UInt64 = 0
        var numbers: UInt64 = 0
        for (number, term) in question.terms.enumerated() {
            if term.isEntity { entities |= 1 << UInt64(number) }
            if term.isNumber { numbers |= 1 << UInt64(number) }
        }
        self.entities = entities
        self.numbers = numbers
        newest = sources.map(\.time.milliseconds).max() ?? 0
        oldest = sources.map(\.time.milliseconds).min() ?? 0
        bestHead = max(sources.map(\.head.score).max() ?? 1, 0.001)
    }

    /// The sentence as a candidate; nil where it can't answer.
    func weigh(_ number: Int) -> Candidate? {
        let passage = passages[number]
        let source = sources[passage.source]
        guard !passage.isQuestion, total > 0, passage.matches != Matches() || followsOn(passage)
        else { return nil }
        var candidate = Candidate(
            passage: number,
            coverage: 0,
            ownCoverage: 0,
            firstHand: firstHand(passage, source),
            score: 0
        )
        cover(&candidate, passage, source)
        guard findAnswer(&candidate, passage), holdsFocus(passage, source) else { return nil }
        if !holdsNames(passage, source) {
            guard isRival(candidate) else { return nil }
            candidate.isRivalOnly = true
        }
        guard question.form.kind == .yesNo || saysMore(passage, source) else { return nil }
        candidate.score = score(candidate, passage, source)
        return candidate
    }

    /// Whether a sentence says anything beside the words of the question and who wrote it when.
    private func saysMore(_ passage: Passage, _ source: Source) -> Bool {
        let kind = question.form.kind
        let countsNumbers = question.form.needsMeasure || kind == .time
        let handle = "@" + source.head.handle.lowercased()
        let isSigned = passage.words.contains { $0.kind == .mention && $0.text == handle }
        return passage.words.contains { word in
            if isAsked(word.key) || Lexicon.isFunctionWord(word.text) || word.isSecondary {
                return false
            }
            if word.kind == .hashtag || word.kind == .mention || word.kind == .url { return false }
            if countsNumbers || !isSigned { return true }
            return word.kind != .number && !Lexicon.times.contains(word.text)
                && !source.authorWords.contains(word.text) && word.text.utf8.count > 1
        }
    }

    /// Whether a sentence without a word of the question may go on from one that has some.
    private func followsOn(_ passage: Passage) -> Bool {
        question.form.needsMeasure && !passage.measures.isEmpty
            && sources[passage.source].matches.exact != 0
    }

    // MARK: - Coverage

    private func cover(_ candidate: inout Candidate, _ passage: Passage, _ source: Source) {
        var own = 0.0
        var all = 0.0
        let allowsOpposite = question.form.kind == .yesNo
        for number in question.terms.indices where worth[number] > 0 {
            let bit: UInt64 = 1 << UInt64(number)
            let isOwn = strength(passage.matches, bit, allowsOpposite)
            let rest = modified(number, passage)
            let isNear = max(
                strength(source.matches, bit, allowsOpposite) * 0.7 * rest,
                strength(source.parent, bit, false) * 0.4,
                strength(source.named, bit, false) * 0.8,
                strength(source.profiled, bit, false) * 0.4
            )
            // A name is often in the sentence before, and a pronoun in this one.
            own += worth[number] * (entities & bit == 0 ? isOwn : 0.5 * isOwn)
            all += worth[number] * max(isOwn * rest, isNear)
        }
        candidate.ownCoverage = own / total
        candidate.coverage = all / total
    }

    /// What is left of a word's worth where another word narrows it than in the question.
    ///
    /// A result belongs to one part of what is going on: "half time" doesn't answer for "full time".
    private func modified(_ number: Int, _ passage: Passage) -> Double {
        guard question.form.kind == .result else { return 1 }
        guard let pair = question.pairs.first(where: { $0.1 == number }),
            entities & 1 << UInt64(number) == 0
        else { return 1 }
        let bit: UInt64 = 1 << UInt64(pair.0)
        guard (passage.matches.exact | passage.matches.near) & bit == 0 else { return 1 }
        let keys = question.terms[number].query.keys
        let isOther = passage.words.indices.dropFirst().contains { place in
            keys.contains(passage.words[place].key)
                && !Lexicon.isFunctionWord(passage.words[place - 1].text)
                && passage.words[place].start - passage.words[place - 1].end == 1
        }
        return isOther ? 0.2 : 1
    }

    private func strength(_ matches: Matches, _ bit: UInt64, _ allowsOpposite: Bool) -> Double {
        if matches.exact & bit != 0 { return 1 }
        if matches.near & bit != 0 { return 0.85 }
        return allowsOpposite && matches.opposite & bit != 0 ? 0.8 : 0
    }

    /// Whether names and numbers of the question are there, in the post or its author.
    private func holdsNames(_ passage: Passage, _ source: Source) -> Bool {
        let known =
            source.parent.exact | source.matches.exact | source.matches.near | source.named.exact
            | source.profiled.exact
        if numbers & ~known != 0 { return false }
        guard entities != 0 else { return true }
        // Of a name of several words, the last one stands for it: "the bridge".
        var named = 0.0
        var held = 0.0
        var run = 0.0
        for number in question.terms.indices where entities & 1 << UInt64(number) != 0 {
            let isLast =
                number + 1 == question.terms.count || entities & 1 << UInt64(number + 1) == 0
            run += worth[number]
            let isHeld = known & 1 << UInt64(number) != 0
            if isHeld, !isLast { held += worth[number] }
            if isLast {
                named += run
                if isHeld { held = max(held, named - run) + run }
                run = 0
            }
        }
        return held >= named * 0.5
    }

    /// Whether the post holds the noun that names what is asked for.
    private func holdsFocus(_ passage: Passage, _ source: Source) -> Bool {
        let known = source.matches.exact | source.matches.near
        return question.focus & ~known == 0
    }

    /// Whether a sentence about another thing still contradicts, the greatest being asked for.
    func isRival(_ candidate: Candidate) -> Bool {
        let passage = passages[candidate.passage]
        guard question.form.asksGreatest, candidate.measure != nil else { return false }
        return question.terms.indices.contains { number in
            worth[number] > 0 && entities & 1 << UInt64(number) == 0
                && !Lexicon.superlatives.contains(question.terms[number].query.word)
                && passage.matches.exact & 1 << UInt64(number) != 0
        }
    }

    // MARK: - Score

    private func firstHand(_ passage: Passage, _ source: Source) -> Double {
        guard !source.isHearsay else { return 0 }
        var named = 0.0
        var names = 0.0
        var profiled = 0.0
        for number in question.terms.indices where worth[number] > 0 {
            let bit: UInt64 = 1 << UInt64(number)
            if entities & bit != 0 { names += worth[number] }
            if source.named.exact & bit != 0 { named += worth[number] }
            if source.profiled.exact & bit != 0 { profiled += worth[number] }
        }
        var value = 1.5 * named / (names > 0 ? max(names, named) : total) + 0.8 * profiled / total
        if source.isFirstPerson { value += 0.3 }
        if source.isOnTheSpot { value += 0.3 }
        if passage.words.contains(where: { Lexicon.reporting.contains($0.text) }),
            passage.field == "text"
        {
            value *= 0.4
        }
        return min(1, value)
    }

    private func score(_ candidate: Candidate, _ passage: Passage, _ source: Source) -> Double {
        var score = 0.7 * candidate.coverage + 0.3 * candidate.ownCoverage
        score += 0.12 * phrases(passage)
        score += 0.15 * candidate.firstHand
        score += 0.1 * typeBonus(candidate, passage)
        score += 0.05 * source.head.score / bestHead
        if source.isHearsay { score -= 0.2 }
        if source.isCorrection, question.form.isComparable || passage.deniesName {
            score += 0.08
        }
        if question.form.kind == .person, !holdsNewName(passage) { score -= 0.2 }
        if question.form.kind == .yesNo, passage.matches.exact & question.predicate != 0 {
            score += 0.15
        }
        if passage.field.hasSuffix("alt") { score -= 0.2 }
        if passage.words.contains(where: { Lexicon.unreal.contains($0.text) }) { score -= 0.06 }
        if question.form.kind == .open {
            // With nothing certain asked for, whoever is near it and says much comes first.
            score += 0.2 * candidate.firstHand + 0.15 * min(1, Double(passage.words.count) / 12)
        }
        let span = Double(newest - oldest)
        let age = span > 0 ? Double(newest - source.time.milliseconds) / span : 0
        let kind = question.form.kind
        let isState = kind == .yesNo || kind == .open || question.form.asksNewest
        score -= (isState ? 0.12 : 0.02) * age
        if passage.words.count < 3 { score -= 0.1 }
        if passage.words.count > 45 { score -= 0.05 }
        return score
    }

    /// The share of neighbouring words of the question that stand beside each other.
    private func phrases(_ passage: Passage) -> Double {
        guard !question.pairs.isEmpty else { return 0 }
        var found = 0
        for (left, right) in question.pairs {
            let first = question.terms[left].query.keys
            let second = question.terms[right].query.keys
            for place in passage.words.indices where first.contains(passage.words[place].key) {
                let ahead = passage.words[(place + 1)...].prefix(3)
                guard ahead.contains(where: { second.contains($0.key) }) else { continue }
                found += 1
                break
            }
        }
        return Double(found) / Double(question.pairs.count)
    }

    private func typeBonus(_ candidate: Candidate, _ passage: Passage) -> Double {
        switch question.form.kind {
        case .count, .measure, .amount, .result: return candidate.measure == nil ? 0 : 1
        case .person: return holdsNewName(passage) ? 1 : 0
        case .place:
            if question.form.asksOrigin, passage.words.contains(where: { $0.text == "from" }) {
                return 1.5
            }
            return holdsPlace(passage) ? 1 : 0
        case .time:
            let isTimed =
                passage.words.contains { Lexicon.times.contains($0.text) }
                || passage.measures.contains { $0.unit == .clock || $0.unit == .duration }
            return isTimed ? 1 : 0
        case .reason: return passage.words.contains { Lexicon.reasons.contains($0.text) } ? 1 : -2.5
        case .name, .yesNo, .manner, .thing, .open: return 1
        }
    }

    /// Whether there is a name that isn't in the question.
    private func holdsNewName(_ passage: Passage) -> Bool {
        passage.words.enumerated().contains { place, word in
            word.isCapital && (place > 0 || passage.words.count < 2) && !isAsked(word.key)
                && !Lexicon.isFunctionWord(word.text) && !Lexicon.firstPerson.contains(word.text)
        }
    }

    /// Whether there is a preposition with something behind it that isn't in the question.
    private func holdsPlace(_ passage: Passage) -> Bool {
        for place in passage.words.indices.dropLast()
        where Lexicon.placeWords.contains(passage.words[place].text) {
            let rest = passage.words[(place + 1)...].prefix(3)
            if rest.contains(where: { $0.isCapital && !isAsked($0.key) }) { return true }
        }
        return false
    }
}
