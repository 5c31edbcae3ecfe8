import HeadwaterCore
import HeadwaterIndex
import HeadwaterText

extension Weigher {
    /// Finds what the question asks for; false where it must be there and isn't.
    func findAnswer(_ candidate: inout Candidate, _ passage: Passage) -> Bool {
        let form = question.form
        switch form.kind {
        case .count, .measure, .amount, .result:
            if form.asksAge, !passage.words.contains(where: { Lexicon.ages.contains($0.text) }) {
                return false
            }
            candidate.measure = measure(in: passage)
            return candidate.measure != nil
                || form.kind == .result
                    && passage.words.contains { Lexicon.outcomes.contains($0.text) }
        case .yesNo:
            guard question.predicate != 0 else { return true }
            candidate.isYes = saysYes(passage)
            return candidate.isYes != nil
        case .name:
            return passage.words.contains { Lexicon.naming.contains($0.text) }
        default:
            return true
        }
    }

    /// The quantity that is asked for: of the right unit, the nearest to words of the question.
    private func measure(in passage: Passage) -> Measure? {
        var best: (distance: Int, measure: Measure)?
        for measure in passage.measures where !measure.isDenied && isWanted(measure, passage) {
            let distance = distance(of: measure, in: passage)
            if distance < best?.distance ?? .max { best = (distance, measure) }
        }
        return best?.measure
    }

    private func isWanted(_ measure: Measure, _ passage: Passage) -> Bool {
        let form = question.form
        switch form.kind {
        case .result: return measure.unit == .score
        case .amount:
            return measure.unit != .clock && measure.unit != .ordinal && measure.unit != .score
        case .count:
            guard measure.unit == .count else { return false }
            return counts(measure, passage) != .other
        default: return form.units.contains(measure.unit)
        }
    }

    private enum Counted { case it, open, other }

    /// Whether a number counts what the question asks for.
    private func counts(_ measure: Measure, _ passage: Passage) -> Counted {
        guard let counted = question.form.counted, counted < question.terms.count else {
            return .open
        }
        let bit: UInt64 = 1 << UInt64(counted)
        let keys = question.terms[counted].query.keys
        let near = question.expansions.filter { $0.term == counted }.flatMap(\.query.keys)
        let next = measure.words.upperBound
        for place in next..<max(next, min(next + 4, passage.words.count)) {
            // "four of the five people" counts five.
            if passage.measures.contains(where: { $0.words.lowerBound == place }) { break }
            let key = passage.words[place].key
            if keys.contains(key) || near.contains(key) { return .it }
        }
        guard next < passage.words.count, passage.matches.exact & bit == 0 else { return .open }
        // Another noun stands behind it.
        let word = passage.words[next]
        guard word.start - passage.words[next - 1].end <= 1 else { return .open }
        let isPlural = word.text.hasSuffix("s") && word.text.utf8.count > 3
        return isPlural && !Lexicon.isFunctionWord(word.text) || Lexicon.plurals.contains(word.text)
            ? .other : .open
    }

    private func distance(of measure: Measure, in passage: Passage) -> Int {
        var nearest = 50
        if question.form.kind == .count, counts(measure, passage) == .it { return -1 }
        for (place, word) in passage.words.enumerated() {
            guard !measure.words.contains(place), isAsked(word.key) else { continue }
            let distance =
                place < measure.words.lowerBound
                ? measure.words.lowerBound - place : place - measure.words.upperBound + 1
            nearest = min(nearest, distance)
        }
        return nearest
    }

    func isAsked(_ key: UInt64) -> Bool {
        question.terms.indices.contains { number in
            worth[number] > 0 && question.terms[number].query.keys.contains(key)
        }
    }
}
