import HeadwaterCore
import HeadwaterIndex
import HeadwaterText

extension Weigher {
    /// What a sentence says to a yes-or-no question: nil where it holds nothing that the question
    /// turns on, or doesn't say it of what was asked.
    ///
    /// It says yes where its word is that of the question and not the opposite, and an even number
    /// of words denies it in the same clause.
    func saysYes(_ passage: Passage) -> Bool? {
        guard !passage.field.hasSuffix("alt") else { return nil }
        let keys = (same: predicateKeys(isOpposite: false), other: predicateKeys(isOpposite: true))
        let clauses = clauses(of: passage)
        let asked = Set(
            passage.words.indices
                .filter {
                    isAsked(passage.words[$0].key) && !keys.same.contains(passage.words[$0].key)
                }
                .map { clauses[$0] }
        )
        var found: (place: Int, isOpposite: Bool)?
        for (place, word) in passage.words.enumerated() {
            let isSame = keys.same.contains(word.key)
            guard isSame || keys.other.contains(word.key), isStated(place, passage) else {
                continue
            }
            if let found, asked.contains(clauses[found.place]) || !asked.contains(clauses[place]) {
                continue
            }
            found = (place, !isSame)
        }
        guard let found, saysItOfThat(passage) else { return nil }
        var denials = found.isOpposite ? 1 : 0
        for (place, word) in passage.words.enumerated() where clauses[place] == clauses[found.place]
        {
            let frees =
                word.text == "free" && place + 1 < passage.words.count
                && passage.words[place + 1].text == "of"
            if Lexicon.negators.contains(word.text) || frees { denials += 1 }
        }
        return denials % 2 == 0
    }

    /// Whether a word is stated as true now, where the question is about now.
    private func isStated(_ place: Int, _ passage: Passage) -> Bool {
        guard question.form.asksPresent else { return true }
        let before = passage.words[max(0, place - 2)..<place]
        return !before.contains {
            Lexicon.past.contains($0.text) || Lexicon.doubtful.contains($0.text)
        } && !passage.words.contains { $0.text == "ago" }
    }

    /// Whether a sentence names what was asked about, or leans on one that does.
    private func saysItOfThat(_ passage: Passage) -> Bool {
        let others = question.terms.indices.filter {
            worth[$0] > 0 && question.predicate & 1 << UInt64($0) == 0
        }
        if others.isEmpty { return true }
        let held = passage.matches.exact | passage.matches.near
        if others.contains(where: { held & 1 << UInt64($0) != 0 }) { return true }
        let context = sources[passage.source].matches.exact | sources[passage.source].parent.exact
        let first = passage.words.first { !["and", "but", "so", "yes", "no"].contains($0.text) }
        return others.contains { context & 1 << UInt64($0) != 0 }
            && first.map { Lexicon.standIns.contains($0.text) } ?? false
    }

    /// Which clause each word belongs to.
    private func clauses(of passage: Passage) -> [Int] {
        let bytes = Array(passage.text.utf8)
        var clause = 0
        var end = 0
        return passage.words.map { word in
            if word.start > end,
                bytes[end..<word.start].contains(where: { $0 == 0x2C || $0 == 0x3B || $0 == 0x3A })
            {
                clause += 1
            }
            end = max(end, word.end)
            return clause
        }
    }

    private func predicateKeys(isOpposite: Bool) -> Set<UInt64> {
        var keys: Set<UInt64> = []
        if !isOpposite {
            for (number, term) in question.terms.enumerated()
            where question.predicate & 1 << UInt64(number) != 0 {
                keys.formUnion(term.query.keys)
            }
        }
        for expansion in question.expansions
        where question.predicate & 1 << UInt64(expansion.term) != 0
            && expansion.isOpposite == isOpposite
        {
            keys.formUnion(expansion.query.keys)
        }
        return keys
    }
}
